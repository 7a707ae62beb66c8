// Two lines over a histogram that can be dragged, or moved with arrow keys: each is a slider.

import { percent, t } from "./words.js";

const STEP = 0.01;
const LEAP = 0.1;
const SETTLE = 600;

export class Band {
  // heard: { moved(low, high), settled(low, high) } - moved while a line is held, settled when it rests.
  constructor(frame, heard) {
    this.frame = frame;
    this.heard = heard;
    this.least = Number(frame.dataset.least);
    this.ends = { low: Number(frame.dataset.low), high: Number(frame.dataset.high) };
    this.lines = { low: frame.querySelector("#band-low"), high: frame.querySelector("#band-high") };
    this.inside = frame.querySelector("#band-inside");
    for (const name of ["low", "high"]) this.watch(name);
    this.paint();
  }

  get held() {
    return Boolean(this.holding || this.timer);
  }

  // What the server says; a line that is held stays where it is.
  set(low, high) {
    if (this.held) return;
    this.ends = { low, high };
    this.paint();
  }

  watch(name) {
    const line = this.lines[name];
    line.addEventListener("pointerdown", (event) => {
      this.holding = name;
      line.setPointerCapture(event.pointerId);
      line.focus({ preventScroll: true });
      event.preventDefault();
    });
    line.addEventListener("pointermove", (event) => {
      if (this.holding !== name) return;
      const box = this.frame.getBoundingClientRect();
      this.move(name, (event.clientX - box.left) / box.width);
    });
    for (const end of ["pointerup", "pointercancel"]) line.addEventListener(end, () => this.holding === name && this.rest());
    line.addEventListener("keydown", (event) => this.pressed(name, event));
  }

  pressed(name, event) {
    const far = event.shiftKey ? LEAP : STEP;
    const steps = { ArrowLeft: -far, ArrowDown: -far, ArrowRight: far, ArrowUp: far, PageDown: -LEAP, PageUp: LEAP, Home: -1, End: 1 };
    if (!(event.key in steps) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.move(name, this.ends[name] + steps[event.key]);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.rest(), SETTLE);
  }

  move(name, to) {
    const whole = Math.round(to * 100) / 100;
    const { low, high } = this.ends;
    const kept = name === "low" ? Math.min(Math.max(0, whole), high - this.least) : Math.max(Math.min(1, whole), low + this.least);
    this.ends[name] = Math.round(kept * 100) / 100;
    this.paint();
    this.heard.moved(this.ends.low, this.ends.high);
  }

  rest() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.holding = null;
    this.heard.settled(this.ends.low, this.ends.high);
  }

  paint() {
    const { low, high } = this.ends;
    for (const name of ["low", "high"]) {
      this.lines[name].style.left = `${100 * this.ends[name]}%`;
      this.lines[name].setAttribute("aria-valuenow", String(Math.round(100 * this.ends[name])));
      this.lines[name].setAttribute("aria-valuetext", t("{share} likely", { share: percent(this.ends[name]) }));
    }
    this.inside.style.left = `${100 * low}%`;
    this.inside.style.width = `${100 * (high - low)}%`;
  }
}
