// One picture at a time: the top card, a hint of the next two, and a glow of the top picture behind
// them. Cards can be thrown.

import { element, face } from "./face.js";
import { watchFingers } from "./gestures.js";
import { nameOf } from "./deck.js";

const THROW_MS = 320;
const FADE_MS = 120;
const BACK_MS = 260;
const VISIBLE = 3;
const OUT = "cubic-bezier(.3, .6, .5, 1)";
const IN = "cubic-bezier(.2, .8, .3, 1)";

export class Stack {
  // hands: { ready(), zoom(card), play(button), thrown(direction, dx, dy), stamp(direction), pulled(share), dropped() }
  constructor(place, pictures, hands) {
    this.pictures = pictures;
    this.hands = hands;
    this.figures = new Map();
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    this.root = element("div", "cards stack");
    this.glow = element("img", "glow");
    this.glow.alt = "";
    this.glow.hidden = true;
    this.root.append(this.glow);
    place.append(this.root);
    this.unwatch = watchFingers(this.root, {
      ready: hands.ready,
      hold: () => this.top && hands.zoom(this.top),
      drag: (dx, dy, pull, down) => this.drag(dx, dy, pull, down),
      commit: (direction, dx, dy) => hands.thrown(direction, dx, dy) || this.release(),
      release: () => this.release(),
    });
  }

  close() {
    this.unwatch();
    this.root.remove();
  }

  // Show these turns, the first on top.
  show(turns) {
    const visible = turns.slice(0, VISIBLE);
    const wanted = new Set(visible.map(nameOf));
    for (const [name, figure] of this.figures) {
      if (!wanted.has(name)) {
        figure.remove();
        this.figures.delete(name);
      }
    }
    visible.forEach((turn, place) => this.place(turn, place));
    this.top = turns[0]?.cards[0];
    this.glow.hidden = !this.top;
    if (this.top && this.glow.getAttribute("src") !== this.top.picture_url) this.glow.src = this.top.picture_url;
    this.root.style.setProperty("--pull", "0");
  }

  place(turn, place) {
    let figure = this.figures.get(nameOf(turn));
    if (!figure) {
      figure = face(turn.cards[0], this.pictures.of(turn.cards[0]), this.hands);
      figure.append(element("span", "stamp"));
      figure.lastChild.ariaHidden = "true";
      this.figures.set(nameOf(turn), figure);
      this.root.append(figure);
    }
    figure.dataset.place = String(place);
    figure.inert = place > 0;
    if (place) figure.style.transform = "";
  }

  get figure() {
    return this.root.querySelector('.card[data-place="0"]');
  }

  drag(dx, dy, pull, down) {
    const figure = this.figure;
    if (!figure) return;
    figure.classList.remove("settled");
    if (!down && this.hands.pulled) {
      this.hands.pulled(dx / this.root.clientWidth, this);
      return;
    }
    figure.classList.toggle("committed", pull >= 1);
    figure.style.transform = down ? `translate(0, ${Math.max(0, dy)}px)` : lean(dx, dy * 0.25, this.root.clientWidth);
    if (!down) this.stamp(this.hands.stamp?.(dx > 0 ? "right" : "left"), pull);
    this.root.style.setProperty("--pull", String(pull));
  }

  // stamp: { words, tone, side } on the top card, as visible as `share`; nothing takes it away.
  stamp(stamp, share = 1, figure = this.figure) {
    const sign = figure?.querySelector(".stamp");
    if (!sign) return;
    sign.style.opacity = stamp ? String(share) : "0";
    if (!stamp) return;
    sign.textContent = stamp.words;
    sign.dataset.tone = stamp.tone ?? "";
    sign.dataset.side = stamp.side ?? "";
  }

  release() {
    const figure = this.figure;
    if (!figure) return;
    this.hands.dropped?.();
    figure.classList.add("settled");
    figure.classList.remove("committed");
    figure.style.transform = "";
    if (!this.hands.pulled) this.stamp(null);
    this.root.style.setProperty("--pull", "0");
  }

  // The top card leaves; the caller shows the rest in the same frame.
  // exit: { direction: "left" | "right" | "up" | "down", stamp, dx, dy }
  leave(turn, exit) {
    const figure = this.figures.get(nameOf(turn));
    if (!figure) return;
    this.figures.delete(nameOf(turn));
    this.refocus = figure.contains(document.activeElement);
    figure.classList.add("leaving");
    figure.classList.remove("settled");
    figure.inert = true;
    figure.dataset.place = "gone";
    this.stamp(exit.stamp, 1, figure);
    const { dx = 0, dy = 0 } = exit;
    const sideways = exit.direction === "left" || exit.direction === "right";
    const from = sideways ? lean(dx, dy * 0.25, this.root.clientWidth) : `translate(0, ${dy}px)`;
    const frames = this.calm.matches
      ? [{ opacity: 1 }, { opacity: 0 }]
      : [{ transform: dx || dy ? from : "none", opacity: 1 }, { transform: this.away(exit.direction, dy), opacity: sideways ? 1 : 0 }];
    const timing = { duration: this.calm.matches ? FADE_MS : THROW_MS, easing: OUT, fill: "forwards" };
    figure.animate(frames, timing).onfinish = () => figure.remove();
  }

  // After `leave` and `show`: the keyboard's place moves on with the deck.
  follow() {
    if (this.refocus) this.figure?.querySelector("button")?.focus({ preventScroll: true });
    this.refocus = false;
  }

  // A card comes back on top from where it went.
  comeBack(turn, exit) {
    const figure = this.figure;
    if (!figure) return;
    const from = this.calm.matches ? "none" : this.away(exit?.direction ?? "down", 0);
    const frames = [{ transform: from, opacity: this.calm.matches ? 0 : 0.4 }, { transform: "none", opacity: 1 }];
    figure.animate(frames, { duration: this.calm.matches ? FADE_MS : BACK_MS, easing: IN });
  }

  away(direction, dy) {
    const width = this.root.clientWidth;
    const side = { left: -1, right: 1 }[direction];
    if (side) return lean(side * (innerWidth * 0.5 + width), dy, width);
    return direction === "up" ? "translate(0, -42%) scale(.94)" : `translate(0, ${dy + this.root.clientHeight * 0.35}px) scale(.9)`;
  }
}

function lean(dx, dy, width) {
  const tilt = Math.max(-9, Math.min(9, (dx / width) * 9));
  return `translate(${dx}px, ${dy}px) rotate(${tilt}deg)`;
}
