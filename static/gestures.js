// Fingers on the table, by pointer events. A drag is one finger, sideways or down; it commits when
// the finger is lifted far enough out or fast enough, and springs back otherwise. A second finger or
// a cancelled pointer aborts. Drags that begin at the screen's edge belong to the system's back
// gesture. A finger that stays where it is asks to see the picture large.

import { stillClick } from "./still.js";

const LOCK_AFTER = 10;
const STEEPNESS = 1.2;
const COMMIT_SHARE = 0.28;
const FLICK = 0.45;
const FLICK_WINDOW = 80;
const FLICK_LEAST = 32;
const EDGE = 24;
const HOLD = 420;

// hands: { ready(), hold(element), drag(dx, dy, pull, down), commit(direction, dx, dy), release() };
// direction is "left", "right" or "down"; without `drag` the table is only held.
export function watchFingers(table, hands) {
  let drag = null;
  let timer = 0;
  const fingers = new Set();
  const gone = new AbortController();
  const on = (where, name, act, more = {}) => where.addEventListener(name, act, { signal: gone.signal, ...more });

  on(table, "pointerdown", (event) => {
    fingers.add(event.pointerId);
    if (fingers.size > 1) return abort();
    const edge = event.pointerType === "touch" && (event.clientX < EDGE || event.clientX > innerWidth - EDGE);
    if (event.button !== 0 || edge || !hands.ready()) return undefined;
    drag = { id: event.pointerId, x: event.clientX, y: event.clientY, axis: "", trail: [pointOf(event)] };
    timer = setTimeout(hold, HOLD, event.target);
    return undefined;
  });

  on(table, "pointermove", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    const dx = event.clientX - drag.x;
    const dy = event.clientY - drag.y;
    if (!drag.axis) {
      if (Math.hypot(dx, dy) < LOCK_AFTER) return;
      clearTimeout(timer);
      drag.axis = hands.drag ? axisOf(dx, dy) : "";
      if (!drag.axis) return; // neither sideways nor down yet
      table.setPointerCapture(drag.id);
    }
    drag.trail.push(pointOf(event));
    drag.trail = drag.trail.filter((point) => event.timeStamp - point.t <= FLICK_WINDOW);
    const way = drag.axis === "x" ? Math.abs(dx) : Math.max(0, dy);
    hands.drag(dx, dy, Math.min(1, way / reach(drag.axis)), drag.axis === "y");
  });

  // A finger that drags a card scrolls nothing, and leaves no momentum that swallows the next touch.
  if (hands.drag) on(table, "touchmove", (event) => drag?.axis && event.cancelable && event.preventDefault(), { passive: false });

  on(table, "pointerup", (event) => {
    fingers.delete(event.pointerId);
    clearTimeout(timer);
    if (!drag || event.pointerId !== drag.id) return;
    const { axis, trail, x, y } = drag;
    drag = null;
    if (!axis) return;
    const dx = event.clientX - x;
    const dy = event.clientY - y;
    const way = axis === "x" ? dx : dy;
    const outwards = axis === "x" || dy > 0;
    const decided = Math.abs(way) >= reach(axis) || flicked(trail, axis, pointOf(event), way);
    if (outwards && decided) hands.commit(axis === "y" ? "down" : dx > 0 ? "right" : "left", dx, dy);
    else hands.release();
  });

  for (const name of ["pointercancel", "lostpointercapture"]) {
    on(table, name, (event) => {
      // A touch is first captured by the card; taking it over makes the card lose it, which bubbles.
      if (name === "lostpointercapture" && event.target !== table) return;
      fingers.delete(event.pointerId);
      if (drag && event.pointerId === drag.id) abort();
    });
  }
  on(window, "pointerup", (event) => fingers.delete(event.pointerId));
  on(window, "pointercancel", (event) => fingers.delete(event.pointerId));
  on(table, "contextmenu", (event) => event.pointerType === "touch" && event.preventDefault());
  return () => gone.abort();

  function reach(axis) {
    return COMMIT_SHARE * (axis === "x" ? table.clientWidth : table.clientHeight);
  }

  function hold(element) {
    drag = null;
    stillClick();
    hands.hold(element);
  }

  function abort() {
    clearTimeout(timer);
    if (drag?.axis) hands.release();
    drag = null;
  }
}

function axisOf(dx, dy) {
  if (Math.abs(dx) > STEEPNESS * Math.abs(dy)) return "x";
  return dy > STEEPNESS * Math.abs(dx) ? "y" : "";
}

function pointOf(event) {
  return { x: event.clientX, y: event.clientY, t: event.timeStamp };
}

// The trail begins where the finger came down: a busy browser may tell of all moves at once.
function flicked(trail, axis, end, way) {
  const first = trail.find((point) => end.t - point.t <= FLICK_WINDOW);
  const speed = first && end.t > first.t ? (end[axis] - first[axis]) / (end.t - first.t) : 0;
  return Math.abs(speed) >= FLICK && Math.abs(way) >= FLICK_LEAST && Math.sign(speed) === Math.sign(way);
}
