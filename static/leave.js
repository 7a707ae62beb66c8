// Leaving takes a second: a button to hold with a finger, the mouse, Space or Enter. Typing the word
// and sending the form is the other way, for those who cannot hold.

const HOLD = 1000;

export function holdToLeave() {
  const form = document.getElementById("leave");
  const button = document.getElementById("hold");
  if (!form || !button) return;
  let timer = 0;
  button.parentElement.hidden = false;

  function begin() {
    if (timer) return;
    button.classList.add("hold-on");
    timer = setTimeout(() => {
      form.elements.held.value = "yes";
      form.submit();
    }, HOLD);
  }

  function end() {
    clearTimeout(timer);
    timer = 0;
    button.classList.remove("hold-on");
  }

  button.addEventListener("pointerdown", (event) => event.button || begin());
  for (const name of ["pointerup", "pointerleave", "pointercancel", "blur"]) button.addEventListener(name, end);
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  button.addEventListener("keydown", (event) => {
    if (event.key !== " " && event.key !== "Enter") return;
    event.preventDefault();
    if (!event.repeat) begin();
  });
  button.addEventListener("keyup", end);
}
