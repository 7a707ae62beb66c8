// A line over the page that is said aloud, and goes by itself.

const SHOWN = 5000;
let hush = 0;

export function tell(words) {
  const toast = document.getElementById("toast");
  toast.hidden = false;
  toast.textContent = words;
  clearTimeout(hush);
  hush = setTimeout(() => (toast.hidden = true), SHOWN);
}
