// Brand limits on the founding page: two-ended ranges, and pictures that keep to what is chosen.
// The server draws them and writes the part of the page; without this script a button asks for it.

import { t, tn } from "./words.js";

const PAUSE_MS = 400;
const form = document.querySelector("#founding");
const room = document.querySelector("#brand-limits");
let timer = 0;
let asked = 0;

const part = () => form.querySelector("#limits");
const shown = () => form.querySelector("#limits-shown");
const genes = (within) => [...within.querySelectorAll("[data-gene]")];

function palette() {
  return form.querySelector('input[name="palette"]:checked')?.value ?? "";
}

// What is held, in a word, beside the title of the part.
export function limitsNow() {
  const chosen = form.querySelector('input[name="palette"]:checked');
  const colours = palette() ? chosen.closest("label").querySelector(".palette-name").textContent : "";
  const many = held().length;
  return [colours, many ? tn("{n} held", "{n} held", many) : ""].filter(Boolean).join(" · ") || t("Nothing");
}

// Genes with limits; a palette settles those of colour.
function held() {
  const settled = (gene) => palette() && gene.closest('[data-family="colour"]');
  return genes(part()).filter((gene) => "held" in gene.dataset && !settled(gene));
}

function dress(gene) {
  const [first, last] = gene.querySelectorAll("input");
  const [low, high] = [Number(first.value), Number(last.value)];
  gene.style.setProperty("--first", low);
  gene.style.setProperty("--last", high);
  first.toggleAttribute("data-above", low > 50);
  if (low === 0 && high === 100) delete gene.dataset.held;
  else gene.dataset.held = high === 0 ? "low" : low === 100 ? "high" : "between";
  gene.querySelector(".gene-free").hidden = !("held" in gene.dataset);
}

function count(family) {
  const many = genes(family).filter((gene) => "held" in gene.dataset).length;
  family.querySelector(".family-now").textContent = many ? tn("{n} held", "{n} held", many) : "";
}

function dressAll() {
  part().dataset.scripted = "";
  genes(part()).forEach(dress);
  part().querySelectorAll(".family").forEach(count);
  for (const add of part().querySelectorAll(".colour-add")) add.hidden = false;
  form.dispatchEvent(new Event("input"));
}

// One end pushes the other along: where they meet, the gene is locked.
function slide(input) {
  const gene = input.closest("[data-gene]");
  const [first, last] = gene.querySelectorAll("input");
  if (Number(first.value) > Number(last.value)) (input === first ? last : first).value = input.value;
  dress(gene);
  count(gene.closest(".family"));
}

function isNothing() {
  return !palette() && held().length === 0;
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE_MS);
}

async function fetched() {
  const words = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") words.append(name, value);
  const reply = await fetch("/new/limits", { method: "POST", body: words, headers: { Accept: "text/html" } });
  if (reply.status === 429) throw new Error(t("Too many pictures at once. Wait a moment."));
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  const problem = page.querySelector(".problem");
  if (!reply.ok) throw new Error(problem?.textContent ?? t("The server could not be reached. Try again."));
  return page;
}

async function look() {
  const mine = ++asked;
  if (isNothing() || (palette() === "own" && !form.elements.colours.value.trim())) {
    shown().replaceChildren();
    delete shown().dataset.busy;
    return;
  }
  shown().dataset.busy = "";
  try {
    const page = await fetched();
    if (mine === asked) shown().replaceChildren(...page.querySelector("#limits-shown").childNodes);
  } catch (error) {
    if (mine === asked) complain(error);
  } finally {
    if (mine === asked) delete shown().dataset.busy;
  }
}

function complain(error) {
  const problem = document.createElement("p");
  problem.className = "problem";
  problem.textContent = error instanceof TypeError ? t("The server could not be reached. Try again.") : error.message;
  shown().replaceChildren(problem);
}

// Another kind of picture differs in other ways; the palette stays.
async function change() {
  if (form.elements.space.value === "own" || form.elements.space.value === form.elements["limits-space"].value) return;
  const mine = ++asked;
  try {
    const page = await fetched();
    if (mine !== asked) return;
    part().replaceWith(page.querySelector("#limits"));
    dressAll();
    if (isNothing()) shown().replaceChildren();
  } catch (error) {
    if (mine === asked) complain(error);
  }
}

form.addEventListener("input", (event) => {
  if (event.target.closest?.("[data-gene]")) slide(event.target);
});

form.addEventListener("change", (event) => {
  const { target } = event;
  if (target.name === "space") change();
  else if (target.type === "color") {
    const { colours } = form.elements;
    colours.value = `${colours.value} ${target.value}`.trim();
    soon();
  } else if (target.closest("#limits")) soon();
});

form.addEventListener("click", (event) => {
  const free = event.target.closest(".gene-free");
  if (!free) return;
  const [first, last] = free.closest("[data-gene]").querySelectorAll("input");
  [first.value, last.value] = [0, 100];
  slide(first);
  first.focus();
  form.dispatchEvent(new Event("input"));
  soon();
});

if (room) dressAll();
addEventListener("pageshow", dressAll);
