// How far a taste is known, in words: without pressure, and the same words the server uses.

export function progressWords(taste) {
  const { answered, likes, dislikes, needed, needed_each: each, ready } = taste;
  if (ready) {
    const test = taste.held_out ? `: right on ${taste.right_held_out} of ${taste.held_out} answers it had not seen` : "";
    return `${answered} answered. Your taste is learned${test}.`;
  }
  if (answered < needed) return `${answered} answered · a taste appears at ${needed}, with both likes and dislikes`;
  const fewer = Math.min(likes, dislikes);
  if (fewer < each) {
    return `${answered} answered · ${each - fewer} more ${likes < dislikes ? "likes" : "dislikes"} and a taste appears`;
  }
  return `${answered} answered · your taste is being learned`;
}

// The share of the way to a learned taste, 0 to 1.
export function progressShare({ answered, likes, dislikes, needed, needed_each: each, ready }) {
  if (ready) return 1;
  const both = (Math.min(likes, each) + Math.min(dislikes, each)) / (2 * each);
  return Math.min(1, answered / needed, 0.5 + both / 2);
}

// The same progress after one more answer, or one fewer.
export function counted(taste, kind, value, step) {
  if (kind === "skipped") return { ...taste, skipped: taste.skipped + step };
  const side = value === 1 ? "likes" : "dislikes";
  return { ...taste, answered: taste.answered + step, [side]: taste[side] + step };
}
