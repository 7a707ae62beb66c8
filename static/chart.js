// Charts: the bundle is fetched once, then each specification in reading order.
// `ast` keeps Vega away from eval, so the page's strict content policy holds.

import { t } from "./words.js";

const board = document.getElementById("board");
const options = {
  ast: true,
  actions: false,
  logLevel: 1,
  renderer: "svg",
  defaultStyle: false,
  tooltip: { disableDefaultStyle: true },
};
let bundle = null;

async function draw(canvas) {
  try {
    bundle ??= import(board.dataset.vega);
    const [module, response] = await Promise.all([bundle, fetch(canvas.dataset.chart)]);
    if (!response.ok) throw new Error(t("the server answered {status}", { status: String(response.status) }));
    const embed = module.vegaEmbed ?? window.vegaEmbed;
    canvas.replaceChildren();
    const drawn = await embed(canvas, await response.json(), options);
    // The figure's own label says it in words; hundreds of labelled marks would be read out otherwise.
    canvas.querySelector("svg").setAttribute("aria-hidden", "true");
    if (canvas.closest("#liking_histogram")) listenToBand(drawn.view);
  } catch (error) {
    const words = document.createElement("p");
    words.className = "notice";
    words.textContent = t("This chart could not be drawn ({reason}). The table below has the same numbers.", {
      reason: error.message,
    });
    canvas.replaceChildren(words);
  }
}

// Dragging over the histogram fills in the band below it; nothing is sent before the button is pressed.
function listenToBand(view) {
  const form = document.getElementById("band");
  if (!form || form.elements.low.disabled) return;
  view.addSignalListener("band", (_name, chosen) => {
    const range = Object.values(chosen)[0];
    if (!range) return;
    const [low, high] = range.map((share) => Math.round(share * 100));
    form.elements.low.value = Math.max(0, low);
    form.elements.high.value = Math.min(100, Math.max(high, low + 5));
    document.getElementById("band-said").textContent = t("From {low} to {high} percent", { low, high });
  });
}

for (const canvas of document.querySelectorAll("[data-chart]")) await draw(canvas);
