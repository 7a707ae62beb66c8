// Founding a group: what is chosen is said in a word beside each choice, and own pictures are sent
// one by one. Without this script the form works as a form.

import { Sending, keepLeftOut } from "./sending.js";
import { limitsNow } from "./limits.js";
import { Tray } from "./tray.js";
import { t, tn } from "./words.js";

const form = document.querySelector("#founding");
const said = document.querySelector("#said");
const start = document.querySelector("#start");
const fewest = Number(form.dataset.fewest);
const most = Number(form.dataset.most);
let founded = null;

const tray = new Tray(form.querySelector("[data-drop]"), () => {
  if (tray?.size) form.elements.space.value = "own";
  said.textContent = tray?.size ? chosen() : "";
  show();
});

function chosen() {
  return tn("{n} picture chosen", "{n} pictures chosen", tray.size);
}

function titleOf(name) {
  const picked = form.querySelector(`input[name="${name}"]:checked`);
  return picked?.closest("label").querySelector("strong, .privacy-title, .choice-title, .own-title span")?.textContent ?? "";
}

function listed(text) {
  return text.split(",").map((word) => word.trim()).filter(Boolean);
}

function questions() {
  return [0, 1, 2]
    .map((place) => ({
      text: form.elements[`asked-${place}`].value.trim(),
      choices: listed(form.elements[`choices-${place}`].value),
    }))
    .filter((question) => question.text);
}

const NOW = {
  mode: () => titleOf("mode"),
  strategy: () => titleOf("strategy"),
  features: () => titleOf("features"),
  limits: limitsNow,
  asked: () => (questions().length ? tn("{n} question", "{n} questions", questions().length) : t("Nothing")),
  results: () => titleOf("results"),
  rehearsal: () => (form.elements.rehearsal.checked ? t("Yes") : t("No")),
  all: summary,
};

function summary() {
  const own = form.elements.space.value === "own";
  if (!own) return `${titleOf("space")} · ${titleOf("mode")}`;
  if (tray.size === 0) return t("No pictures chosen yet");
  const few = tray.size < fewest && !tray.items.some((item) => item.name.toLowerCase().endsWith(".zip"));
  if (few) return t("{n} of at least {fewest} pictures", { n: tray.size, fewest });
  if (tray.size > most) return t("{n} pictures, the first {most} are taken", { n: tray.size, most });
  return tn("{n} picture", "{n} pictures", tray.size);
}

function show() {
  for (const part of form.querySelectorAll("[data-now]")) part.textContent = NOW[part.dataset.now]();
  for (const part of form.querySelectorAll("[data-when]")) {
    const wanted = part.dataset.when.split(" ");
    part.hidden = !wanted.includes(form.elements.privacy.value) && !wanted.includes(form.elements.mode.value);
  }
}

function wishes() {
  const value = (name) => form.elements[name].value;
  return {
    name: value("name"),
    question: value("question"),
    space: "own",
    privacy: value("privacy"),
    k: Number(value("k")),
    mode: value("mode"),
    strategy: value("strategy"),
    classes: listed(value("classes")),
    aim: value("aim").trim(),
    ordered: form.elements.ordered.checked,
    results_shown: value("results") === "live",
    questions: questions(),
    rehearsal: form.elements.rehearsal.checked,
  };
}

// The group is founded once; more pictures go into the same one.
async function found() {
  if (founded) return founded;
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  const reply = await fetch("/new", { method: "POST", headers, body: JSON.stringify(wishes()) });
  const told = await reply.json();
  if (!reply.ok) throw new Error([told.detail, told.advice].filter(Boolean).join(" "));
  founded = told;
  return founded;
}

async function send() {
  const group = await found();
  form.hidden = true;
  const root = document.querySelector("#sending");
  const sending = new Sending(root, fewest, said);
  sending.part("name").textContent = group.name;
  scrollTo({ top: 0 });
  const next = await sending.run(tray, group.files_url, form.elements.features.value);
  keepLeftOut(group.slug, sending.leftOut);
  if (next) {
    location.assign(next);
    return;
  }
  const missing =
    sending.pictures < fewest
      ? t("{have} pictures are in; a group needs {fewest}.", { have: sending.pictures, fewest })
      : t("The decks could not be opened. Try again.");
  sending.ask(missing, () => location.assign(`${group.files_url}?features=${form.elements.features.value}`));
}

form.addEventListener("submit", async (event) => {
  if (form.elements.space.value !== "own") return;
  event.preventDefault();
  if (tray.size === 0) {
    complain(t("Drop some pictures first, or take some of ours."));
    return;
  }
  start.disabled = true;
  try {
    await send();
  } catch (error) {
    complain(error instanceof TypeError ? t("The server could not be reached. Try again.") : error.message);
    start.disabled = false;
  }
});

function complain(words) {
  let problem = form.querySelector(".problem");
  if (!problem) {
    problem = document.createElement("p");
    problem.className = "problem";
    problem.setAttribute("role", "alert");
    form.querySelector(".start-bar").before(problem);
  }
  problem.textContent = words;
  problem.scrollIntoView({ block: "center" });
}

form.addEventListener("input", show);
form.addEventListener("change", show);
addEventListener("pageshow", () => {
  start.disabled = false;
  show();
});
show();
