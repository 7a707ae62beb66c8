// The device forgets too: whatever it kept for this deck, sent or not, goes.

import { shelves } from "./keep.js";

const page = document.getElementById("forgotten");
const here = document.getElementById("here");

async function forget() {
  for (const shelf of await shelves(page.dataset.deck)) {
    for (const row of await shelf.all()) await shelf.drop(row.id);
  }
  here.textContent = here.dataset.done;
}

forget().catch(() => {});
