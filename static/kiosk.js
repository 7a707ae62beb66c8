// A deck that is handed on. "Pass it on" and "I'm next" are the two taps; the next person can only
// take over once everything the last one said has been sent under their own name. A device that
// nobody touches asks, counts down, and waits for the next person.

import { patiently, why } from "./asking.js";
import { forgetOthers } from "./keep.js";
import { sitting } from "./swipe.js";
import { t, tn } from "./words.js";

const PATIENCE = 60;
const COUNTED = 15;

const $ = (id) => document.getElementById(id);
const [thanks, handover, idle] = [$("kiosk-thanks"), $("kiosk-handover"), $("kiosk-idle")];
const next = $("kiosk-next");
let touched = performance.now();
let offered = false;
let leaving = false; // whether the next person is taking over
let problem = ""; // why they could not

function open(dialog) {
  for (const other of [thanks, handover, idle, ...document.querySelectorAll("dialog[open]")]) if (other !== dialog) other.close();
  if (!dialog.open) dialog.showModal();
}

function thank() {
  offered = true;
  const n = sitting.answered;
  $("kiosk-said").textContent = n ? tn("{n} answer is kept.", "{n} answers are kept.", n) : t("Nothing was answered yet.");
  open(thanks);
}

// The deck rests, nothing new can be said, and what was said is sent.
function handOver(left) {
  $("kiosk-back").hidden = left;
  sitting.freeze(true);
  sitting.send();
  open(handover);
  next.focus();
  saving();
}

function goOn() {
  problem = "";
  touched = performance.now();
  sitting.freeze(false);
  for (const dialog of [thanks, handover, idle]) dialog.close();
}

// Who takes over must not send what the last one said: their answers go first.
function saving() {
  const waiting = sitting.waiting;
  const words = waiting ? tn("Saving {n} answer …", "Saving {n} answers …", waiting) : problem;
  next.disabled = leaving || waiting > 0;
  $("kiosk-saving").hidden = !words;
  $("kiosk-saving").textContent = words;
}

function changed() {
  if (handover.open) saving();
  if (!offered && sitting.answered >= sitting.suggested) thank();
}

function tick() {
  const left = Math.ceil(PATIENCE - (performance.now() - touched) / 1000);
  if (handover.open) return;
  if (left <= 0) handOver(true);
  else if (left <= COUNTED) {
    $("kiosk-count").textContent = String(left);
    if (!idle.open) open(idle);
  }
}

function touch() {
  if (!idle.open) touched = performance.now();
}

for (const name of ["pointerdown", "pointermove", "keydown"]) addEventListener(name, touch, { capture: true, passive: true });
for (const dialog of [handover, idle]) dialog.addEventListener("cancel", (event) => event.preventDefault());
$("kiosk-done").addEventListener("click", thank);
$("kiosk-pass").addEventListener("click", () => handOver(false));
for (const id of ["kiosk-stay", "kiosk-back", "kiosk-here"]) $(id).addEventListener("click", goOn);
$("kiosk-next-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  if (sitting.waiting || leaving) return undefined;
  // Nobody has answered since the device was handed on: it is still a fresh member's.
  if (!sitting.answered) return goOn();
  leaving = true;
  saving();
  problem = await takeOver(event.target.action);
  leaving = !problem;
  return saving();
});

// The page is loaded anew for the next person; otherwise, why it is not.
async function takeOver(url) {
  try {
    const response = await patiently(url, { method: "POST", headers: { Accept: "application/json" } });
    if (!response.ok) return await why(response);
    location.reload();
    return "";
  } catch {
    return t("The server could not be reached. Try again.");
  }
}

// A page brought back by the back button belongs to somebody who has left.
addEventListener("pageshow", (event) => event.persisted && location.reload());
document.querySelector(".wordmark").inert = true;
sitting.heard(changed);
setInterval(tick, 500);
forgetOthers($("deck").dataset.deck).catch(() => {});
changed();
