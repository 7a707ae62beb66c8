// The page of a group's own pictures: more of them are sent one by one, then the decks are opened.

import { Sending, keepLeftOut } from "./sending.js";
import { Tray } from "./tray.js";

const form = document.querySelector("#bringing");
const said = document.querySelector("#said");

if (form) {
  const tray = new Tray(form.querySelector("[data-drop]"), () => {});
  form.addEventListener("submit", async (event) => {
    if (!tray.size) return;
    event.preventDefault();
    form.hidden = true;
    const { url, slug, fewest } = form.dataset;
    const features = document.querySelector("#opening").elements.features.value;
    const sending = new Sending(document.querySelector("#sending"), Number(fewest), said);
    const next = await sending.run(tray, url, features);
    keepLeftOut(slug, sending.leftOut);
    location.assign(next ?? `${url}?features=${features}`);
  });
}
