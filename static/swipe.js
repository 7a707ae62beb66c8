// The deck's conductor: fingers, keys and buttons become replies; replies become events for the
// outbox; turns come from the server. Nothing here waits for the network: the next turn is always
// there. How a turn is answered is the business of its kind in `answers`.

import { ANSWERS } from "./answers.js";
import { press } from "./buttons.js";
import { keepClock } from "./clock.js";
import { Comments } from "./comments.js";
import { Dealer } from "./dealer.js";
import { Deck, nameOf } from "./deck.js";
import { newId } from "./ids.js";
import { shelves } from "./keep.js";
import { Pictures } from "./pictures.js";
import { counted } from "./progress.js";
import { Outbox } from "./queue.js";
import { Shortcuts } from "./shortcuts.js";
import { Signs } from "./signs.js";
import { stateOf } from "./states.js";
import { voiceOf } from "./voice.js";
import { t } from "./words.js";
import { Zoom } from "./zoom.js";

const INPUT_LOCK = 120;
const LOW = 12;
const TURNS = 40;
const LONGEST_ANSWER = 86400000;
const SAVED_FIRST = 4000;

const $ = (id) => document.getElementById(id);
const root = $("deck");
const group = root.dataset.group;
const [outShelf, pastShelf, commentShelf] = await shelves(root.dataset.deck);
const deck = new Deck((await pastShelf.all().catch(() => [])).map((row) => row.entry));
const speak = voiceOf($("said"));
const signs = new Signs(root, group);
const zoom = new Zoom();
const player = "sounds" in root.dataset ? new (await import("./player.js")).Player(speak) : null;
let seat = null; // the mode that turns are answered in, with its table and kind of answer
let page = null; // the server's newest word
let taste = null; // the same as there, with what was said since
let offline = false;
let stranger = false; // whether the server knows nobody here
let shownAt = performance.now();
let lockedUntil = 0;
let order = Date.now();
let unheard = true;
let went = false; // whether the offer to stop was declined
let left = false; // whether the keyboard lost its place when the deck stopped

const outbox = new Outbox(outShelf, `${group}/events/`, {
  wish: () => (deck.isLow(LOW) ? TURNS : 0),
  changed(state, waiting) {
    const words = signs.wire(state, waiting);
    if (words) speak(words);
    listeners.forEach((heard) => heard());
  },
  acknowledged(row, answer) {
    unheard = true;
    offline = false;
    // Turns of a mode that has begun meanwhile come with its page.
    if ((answer.mode ?? deck.mode) !== deck.mode) dealer.ask();
    else if (deck.merge(answer.turns ?? [])) paint();
  },
  refused(row, problem) {
    const kept = row.body.kind === "undone";
    const again = kept && deck.coming.find((turn) => turn.unsaid === row.body.target);
    if (again) deck.leaveOut(nameOf(again));
    const entry = deck.forget(row.id);
    if (entry) pastShelf.drop(row.id).catch(() => {});
    if (entry) told(entry, -1);
    comments.forget(row.id);
    commentShelf.drop(row.id).catch(() => {});
    signs.refused(problem, kept);
    unheard = true;
    dealer.ask();
  },
});

const pictures = new Pictures({
  reachable: () => navigator.onLine && !outbox.failed,
  lost(card) {
    const turn = deck.coming.find((one) => one.cards.some((other) => other.card === card.card));
    if (turn) leaveOut(nameOf(turn));
  },
  shaped: (aspect) => $("stack").style.setProperty("--aspect", aspect.toFixed(3)),
});

const dealer = new Dealer(
  { group, cards: root.dataset.cards ?? `${group}/cards.json` },
  {
    mark: () => outbox.settled,
    page: hear,
    failed(unknown) {
      offline = true;
      stranger = unknown;
      paint();
    },
    restless() {
      const learning = taste && !taste.ready && taste.answered >= taste.needed;
      return !page || unheard || learning || (playable() && deck.isLow(LOW));
    },
    empty: () => Boolean(page) && playable() && (!deck.top || deck.choosing),
  },
);

// Two tabs of one member share a deck: what is answered in one is no question in the other.
const tabs = new BroadcastChannel(`plgl-${root.dataset.deck}`);
tabs.onmessage = ({ data }) => {
  unheard = true;
  leaveOut(data);
};

const comments = new Comments(await commentShelf.all().catch(() => []), {
  said(card, text) {
    const row = { id: newId(), order: order++, card: card.card, text, picture_url: card.picture_url };
    outbox.add(row.id, { kind: "commented", card: card.card, text }, 0);
    commentShelf.put(row).catch(() => {});
    speak(t("Your comment is kept."));
    return row;
  },
  deleted(row) {
    outbox.add(newId(), { kind: "undone", target: row.id }, 0);
    commentShelf.drop(row.id).catch(() => {});
    speak(t("Your comment is deleted."));
  },
});

const more = []; // keys of whoever looks on
const shortcuts = new Shortcuts(() => [...(ready() ? (seat?.kind.bindings ?? []) : []), ...common, ...more]);
const common = [
  { keys: ["s", "S", "ArrowDown"], shown: "↓ S", words: t("Skip"), act: () => skip() },
  { keys: ["z", "Z", "Backspace"], shown: "Z ⌫", words: t("Undo"), act: undo },
  { keys: [" "], words: t("Enlarge"), act: () => enlarge() },
  ...(player ? [{ keys: ["p", "P"], shown: "P", words: t("Play, or stop"), act: listen }] : []),
  { keys: ["c", "C"], shown: "C", words: t("Comment"), act: comment },
  { keys: ["?"], words: t("Keyboard shortcuts"), act: () => shortcuts.open() },
];

// Where the browser can listen, short words are answers too; it gives the microphone to secure pages alone.
const Recognition = $("speak") && isSecureContext && (globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition);
const ear = Recognition
  ? new (await import("./spoken.js")).Spoken(Recognition, {
      acts: () => ({ ...(ready() ? { ...seat.kind.spoken, skip } : {}), undo }),
      shownFor: () => performance.now() - shownAt,
    })
  : null;

// Others may look at how the sitting goes and end it: the kiosk does. The labelling page counts along and
// has what comes next chosen anew.
const PATIENCE = 6000;
const listeners = new Set();
const counters = new Set();
let frozen = false;
export const sitting = {
  get waiting() {
    return outbox.waiting;
  },
  get answered() {
    return taste ? taste.answered + taste.skipped : deck.history.length;
  },
  get suggested() {
    return page?.suggested ?? Infinity;
  },
  heard: (listener) => listeners.add(listener),
  send: () => outbox.wake(),
  freeze(on) {
    frozen = on;
    paint();
  },
  top: () => deck.top,
  speak: (words) => speak(words),
  before: (entry) => deck.history.filter((one) => one !== entry && one.mode === entry.mode),
  told: (counter) => counters.add(counter), // (entry, 1) for every answer, (entry, -1) for one that goes
  bind: (...bindings) => more.push(...bindings),
  // Turns chosen before wait until others come, or nothing comes for long.
  choose() {
    deck.choose();
    paint();
    for (const pause of [400, 1100, 2000, 3200, 4600]) setTimeout(() => deck.choosing && dealer.ask(), pause);
    setTimeout(() => {
      deck.choosing = false;
      dealer.ask();
    }, PATIENCE);
  },
};

// What was answered, or does not count any more, counts here at once.
function told(entry, step) {
  if (taste) taste = counted(taste, entry, step);
  counters.forEach((count) => count(entry, step));
}

function playable() {
  return Boolean(page?.session_open) && !frozen && !stranger && (page.phase === "rating" || page.phase === "vote");
}

function ready() {
  return playable() && Boolean(deck.top);
}

// Take a seat in a mode: its table, its controls, its keys.
function sit(mode) {
  if (seat && JSON.stringify(seat.mode) === JSON.stringify(mode)) return;
  seat?.table.close();
  deck.change(mode.name);
  const answer = ANSWERS[mode.answer];
  left ||= root.contains(document.activeElement);
  const kind = answer.make({ mode, say, skip, turn: () => deck.top, table: () => seat.table });
  const hands = { ready: () => ready() && unlocked(), zoom: enlarge, ...(player && { play: (button) => player.toggle(button) }), ...kind.hands, thrown };
  seat = { mode, kind, table: new answer.Table($("stack"), pictures, hands), top: null };
  $("answers").replaceChildren(...kind.controls);
  $("above").replaceChildren(...(kind.above ?? []));
  $("skip-words").textContent = kind.skipWords ?? t("Skip");
  $("how").textContent = mode.help;
  ear?.offer(Boolean(kind.spoken));
  $("comment").querySelector("kbd").hidden = kind.bindings.some((binding) => binding.keys.includes("c"));
}

function thrown(direction, dx, dy) {
  if (direction === "down") return skip(dy);
  return seat.kind.hands?.thrown?.(direction, dx, dy);
}

function unlocked() {
  return performance.now() >= lockedUntil;
}

// A reply to the top turn: an event for the outbox, and the next turn in the same frame.
function say({ kind, value = null, place = 0, said, button, exit }) {
  if (!ready() || !unlocked()) return false;
  const now = performance.now();
  lockedUntil = now + INPUT_LOCK;
  const entry = deck.answer(newId(), { kind, value, exit: { ...exit, dx: 0, dy: 0 } });
  const body = { kind, card: entry.turn.cards[place].card, answer_ms: Math.round(Math.min(now - shownAt, LONGEST_ANSWER)) };
  if (value !== null) body.value = value;
  outbox.add(entry.event, body, kind === "skipped" ? 0 : 1);
  tabs.postMessage(nameOf(entry.turn));
  pastShelf.put({ id: entry.event, order: order++, entry }).catch(() => {});
  for (const old of deck.overflow()) pastShelf.drop(old.event).catch(() => {});
  told(entry, 1);
  navigator.vibrate?.(6);
  pictures.gone(entry.turn);
  seat.table.leave(entry.turn, exit);
  paint();
  seat.table.follow();
  speak(deck.top ? t("{said}. Next: {words}", { said, words: spoken(deck.top) }) : said);
  press($(button));
  return true;
}

function skip(dy = 0) {
  return say({ kind: "skipped", said: t("Skipped"), button: "skip", exit: { direction: "down", dy } });
}

function undo() {
  if (!playable() || !deck.last || !unlocked()) return;
  lockedUntil = performance.now() + INPUT_LOCK;
  const entry = deck.undo();
  outbox.add(newId(), { kind: "undone", target: entry.event }, entry.kind === "skipped" ? 0 : -1);
  pastShelf.drop(entry.event).catch(() => {});
  told(entry, -1);
  paint();
  seat.table.comeBack(entry.turn, entry.exit);
  if (entry.kind === "rated" || entry.kind === "sorted") seat.kind.fresh?.(entry.value);
  speak(t("Taken back. Again: {words}", { words: spoken(entry.turn) }));
  press($("undo"));
}

function spoken(turn) {
  return turn.cards.map((card) => card.words).join(" · ");
}

function leaveOut(name) {
  deck.leaveOut(name);
  paint();
}

function enlarge(card) {
  if (ready()) zoom.open(deck.top.cards, card ?? seat.table.attended);
}

// The key plays the card it is at; where it is at none, one after the other.
function listen() {
  const buttons = [...root.querySelectorAll("[data-place='0'] > .play, [data-depth='0'] .play")];
  const at = buttons.find((button) => button.parentElement.matches(":focus-within, :hover"));
  const next = buttons[(buttons.indexOf(player.button) + 1) % buttons.length];
  if (ready() && next) player.toggle(at ?? (buttons.length > 1 && player.button ? next : buttons[0]));
}

function comment() {
  if (ready()) comments.open(deck.top.cards, seat.table.attended ?? deck.top.cards[0]);
}

// Everything on screen, from what is known: cheap, and all in the frame of whatever happened.
function paint() {
  const sight = { page, top: deck.top, choosing: deck.choosing, offline: offline || outbox.failed, stranger, blind: seat?.mode.name === "blind-vote" };
  const said = sight.blind ? Number(Boolean(deck.last)) : sitting.answered;
  const state = stateOf({ ...sight, said });
  const playing = ready();
  if (!playing && !$("stack").inert) left = root.contains(document.activeElement);
  if (seat) {
    pictures.ahead(deck.coming);
    seat.table.show(deck.coming);
    if (seat.top !== deck.top) {
      seat.top = deck.top;
      player?.stop();
      shownAt = performance.now();
      seat.kind.fresh?.();
    }
    for (const button of $("controls").querySelectorAll("button:not(#undo)")) button.disabled = !playing;
    seat.kind.enable?.(playing);
  }
  if (deck.top) root.dataset.count = String(deck.top.cards.length);
  $("stack").inert = !playing;
  $("comment").disabled = !playing;
  $("undo").disabled = !playable() || !deck.last;
  const news = signs.state(state);
  if (news) speak(news);
  if (playing && left) comeBack();
  measure();
  listeners.forEach((heard) => heard());
}

// The keyboard's place, if it was lost meanwhile: at the first answer.
function comeBack() {
  left = false;
  if (document.activeElement === document.body) root.querySelector("[data-depth='0'] .pick, #above :is(input, button), #answers button")?.focus({ preventScroll: true });
}

// How far it has come, and the offer to stop, once.
function measure() {
  if (!taste) return;
  const counts = seat?.kind.counts ?? true;
  signs.progress(taste, page?.suggested ?? taste.needed, counts);
  const passedOn = document.body.matches(".page-kiosk");
  if (signs.offer(Boolean(page?.stop) && !went && counts && playable() && !passedOn)) speak(t("You may stop here."));
}

// The server's word. What it does not know yet, or learned while it was asked, stays counted here.
function hear(newest, mark) {
  const late = mark !== outbox.settled;
  const learned = taste && !taste.ready && newest.taste.ready;
  const waiting = outbox.rows.reduce((sum, row) => sum + row.step, 0);
  if (!taste) taste = { ...newest.taste, answered: newest.taste.answered + waiting };
  else if (!outbox.waiting && !late) taste = newest.taste;
  else taste = { ...taste, ready: newest.taste.ready };
  page = newest;
  offline = stranger = false;
  unheard = late;
  sit(page.mode);
  signs.clock(page.session_open ? page.ends_at : null);
  deck.withdraw(page.gone);
  deck.merge(page.turns);
  paint();
  if (learned) speak(t("Your taste is learned."));
}

for (const [name, act] of [["skip", () => skip()], ["undo", undo], ["comment", comment], ["help", () => shortcuts.open()]]) {
  $(name).addEventListener("click", act);
}
$("go-on").addEventListener("click", () => {
  went = true;
  measure();
  $("undo").focus({ preventScroll: true });
});
// A press by mouse or finger leaves the keyboard's place as it is: the space bar enlarges, it does
// not press the same button again.
for (const area of [$("controls"), $("stack")]) area.addEventListener("mousedown", (event) => event.target.matches("input") || event.preventDefault());

keepClock(speak);
await outbox.open();
dealer.start();
await Promise.race([dealer.ask(), new Promise((go) => setTimeout(go, SAVED_FIRST))]);
outbox.start();
