// The outbox: events wait here until the server has acknowledged them, through reloads and bad
// networks. They are sent one by one in the order they were said; a repeated delivery is harmless,
// because the server knows their ids. What the server refuses for good is dropped and reported.

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30000;
const PATIENCE = 15000;
const REFUSED = new Set([400, 403, 404, 409, 413, 415, 422]);

export class Outbox {
  // heard: { changed(state, waiting), acknowledged(row, answer), refused(row, problem) }
  constructor(shelf, url, heard) {
    this.shelf = shelf;
    this.url = url;
    this.heard = heard;
    this.rows = [];
    this.order = Date.now();
    this.pause = FIRST_PAUSE;
    this.busy = false;
    this.failed = false;
    this.timer = 0;
    addEventListener("online", () => this.wake());
    document.addEventListener("visibilitychange", () => document.hidden || this.wake());
    addEventListener("pagehide", () => this.flush());
  }

  async open() {
    this.rows = await this.shelf.all();
    this.order = Math.max(this.order, ...this.rows.map((row) => row.order + 1));
    this.told();
    this.flush();
  }

  get waiting() {
    return this.rows.length;
  }

  add(id, body) {
    const row = { id, body, order: this.order++ };
    this.rows.push(row);
    this.shelf.put(row).catch(() => {});
    this.told();
    this.wake();
  }

  wake() {
    this.pause = FIRST_PAUSE;
    clearTimeout(this.timer);
    this.flush();
  }

  async flush() {
    if (this.busy) return;
    this.busy = true;
    try {
      while (this.rows.length && (await this.send(this.rows[0]))) this.told();
    } finally {
      this.busy = false;
    }
    this.told();
    if (this.rows.length) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.flush(), this.pause);
      this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
    }
  }

  // True when the row has left the outbox, acknowledged or refused.
  async send(row) {
    let response;
    let answer = {};
    try {
      response = await fetch(this.url + row.id + this.heard.wish(), {
        method: "PUT",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify(row.body),
        keepalive: true,
        signal: AbortSignal.timeout ? AbortSignal.timeout(PATIENCE) : undefined,
      });
      answer = await response.json();
    } catch {
      if (!response) return this.later();
    }
    if (!response.ok && !REFUSED.has(response.status)) return this.later();
    this.failed = false;
    this.pause = FIRST_PAUSE;
    this.rows.shift();
    await this.shelf.drop(row.id).catch(() => {});
    if (response.ok) this.heard.acknowledged(row, answer);
    else this.heard.refused(row, answer);
    return true;
  }

  later() {
    this.failed = true;
    return false;
  }

  told() {
    const state = !this.rows.length ? "saved" : this.failed ? "offline" : "saving";
    this.heard.changed(state, this.rows.length);
  }
}
