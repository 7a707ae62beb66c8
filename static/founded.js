// What was left out while pictures came in, told once more to the host who opened the group.

import { listLeftOut, takeLeftOut } from "./sending.js";
import { tn } from "./words.js";

const part = document.querySelector("[data-left-out]");
const lines = part ? takeLeftOut(part.dataset.leftOut) : [];
if (lines.length) {
  listLeftOut(part.querySelector("ul"), lines);
  part.querySelector("summary").textContent = tn("{n} file was left out", "{n} files were left out", lines.length);
  part.hidden = false;
}
