// The group page stays true by itself. When it is told of a change, or seen again after a while, it
// asks for its JSON twin; if nothing has changed that costs a 304. Otherwise the page is fetched
// again and takes that form, so focus, scrolling and the chosen rule stay where they are.

import { freshPage, inTurn, patiently } from "./asking.js";
import { watchChanges } from "./changes.js";
import { morph } from "./morph.js";
import "./select.js";
import { t } from "./words.js";

const PAUSE = 2000;
const HIDDEN_PAUSE = 15000;
const RETRY_PAUSE = 5000;
const NOT_OURS = [304, 403, 404]; // nothing is new, or nothing is shown to us any more
const root = document.getElementById("live");
const said = document.getElementById("said");
let etag = null;

// Rules switch in place; without scripts the same links load the page again.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-choose]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  choose(link.dataset.choose);
  history.replaceState(null, "", link.getAttribute("href"));
  document.querySelector(`[data-choose="${link.dataset.choose}"]`).focus();
});

function choose(rule) {
  for (const part of root.querySelectorAll("[data-rule]")) part.hidden = part.dataset.rule !== rule;
  for (const link of root.querySelectorAll("[data-choose]")) {
    if (link.dataset.choose === rule) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

const look = inTurn(async () => {
  const response = await patiently(root.dataset.live, { headers: etag ? { "If-None-Match": etag } : {} });
  if (NOT_OURS.includes(response.status)) return;
  if (!response.ok) throw new Error(response.statusText);
  const twin = await response.json();
  if (etag || twin.stale || !same(twin)) await redraw(twin);
  etag = response.headers.get("ETag");
});

const number = () => root.querySelector("[data-number]")?.dataset.number ?? "";

// The page was rendered a moment before its twin was first asked for; usually nothing happened.
function same(twin) {
  return String(twin.drawn?.number ?? "") === number();
}

async function redraw(twin) {
  const before = number();
  morph(root, (await freshPage()).getElementById("live"));
  const now = number();
  if (now && now !== before) {
    said.textContent = t("A new picture: model {number}. {sentence}.", {
      number: now,
      sentence: twin.drawn.ideals[0].sentence,
    });
  }
}

// At most one look every two seconds, however much is said; the last change is always looked at.
let due = 0;
let looked = -Infinity;
let wanted = false;

function lookSoon() {
  wanted = true;
  clearTimeout(due);
  const pause = document.hidden ? HIDDEN_PAUSE : PAUSE;
  due = setTimeout(lookNow, Math.max(0, looked + pause - performance.now()));
}

async function lookNow() {
  wanted = false;
  looked = performance.now();
  await look().catch(() => {
    due = setTimeout(lookSoon, RETRY_PAUSE);
  });
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && (wanted || performance.now() - looked > HIDDEN_PAUSE)) lookSoon();
});
watchChanges(root.dataset.live.replace(/\.json$/, ""), lookSoon);
