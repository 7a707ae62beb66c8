// Change notices: told when a group has changed, without asking all the time. A notice says that
// something is new, never what: whoever hears it asks for the page again.
//
// One stream per browser: of all tabs one leads, holds the stream and passes on what it hears. The
// leader is found by a heartbeat in localStorage; a leader that falls silent is replaced by the
// next tab that can be seen. Where no stream is to be had, the leader asks now and then instead.
// Other groups than the first are asked for as well: browsers open six connections to a server.

const BEAT = 1000;
const SILENCE = 3500;
const SETTLE = 150;
const FORGET = 5000;
const PAUSE = 3000;
const SHORT_PAUSE = 1000;
const LONGEST_PAUSE = 30000;
const WAIT = 20;
const PATIENCE = 10000;
const NEXT_STREAM = 60000;
const RECORD = "plgl-changes-leader";

// heard({version, session, number}) is called with the group's state now and after every change.
// `session` changes when the host does something, `number` with every new picture; `version` with
// all of it. Returns a function that stops watching.
export function watchChanges(groupUrl, heard) {
  return office.watch(new URL(groupUrl, location.href).pathname.replace(/\/$/, ""), heard);
}

// What is heard of one group: by stream while that works, by asking while it does not.
class Feed {
  constructor(url, streaming, heard) {
    this.url = url;
    this.streaming = streaming;
    this.heard = heard;
    this.last = null;
    this.stop = new AbortController();
    if (streaming) this.stream();
    else this.ask();
  }

  close() {
    this.stop.abort();
    this.source?.close();
    clearTimeout(this.timer);
  }

  stream() {
    this.source = new EventSource(`${this.url}/changes`);
    this.source.onmessage = (event) => {
      clearTimeout(this.timer);
      this.take(JSON.parse(event.data));
    };
    this.source.onerror = () => this.source.readyState === EventSource.CLOSED && this.fallBack();
    // Something on the way may hold everything back: the first words come at once or never.
    this.timer = setTimeout(() => this.fallBack(), PATIENCE);
  }

  fallBack() {
    this.close();
    this.stop = new AbortController();
    this.ask();
    this.timer = setTimeout(() => {
      this.stop.abort();
      this.stop = new AbortController();
      this.stream();
    }, NEXT_STREAM);
  }

  async ask() {
    const { signal } = this.stop;
    const wait = this.streaming ? WAIT : 0;
    let pause = PAUSE;
    while (!signal.aborted) {
      const begun = performance.now();
      try {
        const after = this.last?.version ?? 0;
        const response = await fetch(`${this.url}/changes.json?after=${after}&wait=${wait}`, { cache: "no-store", signal });
        if (response.status === 403 || response.status === 404) return this.close();
        if (!response.ok) throw new Error(response.statusText);
        this.take(await response.json());
        pause = performance.now() - begun > SHORT_PAUSE ? SHORT_PAUSE : PAUSE;
      } catch {
        pause = Math.min(2 * pause, LONGEST_PAUSE);
      }
      await sleep(pause);
    }
  }

  take(change) {
    if (this.last?.version === change.version) return;
    this.last = change;
    this.heard(change);
  }
}

// What the tabs of a browser share: who leads, and what the leader hears.
class Office {
  constructor() {
    this.me = Array.from(crypto.getRandomValues(new Uint32Array(2)), (word) => word.toString(36)).join("");
    this.leading = false;
    this.claiming = false;
    this.watched = new Map(); // by address: {ears, last}
    this.feeds = new Map(); // by address, while leading: {feed, asked}
    this.tabs = null;
    this.timer = 0;
  }

  watch(url, heard) {
    if (!this.timer) this.open();
    const watched = this.watched.get(url) ?? { ears: new Set(), last: null };
    this.watched.set(url, watched);
    const ear = (change) => heard(change);
    watched.ears.add(ear);
    if (watched.last) queueMicrotask(() => watched.ears.has(ear) && ear(watched.last));
    this.beat();
    return () => {
      watched.ears.delete(ear);
      if (!watched.ears.size) this.watched.delete(url);
    };
  }

  open() {
    const shared = "BroadcastChannel" in globalThis && this.record() !== undefined;
    this.tabs = shared ? new BroadcastChannel("plgl-changes") : null;
    if (shared) this.tabs.onmessage = ({ data }) => this.told(data);
    this.timer = setInterval(() => this.beat(), BEAT);
    document.addEventListener("visibilitychange", () => document.hidden || this.beat());
    addEventListener("storage", (event) => event.key === RECORD && this.leading && this.yield());
    addEventListener("online", () => this.restart());
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", (event) => event.persisted && this.beat());
  }

  // Every second: the leader says that it is there, the others what they want to hear of.
  beat() {
    if (this.leading) {
      if (!this.yield()) this.lead();
    } else if (!document.hidden && this.watched.size) {
      for (const url of this.watched.keys()) this.post({ kind: "want", url });
      if (this.leaderless()) this.claim();
    }
  }

  lead() {
    this.write({ id: this.me, at: Date.now() });
    const now = Date.now();
    for (const url of this.watched.keys()) this.serve(url);
    for (const [url, { feed, asked }] of this.feeds) {
      if (now - asked < FORGET) continue;
      feed.close();
      this.feeds.delete(url);
    }
    const first = this.feeds.values().next().value;
    if (first && !first.feed.streaming) this.stream(first);
  }

  serve(url) {
    const known = this.feeds.get(url);
    if (known) known.asked = Date.now();
    else this.feeds.set(url, { feed: this.feed(url, this.feeds.size === 0), asked: Date.now() });
  }

  stream(served) {
    served.feed.close();
    served.feed = this.feed(served.feed.url, true);
  }

  feed(url, streaming) {
    return new Feed(url, streaming, (change) => {
      this.post({ kind: "change", url, change });
      this.deliver(url, change);
    });
  }

  told({ kind, url, change }) {
    if (kind === "change") this.deliver(url, change);
    else if (kind === "want" && this.leading) {
      this.serve(url);
      const { last } = this.feeds.get(url).feed;
      if (last) this.post({ kind: "change", url, change: last });
    } else if (kind === "gone" || kind === "lead") this.beat();
  }

  deliver(url, change) {
    const watched = this.watched.get(url);
    if (!watched || watched.last?.version === change.version) return;
    watched.last = change;
    for (const ear of watched.ears) ear(change);
  }

  // Written, then read again a moment later: of several tabs the last to write leads.
  async claim() {
    if (this.claiming) return;
    this.claiming = true;
    this.write({ id: this.me, at: Date.now() });
    if (this.tabs) await sleep(SETTLE * (1 + Math.random()));
    this.claiming = false;
    const record = this.record();
    if (record && record.id !== this.me) return;
    this.leading = true;
    this.lead();
    this.post({ kind: "lead" });
  }

  leaderless() {
    const record = this.record();
    return !record || record.id === this.me || Math.abs(Date.now() - record.at) > SILENCE;
  }

  // A leader that was taken for lost finds that another one leads.
  yield() {
    const record = this.record();
    if (!record || record.id === this.me) return false;
    this.leading = false;
    this.hangUp();
    return true;
  }

  leave() {
    if (!this.leading) return;
    this.leading = false;
    this.hangUp();
    this.write(null);
    this.post({ kind: "gone" });
  }

  restart() {
    if (this.leading) this.hangUp();
    this.beat();
  }

  hangUp() {
    for (const { feed } of this.feeds.values()) feed.close();
    this.feeds.clear();
  }

  post(words) {
    this.tabs?.postMessage(words);
  }

  // What localStorage holds; undefined where there is none.
  record() {
    try {
      return JSON.parse(localStorage.getItem(RECORD));
    } catch {
      return undefined;
    }
  }

  write(record) {
    try {
      if (record) localStorage.setItem(RECORD, JSON.stringify(record));
      else localStorage.removeItem(RECORD);
    } catch {
      // a browser that keeps nothing has no tabs to share with
    }
  }
}

function sleep(time) {
  return new Promise((done) => setTimeout(done, time));
}

const office = new Office();
