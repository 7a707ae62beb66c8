// Answers given anew: the new one is stored first and then the old one is taken back, so that no
// answer is ever lost on the way. Nothing is shown as changed before the server has it.

import { patiently, why } from "./asking.js";
import { newId } from "./ids.js";
import { percent, t } from "./words.js";

const SHOWN_AT_FIRST = 18;
const TRIES = 4;
const PAUSE = 700;
const LONGEST_PAUSE = 5000;
const wanted = new Map(); // by tile: the answer it should have
const begun = new Map(); // by tile: the answer that may be stored already, { id, body }

// changed: called after every answer that was given anew.
export function listenToVotes(root, changed) {
  const list = document.getElementById("votes");
  if (!list) return;
  fold(list);
  const change = (tile, body) => {
    wanted.set(tile, body);
    if (!tile.dataset.busy) answerAnew(root, tile).then(changed);
  };
  list.addEventListener("click", (event) => {
    const tile = event.target.closest(".vote");
    const card = event.target.closest(".vote-card");
    const side = event.target.closest(".vote-side");
    const unsay = event.target.closest(".vote-unsay");
    const news = (button) => button && (tile.dataset.busy || button.getAttribute("aria-pressed") !== "true");
    if (news(card)) change(tile, { kind: "chosen", card: card.dataset.card });
    if (news(side)) change(tile, { kind: "rated", card: only(tile), value: Number(side.dataset.value) });
    if (unsay) takeBack(root, unsay.closest(".vote-remark"));
  });
  list.addEventListener("change", (event) => {
    const tile = event.target.closest(".vote");
    const kind = { class: "classed", set: "sorted" }[tile.dataset.answer] ?? "rated";
    const checked = [...tile.querySelectorAll(".vote-set :checked")];
    const value = kind === "sorted" ? checked.reduce((sum, one) => sum + Number(one.value), 0) : Number(event.target.value);
    change(tile, { kind, card: only(tile), value });
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

const only = (tile) => tile.querySelector("[data-card]").dataset.card;

// One answer after the other, the last one wanted in the end.
async function answerAnew(root, tile) {
  tile.dataset.busy = "yes";
  try {
    while (wanted.has(tile)) {
      if (!begun.has(tile)) begun.set(tile, { id: newId(), body: wanted.get(tile) });
      const { id, body } = begun.get(tile);
      await put(root, id, body);
      begun.delete(tile);
      const old = tile.dataset.vote;
      show(tile, id, body);
      await put(root, newId(), { kind: "undone", target: old }, true);
      if (JSON.stringify(wanted.get(tile)) === JSON.stringify(body)) wanted.delete(tile);
    }
    say(t("Changed. Your taste is learned anew."));
  } catch (problem) {
    wanted.delete(tile);
    if (problem.refused) begun.delete(tile);
    stand(tile);
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
  for (const card of tile.querySelectorAll(".vote-card")) card.setAttribute("aria-pressed", String(card.dataset.card === body.card));
  for (const side of tile.querySelectorAll(".vote-side")) side.setAttribute("aria-pressed", String(Number(side.dataset.value) === body.value));
  const words = tile.querySelector(".vote-words");
  if (words) words.textContent = body.kind === "chosen" ? t("picked") : percent(body.value);
  tile.classList.toggle("vote-picked", body.kind === "chosen");
  tile.classList.add("vote-fresh");
  for (const one of tile.querySelectorAll("option")) one.defaultSelected = one.value === String(body.value);
  for (const slider of tile.querySelectorAll("input[type=range]")) slider.defaultValue = String(body.value);
  for (const box of tile.querySelectorAll("[type=checkbox]")) box.defaultChecked = (body.value & Number(box.value)) > 0;
}

// A field shows again what the server has.
function stand(tile) {
  for (const one of tile.querySelectorAll("option")) one.selected = one.defaultSelected;
  for (const slider of tile.querySelectorAll("input[type=range]")) slider.value = slider.defaultValue;
  for (const box of tile.querySelectorAll("[type=checkbox]")) box.checked = box.defaultChecked;
}

// The server knows ids, so a repeated delivery is harmless. What is owed is tried until it is there:
// the new answer is stored, so the old one has to go.
async function put(root, id, body, owed = false) {
  for (let tried = 1; ; tried++) {
    const response = await patiently(`${root.dataset.events}${id}?n=0`, {
      method: "PUT",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(body),
    }).catch(() => null);
    if (response?.ok) return;
    if (response && response.status < 500) throw Object.assign(new Error(await why(response)), { refused: true });
    if (tried === TRIES && !owed) throw new Error(t("The server cannot be reached. Nothing was changed."));
    if (tried === TRIES) note(t("The new answer is stored. The old one is taken back as soon as the server can be reached."));
    await new Promise((resolve) => setTimeout(resolve, Math.min(PAUSE * tried, LONGEST_PAUSE)));
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
