// Asks the server for turns and for how things stand. A change is heard of at once; besides, it asks
// by itself now and then, sooner while it waits for something.

import { inTurn, patiently } from "./asking.js";
import { watchChanges } from "./changes.js";
import { trustClock } from "./clock.js";

const ROUND = 5000;
const EMPTY_ROUND = 1500;
const STEADY_ROUNDS = 4;
const HINT_PAUSE = 1500;
const TURNS = 40;

export class Dealer {
  // heard: { mark(), page(page, mark), failed(stranger), restless(), empty() } - a page comes with the
  // mark of when it was asked for; a stranger is in no group here.
  constructor(urls, heard) {
    this.urls = urls;
    this.heard = heard;
    this.ask = inTurn(() => this.asked());
    this.hinted = 0;
    this.quiet = 0;
    this.known = "";
  }

  start() {
    watchChanges(this.urls.group, (change) => this.hint(change));
    document.addEventListener("visibilitychange", () => document.hidden || this.ask());
    this.round();
  }

  async asked() {
    let page;
    let status = 0;
    const mark = this.heard.mark();
    try {
      const response = await patiently(`${this.urls.cards}?n=${TURNS}`, { headers: { Accept: "application/json" } });
      status = response.status;
      if (!response.ok) throw new Error(String(status));
      trustClock(response);
      page = await response.json();
    } catch {
      this.heard.failed(status === 403 || status === 404);
      return;
    }
    this.quiet = 0;
    this.heard.page(page, mark);
  }

  // Something changed in the group. Other people's answers are no news here; many hints in a row are
  // one question, and not all phones ask at once.
  hint({ session, number }) {
    const news = `${session} ${number}`;
    if (news === this.known || document.hidden || this.hinted) return;
    this.known = news;
    this.hinted = setTimeout(() => {
      this.hinted = 0;
      this.ask();
    }, Math.random() * HINT_PAUSE);
  }

  async round() {
    this.quiet += 1;
    if (!document.hidden && (this.heard.restless() || this.quiet >= STEADY_ROUNDS)) await this.ask();
    setTimeout(() => this.round(), this.heard.empty() ? EMPTY_ROUND : ROUND);
  }
}
