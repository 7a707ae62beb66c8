// What the browser keeps between visits: two shelves in IndexedDB, one of events that wait to be
// sent and one of answers that can be undone. Where IndexedDB is refused (private windows), the
// shelves live in memory and everything else works the same.

const NAME = "group-plgl";
const SHELVES = ["outbox", "history"];

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function opened() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    for (const shelf of SHELVES) request.result.createObjectStore(shelf, { keyPath: "id" });
  };
  return done(request);
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

export async function shelves(deck) {
  try {
    const database = await opened();
    return SHELVES.map((name) => new Shelf(database, name, deck));
  } catch {
    return SHELVES.map(() => new Memory());
  }
}
