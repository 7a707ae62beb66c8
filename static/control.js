// The host's remote: every form is an order, sent without leaving the page, which then takes the
// form it has on the server. Without scripts the same forms load the page again.

import { freshPage, inTurn } from "./asking.js";
import { watchChanges } from "./changes.js";
import { keepClock, trustClock } from "./clock.js";
import { askOn, guardButtons } from "./hold.js";
import { morph } from "./morph.js";
import { Orders } from "./orders.js";
import { tell } from "./toast.js";

const PAUSE = 500;
const root = document.getElementById("control");
const live = document.getElementById("live");
const tick = keepClock(() => {});
const look = inTurn(() => freshPage(trustClock).then(paint).catch(() => {}));
const orders = new Orders(root.dataset.orders, { done: look, failed: tell });
let waiting = null;

function soon() {
  waiting ??= setTimeout(() => {
    waiting = null;
    if (!document.hidden) look();
  }, PAUSE);
}

function paint(page) {
  morph(live, page.getElementById("live"));
  askOn();
  tick();
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
watchChanges(root.dataset.group, soon);
document.addEventListener("visibilitychange", () => document.hidden || soon());
