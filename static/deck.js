// The deck as pure state: which turns are to come, which were answered, what can be undone.
// A turn is one card or a few shown together. Nothing here knows the screen or the network.

const MOST_HISTORY = 1000;

export class Deck {
  constructor(history = []) {
    this.coming = [];
    this.history = history;
    this.mode = "";
    this.choosing = false; // whether those that wait behind stay away for what is being chosen
    this.answered = new Set(history.map((entry) => nameOf(entry.turn)));
  }

  get top() {
    return this.coming[0];
  }

  // The last answer that can be taken back here: answers of another mode stay as they are.
  get last() {
    return this.history.findLast((entry) => entry.mode === this.mode);
  }

  // Another mode begins; turns of the old one are not asked any more.
  change(mode) {
    this.mode = mode;
    this.coming = [];
  }

  // Whether few turns are to come, those for when none come through not counted.
  isLow(few) {
    return this.coming.filter((turn) => !turn.spare).length < few;
  }

  // New turns from the server; those answered here but not yet acknowledged are known already.
  merge(turns) {
    const known = new Set(this.coming.map(nameOf));
    const fresh = turns.map(inPlace).filter((turn) => !known.has(nameOf(turn)) && !this.answered.has(nameOf(turn)) && !(this.choosing && turn.spare));
    if (fresh.length) this.choosing = false;
    const [top, ...rest] = [...this.coming, ...fresh];
    const behind = rest.filter((turn) => turn.spare);
    if (top) this.coming = [top, ...rest.filter((turn) => !turn.spare), ...behind];
    return fresh.length > 0;
  }

  // What comes next is being chosen anew: all but the top, and what was taken back, goes.
  choose() {
    this.choosing = true;
    this.coming = this.coming.filter((turn, place) => !place || turn.unsaid);
  }

  // Turns with these cards are not asked any more.
  withdraw(cards) {
    const gone = new Set(cards);
    this.coming = this.coming.filter((turn) => turn.unsaid || !turn.cards.some(({ card }) => gone.has(card)));
  }

  // The top turn gets an answer; the next one is on top at once.
  answer(event, reply) {
    const entry = { event, turn: this.coming.shift(), mode: this.mode, ...reply };
    this.answered.add(nameOf(entry.turn));
    this.history.push(entry);
    return entry;
  }

  // The oldest answers beyond what is worth keeping.
  overflow() {
    return this.history.length > MOST_HISTORY ? this.history.splice(0, this.history.length - MOST_HISTORY) : [];
  }

  // The last answer is taken back; its turn is on top again, and says which answer that was.
  undo() {
    const entry = this.last;
    const name = nameOf(entry.turn);
    this.history = this.history.filter((one) => one !== entry);
    this.answered.delete(name);
    this.coming = [{ ...entry.turn, unsaid: entry.event }, ...this.coming.filter((turn) => nameOf(turn) !== name)];
    return entry;
  }

  // The server refused an answer: it does not count, and its turn may come again.
  forget(event) {
    const entry = this.history.find((one) => one.event === event);
    if (!entry) return undefined;
    this.history = this.history.filter((one) => one !== entry);
    this.answered.delete(nameOf(entry.turn));
    return entry;
  }

  // A turn with a picture that cannot be loaded, or one answered in another tab, is left out while
  // this page is open; that is no answer.
  leaveOut(name) {
    this.answered.add(name);
    this.coming = this.coming.filter((turn) => nameOf(turn) !== name);
  }
}

// A turn is known by its first card.
export function nameOf(turn) {
  return turn.cards[0].card;
}

function inPlace(turn) {
  return { ...turn, cards: [...turn.cards].sort((a, b) => a.place - b.place) };
}
