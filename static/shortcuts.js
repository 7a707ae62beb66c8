// Keys of the deck. A binding is { keys, shown, words, act(key), repeats }; the sheet lists those that
// have words. Keys that are single characters can be turned off, and rest while a field has focus.

import { element } from "./face.js";
import { sheet } from "./sheet.js";

const KEPT = "plgl-keys";
const FIELDS = "input:not([type=range]), textarea, select, [contenteditable]";
const PRESSABLE = "a, button, summary";
const SHOWN = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", " ": "␣", Backspace: "⌫", Enter: "⏎" };
const $ = (id) => document.getElementById(id);

export class Shortcuts {
  // bindings(): those that hold now, the first match wins
  constructor(bindings) {
    this.bindings = bindings;
    this.sheet = sheet($("shortcuts"), $("shortcuts-close"));
    this.letters = remembered() !== "off";
    $("letters").checked = this.letters;
    $("letters").addEventListener("change", () => this.turn($("letters").checked));
    addEventListener("keydown", (event) => this.pressed(event));
    this.turn(this.letters);
  }

  turn(on) {
    this.letters = on;
    document.documentElement.dataset.letters = on ? "on" : "off";
    try {
      localStorage.setItem(KEPT, on ? "on" : "off");
    } catch {
      // A private window forgets it; that is all.
    }
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector("dialog[open]") || event.target.closest?.(FIELDS)) return;
    if ((event.key === " " || event.key === "Enter") && event.target.closest?.(PRESSABLE)) return;
    if (!this.letters && event.key.length === 1) return;
    const binding = this.bindings().find((one) => one.keys.includes(event.key));
    if (!binding || (event.repeat && !binding.repeats)) return;
    event.preventDefault();
    binding.act(event.key);
  }

  open() {
    const lines = this.bindings().filter((binding) => binding.words);
    $("shortcuts-list").replaceChildren(...lines.flatMap(line));
    this.sheet.open();
  }
}

function line({ keys, shown, words }) {
  const sign = shown ?? keys.filter((key) => key === key.toUpperCase() || key.length > 1).map((key) => SHOWN[key] ?? key).join(" ");
  const name = element("dt", "");
  for (const key of sign.split(" ")) name.append(element("kbd", "", key), " ");
  return [name, element("dd", "", words)];
}

function remembered() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}
