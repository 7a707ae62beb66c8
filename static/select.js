// Fields whose text is meant to be copied select themselves when touched; no clipboard needed.

for (const field of document.querySelectorAll("[data-select]")) {
  field.addEventListener("focus", () => field.select());
  field.addEventListener("click", () => field.select());
}
