// Buttons that cannot be pressed by mistake: `[data-hold]` is held for a second, or pressed twice.
// By keyboard, and wherever a press comes without a pointer, it is pressed twice.

import { t } from "./words.js";

const HOLD = 1000;
const AGAIN = 4000;
let held = null;
let asked = null;

export function guardButtons(root) {
  root.addEventListener("pointerdown", begin);
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) root.addEventListener(end, stop, true);
  root.addEventListener("click", press, true);
}

function begin(event) {
  const button = event.target.closest("[data-hold]");
  if (!button || event.button !== 0) return;
  stop();
  button.classList.add("holding");
  held = { button, timer: setTimeout(() => send(button), HOLD) };
}

function stop(event) {
  if (event?.type === "pointerleave" && event.target !== held?.button) return;
  if (!held) return;
  clearTimeout(held.timer);
  held.button.classList.remove("holding");
  held = null;
}

function press(event) {
  const button = event.target.closest("[data-hold]");
  if (!button || button.classList.contains("sure")) return;
  event.preventDefault();
  event.stopPropagation();
  if (asked?.button === button) send(button);
  else ask(button);
}

function ask(button) {
  forget();
  const words = button.textContent;
  button.textContent = t("Press again, or hold");
  asked = { button, words, timer: setTimeout(forget, AGAIN) };
}

function forget() {
  if (!asked) return;
  clearTimeout(asked.timer);
  asked.button.textContent = asked.words;
  asked = null;
}

function send(button) {
  stop();
  forget();
  button.classList.add("sure");
  button.form.requestSubmit(button);
  button.classList.remove("sure");
}
