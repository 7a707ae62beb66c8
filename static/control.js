// The host's remote: every form is an order, sent without leaving the page, which then takes the
// form it has on the server. Without scripts the same forms load the page again.

import { watchChanges } from "./changes.js";
import { keepClock, trustClock } from "./clock.js";
import { guardButtons } from "./hold.js";
import { morph } from "./morph.js";
import { Orders } from "./orders.js";

const PAUSE = 500;
const TOAST = 5000;
const root = document.getElementById("control");
const live = document.getElementById("live");
const toast = document.getElementById("toast");
const orders = new Orders(root.dataset.orders, { done: look, failed: tell });

let waiting = null;
let asking = null;
let hush = 0;

function soon() {
  waiting ??= setTimeout(() => {
    waiting = null;
    if (!document.hidden) look();
  }, PAUSE);
}

function look() {
  asking ??= fetched().catch(() => {}).finally(() => (asking = null));
  return asking;
}

async function fetched() {
  const response = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
  if (!response.ok) return;
  trustClock(response);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.getElementById("live");
  for (const more of fresh.querySelectorAll("details")) {
    const title = more.querySelector("summary").textContent;
    const now = [...live.querySelectorAll("details")].find((one) => one.querySelector("summary").textContent === title);
    more.open = now?.open ?? more.open;
  }
  morph(live, fresh);
}

function tell(words) {
  toast.textContent = words;
  toast.hidden = false;
  clearTimeout(hush);
  hush = setTimeout(() => (toast.hidden = true), TOAST);
}

document.addEventListener("submit", (event) => {
  const { order } = event.target.dataset;
  if (!order) return;
  event.preventDefault();
  orders.give(order, Object.fromEntries(new FormData(event.target)));
});

document.addEventListener("click", (event) => {
  const peek = event.target.closest("[data-peek]");
  if (!peek) return;
  event.preventDefault();
  history.replaceState(null, "", peek.getAttribute("href"));
  look();
});

guardButtons(root);
keepClock(() => {});
watchChanges(root.dataset.group, soon);
document.addEventListener("visibilitychange", () => document.hidden || soon());
