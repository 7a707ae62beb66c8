// The presenter. The page is the server's; here it is kept true while a group meets, led by keys and
// presentation remotes, and made to move. When the server is lost, the last state stays.

import { freshPage, inTurn } from "./asking.js";
import { watchChanges } from "./changes.js";
import { keepClock, trustClock } from "./clock.js";
import { morph } from "./morph.js";
import { Orders } from "./orders.js";
import { tell } from "./toast.js";
import { t } from "./words.js";

const PAINT_PAUSE = 500;
const ROUND = 5000;
const RETRY = 1500;
const AWAKE = 2600;
const COUNT = 950;
const AGAIN = 5000;
const CLOCK_MINUTES = "5";

const stage = document.getElementById("stage");
const [live, bar, corner, countdown, lost, said, keys] = ["live", "bar", "corner", "countdown", "lost", "said", "keys"].map(
  (id) => document.getElementById(id),
);
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const tick = keepClock((words) => (said.textContent = words));
const look = inTurn(looked);
const orders = new Orders(stage.dataset.orders, { done: look, failed: tell });

// Painting: at most twice a second, whatever happens.
let painted = 0;
let waiting = null;
let failures = 0;

function soon() {
  waiting ??= setTimeout(() => {
    waiting = null;
    look();
  }, Math.max(0, painted + PAINT_PAUSE - performance.now()));
}

async function looked() {
  painted = performance.now();
  const over = counted;
  try {
    const fresh = await freshPage(trustClock);
    failures = 0;
    lost.hidden = true;
    morph(bar, fresh.getElementById("bar"));
    if (!awaited(fresh.getElementById("live"), over)) paint(fresh);
  } catch {
    failures += 1;
    lost.hidden = failures < 2;
    setTimeout(soon, RETRY);
  }
}

function paint(fresh) {
  const scene = live.querySelector(".scene")?.dataset.id;
  morph(live, fresh.getElementById("live"));
  const door = fresh.getElementById("corner");
  door.hidden = corner.hidden;
  morph(corner, door);
  tick();
  const shown = live.querySelector(".scene");
  if (shown?.dataset.id !== scene) {
    shown.classList.add("scene-in");
    said.textContent = shown.querySelector("h1")?.textContent ?? "";
  }
}

// Three, two, one: skipped by any key for the next, left out where motion is unwelcome. Then the
// page is asked for again, since the host may have hidden the result meanwhile.
let skip = null;
let counted = false;

// Whether the room counts down to the picture, and sees until then what it saw. `over`: whether this
// was asked for when it had counted.
function awaited(next, over) {
  const { phase, slide, number } = next.dataset;
  const revealed = live.dataset.phase !== "reveal" && phase === "reveal" && slide === "ideal" && number;
  if (!revealed) skip?.();
  else if (!skip && !counted && !calm.matches && !document.hidden) count(next.querySelector(".frame-picture").getAttribute("src"));
  return revealed && !over && (skip || counted);
}

async function count(picture) {
  new Image().src = picture;
  const skipped = new Promise((done) => (skip = () => done(true)));
  countdown.hidden = false;
  for (const number of ["3", "2", "1"]) {
    const digit = document.createElement("span");
    digit.textContent = number;
    countdown.replaceChildren(digit);
    if (await Promise.race([skipped, new Promise((done) => setTimeout(done, COUNT))])) break;
  }
  skip = null;
  counted = true;
  await look();
  counted = false;
  countdown.hidden = true;
}

// Orders
let sure = 0;

function forward() {
  if (skip) return skip();
  if (live.dataset.phase === "vote" && !("everybody" in live.dataset) && performance.now() > sure) {
    sure = performance.now() + AGAIN;
    return tell(t("{voted} Press again to close the vote.", { voted: live.dataset.vote ?? "" }));
  }
  sure = 0;
  if (!live.dataset.next) return tell(t("This is the end."));
  return orders.give("next", at());
}

function back() {
  orders.give("back", at());
}

// The stop that is shown, or counted down to.
function at() {
  return { at: bar.querySelector("[name=at]").value };
}

function hide() {
  const hidden = document.querySelector("[data-order=show]");
  orders.give(hidden ? "show" : "hide");
}

function clock() {
  const running = document.querySelector("[data-ends]");
  orders.give("clock", { minutes: running ? "0" : CLOCK_MINUTES });
}

function choose(step, place) {
  const rules = [...live.querySelectorAll(".rule-input")];
  if (!rules.length) return false;
  const now = rules.findIndex((rule) => rule.checked);
  const next = rules[place ?? (now + step + rules.length) % rules.length];
  if (!next) return false;
  next.checked = true;
  said.textContent = next.labels[0].textContent.trim();
  return true;
}

function join() {
  corner.hidden = !corner.hidden;
}

function full() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch(() => {});
}

function help() {
  if (keys.open) keys.close();
  else keys.showModal();
}

const ACTS = new Map([
  [" ", forward], ["ArrowRight", forward], ["PageDown", forward], ["Enter", forward],
  ["ArrowLeft", back], ["PageUp", back], ["Backspace", back],
  ["h", hide], [".", hide], ["b", hide], ["t", clock], ["f", full], ["j", join], ["Escape", join], ["?", help],
  ["ArrowUp", () => choose(-1)], ["ArrowDown", () => choose(1)],
  ...["1", "2", "3", "4", "5"].map((digit) => [digit, () => choose(0, Number(digit) - 1)]),
]);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (keys.open && event.key !== "?") return;
  const pressable = event.target.closest("button, a, input:not([type=radio])");
  if (pressable && [" ", "Enter"].includes(event.key)) return;
  const act = ACTS.get(event.key) ?? ACTS.get(event.key.toLowerCase());
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("submit", (event) => {
  const { order } = event.target.dataset;
  if (!order) return;
  event.preventDefault();
  if (order === "next") forward();
  else if (order === "back") back();
  else orders.give(order);
});

for (const [id, act] of [["corner-button", join], ["full-button", full], ["help-button", help]]) {
  document.getElementById(id).addEventListener("click", act);
}

// A pressed button gives the keyboard back, so the space bar goes on to the next stop.
document.addEventListener("click", (event) => {
  if (event.detail > 0) event.target.closest(".stage-bar button, .scene button")?.blur();
});

let asleep = 0;
document.addEventListener("pointermove", () => {
  document.body.classList.add("stage-awake");
  clearTimeout(asleep);
  asleep = setTimeout(() => document.body.classList.remove("stage-awake"), AWAKE);
});

watchChanges(stage.dataset.group, soon);
setInterval(() => document.hidden || soon(), ROUND);
document.addEventListener("visibilitychange", () => document.hidden || soon());
