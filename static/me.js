// My taste stays true by itself: when the group changes its state is asked for, what is due is wished
// for, what is being drawn is waited for, and only the parts that changed are replaced. Answers given
// anew are in `votes`, the way out in `leave`.

import { freshPage, inTurn, patiently } from "./asking.js";
import { watchChanges } from "./changes.js";
import { holdToLeave } from "./leave.js";
import { slide } from "./mirror.js";
import { listenToVotes } from "./votes.js";

const SOON = 1000;
const AFTER_A_CHANGE = 3000;
const LATER = 60000;
const NO_SOONER = 3000;
const STIRRED = 90000; // how long something is likely to come of a changed answer
const PARTS = ["mirror", "trust", "labels"];
const FOCUSED = "button, summary, [tabindex]";
const root = document.getElementById("me");
let last = "";
let stirred = 0;
let timer = 0;
let looked = 0;

async function look() {
  let now = await twin(root.dataset.live, {});
  if (now?.due && !now.waiting) now = (await twin(root.dataset.ask, { method: "POST" })) ?? now;
  if (now && last && shape(now) !== last) await redraw();
  if (now) last = shape(now);
  return now;
}

const keepLooking = inTurn(async () => {
  clearTimeout(timer);
  looked = Date.now();
  const now = document.hidden ? null : await look().catch(() => null);
  const pause = now?.waiting ? SOON : Date.now() - stirred < STIRRED ? AFTER_A_CHANGE : LATER;
  timer = setTimeout(keepLooking, pause);
});

async function twin(url, how) {
  const response = await patiently(url, { ...how, headers: { Accept: "application/json" } });
  return response.ok ? response.json() : null;
}

const shape = (now) => JSON.stringify(now);

async function redraw() {
  const fresh = await freshPage();
  for (const name of PARTS) {
    const [old, next] = [root, fresh].map((page) => page.querySelector(`[data-part="${name}"]`));
    if (!old || !next || old.outerHTML === next.outerHTML) continue;
    const open = [...old.querySelectorAll("details[open] strong")].map((one) => one.textContent);
    for (const one of next.querySelectorAll("details")) one.open = open.includes(one.querySelector("strong").textContent);
    const held = [...old.querySelectorAll(FOCUSED)].indexOf(document.activeElement);
    old.replaceWith(next);
    if (name === "mirror") slide();
    next.querySelectorAll(FOCUSED)[held]?.focus({ preventScroll: true });
  }
}

slide();
listenToVotes(root, () => {
  stirred = Date.now();
  keepLooking();
});
holdToLeave();
watchChanges(root.dataset.group, () => {
  clearTimeout(timer);
  timer = setTimeout(keepLooking, Math.max(0, looked + NO_SOONER - Date.now()));
});
document.addEventListener("visibilitychange", () => document.hidden || keepLooking());
keepLooking();
