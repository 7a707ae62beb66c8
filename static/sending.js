// Pictures on their way into a group: how far they are, what was left out, and what to do then.

import { sendAll } from "./upload.js";
import { t, tn } from "./words.js";

const LEFT_OUT = "plgl-left-out ";

export class Sending {
  // root: the element with [data-sending] parts; fewest: how many pictures a group needs.
  constructor(root, fewest, said) {
    this.part = (name) => root.querySelector(`[data-sending="${name}"]`);
    this.fewest = fewest;
    this.said = said;
    this.lines = new Map();
    this.shares = new Map();
    this.pictures = 0;
    root.hidden = false;
  }

  get accepted() {
    return new Set([...this.lines.values()].filter((line) => line.accepted).map((line) => line.picture_id)).size;
  }

  get leftOut() {
    return [...this.lines.values()].filter((line) => !line.accepted);
  }

  // Sends all of a tray and opens the decks; where the host goes next, or null when there are too few.
  async run(tray, filesUrl, features) {
    this.total = tray.size;
    for (const item of tray.items) this.shares.set(item, 0);
    const packed = tray.items.some((item) => item.name.toLowerCase().endsWith(".zip"));
    this.part("of").textContent = packed ? "" : t("of {n}", { n: this.total });
    this.show();
    await sendAll(
      [...tray.items],
      filesUrl,
      (item, lines) => this.hear(item, lines),
      (item, share) => this.hearShare(item, share),
    );
    return this.finish(filesUrl, features);
  }

  hear(item, told) {
    const lines = told.filter((line) => "name" in line);
    for (const line of lines) this.lines.set(`${line.name} ${line.picture_id}`, line);
    for (const line of told.filter((one) => "pictures" in one)) this.pictures = Math.max(this.pictures, line.pictures);
    if (lines.length) {
      this.shares.set(item, 1);
      this.hang(item, lines);
    }
    this.show();
  }

  hearShare(item, share) {
    this.shares.set(item, Math.max(this.shares.get(item) ?? 0, share * 0.6));
    this.show();
  }

  // A picture that is in goes up on the wall.
  hang(item, lines) {
    const wall = this.part("wall");
    for (const line of lines.filter((one) => one.accepted)) {
      const canvas = item.node?.querySelector("canvas");
      const picture = canvas && lines.length === 1 ? canvas : Object.assign(new Image(), { src: line.picture_url, alt: "" });
      picture.className = "wall-picture";
      wall.prepend(picture);
    }
  }

  show() {
    const done = [...this.shares.values()].reduce((sum, share) => sum + share, 0);
    this.part("progress").value = this.total ? done / this.total : 0;
    this.part("count").textContent = String(this.accepted);
    listLeftOut(this.part("left-out"), this.leftOut);
  }

  async finish(filesUrl, features) {
    if (this.pictures < this.fewest) return null;
    const words = tn("{n} picture is in.", "{n} pictures are in.", this.accepted);
    this.said.textContent = words;
    this.part("title").textContent = t("Opening the decks …");
    try {
      const reply = await fetch(`${filesUrl}/finish`, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams({ features }),
      });
      return reply.ok ? (await reply.json()).founded_url : null;
    } catch {
      return null; // the page of files has a button for it
    }
  }

  // What is missing, and the ways on: more pictures, or the page that lists them.
  ask(missing, more) {
    this.part("title").textContent = missing;
    this.part("progress").hidden = true;
    const ways = this.part("ways");
    ways.hidden = false;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-big";
    button.textContent = t("Add more pictures");
    button.addEventListener("click", more);
    ways.replaceChildren(button);
    button.focus();
  }
}

// What was left out is told once more where the group is opened.
export function keepLeftOut(slug, lines) {
  try {
    if (lines.length) sessionStorage.setItem(LEFT_OUT + slug, JSON.stringify(lines.slice(0, 600)));
  } catch {
    // Without storage it was told while sending.
  }
}

export function takeLeftOut(slug) {
  try {
    const kept = sessionStorage.getItem(LEFT_OUT + slug);
    return kept ? JSON.parse(kept) : [];
  } catch {
    return [];
  }
}

export function listLeftOut(list, lines) {
  while (list.children.length > lines.length) list.lastChild.remove();
  lines.forEach((line, place) => {
    const row = list.children[place] ?? list.appendChild(document.createElement("li"));
    const words = `${line.name}\n${line.problem}`;
    if (row.dataset.words === words) return;
    row.dataset.words = words;
    row.className = line.same ? "left-out-same" : "";
    const name = document.createElement("strong");
    name.textContent = line.name;
    const problem = document.createElement("span");
    problem.textContent = line.problem;
    row.replaceChildren(name, problem);
  });
}
