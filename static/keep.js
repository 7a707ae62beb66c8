// What the browser keeps between visits: shelves in IndexedDB, one of events that wait to be sent,
// one of answers that can be undone, one of comments that can be deleted. Where IndexedDB is refused
// (private windows), the shelves live in memory and everything else works the same.

const NAME = "group-plgl";
const VERSION = 2;
const SHELVES = ["outbox", "history", "comments"];

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("an older tab holds the shelves"));
  });
}

async function opened() {
  const request = indexedDB.open(NAME, VERSION);
  request.onupgradeneeded = () => {
    const there = request.result.objectStoreNames;
    // Answers of the first version name single cards; what waits to be sent has not changed.
    if (there.contains("history")) request.result.deleteObjectStore("history");
    for (const shelf of SHELVES) if (!there.contains(shelf)) request.result.createObjectStore(shelf, { keyPath: "id" });
  };
  const database = await done(request);
  database.onclose = () => (connection = null);
  database.onversionchange = () => {
    database.close();
    connection = null;
  };
  return database;
}

// Opened once; once more where the browser has closed it.
let connection = null;

async function used(name, mode, act) {
  const use = async () => act((await (connection ??= opened())).transaction(name, mode).objectStore(name));
  const request = await use().catch(() => {
    connection = null;
    return use();
  });
  return done(request);
}

class Shelf {
  constructor(name, deck) {
    this.name = name;
    this.deck = deck;
  }

  async all() {
    const rows = await used(this.name, "readonly", (store) => store.getAll());
    return rows.filter((row) => row.deck === this.deck).sort((a, b) => a.order - b.order);
  }

  put(row) {
    return used(this.name, "readwrite", (store) => store.put({ ...row, deck: this.deck }));
  }

  drop(id) {
    return used(this.name, "readwrite", (store) => store.delete(id));
  }
}

class Memory {
  constructor() {
    this.rows = new Map();
  }

  async all() {
    return [...this.rows.values()].sort((a, b) => a.order - b.order);
  }

  async put(row) {
    this.rows.set(row.id, row);
  }

  async drop(id) {
    this.rows.delete(id);
  }
}

// The shelves of one deck, in the order of SHELVES.
export async function shelves(deck) {
  try {
    await (connection ??= opened());
    return SHELVES.map((name) => new Shelf(name, deck));
  } catch {
    return SHELVES.map(() => new Memory());
  }
}

// A device that is handed on forgets what others answered and wrote; what waits to be sent stays.
export async function forgetOthers(deck) {
  for (const name of ["history", "comments"]) {
    const rows = await used(name, "readonly", (store) => store.getAll());
    for (const row of rows) if (row.deck !== deck) await used(name, "readwrite", (store) => store.delete(row.id));
  }
}
