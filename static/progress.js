// How far a taste is known, in words and without pressure.

import { t, tn } from "./words.js";

// How many answers, of about how many.
export function answeredWords({ answered }, suggested) {
  if (answered > suggested) return tn("{n} answered", "{n} answered", answered);
  return t("{n} answered of about {suggested}", { n: answered, suggested });
}

// What that means for the taste.
export function tasteWords({ answered, likes, dislikes, needed, needed_each: each, ready, right_held_out: right, held_out: of }) {
  if (ready && of) return t("Your taste is learned: right on {right} of {of} answers it had not seen.", { right, of });
  if (ready) return t("Your taste is learned.");
  if (answered < needed) return t("A taste appears at {needed}.", { needed });
  const missing = each - Math.min(likes, dislikes);
  if (likes + dislikes < answered || missing <= 0) return t("Your taste is being learned.");
  if (likes < dislikes) return tn("{n} more like and a taste appears.", "{n} more likes and a taste appears.", missing);
  return tn("{n} more dislike and a taste appears.", "{n} more dislikes and a taste appears.", missing);
}

// The share of the suggested turns that is done, 0 to 1.
export function progressShare({ answered }, suggested) {
  return Math.min(1, answered / Math.max(1, suggested));
}

// The same progress after one more answer (step 1), or one taken back (step -1).
export function counted(taste, { kind, value, mode }, step) {
  if (kind === "skipped") return { ...taste, skipped: taste.skipped + step };
  const sided = kind === "rated" && (mode === "swipe" || mode === "near-ideal");
  const side = value === 1 ? "likes" : "dislikes";
  return { ...taste, answered: taste.answered + step, ...(sided && { [side]: taste[side] + step }) };
}
