// Sends files to a group one by one, each with an answer of its own. What the network loses is sent
// again; the server counts a file once however often it comes.

import { t } from "./words.js";

const AT_ONCE = 3;
const TRIES = 6;
const FIRST_PAUSE = 500;

// items: [{ name, ready: Promise<{ blob }> }]; told(item, lines): what became of a file, as lines come,
// { name, accepted, … } or { pictures };
// share(item, part): how much of a file is sent, 0 to 1.
export async function sendAll(items, url, told, share) {
  const queue = [...items];
  const hand = async () => {
    while (queue.length) {
      const item = queue.shift();
      const made = await item.ready;
      if (made) await send(item, made.blob, url, told, share);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, hand));
}

async function send(item, blob, url, told, share) {
  for (let attempt = 0; ; attempt += 1) {
    const seen = { lines: 0 };
    const status = await once(item, blob, url, (lines) => told(item, lines), share, seen);
    if (status === 200) return;
    if (![0, 429, 502, 503, 504].includes(status) || attempt === TRIES - 1) {
      told(item, [failed(item.name, status)]);
      return;
    }
    await pause(FIRST_PAUSE * 2 ** attempt);
  }
}

function once(item, blob, url, told, share, seen) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/x-ndjson");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-File-Name", encodeURIComponent(item.name.slice(-100)));
    request.upload.onprogress = (event) => share(item, event.total ? event.loaded / event.total : 0);
    const read = () => request.status === 200 && told(fresh(request.responseText, seen));
    request.onprogress = read;
    request.onload = () => {
      read();
      resolve(request.status);
    };
    request.onerror = request.onabort = request.ontimeout = () => resolve(0);
    request.send(blob);
  });
}

// The whole lines that have come since the last look: one per file, and how many pictures there are last.
function fresh(text, seen) {
  const whole = text.slice(0, text.lastIndexOf("\n") + 1).split("\n").filter(Boolean);
  const lines = whole.slice(seen.lines);
  seen.lines = whole.length;
  return lines.map((line) => JSON.parse(line));
}

function failed(name, status) {
  const problem = status
    ? t("The server did not take it ({status}).", { status: String(status) })
    : t("The server could not be reached.");
  return { name, accepted: false, same: false, problem };
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
