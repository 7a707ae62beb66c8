// Buttons that cannot be pressed by mistake: `[data-hold]` is held for a second, or pressed twice.
// By keyboard, and wherever a press comes without a pointer, it is pressed twice.

import { stillClick } from "./still.js";
import { tell } from "./toast.js";
import { t } from "./words.js";

const HOLD = 1000;
const AGAIN = 4000;
let held = null;
let asked = null; // { button, form, words, timer }: what asks, its form before it did, and what it said

export function guardButtons(root) {
  root.addEventListener("pointerdown", begin);
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) root.addEventListener(end, stop, true);
  root.addEventListener("click", press, true);
}

// The page was drawn anew: a button goes on asking as long as it still means the same.
export function askOn() {
  if (!asked) return;
  const { button, form } = asked;
  if (button.isConnected && button.form.outerHTML === form) question();
  else drop();
}

function begin(event) {
  const button = event.target.closest("[data-hold]");
  if (!button || event.button !== 0) return;
  stop();
  button.classList.add("holding");
  held = { button, timer: setTimeout(() => complete(button), HOLD) };
}

function stop(event) {
  if (event?.type === "pointerleave" && event.target !== held?.button) return;
  if (!held) return;
  clearTimeout(held.timer);
  held.button.classList.remove("holding");
  held = null;
}

// The button may have become its opposite by the time it is let go.
function complete(button) {
  stillClick();
  send(button);
}

function press(event) {
  const button = event.target.closest("[data-hold]");
  if (!button) return;
  event.preventDefault();
  event.stopPropagation();
  if (asked?.button === button) send(button);
  else ask(button);
}

function ask(button) {
  forget();
  asked = { button, form: button.form.outerHTML, words: [], timer: setTimeout(forget, AGAIN) };
  question();
  tell(button.textContent);
}

function question() {
  asked.words = [...asked.button.childNodes];
  asked.button.replaceChildren(t("Press again, or hold"));
}

function forget() {
  asked?.button.replaceChildren(...asked.words);
  drop();
}

function drop() {
  clearTimeout(asked?.timer);
  asked = null;
}

function send(button) {
  stop();
  forget();
  button.form.requestSubmit(button);
}
