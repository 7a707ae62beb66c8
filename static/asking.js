// Questions to the server that never hang, and answers that are never older than the question.

const PATIENCE = 15000;

// Like fetch, but it fails in the end where nothing comes.
export function patiently(url, how = {}) {
  return fetch(url, { cache: "no-store", signal: AbortSignal.timeout?.(PATIENCE), ...how });
}

// One question at a time: those who ask meanwhile share one more, asked when this one is answered.
export function inTurn(question) {
  let now = null;
  let next = null;
  return function ask() {
    if (!now) return (now = question().finally(() => (now = null)));
    next ??= now.catch(() => {}).then(() => {
      next = null;
      return ask();
    });
    return next;
  };
}

// This page as it is now; `heard` gets the answer it came with.
export async function freshPage(heard = () => {}) {
  const response = await patiently(location.href, { headers: { Accept: "text/html" } });
  if (!response.ok) throw new Error(response.statusText);
  heard(response);
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

// What a refusal says, and what to do about it.
export async function why(response) {
  try {
    const { detail, advice } = await response.json();
    return `${detail}. ${advice}`.trim();
  } catch {
    return response.statusText;
  }
}
