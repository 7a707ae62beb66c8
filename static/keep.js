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
  database.onversionchange = () => database.close();
  return database;
}

class Shelf {
  constructor(database, name, deck) {
    this.database = database;
    this.name = name;
    this.deck = deck;
  }

  store(mode) {
    return this.database.transaction(this.name, mode).objectStore(this.name);
  }

  async all() {
    const rows = await done(this.store("readonly").getAll());
    return rows.filter((row) => row.deck === this.deck).sort((a, b) => a.order - b.order);
  }

  async put(row) {
    await done(this.store("readwrite").put({ ...row, deck: this.deck }));
  }

  async drop(id) {
    await done(this.store("readwrite").delete(id));
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
    const database = await opened();
    return SHELVES.map((name) => new Shelf(database, name, deck));
  } catch {
    return SHELVES.map(() => new Memory());
  }
}

// A device that is handed on forgets what others answered and wrote; what waits to be sent stays.
export async function forgetOthers(deck) {
  const database = await opened();
  for (const name of ["history", "comments"]) {
    const store = database.transaction(name, "readwrite").objectStore(name);
    for (const row of await done(store.getAll())) if (row.deck !== deck) store.delete(row.id);
  }
  database.close();
}
