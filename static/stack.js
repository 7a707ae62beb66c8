// The cards on screen: the top one, a hint of the next two, and a glow of the top picture behind
// them. Pictures ahead are loaded and decoded early, so the next card is there in the same frame.

const AHEAD = 20;
const THROW_MS = 320;
const FADE_MS = 120;
const VISIBLE = 3;

export class Stack {
  constructor(root, lost) {
    this.root = root;
    this.lost = lost;
    this.pictures = new Map();
    this.figures = new Map();
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    this.glow = document.createElement("img");
    this.glow.className = "glow";
    this.glow.alt = "";
    this.glow.hidden = true;
    root.prepend(this.glow);
  }

  // Show these cards, the first on top.
  show(cards) {
    for (const card of cards.slice(0, AHEAD)) this.load(card);
    const visible = cards.slice(0, VISIBLE);
    const wanted = new Set(visible.map((card) => card.card));
    for (const [id, figure] of this.figures) {
      if (!wanted.has(id)) {
        figure.remove();
        this.figures.delete(id);
      }
    }
    visible.forEach((card, place) => this.place(card, place));
    const top = cards[0];
    this.glow.hidden = !top;
    if (top && this.glow.getAttribute("src") !== top.picture_url) this.glow.src = top.picture_url;
    this.root.style.setProperty("--pull", "0");
    this.tidy(cards);
  }

  load(card) {
    if (this.pictures.has(card.card)) return;
    const picture = new Image();
    picture.alt = `Generated picture ${card.position + 1}`;
    picture.draggable = false;
    this.pictures.set(card.card, picture);
    picture.onerror = () => this.lost(card);
    picture.src = card.picture_url;
    picture.decode().catch(() => {});
  }

  again(card) {
    const picture = this.pictures.get(card.card);
    if (picture && !picture.naturalWidth) picture.src = card.picture_url;
  }

  place(card, place) {
    let figure = this.figures.get(card.card);
    if (!figure) {
      figure = document.createElement("figure");
      figure.className = "card";
      figure.append(this.pictures.get(card.card), stamp("like", "Like"), stamp("nope", "Nope"));
      this.figures.set(card.card, figure);
      this.root.append(figure);
    }
    figure.dataset.place = String(place);
    figure.ariaHidden = place ? "true" : null;
    if (place) figure.style.transform = "";
  }

  get topFigure() {
    return this.root.querySelector('.card[data-place="0"]:not(.leaving)');
  }

  drag(dx, dy, pull) {
    const figure = this.topFigure;
    if (!figure) return;
    figure.classList.remove("settled");
    figure.classList.toggle("committed", pull >= 1);
    figure.style.transform = lean(dx, dy * 0.25, this.root.clientWidth);
    this.stamps(figure, dx, pull);
    this.root.style.setProperty("--pull", String(pull));
  }

  release() {
    const figure = this.topFigure;
    if (!figure) return;
    figure.classList.add("settled");
    figure.classList.remove("committed");
    figure.style.transform = "";
    this.stamps(figure, 0, 0);
    this.root.style.setProperty("--pull", "0");
  }

  // The top card leaves; the caller shows the rest in the same frame.
  leave(card, direction, dx = 0, dy = 0) {
    const figure = this.figures.get(card.card);
    if (!figure) return;
    this.figures.delete(card.card);
    this.pictures.delete(card.card);
    figure.classList.add("leaving");
    figure.classList.remove("settled");
    figure.ariaHidden = "true";
    figure.dataset.place = "gone";
    if (direction) this.stamps(figure, direction, 1);
    const width = innerWidth;
    const away = direction
      ? lean(direction * (width * 0.5 + this.root.clientWidth), dy, this.root.clientWidth)
      : `translate(0, ${this.root.clientHeight * 0.35}px) scale(.9)`;
    const frames = this.calm.matches
      ? [{ opacity: 1 }, { opacity: 0 }]
      : [
          { transform: dx ? lean(dx, dy * 0.25, this.root.clientWidth) : "none", opacity: 1 },
          { transform: away, opacity: direction ? 1 : 0 },
        ];
    const timing = { duration: this.calm.matches ? FADE_MS : THROW_MS, easing: "cubic-bezier(.3, .6, .5, 1)" };
    figure.animate(frames, { ...timing, fill: "forwards" }).onfinish = () => figure.remove();
  }

  // A card comes back on top from where it went.
  comeBack(direction) {
    const figure = this.topFigure;
    if (!figure || this.calm.matches) return;
    const from = direction
      ? lean(direction * (innerWidth * 0.5 + this.root.clientWidth * 0.6), 0, this.root.clientWidth)
      : "translate(0, 30%) scale(.9)";
    figure.animate([{ transform: from, opacity: direction ? 1 : 0 }, { transform: "none", opacity: 1 }], {
      duration: 260,
      easing: "cubic-bezier(.2, .8, .3, 1)",
    });
  }

  stamps(figure, dx, pull) {
    figure.querySelector(".stamp-like").style.opacity = dx > 0 ? String(pull) : "0";
    figure.querySelector(".stamp-nope").style.opacity = dx < 0 ? String(pull) : "0";
  }

  tidy(cards) {
    const kept = new Set(cards.map((card) => card.card));
    for (const id of this.pictures.keys()) if (!kept.has(id)) this.pictures.delete(id);
  }
}

function lean(dx, dy, width) {
  const tilt = Math.max(-9, Math.min(9, (dx / width) * 9));
  return `translate(${dx}px, ${dy}px) rotate(${tilt}deg)`;
}

function stamp(kind, words) {
  const sign = document.createElement("span");
  sign.className = `stamp stamp-${kind}`;
  sign.ariaHidden = "true";
  sign.textContent = words;
  return sign;
}
