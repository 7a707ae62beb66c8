// While a picture is redrawn the button says so: it takes some seconds, and nobody shall press twice.

import { t } from "./words.js";

const form = document.querySelector(".bring-one");
const button = form?.querySelector("button");
const said = button ? [...button.childNodes] : [];

form?.addEventListener("submit", () => {
  button.disabled = true;
  button.textContent = t("Looking for it …");
});

addEventListener("pageshow", () => {
  if (!button) return;
  button.disabled = false;
  button.replaceChildren(...said);
});
