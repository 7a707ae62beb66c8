// Fields whose text is meant to be copied select themselves when touched; no clipboard needed.

for (const touch of ["focusin", "click"]) {
  document.addEventListener(touch, ({ target }) => target.matches("[data-select]") && target.select());
}
