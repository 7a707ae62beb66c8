// Answers given anew: the new one is stored first and then the old one is taken back, so that no
// answer is ever lost on the way. Nothing is shown as changed before the server has it.

import { newId } from "./ids.js";
import { percent, t } from "./words.js";

const SHOWN_AT_FIRST = 18;
const TRIES = 4;
const PAUSE = 700;

// changed: called after every answer that was given anew.
export function listenToVotes(root, changed) {
  const list = document.getElementById("votes");
  if (!list) return;
  fold(list);
  list.addEventListener("click", (event) => {
    const tile = event.target.closest(".vote");
    const card = event.target.closest(".vote-card");
    const side = event.target.closest(".vote-side");
    const unsay = event.target.closest(".vote-unsay");
    const change = (body) => answerAnew(root, tile, body).then(changed);
    if (card && !pressed(card)) change({ kind: "chosen", card: card.dataset.card });
    if (side && !pressed(side)) change({ kind: "rated", card: only(tile), value: Number(side.dataset.value) });
    if (unsay) takeBack(root, unsay.closest(".vote-remark"));
  });
  list.addEventListener("change", (event) => {
    const tile = event.target.closest(".vote");
    const kind = tile.dataset.answer === "class" ? "classed" : "rated";
    answerAnew(root, tile, { kind, card: only(tile), value: Number(event.target.value) }).then(changed);
  });
}

function fold(list) {
  const button = document.getElementById("votes-all");
  const more = [...list.children].slice(SHOWN_AT_FIRST);
  if (!more.length) return;
  for (const tile of more) tile.hidden = true;
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const tile of more) tile.hidden = false;
    button.hidden = true;
    more[0].querySelector("button, input, select")?.focus();
  });
}

const pressed = (button) => button.getAttribute("aria-pressed") === "true";
const only = (tile) => tile.querySelector("[data-card]").dataset.card;

async function answerAnew(root, tile, body) {
  if (tile.dataset.busy) return;
  tile.dataset.busy = "yes";
  const fresh = newId();
  try {
    await put(root, fresh, body);
    await put(root, newId(), { kind: "undone", target: tile.dataset.vote });
    show(tile, fresh, body);
    say(t("Changed. Your taste is learned anew."));
  } catch (problem) {
    note(problem.message);
  } finally {
    delete tile.dataset.busy;
  }
}

async function takeBack(root, remark) {
  try {
    await put(root, newId(), { kind: "undone", target: remark.dataset.remark });
    remark.remove();
    say(t("Comment deleted."));
  } catch (problem) {
    note(problem.message);
  }
}

function show(tile, event, body) {
  tile.dataset.vote = event;
  tile.dataset.kind = body.kind;
  for (const card of tile.querySelectorAll(".vote-card")) card.setAttribute("aria-pressed", String(card.dataset.card === body.card));
  for (const side of tile.querySelectorAll(".vote-side")) side.setAttribute("aria-pressed", String(Number(side.dataset.value) === body.value));
  const words = tile.querySelector(".vote-words");
  if (words) words.textContent = body.kind === "chosen" ? t("picked") : percent(body.value);
  tile.classList.toggle("vote-picked", body.kind === "chosen");
  tile.classList.add("vote-fresh");
}

// The server knows ids, so a repeated delivery is harmless.
async function put(root, id, body) {
  for (let tried = 1; ; tried++) {
    let response;
    try {
      response = await fetch(`${root.dataset.events}${id}?n=0`, {
        method: "PUT",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify(body),
      });
    } catch {
      response = null;
    }
    if (response?.ok) return;
    if (response && response.status < 500) throw new Error((await response.json()).detail);
    if (tried === TRIES) throw new Error(t("The server cannot be reached. Nothing was changed."));
    await new Promise((resolve) => setTimeout(resolve, PAUSE * tried));
  }
}

function say(words) {
  document.getElementById("said").textContent = words;
  document.getElementById("note").hidden = true;
}

function note(words) {
  const line = document.getElementById("note");
  line.textContent = words;
  line.hidden = false;
}
