// Swiping by pointer events. A drag is one finger, sideways; it commits when the finger is lifted
// far enough out or fast enough, and springs back otherwise. A second finger or a cancelled
// pointer aborts. Drags that begin at the screen's edge belong to the system's back gesture.

const LOCK_AFTER = 10;
const STEEPNESS = 1.2;
const COMMIT_SHARE = 0.28;
const FLICK = 0.45;
const FLICK_WINDOW = 80;
const FLICK_LEAST = 32;
const EDGE = 24;

// hands: { ready(), drag(dx, dy, pull), commit(direction, dx, dy), release() }
export function watchSwipes(table, hands) {
  let drag = null;
  const fingers = new Set();

  table.addEventListener("pointerdown", (event) => {
    fingers.add(event.pointerId);
    if (fingers.size > 1) return abort();
    const edge = event.pointerType === "touch" && (event.clientX < EDGE || event.clientX > innerWidth - EDGE);
    if (event.button !== 0 || edge || !hands.ready()) return undefined;
    drag = { id: event.pointerId, x: event.clientX, y: event.clientY, locked: false, trail: [] };
    return undefined;
  });

  table.addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    const dx = event.clientX - drag.x;
    const dy = event.clientY - drag.y;
    if (!drag.locked) {
      if (Math.hypot(dx, dy) < LOCK_AFTER) return;
      if (Math.abs(dx) <= STEEPNESS * Math.abs(dy)) {
        drag = null;
        return;
      }
      drag.locked = true;
      table.setPointerCapture(drag.id);
    }
    drag.trail.push({ x: event.clientX, t: event.timeStamp });
    drag.trail = drag.trail.filter((point) => event.timeStamp - point.t <= FLICK_WINDOW);
    hands.drag(dx, dy, Math.min(1, Math.abs(dx) / (COMMIT_SHARE * table.clientWidth)));
  });

  table.addEventListener("pointerup", (event) => {
    fingers.delete(event.pointerId);
    if (!drag || event.pointerId !== drag.id) return;
    const { locked, trail, x, y } = drag;
    drag = null;
    if (!locked) return;
    const dx = event.clientX - x;
    const far = Math.abs(dx) >= COMMIT_SHARE * table.clientWidth;
    const recent = trail.filter((point) => event.timeStamp - point.t <= FLICK_WINDOW);
    const first = recent[0];
    const speed = first && event.timeStamp > first.t ? (event.clientX - first.x) / (event.timeStamp - first.t) : 0;
    const flick = Math.abs(speed) >= FLICK && Math.abs(dx) >= FLICK_LEAST && Math.sign(speed) === Math.sign(dx);
    if (far || flick) hands.commit(Math.sign(dx), dx, event.clientY - y);
    else hands.release();
  });

  for (const name of ["pointercancel", "lostpointercapture"]) {
    table.addEventListener(name, (event) => {
      // A touch is first captured by the card; taking it over makes the card lose it, which bubbles.
      if (name === "lostpointercapture" && event.target !== table) return;
      fingers.delete(event.pointerId);
      if (drag && event.pointerId === drag.id) abort();
    });
  }
  addEventListener("pointerup", (event) => fingers.delete(event.pointerId));
  addEventListener("pointercancel", (event) => fingers.delete(event.pointerId));

  function abort() {
    if (drag?.locked) hands.release();
    drag = null;
  }
}
