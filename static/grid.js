// A few pictures side by side, each a button. The next turn lies ready underneath, so it is there in
// the same frame: the picked picture grows towards the middle, the others fall away.

import { element, face } from "./face.js";
import { watchFingers } from "./gestures.js";
import { nameOf } from "./deck.js";

const GROW_MS = 380;
const FALL_MS = 220;
const FADE_MS = 120;
const BACK_MS = 240;
const GROWN = 1.1;
const INWARDS = 0.22;
const READY = 2;

export class Grid {
  // hands: { ready(), zoom(card), play(button), picked(place), sign(place), called(card, place) }
  constructor(place, pictures, hands) {
    this.pictures = pictures;
    this.hands = hands;
    this.layers = new Map();
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    this.root = element("div", "cards grid");
    place.append(this.root);
    this.unwatch = watchFingers(this.root, {
      ready: hands.ready,
      hold: (held) => this.enlarge(held.closest(".card")),
    });
  }

  close() {
    this.unwatch();
    this.root.remove();
  }

  show(turns) {
    const wanted = new Set(turns.slice(0, READY).map(nameOf));
    for (const [name, layer] of this.layers) {
      if (!wanted.has(name)) {
        layer.remove();
        this.layers.delete(name);
      }
    }
    turns.slice(0, READY).forEach((turn, depth) => {
      const layer = this.layer(turn);
      layer.dataset.depth = String(depth);
      layer.inert = depth > 0;
    });
    this.turn = turns[0];
  }

  layer(turn) {
    let layer = this.layers.get(nameOf(turn));
    if (layer) return layer;
    layer = element("div", "layer");
    turn.cards.forEach((card, place) => {
      const hands = { zoom: this.hands.zoom, play: this.hands.play, press: () => this.hands.picked(place) };
      const figure = face(card, this.pictures.of(card), hands);
      figure.dataset.place = String(place);
      const pick = figure.querySelector(".pick");
      const sign = this.hands.sign(place);
      if (sign) {
        pick.append(element("span", `sign ${sign.always ? "" : "sign-key"}`, sign.words));
        pick.lastChild.ariaHidden = "true";
      }
      pick.ariaLabel = this.hands.called(card, place);
      layer.append(figure);
    });
    this.layers.set(nameOf(turn), layer);
    this.root.append(layer);
    return layer;
  }

  enlarge(figure) {
    const card = this.turn?.cards.find((one) => one.card === figure?.dataset.card);
    if (card) this.hands.zoom(card);
  }

  // The picture the keyboard is at, or the first.
  get attended() {
    const figure = document.activeElement?.closest?.(".grid .card") ?? this.root.querySelector(".card:hover");
    return this.turn?.cards.find((card) => card.card === figure?.dataset.card) ?? this.turn?.cards[0];
  }

  // exit: { places: those that grow, direction: where the others go }
  leave(turn, exit) {
    const layer = this.layers.get(nameOf(turn));
    if (!layer) return;
    this.layers.delete(nameOf(turn));
    const at = document.activeElement;
    this.refocus = layer.contains(at) ? at.closest(".card").dataset.place : null;
    layer.inert = true;
    layer.dataset.depth = "gone";
    layer.classList.add("leaving");
    const ended = [...layer.children].map((figure, place) => this.part(figure, exit.places?.includes(place)).finished);
    Promise.allSettled(ended).then(() => layer.remove());
  }

  part(figure, picked) {
    if (this.calm.matches) return figure.animate([{ opacity: 1 }, { opacity: 0 }], { duration: FADE_MS, fill: "forwards" });
    if (!picked) {
      const fall = [{ opacity: 1 }, { opacity: 0, transform: "translate(0, 18px) scale(.92)" }];
      return figure.animate(fall, { duration: FALL_MS, easing: "ease-in", fill: "forwards" });
    }
    figure.classList.add("picked");
    const dx = INWARDS * (this.root.clientWidth / 2 - figure.offsetLeft - figure.offsetWidth / 2);
    const dy = INWARDS * (this.root.clientHeight / 2 - figure.offsetTop - figure.offsetHeight / 2);
    const grown = `translate(${dx}px, ${dy}px) scale(${GROWN})`;
    const grow = [
      { opacity: 1, transform: "none", easing: "cubic-bezier(.2, .9, .3, 1)" },
      { opacity: 1, transform: grown, offset: 0.55 },
      { opacity: 0, transform: grown },
    ];
    return figure.animate(grow, { duration: GROW_MS, fill: "forwards" });
  }

  // After `leave` and `show`: the keyboard stays at the same place of the next turn.
  follow() {
    if (this.refocus == null) return;
    const layer = this.turn && this.layers.get(nameOf(this.turn));
    layer?.querySelector(`[data-place="${this.refocus}"] .pick`)?.focus({ preventScroll: true });
    this.refocus = null;
  }

  comeBack(turn, exit) {
    const layer = this.layers.get(nameOf(turn));
    [...(layer?.children ?? [])].forEach((figure, place) => {
      const from = this.calm.matches ? "none" : exit?.places?.includes(place) ? `scale(${GROWN})` : "translate(0, 18px) scale(.92)";
      figure.animate([{ opacity: 0, transform: from }, { opacity: 1, transform: "none" }], {
        duration: this.calm.matches ? FADE_MS : BACK_MS,
        easing: "ease-out",
      });
    });
  }
}
