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
    await embed(canvas, await response.json(), options);
  } catch (error) {
    const words = document.createElement("p");
    words.className = "notice";
    words.textContent = t("This chart could not be drawn ({reason}). The table below has the same numbers.", {
      reason: error.message,
    });
    canvas.replaceChildren(words);
  }
}

for (const canvas of document.querySelectorAll("[data-chart]")) await draw(canvas);
