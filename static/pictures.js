// Pictures ahead of their turn, loaded and decoded early, so the next turn is painted in the same
// frame as the answer. A picture that does not come is asked for again, then given up.

const AHEAD = 24;
const BEHIND = 8;
const TRIES = 4;
const RETRY_PAUSE = 2500;
const SHAPES_READ = 4;
const NARROWEST = 0.7;
const WIDEST = 1.45;

export class Pictures {
  // heard: { reachable(), lost(card), shaped(aspect) }
  constructor(heard) {
    this.heard = heard;
    this.held = new Map();
    this.behind = [];
    this.shapes = [];
  }

  // Hold the pictures of these turns, and of the last few that went.
  ahead(turns) {
    const cards = turns.flatMap((turn) => turn.cards).slice(0, AHEAD);
    for (const card of cards) this.of(card);
    const wanted = new Set([...cards.map((card) => card.card), ...this.behind]);
    for (const id of this.held.keys()) if (!wanted.has(id)) this.held.delete(id);
  }

  // The turn has gone; its pictures are held for a while, should it come back.
  gone(turn) {
    this.behind = [...turn.cards.map((card) => card.card), ...this.behind].slice(0, BEHIND);
  }

  // The picture of a card: always the same element while it is held.
  of(card) {
    if (!this.held.has(card.card)) this.held.set(card.card, this.load(card));
    return this.held.get(card.card);
  }

  load(card) {
    const picture = new Image();
    let misses = 0;
    picture.className = "picture";
    picture.alt = card.words;
    picture.draggable = false;
    picture.onload = () => this.measure(picture);
    picture.onerror = () => {
      misses += 1;
      if (!this.heard.reachable() || misses < TRIES) setTimeout(() => this.again(card, picture), RETRY_PAUSE);
      else this.heard.lost(card);
    };
    picture.src = card.picture_url;
    picture.decode().catch(() => {});
    return picture;
  }

  again(card, picture) {
    if (this.held.get(card.card) === picture && !picture.naturalWidth) picture.src = card.picture_url;
  }

  // The first few pictures decide the shape of all cards; later ones are fitted into it whole.
  measure(picture) {
    if (this.shapes.length === SHAPES_READ) return;
    this.shapes.push(Math.log(picture.naturalWidth / picture.naturalHeight));
    if (this.shapes.length < SHAPES_READ) return;
    const mean = Math.exp(this.shapes.reduce((sum, shape) => sum + shape, 0) / SHAPES_READ);
    this.heard.shaped(Math.min(WIDEST, Math.max(NARROWEST, mean)));
  }
}
