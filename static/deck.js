// The deck as pure state: which cards are to come, which were answered, what can be undone.
// It knows neither the screen nor the network.

export class Deck {
  constructor(history = []) {
    this.coming = [];
    this.history = history;
    this.answered = new Set(history.map((entry) => entry.card.card));
  }

  get top() {
    return this.coming[0];
  }

  // New cards from the server; those answered here but not yet acknowledged are known already.
  merge(cards) {
    const known = new Set(this.coming.map((card) => card.card));
    const fresh = cards.filter((card) => !known.has(card.card) && !this.answered.has(card.card));
    this.coming.push(...fresh);
    return fresh.length > 0;
  }

  // The top card gets an answer; the next one is on top at once.
  answer(event, kind, value) {
    const card = this.coming.shift();
    const entry = { event, kind, value, card };
    this.answered.add(card.card);
    this.history.push(entry);
    return entry;
  }

  // The last answer is taken back; its card is on top again.
  undo() {
    const entry = this.history.pop();
    this.answered.delete(entry.card.card);
    this.coming = [entry.card, ...this.coming.filter((card) => card.card !== entry.card.card)];
    return entry;
  }

  // The server refused an answer: it does not count, and its card may come again.
  forget(event) {
    const entry = this.history.find((one) => one.event === event);
    if (!entry) return undefined;
    this.history = this.history.filter((one) => one !== entry);
    this.answered.delete(entry.card.card);
    return entry;
  }

  // A picture that cannot be loaded is left out while this page is open; it is no answer.
  leaveOut(id) {
    this.answered.add(id);
    this.coming = this.coming.filter((card) => card.card !== id);
  }
}
