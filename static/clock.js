// The clock of a session: counts down to when the host means to stop. The server's time counts, as
// far as its answers tell it; when the clock has run out, nothing happens by itself.

import { t } from "./words.js";

const LAST_SECONDS = 10;
let ahead = 0;

// How far the server's clock is ahead of this one, by an answer of its.
export function trustClock(response) {
  const told = Date.parse(response.headers.get("Date") ?? "");
  if (!Number.isNaN(told)) ahead = told - Date.now();
}

// Keeps every `[data-ends]` on the page true; `said` gets what is worth saying aloud. Returns what
// makes them true at once, after the page was drawn anew.
export function keepClock(said) {
  let last = "";
  const tick = () => {
    for (const clock of document.querySelectorAll("[data-ends]")) {
      const left = Math.round((Date.parse(clock.dataset.ends) - Date.now() - ahead) / 1000);
      const words = left > 0 ? spoken(left) : t("Time is up");
      clock.hidden = false;
      clock.toggleAttribute("data-over", left <= 0);
      clock.toggleAttribute("data-near", left > 0 && left <= LAST_SECONDS);
      if (clock.textContent !== words) clock.textContent = words;
      if (left <= 0 && last !== clock.dataset.ends) {
        last = clock.dataset.ends;
        if (left > -LAST_SECONDS) said(words);
      }
    }
  };
  setInterval(tick, 250);
  return tick;
}

function spoken(seconds) {
  const minutes = Math.floor(seconds / 60);
  return `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
}
