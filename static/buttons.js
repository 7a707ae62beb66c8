// The buttons that answer: round ones with an icon, and flat ones with words; each shows its key
// where there is a keyboard. A press by mouse or finger leaves the keyboard's place as it is, so
// the space bar does not press the same button again.

import { element, icon } from "./face.js";

export function roundButton(name, words, key, act) {
  const button = made(name, `round round-big round-${name}`, act);
  button.append(icon(name), named(words, key, "round-name"));
  return button;
}

export function flatButton(name, words, key, act) {
  const button = made(name, "flat", act);
  button.append(named(words, key, "flat-name"));
  return button;
}

function made(name, className, act) {
  const button = element("button", className);
  button.type = "button";
  button.id = name;
  button.addEventListener("click", act);
  return button;
}

function named(words, key, className) {
  const name = element("span", className, `${words} `);
  if (key) {
    name.append(element("kbd", "", key));
    name.lastChild.ariaHidden = "true";
  }
  return name;
}

// A short sign that a key or a gesture pressed this button.
export function press(button) {
  button?.classList.add("pressed");
  setTimeout(() => button?.classList.remove("pressed"), 140);
}
