// The pictures a host has chosen: dropped, picked, pasted or out of folders; shown at once, and taken
// out again by touching them. Nothing is sent here.

import { prepared } from "./shrink.js";
import { t } from "./words.js";

const AT_ONCE = 2;
const LITTER = /(^\.|^Thumbs\.db$|^desktop\.ini$|__MACOSX)/;

export class Tray {
  // zone: the element with [data-drop]; changed: called whenever what is chosen has changed.
  constructor(zone, changed) {
    this.zone = zone;
    this.list = zone.querySelector("[data-tray]");
    this.changed = changed;
    this.items = [];
    this.waiting = [];
    this.working = 0;
    zone.dataset.scripted = "";
    for (const part of zone.querySelectorAll("[data-scripted]")) part.hidden = !canPickFolders();
    for (const input of zone.querySelectorAll("[data-files]")) {
      input.addEventListener("change", () => this.take([...input.files]).then(() => (input.value = "")));
    }
    zone.querySelector("[data-clear]").addEventListener("click", () => this.clear());
    listen(zone, (files) => this.take(files));
  }

  get size() {
    return this.items.length;
  }

  async take(files) {
    for (const file of files.filter((one) => !LITTER.test(one.name) && !this.knows(one))) {
      const item = { file, name: file.name, node: tile(file), ready: null };
      item.ready = new Promise((resolve) => (item.resolve = resolve));
      item.node.querySelector("button").addEventListener("click", () => this.remove(item));
      this.items.push(item);
      this.waiting.push(item);
      this.list.append(item.node);
    }
    this.refresh();
    this.work();
  }

  knows(file) {
    const same = (one) => one.name === file.name && one.size === file.size && one.lastModified === file.lastModified;
    return this.items.some((item) => same(item.file));
  }

  remove(item) {
    const place = this.items.indexOf(item);
    this.items = this.items.filter((one) => one !== item);
    item.node.remove();
    item.resolve(null);
    this.refresh();
    const next = this.items[Math.min(place, this.size - 1)];
    (next?.node.querySelector("button") ?? this.zone.querySelector("[data-files]")).focus();
  }

  clear() {
    for (const item of this.items) {
      item.node.remove();
      item.resolve(null);
    }
    this.items = [];
    this.refresh();
    this.zone.querySelector("[data-files]").focus();
  }

  refresh() {
    this.zone.toggleAttribute("data-filled", this.size > 0);
    this.list.hidden = this.size === 0;
    this.zone.querySelector("[data-clear]").hidden = this.size === 0;
    this.changed(this);
  }

  // Make chosen pictures ready, two at a time, in order.
  async work() {
    while (this.working < AT_ONCE && this.waiting.length) {
      const item = this.waiting.shift();
      if (!this.items.includes(item)) continue;
      this.working += 1;
      prepared(item.file)
        .then((made) => {
          item.resolve(made);
          if (made.thumb) picture(item.node, made.thumb);
        })
        .finally(() => {
          this.working -= 1;
          this.work();
        });
    }
  }
}

function tile(file) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tray-item";
  button.setAttribute("aria-label", t("Take out {name}", { name: file.name }));
  const name = document.createElement("span");
  name.className = "tray-name";
  name.textContent = file.name;
  button.append(name);
  item.append(button);
  return item;
}

function picture(node, thumb) {
  const button = node.querySelector("button");
  thumb.className = "tray-picture";
  button.title = button.querySelector(".tray-name").textContent;
  button.replaceChildren(thumb);
}

// Files that are dropped anywhere on the page or pasted into it.
function listen(zone, take) {
  let depth = 0;
  const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  addEventListener("dragenter", (event) => {
    if (!carries(event)) return;
    depth += 1;
    zone.setAttribute("data-over", "");
  });
  addEventListener("dragleave", (event) => {
    if (!carries(event)) return;
    depth -= 1;
    if (depth <= 0) zone.removeAttribute("data-over");
  });
  addEventListener("dragover", (event) => carries(event) && event.preventDefault());
  addEventListener("drop", async (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    depth = 0;
    zone.removeAttribute("data-over");
    take(await dropped(event.dataTransfer));
  });
  addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length) take(files);
  });
}

async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return [...transfer.files];
  const found = await Promise.all(entries.map(filesIn));
  return found.flat();
}

async function filesIn(entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return found;
    found.push(...(await Promise.all(some.map(filesIn))).flat());
  }
}

function canPickFolders() {
  return "webkitdirectory" in document.createElement("input") && !matchMedia("(pointer: coarse)").matches;
}
