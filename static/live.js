// The group page stays true by itself. When it is told of a change, or seen again after a while, it
// asks for its JSON twin; if nothing has changed that costs a 304. Otherwise the page is fetched
// again and only the parts that differ are replaced, so focus, scrolling and the chosen rule stay
// where they are.

import { watchChanges } from "./changes.js";
import "./select.js";
import { t } from "./words.js";

const PAUSE = 2000;
const HIDDEN_PAUSE = 15000;
const RETRY_PAUSE = 5000;
const root = document.getElementById("live");
const said = document.getElementById("said");
let etag = null;
let last = snapshot(document);

function snapshot(page) {
  return new Map([...page.querySelectorAll("#live [data-part]")].map((part) => [part.dataset.part, part.outerHTML]));
}

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

async function look() {
  const headers = etag ? { "If-None-Match": etag } : {};
  const response = await fetch(root.dataset.live, { headers, cache: "no-store" });
  if (response.status >= 500) throw new Error(response.statusText);
  if (!response.ok) return;
  const first = etag === null;
  etag = response.headers.get("ETag");
  const twin = await response.json();
  if (!first || twin.stale || !same(twin)) await redraw(twin);
}

// The page was rendered a moment before its twin was first asked for; usually nothing happened.
function same(twin) {
  const shown = root.querySelector("[data-number]")?.dataset.number ?? "";
  return String(twin.drawn?.number ?? "") === shown;
}

async function redraw(twin) {
  const response = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const before = root.querySelector("[data-number]")?.dataset.number;
  const next = snapshot(page);
  const whole = [...last.keys()].join() !== [...next.keys()].join();
  if (whole) root.replaceChildren(...page.getElementById("live").childNodes);
  else for (const [name, text] of next) if (text !== last.get(name)) swap(name, page);
  last = next;
  const now = root.querySelector("[data-number]")?.dataset.number;
  if (now && now !== before) {
    said.textContent = t("A new picture: model {number}. {sentence}.", {
      number: now,
      sentence: twin.drawn.ideals[0].sentence,
    });
  }
}

function swap(name, page) {
  const old = root.querySelector(`[data-part="${name}"]`);
  const fresh = page.querySelector(`[data-part="${name}"]`);
  const focused = old.contains(document.activeElement) ? address(old, document.activeElement) : null;
  const inner = old.querySelector(".likings-frame")?.scrollTop ?? 0;
  keepPictures(old, fresh);
  old.replaceWith(fresh);
  if (inner) for (const frame of fresh.querySelectorAll(".likings-frame")) frame.scrollTop = inner;
  if (focused) find(fresh, focused)?.focus({ preventScroll: true });
}

// Pictures that stay the same keep their element, so nothing flickers.
function keepPictures(old, fresh) {
  const shown = new Map([...old.querySelectorAll("img")].map((img) => [img.getAttribute("src"), img]));
  for (const img of fresh.querySelectorAll("img")) {
    const kept = shown.get(img.getAttribute("src"));
    if (!kept) continue;
    kept.alt = img.alt;
    shown.delete(img.getAttribute("src"));
    img.replaceWith(kept);
  }
}

function address(part, element) {
  return [...part.querySelectorAll("a, button, input, summary, [tabindex]")].indexOf(element);
}

function find(part, place) {
  return part.querySelectorAll("a, button, input, summary, [tabindex]")[place];
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
