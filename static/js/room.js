// The room: today's list in large names, a tap marks. Every tap is kept on this phone first
// (room-store.js) and then sent (room-send.js); what marks add up to is settled in room-marks.js, what one
// sees is in room-view.js, the sheets from below in room-sheets.js.
import * as marks from "./room-marks.js";
import { fetchList, send } from "./room-send.js";
import { bindSheets } from "./room-sheets.js";
import * as store from "./room-store.js";
import { makeView } from "./room-view.js";

const DEBOUNCE = 1200; // milliseconds: a second tap on the same row soon after the first is one mark
const SOONEST = 2000; // between two tries to send; doubled up to …
const LATEST = 60_000;
const LOOK_AGAIN = 30_000; // for what others marked, while the page is seen
const ABSENCE = 20 * 60_000; // after which the page opens again on the session that is on

const pick = (name) => document.querySelector(`[data-${name}]`);
const place = pick("live");
const { code, person } = place.dataset;
const language = document.documentElement.lang;
const words = JSON.parse(document.getElementById("room-words").textContent);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

const room = {
  words, fill, language,
  list: null, // as kept by room-store.js
  events: [], // what waits, of this person
  others: 0, // how many marks of somebody else wait on this phone
  session: null,
  people: [], // those of the list, and walk-ins that are not on it yet
  cells: new Map(), // cell -> heads, as the server told
  orgs: new Map(), // id -> organisation
  trouble: "", // why nothing can be sent, as room-send.js says
  isKept: true,
  now: () => Date.now() + (room.list?.offset || 0),
  waiting: () => room.events.filter((each) => !each.problem),
  isWaiting: (ref) => byCell.has(marks.cellOf(ref, room.session.id)),
  canUndo: () => undone.length > 0,
  nameOf: (ref) => room.people.find((each) => each.ref === ref)?.name || "",
  orgName: (key, form = "short") => room.orgs.get(key)?.[form] || words.none,
  headsOf, stateOf, needsReason, put, addWalkIn, dismiss, sendAgain, flush,
  say: (ref, status) => view.say(fill(words.said, { name: room.nameOf(ref), mark: words.status[status] })),
};
const undone = [];
let byCell = new Map(); // cell -> records of marks that wait
let writing = Promise.resolve();
let unwritten = 0;
let isSending = false;
let timer = 0;
let pause = SOONEST;
let arrivals = 0;
let touched = Date.now();
const others = "BroadcastChannel" in window ? new BroadcastChannel(`room:${code}:${person}`) : null;
const view = makeView(room);
const sheets = bindSheets(room);

// --- what marks add up to ---------------------------------------------------------------------------
function headsOf(ref, without = null) {
  const cell = marks.cellOf(ref, room.session.id);
  const waiting = (byCell.get(cell) || []).filter((each) => each !== without).map((each) => each.event);
  return marks.headsWith(room.cells.get(cell) || [], waiting);
}

function stateOf(ref) { return marks.stateOf(headsOf(ref)); }

// A correction of a day that is over, and any mark of a session that was signed off.
function needsReason(ref) {
  return room.session.signed_off || (room.session.day < marks.dayOf(room.now()) && headsOf(ref).length > 0);
}

// Everybody's records: one's own, and how many there are of others.
function share(records) {
  room.others = records.filter((each) => each.person !== person && !each.problem).length;
  remember(records.filter((each) => each.person === person));
}

function remember(records) {
  room.events = records;
  byCell = new Map();
  for (const record of records) {
    if (record.problem || record.event.kind !== "mark") continue;
    const cell = marks.cellOf(record.event.registration, record.event.session);
    byCell.set(cell, [...(byCell.get(cell) || []), record]);
  }
  gather();
}

// The people of the list, in the page's language as far as the phone knows it, after new walk-ins.
function gather() {
  if (!room.list) return;
  const { people } = room.list.snapshot;
  const here = new Set(people.map((each) => each.ref));
  const added = room.events.filter(({ event }) => event.kind === "walk_in" && !here.has(event.id)).map(({ event }) => ({
    ref: event.id, name: event.name, name_other: "", search: marks.fold(event.name),
    organisation: event.organisation, gender: event.gender, walkIn: true,
  }));
  const swap = room.list.language !== language;
  const own = (each) => (swap && each.name_other ? { ...each, name: each.name_other, name_other: each.name } : each);
  room.people = [...added.reverse(), ...people.map(own)];
}

// --- marking ----------------------------------------------------------------------------------------
// ``changes`` is [[ref, status], …] of the session on the screen; '' and "withdrawn" take the mark back.
function put(changes, { reason = "", isUndo = false } = {}) {
  const entries = [];
  const before = [];
  for (const [ref, wanted] of changes) {
    const status = wanted || "withdrawn";
    const now = stateOf(ref);
    if (!now.disputed && status === (now.status || "withdrawn")) continue;
    before.push([ref, now.status]);
    const replaces = (byCell.get(marks.cellOf(ref, room.session.id)) || []).filter((each) => !each.sent).at(-1);
    const base = headsOf(ref, replaces);
    const was = marks.stateOf(base);
    const record = made({
      kind: "mark", registration: ref, session: room.session.id, status,
      seen: replaces ? replaces.event.seen : base.map((head) => head.id), reason,
    });
    entries.push({ record, replaces, onlyIfSent: Boolean(replaces) && !was.disputed && status === (was.status || "withdrawn") });
  }
  if (!entries.length) return;
  if (!isUndo) undone.push({ session: room.session.id, before });
  write(entries);
  for (const [ref] of before) view.show(view.rows.get(ref));
  view.count();
}

function made(event) {
  const offset_ms = room.list.offset;
  return { code, person, sent: false, event: { id: marks.uuid(), at: new Date().toISOString(), offset_ms, ...event } };
}

function write(entries) {
  const gone = new Set(entries.map((each) => each.replaces));
  const added = entries.filter((each) => !each.onlyIfSent).map((each) => each.record);
  remember([...room.events.filter((each) => !gone.has(each)), ...added]);
  unwritten += 1;
  writing = writing.then(() => store.addEvents(entries)).then(store.isKept, () => false).then(async (isKept) => {
    room.isKept &&= isKept;
    unwritten -= 1;
    await reread();
    others?.postMessage("changed");
  });
  touched = Date.now();
  view.tell();
  soon(DEBOUNCE);
}

// What the store says: another tab may have marked or sent.
async function reread() {
  const records = await store.readEvents(code);
  if (unwritten) return;
  share(records);
  view.showAll();
}

function undo() {
  const last = undone.pop();
  if (!last) return;
  if (last.session !== room.session.id) change(last.session);
  const walkIn = room.events.find((each) => each.event.id === last.walkIn);
  if (walkIn && !walkIn.sent) return takeBackWalkIn(last.walkIn);
  view.toast(last.walkIn ? words.already_sent : words.undone);
  const reason = last.before.some(([ref]) => needsReason(ref)) ? words.undo_reason : "";
  put(last.before, { isUndo: true, reason });
}

function addWalkIn(about) {
  const record = made({ kind: "walk_in", ...about });
  write([{ record }]);
  const ref = record.event.id;
  view.addFirst(room.people.find((each) => each.ref === ref));
  put([[ref, "present"]], { isUndo: true });
  undone.push({ session: room.session.id, walkIn: ref, before: [[ref, ""]] });
  view.count();
  view.toast(fill(words.added, about));
}

function takeBackWalkIn(ref) {
  const mine = room.events.filter(({ event }) => event.id === ref || event.registration === ref);
  write(mine.map((replaces) => ({ record: { ...replaces }, replaces, onlyIfSent: true })));
  view.remove(ref);
  view.count();
  view.toast(words.undone);
}

// "Not taken" was read, or decided.
async function dismiss(records) {
  await store.settle(records, () => null);
  await reread();
}

// Marks that were refused for lack of a reason, made again with it: what the person said, when they said it.
// Of several that this phone noted in a cell, the last one is what they meant.
async function sendAgain(records, reason) {
  const last = new Map(records.map((each) => [marks.cellOf(each.event.registration, each.event.session), each]));
  await store.sendAgain([...last].map(([cell, { event }]) => {
    const old = records.filter((each) => marks.cellOf(each.event.registration, each.event.session) === cell);
    const refused = new Set(old.map((each) => each.event.id));
    const seen = [...new Set(old.flatMap((each) => each.event.seen))].filter((id) => !refused.has(id));
    return { old, record: { code, person, sent: false, event: { ...event, id: marks.uuid(), seen, reason } } };
  }));
  await reread();
  others?.postMessage("changed");
  return flush();
}

// --- sending and fetching ---------------------------------------------------------------------------
function soon(wait) {
  clearTimeout(timer);
  timer = setTimeout(flush, wait);
}

async function flush() {
  clearTimeout(timer);
  if (isSending) return soon(DEBOUNCE);
  isSending = true;
  await writing;
  const { state } = await send({ code, person, language, onAnswer: arrived }).catch(() => ({ state: "offline" }));
  isSending = false;
  await reread();
  if (state === "sent") others?.postMessage("changed");
  await settle(state);
}

// A batch has arrived: the cells it was about, as they are now.
function arrived(answer, isOurs = true) {
  arrivals += 1;
  if (isOurs) others?.postMessage({ answer });
  if (!room.list) return;
  const { snapshot } = room.list;
  const cellOf = (each) => marks.cellOf(each.registration, each.session);
  const fresh = new Map(answer.marks.map((each) => [cellOf(each), each]));
  for (const [cell, { heads }] of fresh) room.cells.set(cell, heads);
  snapshot.marks = [...snapshot.marks.filter((each) => !fresh.has(cellOf(each))), ...fresh.values()];
  const known = new Set(snapshot.people.map((each) => each.ref));
  snapshot.people.push(...answer.people.filter((each) => !known.has(each.ref)));
  room.list.sent = room.now();
  if (isOurs) store.keepList(room.list).catch(() => {});
}

async function refresh() {
  const before = arrivals;
  const { state, answer, offset } = await fetchList({ code, language });
  if (state !== "ok") return settle(state);
  // Marks have arrived since this was asked: it is older than what is on the screen.
  if (arrivals !== before) return refresh();
  if (String(answer.person.id) !== person) return settle("another");
  room.list = {
    code, person, language, offset, snapshot: answer,
    expires: Date.parse(answer.expires_at), sent: room.list?.sent || 0,
  };
  await store.keepList(room.list).catch(() => { room.isKept = false; });
  room.isKept &&= await store.isKept();
  take();
  return room.waiting().length ? flush() : settle("ok");
}

// What has come of asking the site: when it is not to be reached, the marks wait and it is asked again.
async function settle(state) {
  room.trouble = ["idle", "sent", "ok"].includes(state) ? "" : state;
  if (!room.trouble) pause = SOONEST;
  if (["wiped", "gone", "expired"].includes(state)) {
    await (state === "wiped" ? store.wipe() : store.forgetLists());
    room.list = null;
    clearTimeout(timer);
    return view.close(words[state]);
  }
  if (state === "another") {
    await store.forgetLists();
    view.close(words.another);
    return setTimeout(() => location.reload(), 2000);
  }
  if (room.waiting().length) {
    soon(room.trouble ? pause + Math.random() * 500 : DEBOUNCE);
    if (room.trouble) pause = Math.min(pause * 2, LATEST);
  }
  if (room.list) return view.tell();
  if (state === "signed-out") location.href = signIn();
  else view.close(words.first_time);
}

function signIn() { return `${place.dataset.login}?next=${encodeURIComponent(location.pathname)}`; }

// --- lists and sessions -----------------------------------------------------------------------------
// A list has come, from the phone or from the site.
function take() {
  const { snapshot } = room.list;
  const isFirst = !room.session;
  room.cells = new Map(snapshot.marks.map((each) => [marks.cellOf(each.registration, each.session), each.heads]));
  room.orgs = new Map(snapshot.organisations.map((each) => [each.id, each]));
  const wanted = Number(location.hash.slice(1)) || room.session?.id;
  room.session = snapshot.sessions.find((each) => each.id === wanted) || marks.sessionOn(snapshot.sessions, room.now());
  gather();
  if (!room.session) return view.close(words.no_sessions);
  view.open();
  view.drawSessions();
  if (isFirst) view.draw();
  else view.bringUpToDate();
}

function change(id) {
  room.session = room.list.snapshot.sessions.find((each) => each.id === Number(id));
  history.replaceState(null, "", `#${room.session.id}`);
  view.drawSessions();
  view.draw();
}

// --- what one does ----------------------------------------------------------------------------------
function tapped(ref) {
  const { status, disputed } = stateOf(ref);
  const next = marks.NEXT[status];
  if (disputed || !next || needsReason(ref)) return sheets.marks(ref);
  put([[ref, next]]);
  room.say(ref, next);
}

function typed(event) {
  if (event.target.matches("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
  const item = event.target.closest("[data-ref]");
  const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  if (event.key === "/") {
    event.preventDefault();
    view.find();
  } else if (item && step) {
    let next = item[step];
    while (next?.hidden) next = next[step];
    event.preventDefault();
    next?.querySelector(".room-tap").focus();
  } else if (item && event.key.toLowerCase() === "m") sheets.marks(item.dataset.ref);
  else if (item && /^[1-5]$/.test(event.key)) {
    const { ref } = item.dataset;
    const status = Object.keys(words.status).filter(Boolean)[event.key - 1];
    if (needsReason(ref)) return sheets.marks(ref);
    put([[ref, status]]);
    room.say(ref, status);
  }
}

pick("list").addEventListener("click", (event) => {
  const ref = event.target.closest("[data-ref]")?.dataset.ref;
  if (event.target.closest(".room-more")) sheets.marks(ref);
  else if (event.target.closest(".room-tap")) tapped(ref);
});
// A long press on a phone, the other button of a mouse, the menu key of a keyboard.
pick("list").addEventListener("contextmenu", (event) => {
  const ref = event.target.closest("[data-ref]")?.dataset.ref;
  if (!ref) return;
  event.preventDefault();
  sheets.marks(ref);
});
document.addEventListener("keydown", (event) => { if (room.list && !document.querySelector("dialog[open]")) typed(event); });
document.addEventListener("click", (event) => {
  const { session, filter, org } = event.target.closest("button")?.dataset || {};
  if (session) change(session);
  else if (filter || org !== undefined) view.press(filter || `org:${org}`);
});
pick("undo").addEventListener("click", undo);
pick("all-present").addEventListener("click", () => {
  const unmarked = room.people.filter((each) => !headsOf(each.ref).length || !stateOf(each.ref).status);
  const shown = unmarked.filter((each) => view.rows.get(each.ref)?.item.hidden === false && !needsReason(each.ref));
  put(shown.map((each) => [each.ref, "present"]));
  view.toast(shown.length ? fill(words.all_marked, { n: shown.length }) : words.nobody_unmarked);
});
pick("add").addEventListener("click", sheets.walkIn);
pick("state").addEventListener("click", () => {
  if (room.trouble === "signed-out" && room.waiting().length) location.href = signIn();
  else sheets.queue();
});
pick("find").addEventListener("click", view.find);
pick("search").addEventListener("input", view.narrow);
pick("search").addEventListener("keydown", (event) => {
  if (event.key === "Enter") pick("search").blur();
  if (event.key === "Escape") view.showEverybody();
});
pick("show-all").addEventListener("click", view.showEverybody);
// The codes come from the site, so there is no check-in without a network; one stays where one is.
pick("check-in").addEventListener("click", (event) => {
  if (navigator.onLine) return;
  event.preventDefault();
  view.toast(words.check_in_offline);
});

// --- coming and going -------------------------------------------------------------------------------
window.addEventListener("online", () => { pause = SOONEST; refresh(); });
// What this browser cannot keep would be gone with the page; it asks.
window.addEventListener("beforeunload", (event) => { if (!room.isKept && room.waiting().length) event.preventDefault(); });
window.addEventListener("pagehide", () => { if (room.waiting().length) flush(); });
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return room.waiting().length && flush();
  const on = room.list && marks.sessionOn(room.list.snapshot.sessions, room.now());
  if (on && on.id !== room.session?.id && Date.now() - touched > ABSENCE) {
    change(on.id);
    view.toast(fill(words.now_on, { session: words.part[on.part] || on.label }));
  }
  touched = Date.now();
  return refresh();
});
// Another tab has marked, or sent: it passes on what the site said.
others?.addEventListener("message", ({ data }) => {
  if (data.answer) arrived(data.answer, false);
  return reread();
});
setInterval(() => { if (!document.hidden && room.list && navigator.onLine) refresh(); }, LOOK_AGAIN);

// The page itself, in both languages and with what it asks for, so that it opens without a network.
async function keepPage() {
  if ("kept" in document.documentElement.dataset || !("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register("/sw.js");
    const cache = await caches.open("room");
    const pages = ["lo", "en"].map((each) => location.pathname.replace(/^\/\w+\//, `/${each}/`));
    const parts = performance.getEntriesByType("resource").map((each) => new URL(each.name))
      .filter((url) => url.origin === location.origin && url.pathname.startsWith("/static/")).map((url) => url.pathname);
    for (const url of [...pages, document.body.dataset.queue, ...new Set(parts)]) {
      // Without a referrer it is no change of language, which the site would remember.
      const response = await fetch(url, { referrerPolicy: "no-referrer", cache: pages.includes(url) ? "no-store" : "default" });
      if (response.ok && !response.redirected) await cache.put(url, response);
    }
    place.dataset.kept = "";
  } catch { /* no room or no network: the page that is open goes on */ }
}

room.isKept = await store.isKept();
room.list = await store.readList(code, person).catch(() => null);
share(await store.readEvents(code).catch(() => []));
if (room.list) take();
await refresh();
if (room.list) keepPage();
navigator.storage?.persist?.().catch(() => {});
