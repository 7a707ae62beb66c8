// A picture as large as the screen allows, with what can be seen in it in words. Arrows go through
// the pictures of a turn; Escape, Space or a touch closes.

const $ = (id) => document.getElementById(id);

export class Zoom {
  constructor() {
    this.dialog = $("zoom");
    this.picture = $("zoom-picture");
    this.dialog.addEventListener("click", (event) => {
      const step = event.target.closest("[data-step]")?.dataset.step;
      if (step) this.step(Number(step));
      else this.dialog.close();
    });
    this.dialog.addEventListener("keydown", (event) => {
      const steps = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };
      if (event.key === " " && event.target.closest("button") === null) this.dialog.close();
      else if (event.key in steps) this.step(steps[event.key]);
      else return;
      event.preventDefault();
    });
  }

  open(cards, card) {
    this.cards = cards;
    this.dialog.dataset.several = String(cards.length > 1);
    this.show(Math.max(0, cards.indexOf(card)));
    this.dialog.showModal();
  }

  step(way) {
    this.show((this.place + way + this.cards.length) % this.cards.length);
  }

  show(place) {
    const card = this.cards[place];
    this.place = place;
    this.picture.src = card.picture_url;
    this.picture.alt = card.words;
    $("zoom-words").textContent = card.words;
  }
}
