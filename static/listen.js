// Buttons that play, on any page: links to sounds, which play in place where scripts run.

import { Player } from "./player.js";

const player = new Player((words) => {
  const said = document.getElementById("said");
  if (said) said.textContent = words;
});

function pressed(event) {
  const button = event.target.closest?.("[data-play]");
  if (!button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  player.toggle(button);
}

document.addEventListener("click", pressed);
document.addEventListener("keydown", (event) => event.key === " " && !event.repeat && pressed(event));
addEventListener("pagehide", () => player.stop());
