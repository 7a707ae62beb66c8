// The slider along a taste. Each step is asked for once and kept while the page is open; one question is
// under way at a time, the newest wish goes first, and while the hand rests the next step in its
// direction is asked for ahead.

import { patiently, why } from "./asking.js";
import { hold } from "./handle.js";

const root = document.getElementById("steps");
const handle = document.getElementById("way-handle");
const picture = document.getElementById("step-picture");
const words = document.getElementById("step-words");
const trouble = document.getElementById("step-trouble");
const most = Number(root.dataset.most);
const rail = handle.parentElement;
const known = new Map();
let wanted = Number(root.dataset.step);
let direction = 1;
let asking = false;
let pressed = false;

const shareOf = (step) => (step + most) / (2 * most);
const stepAt = (share) => Math.round(share * 2 * most) - most;

function show(step) {
  const found = known.get(step);
  root.toggleAttribute("aria-busy", !found);
  if (!found) return;
  picture.src = found.picture_url;
  words.textContent = found.words;
  handle.setAttribute("aria-valuetext", found.words);
  const address = new URL(location.href);
  address.searchParams.set("step", String(step));
  history.replaceState(null, "", address);
}

function go(share, moving) {
  const step = stepAt(share);
  pressed = moving;
  if (step !== wanted) direction = Math.sign(step - wanted);
  wanted = step;
  handle.style.insetInlineStart = `${100 * shareOf(step)}%`;
  handle.setAttribute("aria-valuenow", String(step));
  show(step);
  ask();
}

// What is wanted now, else the next one in the direction of the hand, else nothing.
function next() {
  if (!known.has(wanted)) return wanted;
  const ahead = wanted + direction;
  return pressed || known.has(ahead) || Math.abs(ahead) > most ? null : ahead;
}

async function ask() {
  const step = asking ? null : next();
  if (step === null) return;
  asking = true;
  try {
    const address = new URL(root.dataset.twin, location.href);
    address.searchParams.set("step", String(step));
    const response = await patiently(address);
    trouble.textContent = response.ok || step !== wanted ? "" : await why(response);
    trouble.hidden = !trouble.textContent;
    if (!response.ok) return;
    known.set(step, await response.json());
    if (step === wanted) show(step);
  } catch {
    return;
  } finally {
    asking = false;
  }
  ask();
}

for (const link of document.querySelectorAll(".step-link")) link.hidden = true;
document.getElementById("way").hidden = false;
known.set(wanted, { picture_url: picture.getAttribute("src"), words: words.textContent });
hold(rail, handle, { step: 1 / (2 * most), leap: 3 / (2 * most), at: () => shareOf(wanted), go });
go(shareOf(wanted), false);
