// Orders of the host to a running session, one after the other. An order says at which stop it was
// given, so that two remotes pressed at once go one step, not two.

import { patiently, why } from "./asking.js";
import { t } from "./words.js";

export class Orders {
  // heard: { done(), failed(words) }
  constructor(url, heard) {
    this.url = url;
    this.heard = heard;
    this.last = Promise.resolve();
  }

  give(order, words = {}) {
    this.last = this.last.then(() => this.send(order, words));
  }

  async send(order, words) {
    try {
      const response = await patiently(`${this.url}/${order}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify(words),
      });
      if (!response.ok) this.heard.failed(await why(response));
      this.heard.done();
    } catch {
      this.heard.failed(t("The server does not answer."));
    }
  }
}
