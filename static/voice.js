// What is said to screen readers: politely, at most one sentence a second, and of several only the
// latest, so fast answers are not read out long after they were given.

const PAUSE = 1000;

export function voiceOf(region) {
  let waiting = "";
  let timer = 0;
  function speak() {
    timer = 0;
    if (!waiting) return;
    region.textContent = waiting;
    waiting = "";
    timer = setTimeout(speak, PAUSE);
  }
  return (words) => {
    waiting = words;
    if (!timer) speak();
  };
}
