// A card as people see it: the whole picture, never cropped, over a blurred fill of itself where it
// does not have the card's shape, and a button that enlarges it.

import { t } from "./words.js";

const CLOSE_ENOUGH = 0.03;

// hands: { zoom(card), press, play(button) } - with `press`, the picture is a button; with `play`, it
// sounds.
export function face(card, picture, hands) {
  const figure = element("figure", "card");
  figure.dataset.card = card.card;
  const held = hands.press ? element("button", "pick") : figure;
  held.append(picture);
  if (hands.press) {
    held.type = "button";
    held.addEventListener("click", hands.press);
    figure.append(held);
  }
  figure.append(enlarger(() => hands.zoom(card)));
  if (hands.play) figure.append(player(card, hands.play));
  whenLoaded(picture, figure, held);
  return figure;
}

function whenLoaded(picture, figure, held) {
  const fit = () => {
    figure.classList.remove("loading");
    const box = figure.clientWidth / (figure.clientHeight || 1) || 1;
    if (Math.abs(picture.naturalWidth / picture.naturalHeight / box - 1) < CLOSE_ENOUGH) return;
    const fill = element("img", "fill");
    fill.alt = "";
    fill.src = picture.src;
    held.prepend(fill);
  };
  if (picture.naturalWidth) {
    queueMicrotask(fit);
    return;
  }
  figure.classList.add("loading");
  picture.addEventListener("load", fit, { once: true });
}

function enlarger(act) {
  const button = element("button", "enlarge");
  button.type = "button";
  button.ariaLabel = t("Enlarge");
  button.append(icon("zoom"));
  button.addEventListener("click", act);
  return button;
}

function player(card, act) {
  const button = element("button", "play");
  button.type = "button";
  button.dataset.sound = `${card.picture_url}.wav`;
  button.dataset.words = card.words;
  button.ariaLabel = t("Play: {words}", { words: card.words });
  for (const name of ["play", "stop"]) {
    button.append(element("span", `icon-${name}`));
    button.lastChild.append(icon(name));
  }
  button.append(element("span", "play-note"));
  button.lastChild.ariaHidden = "true";
  button.addEventListener("click", () => act(button));
  return button;
}

export function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// Icons are drawn once, in the page.
export function icon(name) {
  return document.getElementById(`icon-${name}`).content.firstElementChild.cloneNode(true);
}
