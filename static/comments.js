// A comment on a picture of the turn: a sheet with a text field. The last comment can be deleted.

import { element } from "./face.js";
import { sheet } from "./sheet.js";
import { t } from "./words.js";

const $ = (id) => document.getElementById(id);

export class Comments {
  // hands: { said(card, text) -> row, deleted(row) }
  constructor(past, hands) {
    this.past = past;
    this.hands = hands;
    this.sheet = sheet($("comment-sheet"), $("comment-close"));
    this.field = $("comment-text");
    $("comment-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.keep();
    });
    $("comment-delete").addEventListener("click", () => this.remove());
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.keep();
    });
  }

  open(cards, attended) {
    const choice = $("comment-which");
    choice.hidden = cards.length < 2;
    $("comment-pictures").replaceChildren(...cards.map((card) => thumbnail(card, card === attended)));
    this.cards = cards;
    this.paint();
    this.sheet.open();
    this.field.focus();
  }

  keep() {
    const text = this.field.value.trim();
    if (!text) return this.field.focus();
    const chosen = $("comment-pictures").querySelector("input:checked")?.value;
    const card = this.cards.find((one) => one.card === chosen) ?? this.cards[0];
    this.past.push(this.hands.said(card, text));
    this.field.value = "";
    return this.sheet.close();
  }

  remove() {
    this.hands.deleted(this.past.pop());
    this.paint();
    this.field.focus();
  }

  // The server refused a comment.
  forget(id) {
    this.past = this.past.filter((row) => row.id !== id);
  }

  paint() {
    const last = this.past.at(-1);
    $("comment-last").hidden = !last;
    if (!last) return;
    $("comment-last-words").textContent = t("Your last comment: “{text}”", { text: last.text });
    $("comment-last-picture").src = last.picture_url;
  }
}

function thumbnail(card, checked) {
  const label = element("label", "thumbnail");
  const radio = element("input", "");
  Object.assign(radio, { type: "radio", name: "card", value: card.card, checked });
  const picture = element("img", "");
  Object.assign(picture, { src: card.picture_url, alt: card.words });
  label.append(radio, picture);
  return label;
}
