// A handle that is moved along its slot, by pointer or keys: arrows one step, page keys a leap, Home and
// End to the ends. Where it is, from 0 to 1, is told to `go`, and whether it is still being dragged.

export function hold(slot, handle, { step, leap, at, go }) {
  const toLeft = () => getComputedStyle(slot).direction === "rtl";
  const within = (share) => Math.min(Math.max(share, 0), 1);
  const under = (event) => {
    const box = slot.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    return within(toLeft() ? 1 - share : share);
  };
  slot.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    slot.setPointerCapture(event.pointerId);
    handle.focus({ preventScroll: true });
    go(under(event), true);
  });
  slot.addEventListener("pointermove", (event) => slot.hasPointerCapture(event.pointerId) && go(under(event), true));
  for (const name of ["pointerup", "pointercancel"]) slot.addEventListener(name, () => go(at(), false));
  handle.addEventListener("keydown", (event) => {
    const forward = toLeft() ? -1 : 1;
    const steps = { ArrowRight: forward * step, ArrowLeft: -forward * step, ArrowUp: step, ArrowDown: -step, PageUp: leap, PageDown: -leap, Home: -1, End: 1 };
    if (!(event.key in steps)) return;
    event.preventDefault();
    go(within(Math.round((at() + steps[event.key]) * 1000) / 1000), false);
  });
}
