// The labelling page: the deck conducts the pictures; here every answer is counted at once, beside what
// was foretold of it. What the server says comes after every label and whenever a taste was learned anew;
// between the two the numbers are provisional and look it.

import { inTurn, patiently, why } from "./asking.js";
import { Band } from "./band.js";
import { watchChanges } from "./changes.js";
import { drawTrials, FolderHistogram, SidedHistogram } from "./histogram.js";
import { sitting } from "./swipe.js";
import { percent, t, tn } from "./words.js";

const SOON = 900;
const LEARN_ROUND = 1000;
const LEARN_PATIENCE = 40;
const $ = (id) => document.getElementById(id);
const root = $("deck");
const folder = new FolderHistogram($("folder"));
const unseen = new SidedHistogram($("unseen"));
const said = new SidedHistogram($("sitting"));
let whose = document.querySelector(".label-whose [aria-current]")?.dataset.whose ?? "me";
let facts = null; // the server's newest word
let pending = []; // answers it has not counted yet: { entry, step }
let unlearned = []; // labels that the newest taste has not seen: { event, value, chance, all, left }
let told = 0; // how often something was said here
let learning = 0; // how many looks are left while a taste is being learned
let problem = "";

const band = new Band($("band"), {
  moved(low, high) {
    folder.within(low, high);
    inside();
  },
  async settled(low, high) {
    if (facts && facts.band.low === low && facts.band.high === high) return;
    const answer = await post(root.dataset.steer, { low: String(100 * low), high: String(100 * high) });
    if (!answer) return;
    facts = answer;
    sitting.choose();
    sitting.speak(t("Next pictures between {low} and {high}.", { low: percent(low), high: percent(high) }));
    paint();
  },
});

const look = inTurn(async () => {
  if (sitting.waiting) return soon();
  const before = told;
  const response = await patiently(`${root.dataset.label}?whose=${whose}`, { headers: { Accept: "application/json" } });
  if (!response.ok) return;
  const newest = await response.json();
  if (before !== told || sitting.waiting) return soon();
  hear(newest);
});

let due = 0;
function soon() {
  due ||= setTimeout(() => {
    due = 0;
    if (!document.hidden) look().catch(() => {});
  }, SOON);
}

function hear(newest) {
  const anew = facts && newest.seen !== facts.seen;
  if (anew) unlearned = [];
  if (anew && learning) sitting.speak(t("Your taste is learned anew."));
  if (anew || newest.learned >= newest.said) learning = 0;
  facts = newest;
  pending = [];
  band.set(facts.band.low, facts.band.high);
  paint();
}

// One answer more, or one that goes.
sitting.told((entry, step) => {
  told += 1;
  problem = "";
  const other = pending.findIndex((one) => one.entry.event === entry.event && one.step === -step);
  if (other >= 0) pending.splice(other, 1);
  else pending.push({ entry, step });
  if (step < 0) unlearned = unlearned.filter((one) => one.event !== entry.event);
  else if (entry.kind === "rated") foresee(entry);
  paint();
  soon();
});

// What the label is expected to change, from what the server sent ahead.
function foresee(entry) {
  const { card, foretold } = entry.turn.cards[0];
  const known = whose === "me" && facts?.folder?.coming.find((one) => one.card === card);
  const [all, left] = entry.value === 1 ? ["liked", "left_liked"] : ["passed", "left_passed"];
  unlearned.push({
    event: entry.event,
    value: entry.value,
    chance: foretold,
    all: known ? known[all].map((count, i) => count - facts.folder.everything[i]) : null,
    left: known ? known[left].map((count, i) => count - facts.folder.left[i]) : null,
  });
}

function counts() {
  const now = { ...facts.counts };
  const name = ({ kind, value }) => (kind === "skipped" ? "undecided" : value === 1 ? "positive" : "negative");
  for (const { entry, step } of pending) {
    const url = entry.turn.cards[0].picture_url;
    const before = sitting.before(entry).findLast((one) => one.turn.cards[0].picture_url === url);
    now[name(entry)] += step;
    if (before) now[name(before)] -= step;
    else if (now.left !== null) now.left -= step;
  }
  return now;
}

function sided({ positive, negative, n }, more) {
  const bins = { positive: [...positive], negative: [...negative], n };
  for (const { chance, value, step } of more) {
    if (chance === null || chance === undefined) continue;
    bins[value === 1 ? "positive" : "negative"][Math.min(positive.length - 1, Math.floor(chance * positive.length))] += step;
    bins.n += step;
  }
  return bins;
}

function paint() {
  if (!facts) return;
  for (const [name, value] of Object.entries(counts())) {
    const place = document.querySelector(`[data-count="${name}"]`);
    if (place) place.textContent = value;
  }
  const since = pending.filter(({ entry }) => entry.kind === "rated").map(({ entry, step }) => ({ chance: entry.turn.cards[0].foretold, value: entry.value, step }));
  const [foretold, here] = [sided(facts.unseen, unlearned.map((one) => ({ ...one, step: 1 }))), sided(facts.sitting, since)];
  unseen.show(foretold);
  said.show(here);
  document.querySelector('[data-n="unseen"]').textContent = tn("{n} answer", "{n} answers", foretold.n);
  document.querySelector('[data-n="sitting"]').textContent = tn("{n} answer", "{n} answers", here.n);
  pictures();
  trial();
  table();
  state();
}

function pictures() {
  $("folder-words").hidden = Boolean(facts.folder);
  $("folder-words").textContent = facts.folder_words;
  $("band").dataset.empty = String(!facts.folder);
  for (const link of document.querySelectorAll("[data-whose]")) {
    if (link.dataset.whose === whose) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  const now = folderNow();
  $("folder").toggleAttribute("data-provisional", Boolean(facts.folder && unlearned.some((one) => one.all)));
  folder.within(band.ends.low, band.ends.high);
  folder.show(now ?? { everything: Array(100).fill(0), left: Array(100).fill(0) });
  inside();
}

function folderNow() {
  if (!facts.folder) return null;
  const [everything, left] = [[...facts.folder.everything], [...facts.folder.left]];
  for (const one of unlearned.filter((one) => one.all)) {
    one.all.forEach((change, i) => (everything[i] += change));
    one.left.forEach((change, i) => (left[i] += change));
  }
  for (const { entry, step } of pending) {
    const { foretold } = entry.turn.cards[0];
    if (foretold !== null && foretold !== undefined) left[Math.min(99, Math.floor(100 * foretold))] -= step;
  }
  return { everything, left };
}

function inside() {
  const now = facts && folderNow();
  const { low, high } = band.ends;
  const between = t("{low} to {high}", { low: percent(low), high: percent(high) });
  if (!now) return void ($("band-words").textContent = between);
  const n = Math.max(0, now.left.slice(Math.round(100 * low), Math.round(100 * high)).reduce((sum, one) => sum + one, 0));
  $("band-words").textContent = tn("{between}: {n} picture left", "{between}: {n} pictures left", n, { between });
}

function trial() {
  const [now, before] = [facts.trials.at(-1), facts.trials.at(-2)];
  const put = (name, words) => (document.querySelector(`[data-trial="${name}"]`).textContent = words);
  put("share", now && now.share !== null ? percent(now.share) : "–");
  put("auc", now && now.auc !== null ? hundredths(now.auc) : "–");
  const reach = (low, high) => t("95 %: {low} to {high}", { low, high });
  const right = now?.of ? t("{right} of {n} answers", { right: now.right, n: now.of }) : "";
  const pairs = now && now.auc !== null ? t("{positive} against {negative}", { positive: now.positive, negative: now.negative }) : "";
  put("share-words", right && [right, reach(percent(now.low), percent(now.high))].join("\n"));
  put("auc-words", pairs && [pairs, reach(hundredths(now.auc_low), hundredths(now.auc_high))].join("\n"));
  const past = before && before.share !== null ? t("Before: {share} right.", { share: percent(before.share) }) : "";
  $("trial-words").textContent = `${facts.trial_words} ${past}`;
  drawTrials($("trial-line"), facts.trials);
}

const hundredths = (share) => share.toFixed(2).replace(/^0/, "");

function table() {
  const cells = (row) => [row.everything, row.left, row.unseen_positive, row.unseen_negative, row.positive, row.negative];
  [...$("label-rows").rows].forEach((line, place) => cells(facts.table[place]).forEach((value, i) => (line.cells[i + 1].textContent = value ?? "–")));
}

function state() {
  const { answered, needed, ready } = facts.rate.taste;
  const behind = Math.max(0, facts.said - facts.learned) + pending.reduce((sum, { entry, step }) => sum + (entry.kind === "rated" ? step : 0), 0);
  let words = t("Learned from {n} answers.", { n: facts.learned });
  if (!ready) words = answered < needed ? t("A taste appears at {needed}.", { needed }) : facts.rate.taste.words;
  else if (behind > 0) words = tn("Provisional: {n} answer since your taste was learned.", "Provisional: {n} answers since your taste was learned.", behind);
  if (learning) words = t("Learning …");
  $("label-state").textContent = problem || words;
  $("label-state").dataset.state = problem ? "problem" : learning ? "learning" : behind > 0 ? "behind" : "learned";
}

// Learn now, and look until it is done.
async function retrain() {
  if (learning) return;
  problem = "";
  if (facts && facts.learned >= facts.said && facts.rate.taste.ready) return note(t("Nothing new to learn: your taste knows all your answers."));
  learning = LEARN_PATIENCE;
  paint();
  if (!(await post(root.dataset.learn, {}))) return void (learning = 0);
  await watch();
}

async function watch() {
  while (learning > 0) {
    await new Promise((go) => setTimeout(go, LEARN_ROUND));
    learning = Math.max(0, learning - 1);
    await look().catch(() => {});
  }
  paint();
}

function note(words) {
  problem = words;
  state();
  sitting.speak(words);
}

async function post(url, fields) {
  try {
    const response = await patiently(`${url}?whose=${whose}`, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(fields) });
    if (response.ok) return await response.json();
    learning = 0;
    note(await why(response));
  } catch {
    learning = 0;
    note(t("No connection"));
  }
  return null;
}

for (const link of document.querySelectorAll("[data-whose]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    whose = link.dataset.whose;
    history.replaceState(null, "", link.href);
    look().catch(() => {});
  });
}
$("retrain").addEventListener("click", retrain);
sitting.bind({ keys: ["t", "T"], shown: "T", words: t("Learn now"), act: retrain });
for (const [name, key] of [["dislike", "1"], ["like", "3"]]) {
  const sign = $(name)?.querySelector("kbd");
  if (sign) sign.textContent = key;
}
$("skip").querySelector("kbd").textContent = "2";
$("skip-words").textContent = t("Next");
watchChanges(root.dataset.group, soon);
document.addEventListener("visibilitychange", () => document.hidden || soon());
look().catch(() => {});
