// Sounds, one at a time, and only when asked for. A button that plays has its address in `href` or
// `data-sound` and its state in `data-state`: "", loading, playing or lost.

import { t } from "./words.js";

const AGAIN = 1500;
const TRIES = 2;

export class Player {
  // said: gets what those who cannot see the button should hear
  constructor(said = () => {}) {
    this.said = said;
    this.audio = new Audio();
    this.audio.preload = "none";
    this.button = null;
    this.audio.addEventListener("playing", () => this.show("playing"));
    this.audio.addEventListener("ended", () => this.stop());
    this.audio.addEventListener("error", () => this.button && this.again());
  }

  toggle(button) {
    if (button === this.button && this.playing === addressOf(button)) return this.stop();
    this.stop();
    this.button = button;
    this.playing = addressOf(button);
    this.tries = 0;
    return this.load();
  }

  load() {
    this.tries += 1;
    this.show("loading");
    this.audio.src = this.playing;
    this.audio.play().catch((problem) => problem.name === "NotAllowedError" && this.lost());
  }

  // The server may still be playing it to itself; then it is there a moment later.
  again() {
    if (this.tries >= TRIES || !navigator.onLine) return this.lost();
    this.timer = setTimeout(() => this.load(), AGAIN);
    return undefined;
  }

  lost() {
    const { button } = this;
    this.stop();
    show(button, "lost");
    this.said(t("This sound could not be loaded."));
  }

  stop() {
    clearTimeout(this.timer);
    cancelAnimationFrame(this.frame);
    const { button } = this;
    this.button = this.playing = null;
    if (!button) return;
    this.audio.pause();
    this.audio.removeAttribute("src");
    show(button, "");
  }

  show(state) {
    if (!this.button) return;
    show(this.button, state);
    cancelAnimationFrame(this.frame);
    if (state === "playing") this.advance();
  }

  // The ring round the button closes as the melody goes on. A page that took a new form meanwhile may
  // have another picture there; then it is over.
  advance() {
    const { currentTime, duration } = this.audio;
    if (!this.button.isConnected || addressOf(this.button) !== this.playing) return this.stop();
    if (this.button.dataset.state !== "playing") show(this.button, "playing");
    this.button.style.setProperty("--heard", String(duration ? Math.min(1, currentTime / duration) : 0));
    this.frame = requestAnimationFrame(() => this.advance());
    return undefined;
  }
}

function addressOf(button) {
  return button.dataset.sound ?? button.getAttribute("href");
}

function show(button, state) {
  const words = button.dataset.words ?? "";
  button.dataset.state = state;
  button.style.setProperty("--heard", "0");
  const names = {
    loading: t("Loading: {words}", { words }),
    playing: t("Stop: {words}", { words }),
    lost: t("This sound could not be loaded. Play again: {words}", { words }),
  };
  button.setAttribute("aria-label", names[state] ?? t("Play: {words}", { words }));
  const note = button.querySelector(".play-note");
  if (note) note.textContent = state === "lost" ? t("not loaded") : "";
}
