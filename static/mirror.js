// The slider from me to us. Frames were drawn beforehand; while it is dragged they fade into each
// other, at rest the nearest one is seen. Arrows step 5 %, page keys 20 %; what is said comes from the
// nearest frame.

import { hold } from "./handle.js";

const STEP = 0.05;
const LEAP = 0.2;
let at = 0;

export function slide() {
  const handle = document.getElementById("way-handle");
  if (!handle) return;
  const slot = handle.parentElement;
  const way = document.getElementById("way");
  const words = document.getElementById("glass-words");
  const first = words.textContent;
  const pane = document.querySelector(".glass-pane");
  const ideal = document.querySelector(".glass-ideal");
  const frames = [...document.querySelectorAll(".glass-frame")].map((picture) => ({ picture, share: Number(picture.dataset.share) }));
  const limit = document.getElementById("way-limit");
  const play = pane.querySelector(".play");
  if (limit) limit.style.insetInlineStart = `${100 * Number(way.dataset.limit)}%`;

  function go(share, moving) {
    pane.classList.toggle("way-settled", !moving);
    at = share;
    handle.style.insetInlineStart = `${100 * at}%`;
    handle.setAttribute("aria-valuenow", String(Math.round(100 * at)));
    const next = frames.findIndex((frame) => frame.share >= at - 1e-9);
    const after = frames[next < 0 ? frames.length - 1 : next];
    const before = frames[Math.max(0, (next < 0 ? frames.length : next) - 1)];
    const gap = after.share - before.share;
    const place = gap > 0 ? (at - before.share) / gap : 1;
    const part = moving ? place : Math.round(place);
    const home = at === 0;
    ideal.hidden = !home;
    for (const frame of frames) frame.picture.hidden = home || (frame !== before && frame !== after);
    before.picture.style.opacity = "1";
    if (before !== after) after.picture.style.opacity = String(part);
    after.picture.style.zIndex = "1";
    if (before !== after) before.picture.style.zIndex = "0";
    const near = place < 0.5 ? before : after;
    handle.setAttribute("aria-valuetext", near.picture.dataset.told);
    words.textContent = home ? first : near.picture.dataset.told;
    play?.setAttribute("href", `${(home ? ideal : near.picture).getAttribute("src")}.wav`);
  }

  hold(slot, handle, { step: STEP, leap: LEAP, at: () => at, go });
  go(at, false);
}
