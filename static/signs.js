// What the deck says beside its pictures: whether answers are saved, how far it has come, what was
// refused, and what there is instead of a turn.

import { answeredWords, progressShare, tasteWords } from "./progress.js";
import { t, tn } from "./words.js";

const TOO_LATE = "/problems/session-closed";
const $ = (id) => document.getElementById(id);

export class Signs {
  constructor(root, group) {
    this.root = root;
    this.group = group;
    this.late = 0;
    this.lost = false;
  }

  // Whether answers are saved; returns what is worth saying aloud: a connection lost, or found again.
  wire(state, waiting) {
    const words = wireWords(state, waiting);
    $("wire").dataset.state = state;
    $("wire-words").textContent = words;
    const lost = state === "offline" || state === "stranger";
    if (lost === this.lost || (!lost && state !== "saved")) return "";
    this.lost = lost;
    return words;
  }

  // Answers that do not count are said to, with how many they are; and what could not be taken back.
  refused(problem, kept) {
    if (!kept) this.late += 1;
    $("note").textContent = kept
      ? t("That could not be taken back. It stands as you said it.")
      : problem.type === TOO_LATE
        ? tn("{n} answer came after closing and was not counted.", "{n} answers came after closing and were not counted.", this.late)
        : tn("{n} answer was not counted: {why}", "{n} answers were not counted: {why}", this.late, { why: problem.detail ?? "" });
    $("note").hidden = false;
  }

  // When the host means to stop; what is left is counted down by the clock itself.
  clock(endsAt) {
    $("clock").hidden = !endsAt;
    if (endsAt) $("clock").dataset.ends = endsAt;
    else delete $("clock").dataset.ends;
  }

  // What there is instead of a turn; returns what is worth saying aloud: that it is something else now.
  state(state) {
    const news = state && this.root.dataset.state !== state.name;
    this.root.dataset.state = state?.name ?? "playing";
    $("wait").hidden = !state;
    if (!state) return "";
    $("wait-title").textContent = state.title;
    $("wait-words").textContent = state.words;
    $("wait-action").hidden = !state.link;
    const link = $("wait-action").firstElementChild;
    link.href = { taste: `${this.group}/me`, door: "/" }[state.link] ?? this.group;
    link.textContent = { taste: t("See your taste"), door: t("To the front page") }[state.link] ?? t("See the group");
    return news ? state.title : "";
  }

  progress(taste, suggested, counts) {
    $("count").hidden = !counts;
    $("progress").textContent = answeredWords(taste, suggested);
    $("taste").textContent = tasteWords(taste);
    $("meter-fill").setAttribute("width", String(100 * progressShare(taste, suggested)));
    $("meter").classList.toggle("known", taste.ready);
  }

  // The offer to stop, in the place of the progress; true when it has just appeared.
  offer(stop) {
    const fresh = stop && $("stop").hidden;
    $("stop").hidden = !stop;
    $("foot").hidden = stop;
    return fresh;
  }
}

function wireWords(state, waiting) {
  if (state === "saved") return t("saved");
  if (state === "saving") return t("saving");
  if (state === "offline") return t("offline – {waiting} waiting", { waiting });
  return t("not joined here – {waiting} kept", { waiting });
}
