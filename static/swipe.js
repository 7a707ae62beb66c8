// The deck's conductor: fingers, keys and buttons become events; events go to the outbox; cards
// come from the server. Nothing here waits for the network: the next card is always there.

import { Deck } from "./deck.js";
import { watchSwipes } from "./gestures.js";
import { newId } from "./ids.js";
import { shelves } from "./keep.js";
import { counted, progressShare, progressWords } from "./progress.js";
import { Outbox } from "./queue.js";
import { Stack } from "./stack.js";

const INPUT_LOCK = 120;
const LOW = 12;
const EMPTY_PAUSE = 1000;
const STEADY_PAUSE = 5000;
const STEADY_ROUNDS = 3;
const MOST_HISTORY = 300;
const TRIES = 4;
const RETRY_PAUSE = 2500;
const SAID = { like: "Liked", dislike: "Disliked", skip: "Skipped" };
const KEYS = {
  1: "dislike", ArrowLeft: "dislike", 2: "skip", ArrowDown: "skip", 3: "like", ArrowRight: "like",
  z: "undo", Z: "undo", Backspace: "undo",
};

const $ = (id) => document.getElementById(id);
const root = $("deck");
const buttons = { dislike: $("dislike"), like: $("like"), skip: $("skip"), undo: $("undo") };
const [outShelf, pastShelf] = await shelves(root.dataset.deck);
const past = (await pastShelf.all()).map((row) => row.entry);
const deck = new Deck(past);
const stack = new Stack($("stack"), lostPicture);
let taste = null;
let open = root.dataset.open === "yes";
let drawn = null;
let shownAt = performance.now();
let lockedUntil = 0;
let order = Date.now();
let asking = false;
let unheard = true;
let late = false; // whether answers of an earlier visit are still under way

// Two tabs of one member share a deck: what is answered in one is no question in the other.
const tabs = new BroadcastChannel(`plgl-${root.dataset.deck}`);
tabs.onmessage = ({ data }) => {
  deck.leaveOut(data);
  unheard = true;
  paint();
};

const outbox = new Outbox(outShelf, root.dataset.events, {
  wish: () => (deck.coming.length < LOW ? "?n=20" : "?n=0"),
  changed(state, waiting) {
    $("wire").dataset.state = state;
    const words = { saved: "saved", saving: "saving", offline: `offline – ${waiting} waiting` };
    $("wire-words").textContent = words[state];
  },
  acknowledged(row, answer) {
    unheard = true;
    if (deck.merge(answer.cards ?? [])) paint();
    if (late && !outbox.waiting) {
      late = false;
      refresh();
    }
  },
  refused(row, problem) {
    const entry = deck.forget(row.id);
    if (entry) pastShelf.drop(row.id).catch(() => {});
    if (entry && taste) taste = counted(taste, entry.kind, entry.value, -1);
    note(refusal(row, problem));
    unheard = true;
    refresh();
  },
});

let dropped = 0;
function refusal(row, problem) {
  dropped += 1;
  const what = dropped === 1 ? "One swipe was" : `${dropped} swipes were`;
  if (problem.type === "/problems/session-closed") return `${what} said after the session closed and did not count.`;
  return `${what} not counted: ${problem.detail ?? "the server refused"}`;
}

function note(words) {
  $("note").textContent = words;
  $("note").hidden = false;
}

function say(kind) {
  const ready = open && deck.top && performance.now() >= lockedUntil;
  if (!ready) return null;
  const now = performance.now();
  lockedUntil = now + INPUT_LOCK;
  const id = newId();
  const rated = kind !== "skip";
  const value = kind === "like" ? 1 : 0;
  const entry = deck.answer(id, rated ? "rated" : "skipped", rated ? value : null);
  const body = { kind: entry.kind, card: entry.card.card, answer_ms: Math.round(Math.min(now - shownAt, 86400000)) };
  if (rated) body.value = value;
  outbox.add(id, body);
  tabs.postMessage(entry.card.card);
  pastShelf.put({ id, order: order++, entry }).catch(() => {});
  if (deck.history.length > MOST_HISTORY) pastShelf.drop(deck.history.shift().event).catch(() => {});
  if (taste) taste = counted(taste, entry.kind, entry.value, 1);
  return entry;
}

function answer(kind, dx = 0, dy = 0) {
  const entry = say(kind);
  if (!entry) return;
  navigator.vibrate?.(6);
  stack.leave(entry.card, { like: 1, dislike: -1, skip: 0 }[kind], dx, dy);
  paint();
  const next = deck.top ? `Next: generated picture ${deck.top.position + 1}.` : "";
  $("said").textContent = `${SAID[kind]}. ${next}`;
  press(kind);
}

function undo() {
  if (!deck.history.length || performance.now() < lockedUntil) return;
  lockedUntil = performance.now() + INPUT_LOCK;
  const entry = deck.undo();
  outbox.add(newId(), { kind: "undone", target: entry.event });
  pastShelf.drop(entry.event).catch(() => {});
  if (taste) taste = counted(taste, entry.kind, entry.value, -1);
  paint();
  stack.comeBack(entry.kind === "skipped" ? 0 : entry.value === 1 ? 1 : -1);
  $("said").textContent = `Taken back. Generated picture ${entry.card.position + 1} again.`;
  press("undo");
}

function press(kind) {
  buttons[kind].classList.add("pressed");
  setTimeout(() => buttons[kind].classList.remove("pressed"), 140);
}

// A picture that does not come is asked for again; it is left out only when the server does answer.
const misses = new Map();
function lostPicture(card) {
  const missed = (misses.get(card.card) ?? 0) + 1;
  misses.set(card.card, missed);
  if (!navigator.onLine || outbox.failed || missed < TRIES) {
    setTimeout(() => stack.again(card), RETRY_PAUSE);
    return;
  }
  deck.leaveOut(card.card);
  paint();
}

let painted = null;
function paint() {
  if (deck.top?.card !== painted) {
    painted = deck.top?.card;
    shownAt = performance.now();
  }
  stack.show(open ? deck.coming : []);
  const playing = open && Boolean(deck.top);
  for (const kind of ["like", "dislike", "skip"]) buttons[kind].disabled = !playing;
  buttons.undo.disabled = !open || !deck.history.length;
  if (!playing) wait();
  $("wait").hidden = playing;
  if (taste) tell();
}

function wait() {
  const said = taste ? taste.answered + taste.skipped : deck.history.length;
  const [title, words] = !open
    ? ["The session is closed", said ? "What you said counts. The host can open it again." : "The host can open it again."]
    : taste && outbox.failed
      ? ["No connection", "Your answers are kept here, and sent when it is back."]
    : !taste
      ? ["Shuffling your deck", outbox.failed ? "No connection. Your answers are kept here." : "One moment."]
      : said
        ? ["You have seen every picture", "Undo still works, and new pictures may follow."]
        : ["Pictures are being drawn", "They appear here by themselves."];
  $("wait-title").textContent = title;
  $("wait-words").textContent = words;
  $("wait-action").hidden = !said;
  $("wait-action").firstElementChild.textContent = drawn ? "See the group's picture" : "See the group";
}

function tell() {
  const words = $("progress");
  words.textContent = progressWords(taste);
  if (taste.ready) {
    const link = document.createElement("a");
    link.href = root.dataset.events.replace(/\/events\/$/, "");
    link.textContent = drawn ? "See the group's picture" : "See the group";
    words.append(" ", link);
  }
  $("meter-fill").setAttribute("width", String(100 * progressShare(taste)));
  $("meter").classList.toggle("known", taste.ready);
}

async function refresh() {
  if (asking) return;
  asking = true;
  try {
    const response = await fetch(`${root.dataset.cards}?n=20`, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(String(response.status));
    const page = await response.json();
    const wasReady = taste?.ready;
    if (!outbox.waiting || !taste) taste = page.taste;
    else taste = { ...taste, ready: page.taste.ready };
    if (taste.ready && wasReady === false) $("said").textContent = "Your taste is learned.";
    ({ session_open: open, drawn } = page);
    unheard = false;
    deck.merge(page.cards);
    paint();
  } catch {
    if (!deck.top) wait();
  } finally {
    asking = false;
  }
}

function wantsNews() {
  if (document.hidden) return false;
  const learning = taste && !taste.ready && taste.answered >= taste.needed;
  return unheard || learning || !open || deck.coming.length < LOW;
}

let quiet = 0;
async function keepFresh() {
  quiet += 1;
  if (wantsNews() || (quiet >= STEADY_ROUNDS && !document.hidden)) {
    quiet = 0;
    await refresh();
  }
  setTimeout(keepFresh, open && !deck.top ? EMPTY_PAUSE : STEADY_PAUSE);
}

watchSwipes($("stack"), {
  ready: () => open && Boolean(deck.top) && performance.now() >= lockedUntil,
  drag: (dx, dy, pull) => stack.drag(dx, dy, pull),
  commit: (direction, dx, dy) => answer(direction > 0 ? "like" : "dislike", dx, dy),
  release: () => stack.release(),
});
for (const kind of ["like", "dislike", "skip"]) buttons[kind].addEventListener("click", () => answer(kind));
buttons.undo.addEventListener("click", undo);
addEventListener("keydown", (event) => {
  const kind = KEYS[event.key];
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (!kind || typing || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  if (kind === "undo") undo();
  else answer(kind);
});

await outbox.open();
late = outbox.waiting > 0;
keepFresh();
