// What a room keeps on this phone, in IndexedDB "room":
//   lists   {code, person, language, expires, offset, sent, snapshot}  the last list of a workshop
//   events  {n, code, person, event, sent, problem}                    what waits, in the order it was made
//   about   {name: "device", id}                                       who this phone is to the site
// Everything belongs to the person who was signed in. An event is written before the screen says so, and
// to the disk itself, so a browser that is killed loses nothing. Without IndexedDB, and once the phone has
// no space left, the page remembers alone (``isKept`` says so).
import { uuid } from "./room-marks.js";

const LISTS = { keyPath: "code" };
const EVENTS = { keyPath: "n", autoIncrement: true };
const memory = { lists: new Map(), events: new Map(), about: new Map(), n: 0 };
let opening = null;
let full = null; // the database that takes nothing any more

function open() {
  opening ||= new Promise((resolve) => {
    let request;
    try { request = indexedDB.open("room", 1); } catch { return resolve(null); }
    request.onupgradeneeded = () => {
      request.result.createObjectStore("lists", LISTS);
      request.result.createObjectStore("events", EVENTS);
      request.result.createObjectStore("about", { keyPath: "name" });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => { request.result.close(); opening = null; };
      resolve(request.result);
    };
    request.onerror = request.onblocked = () => resolve(null);
  });
  return opening;
}

export async function isKept() { return (await open()) !== null; }

// Runs ``work(store)`` on the named stores in one transaction; gives what ``work`` gave once all of it is
// on the disk. ``work`` may ask with ``get(store.get(…))``.
async function transact(names, mode, work) {
  const database = await open();
  return database ? within(database, names, mode, work) : work(...names.map(remembered));
}

function within(database, names, mode, work) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(names, mode, { durability: mode === "readwrite" ? "strict" : "default" });
    let outcome;
    transaction.oncomplete = () => resolve(outcome);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
    Promise.resolve(work(...names.map((name) => wrapped(transaction.objectStore(name))))).then((value) => { outcome = value; }, (error) => { transaction.abort(); reject(error); });
  });
}

function wrapped(store) {
  const asked = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
  return {
    get: (key) => asked(store.get(key)), all: () => asked(store.getAll()),
    put: (value) => asked(store.put(value)), drop: (key) => asked(store.delete(key)),
  };
}

// A mark that the disk does not take is not lost: this page goes on by heart, with all that was kept. What
// lies on the disk may be sent again later, so it counts as sent and is never taken back in silence.
async function write(work, name = "events") {
  try {
    return await transact([name], "readwrite", work);
  } catch (error) {
    const database = await open();
    if (!database) throw error;
    const kept = await within(database, ["lists", "events", "about"], "readonly", async (...stores) => Promise.all(stores.map((store) => store.all()))).catch(() => [[], [], []]);
    for (const list of kept[0]) memory.lists.set(list.code, list);
    for (const record of kept[1]) memory.events.set(record.n, { ...record, sent: true });
    for (const each of kept[2]) memory.about.set(each.name, each);
    memory.n = Math.max(0, ...memory.events.keys()) + 10_000; // beyond what the disk counted in vain
    full = database;
    opening = Promise.resolve(null);
    return transact([name], "readwrite", work);
  }
}

// What is taken off this phone leaves the disk, too, when the page goes on by heart.
async function clear(names, work) {
  await transact(names, "readwrite", work);
  if (full) await within(full, names, "readwrite", work);
}

function remembered(name) {
  const kept = memory[name];
  const key = { lists: "code", events: "n", about: "name" }[name];
  return {
    get: async (wanted) => kept.get(wanted), all: async () => [...kept.values()],
    put: async (value) => {
      if (name === "events") value.n ??= memory.n += 1;
      kept.set(value[key], value);
      return value[key];
    },
    drop: async (wanted) => { kept.delete(wanted); },
  };
}

// --- the list -----------------------------------------------------------------------------------
export function readList(code, person) {
  return transact(["lists"], "readonly", async (lists) => {
    const kept = await lists.get(code);
    return kept && kept.person === person && kept.expires > Date.now() ? kept : null;
  });
}

export async function keepList(list) {
  await transact(["lists"], "readwrite", (lists) => lists.put(list));
  const until = Math.min(list.expires, hint()?.until ?? Infinity);
  setHint({ person: list.person, until });
}

// Everybody's list goes at sign-out, for somebody else, and when it is too old; what waits to be sent
// stays for the person who made it.
export async function forgetLists() {
  await clear(["lists"], async (lists) => {
    for (const { code } of await lists.all()) await lists.drop(code);
  });
  await forgetPages();
  setHint(null);
}

// A wipe from the site: nothing stays, not even who this phone was.
export async function wipe() {
  await clear(["lists", "events", "about"], async (lists, events, about) => {
    for (const { code } of await lists.all()) await lists.drop(code);
    for (const { n } of await events.all()) await events.drop(n);
    await about.drop("device");
  });
  await forgetPages();
  setHint(null);
  noteWaiting([]);
}

async function forgetPages() {
  try { await caches.delete("room"); } catch { /* none kept */ }
}

// --- what waits ---------------------------------------------------------------------------------
// Of one person, or of everybody who marked on this phone.
export function readEvents(code, person = null) {
  return transact(["events"], "readonly", async (events) =>
    (await events.all()).filter((each) => each.code === code && (person === null || each.person === person)));
}

export async function countWaiting(code) { return (await readEvents(code)).filter((each) => !each.problem).length; }

// Adds records in one go. ``replaces`` is a record of the same cell that is taken back if it was never
// sent; if it was, the new one has seen it. ``onlyIfSent``: then there is nothing left to say.
export function addEvents(entries) {
  return write(async (events) => {
    for (const { record, replaces, onlyIfSent } of entries) {
      const old = replaces && await events.get(replaces.n);
      if (old && !old.sent) {
        await events.drop(old.n);
        if (onlyIfSent) continue;
      } else if (replaces) record.event.seen = [replaces.event.id];
      record.n = await events.put({ ...record });
    }
    noteWaiting(await events.all());
  });
}

export function markSent(records) {
  return write(async (events) => {
    for (const { n } of records) {
      const kept = await events.get(n);
      if (kept) await events.put({ ...kept, sent: true });
    }
  });
}

// What the server said of each event: settled ones go, those that need the person stay and say why.
export function settle(records, problemOf) {
  return write(async (events) => {
    for (const record of records) {
      const problem = problemOf(record);
      if (problem) await events.put({ ...record, sent: true, problem });
      else await events.drop(record.n);
    }
    noteWaiting(await events.all());
  });
}

// Marks that were refused because they lacked a reason, one for each cell, are sent anew with it: ``entries``
// is [{record, old}]. Whatever the phone noted in these cells before and was refused goes with them.
export function sendAgain(entries) {
  return write(async (events) => {
    for (const { record, old } of entries) {
      for (const each of old) await events.drop(each.n);
      await events.put({ ...record });
    }
    noteWaiting(await events.all());
  });
}

export function deviceId() {
  return write(async (about) => {
    const known = await about.get("device");
    if (known) return known.id;
    const id = uuid();
    await about.put({ name: "device", id });
    return id;
  }, "about");
}

// --- hints for every page (static/js/queue.js): whose list is here until when, and what waits ---------
function hint() {
  try { return JSON.parse(localStorage.getItem("room.list")); } catch { return null; }
}

function setHint(value) {
  try {
    if (value) localStorage.setItem("room.list", JSON.stringify(value));
    else localStorage.removeItem("room.list");
  } catch { /* no storage */ }
}

function noteWaiting(records) {
  const codes = [...new Set(records.filter((each) => !each.problem).map((each) => each.code))];
  try {
    if (codes.length) localStorage.setItem("room.waiting", JSON.stringify(codes));
    else localStorage.removeItem("room.waiting");
  } catch { /* no storage */ }
}
