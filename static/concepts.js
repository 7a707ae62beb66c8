// What pictures show: 1 says no, 2 skips, 3 says yes, u takes the last label back.

document.addEventListener("keydown", (event) => {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
  const key = event.key.toLowerCase();
  const chosen = key === "u" ? document.querySelector("form[action$='/undo'] button") : document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  chosen?.click();
});
