// Two pictures on top of each other, wiped from one to the other; without this script they stand side by side.

import { hold } from "./handle.js";

const STEP = 0.05;
const LEAP = 0.25;

for (const wipe of document.querySelectorAll(".wipe")) {
  const handle = wipe.querySelector(".wipe-handle");
  const after = wipe.querySelector(".wipe-after");
  let at = 0.5;

  function go(share) {
    at = share;
    const gone = `${100 * at}%`;
    after.style.clipPath = getComputedStyle(wipe).direction === "rtl" ? `inset(0 ${gone} 0 0)` : `inset(0 0 0 ${gone})`;
    handle.style.insetInlineStart = gone;
    handle.setAttribute("aria-valuenow", String(Math.round(100 * at)));
  }

  wipe.classList.add("wipe-on");
  handle.hidden = false;
  hold(wipe.querySelector(".wipe-pane"), handle, { step: STEP, leap: LEAP, at: () => at, go });
  go(at);
}
