// Never again: while the host turns how alike is too alike, the pool shows what would fall under it.

import { tn } from "./words.js";

const reach = document.querySelector("#never-choice input[name=radius]");
const under = document.querySelector("#never-under");
const pool = [...document.querySelectorAll("#never-pool [data-gap]")];

function show() {
  const radius = Number(reach.value);
  for (const one of pool) one.toggleAttribute("data-under", Number(one.dataset.gap) < radius);
  // The chosen picture is one of the pool, or stands beside it.
  const itself = Number(reach.dataset.itself);
  const many = pool.filter((one) => "under" in one.dataset).length + itself;
  under.textContent = tn("{under} of the {n} picture in the pool falls under it.", "{under} of the {n} pictures in the pool fall under it.", pool.length + itself, { under: many });
}

reach.addEventListener("input", show);
