// The outbox: events wait here until the server has acknowledged them, through reloads and bad
// networks. They are sent one by one in the order they were said; a repeated delivery is harmless,
// because the server knows their ids. What the server refuses for good is dropped and reported;
// while it does not know who we are, everything is kept.

import { patiently } from "./asking.js";

const FIRST_PAUSE = 2000;
const LONGEST_PAUSE = 30000;
const MOST_PARTING = 60; // a page that is closing may send 64 kB in all
const REFUSED = new Set([400, 409, 413, 415, 422]);
const STRANGER = new Set([401, 403, 404, 410]);
const NOT_DEALT = "/problems/card-not-issued";

export class Outbox {
  // heard: { wish(), changed(state, waiting), acknowledged(row, answer), refused(row, problem) }
  constructor(shelf, url, heard) {
    this.shelf = shelf;
    this.url = url;
    this.heard = heard;
    this.rows = [];
    this.settled = 0; // how many the server has answered
    this.order = Date.now();
    this.pause = FIRST_PAUSE;
    this.busy = false;
    this.failed = false;
    this.stranger = false;
    this.timer = 0;
  }

  // What earlier visits left behind; nothing is sent before `start`.
  async open() {
    this.rows = await this.shelf.all().catch(() => []);
    this.order = Math.max(this.order, ...this.rows.map((row) => row.order + 1));
    this.told();
  }

  start() {
    addEventListener("online", () => this.wake());
    document.addEventListener("visibilitychange", () => document.hidden || this.wake());
    addEventListener("pagehide", () => this.part());
    this.flush();
  }

  get waiting() {
    return this.rows.length;
  }

  // step: what the event changes in the number of answers, 1, 0 or -1.
  add(id, body, step) {
    const row = { id, body, step, order: this.order++ };
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
      response = await this.deliver(row, this.heard.wish());
      answer = await response.json();
    } catch {
      if (!response) return this.later(false);
    }
    const stranger = STRANGER.has(response.status) && answer.type !== NOT_DEALT;
    if (stranger) return this.later(true);
    if (!response.ok && !REFUSED.has(response.status) && answer.type !== NOT_DEALT) return this.later(false);
    this.failed = this.stranger = false;
    this.pause = FIRST_PAUSE;
    this.rows.shift();
    this.settled += 1;
    await this.shelf.drop(row.id).catch(() => {});
    if (response.ok) this.heard.acknowledged(row, answer);
    else this.heard.refused(row, answer);
    return true;
  }

  deliver(row, wish) {
    return patiently(`${this.url}${row.id}?n=${wish}`, {
      method: "PUT",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(row.body),
      keepalive: true,
    });
  }

  // The page closes: everything is sent at once and nothing is waited for. The rows stay on their
  // shelf, so what did not arrive is sent again at the next visit.
  part() {
    for (const row of this.rows.slice(0, MOST_PARTING)) this.deliver(row, 0).catch(() => {});
  }

  later(stranger) {
    this.failed = true;
    this.stranger = stranger;
    return false;
  }

  told() {
    const troubled = this.stranger ? "stranger" : "offline";
    this.heard.changed(!this.rows.length ? "saved" : this.failed ? troubled : "saving", this.rows.length);
  }
}
