// Exports under way: how far each is, asked for once a second, and its file as soon as it is there.

import { t } from "./words.js";

const PAUSE = 1000;
const LONGEST = 8000;

for (const item of document.querySelectorAll("[data-task][data-waiting]")) follow(item);

async function follow(item) {
  let pause = PAUSE;
  for (;;) {
    await new Promise((done) => setTimeout(done, pause));
    const answer = await fetch(`${item.dataset.task}.json`).catch(() => null);
    if (answer?.status === 404) return item.remove();
    const task = answer?.ok ? await answer.json() : null;
    if (!task) {
      pause = Math.min(LONGEST, pause * 2); // the server may be starting anew
      item.querySelector("[data-state]").textContent = t("The server does not answer; still trying.");
      continue;
    }
    pause = PAUSE;
    if (!task.waiting) return finish(item);
    if (task.status === "running" && !item.querySelector("progress")) return finish(item);
    show(item, task);
  }
}

function show(item, { share, state }) {
  const bar = item.querySelector("progress");
  if (share === null) bar?.removeAttribute("value");
  else if (bar) bar.value = share;
  const said = item.querySelector("[data-state]");
  if (said.textContent !== state) said.textContent = state;
}

// What has begun, or is over, is shown as the server shows it.
async function finish(item) {
  const alone = item.parentElement.id === "main";
  const answer = alone ? null : await fetch(item.dataset.task).catch(() => null);
  if (!answer?.ok) return location.reload();
  const there = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = there.querySelector("[data-task]");
  if (!fresh) return location.reload();
  item.replaceWith(document.adoptNode(fresh));
  if ("waiting" in fresh.dataset) follow(fresh);
}
