// The room: today's list in large names, a tap marks. Every tap is kept on this phone first
// (room-store.js) and then sent (room-send.js); what marks add up to is settled in room-marks.js.
import * as marks from "./room-marks.js";
import { fetchList, send } from "./room-send.js";
import * as store from "./room-store.js";
import { bindSheets } from "./room-sheets.js";

const DEBOUNCE = 1200; // milliseconds: a second tap on the same row soon after the first is one mark
const SOONEST = 2000;
const LATEST = 60_000;
const LOOK_AGAIN = 30_000; // for what others marked, while the page is seen
const ABSENCE = 20 * 60_000; // after which the page opens again on the session that is on

const pick = (name, within = document) => within.querySelector(`[data-${name}]`);
const place = pick("live");
const words = JSON.parse(document.getElementById("room-words").textContent);
const { code, person } = place.dataset;
const language = document.documentElement.lang;
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

const room = {
  code, person, words, fill, language,
  list: null, // as kept by room-store.js
  events: [], // what waits, of this person
  session: null,
  people: [], // those of the list, and walk-ins that are not on it yet
  cells: new Map(), // cell -> heads, as the server told
  orgs: new Map(), // id -> organisation
  trouble: "", problem: "", isSending: false, isKept: true,
  now: () => Date.now() + (room.list?.offset || 0),
  orgName: (key, form = "short") => room.orgs.get(key)?.[form] || (key == null || key === "" ? words.none : String(key)),
  nameOf: (ref) => room.people.find((each) => each.ref === ref)?.name || "",
  waiting: () => room.events.filter((each) => !each.problem),
  headsOf, stateOf, needsReason, put, addWalkIn, dismiss, flush, say, toast,
};
const rows = new Map();
const undone = [];
let byCell = new Map(); // cell -> records of marks that wait
let writing = Promise.resolve();
let unwritten = 0;
let timer = 0;
let pause = SOONEST;
let narrowed = ""; // the filter that is pressed
let touched = Date.now();
const others = "BroadcastChannel" in window ? new BroadcastChannel(`room:${code}:${person}`) : null;

// --- what marks add up to ---------------------------------------------------------------------------
function headsOf(ref, without = null) {
  const cell = marks.cellOf(ref, room.session.id);
  const waiting = (byCell.get(cell) || []).filter((each) => each !== without).map((each) => each.event);
  return marks.headsWith(room.cells.get(cell) || [], waiting);
}

function stateOf(ref) { return marks.stateOf(headsOf(ref)); }

function needsReason(ref) {
  return room.session.signed_off || (room.session.day < marks.dayOf(room.now()) && headsOf(ref).length > 0);
}

function remember(records) {
  room.events = records;
  byCell = new Map();
  for (const record of records) {
    if (record.problem || record.event.kind !== "mark") continue;
    const cell = marks.cellOf(record.event.registration, record.event.session);
    byCell.set(cell, [...(byCell.get(cell) || []), record]);
  }
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
    const cell = marks.cellOf(ref, room.session.id);
    const replaces = (byCell.get(cell) || []).filter((each) => !each.sent).at(-1);
    const base = replaces ? headsOf(ref, replaces) : headsOf(ref);
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
  for (const [ref] of before) show(rows.get(ref));
  count();
}

function made(event) {
  const offset_ms = room.list?.offset || 0;
  return { code, person, sent: false, event: { id: marks.uuid(), at: new Date().toISOString(), offset_ms, ...event } };
}

function write(entries) {
  const gone = new Set(entries.map((each) => each.replaces));
  remember([...room.events.filter((each) => !gone.has(each)), ...entries.filter((each) => !each.onlyIfSent).map((each) => each.record)]);
  unwritten += 1;
  writing = writing.then(() => store.addEvents(entries)).catch(() => { room.isKept = false; }).then(async () => {
    unwritten -= 1;
    if (!unwritten) await reread();
    others?.postMessage("changed");
  });
  touched = Date.now();
  tell();
  soon(DEBOUNCE);
}

// What the store says: another tab may have marked or sent.
async function reread() {
  const records = await store.readEvents(code, person);
  if (unwritten) return;
  remember(records);
  gather();
  showAll();
}

function undo() {
  const last = undone.pop();
  if (!last) return;
  if (last.session !== room.session.id) change(last.session);
  if (last.walkIn) {
    const records = room.events.filter((each) => last.walkIn === each.event.id);
    if (records.length && !records[0].sent) return takeBackWalkIn(last.walkIn);
    toast(words.already_sent);
  } else toast(words.undone);
  const reason = last.before.some(([ref]) => needsReason(ref)) ? words.undo_reason : "";
  put(last.before, { isUndo: true, reason });
}

function takeBackWalkIn(id) {
  const mine = room.events.filter((each) => each.event.id === id || each.event.registration === id);
  write(mine.map((replaces) => ({ record: { ...replaces }, replaces, onlyIfSent: true })));
  rows.get(id)?.item.remove();
  rows.delete(id);
  gather();
  count();
  toast(words.undone);
}

function addWalkIn({ name, gender, organisation }) {
  const record = made({ kind: "walk_in", name, gender, organisation });
  write([{ record }]);
  gather();
  const added = room.people.find((each) => each.ref === record.event.id);
  pick("list").prepend(rowOf(added));
  put([[added.ref, "present"]], { isUndo: true });
  undone.push({ session: room.session.id, walkIn: record.event.id, before: [[added.ref, ""]] });
  tell();
  toast(fill(words.added, { name }));
  rows.get(added.ref).item.scrollIntoView({ block: "center" });
  rows.get(added.ref).item.querySelector(".room-tap").focus({ preventScroll: true });
}

function dismiss(record) {
  room.events = room.events.filter((each) => each !== record);
  return store.settle([record], () => null).then(reread);
}

// --- sending and fetching ---------------------------------------------------------------------------
function soon(wait) {
  clearTimeout(timer);
  timer = setTimeout(flush, wait);
}

async function flush() {
  clearTimeout(timer);
  await writing;
  if (room.isSending) return soon(DEBOUNCE);
  room.isSending = true;
  tell();
  const { state } = await send({ code, person, language, onAnswer: arrived });
  room.isSending = false;
  await reread();
  if (state === "sent") others?.postMessage("changed");
  settleState(state);
}

function arrived(answer) {
  if (!room.list) return;
  for (const cell of answer.marks) room.cells.set(marks.cellOf(cell.registration, cell.session), cell.heads);
  const { snapshot } = room.list;
  const touchedCells = new Set(answer.marks.map((each) => marks.cellOf(each.registration, each.session)));
  snapshot.marks = [...snapshot.marks.filter((each) => !touchedCells.has(marks.cellOf(each.registration, each.session))), ...answer.marks];
  for (const each of answer.people) if (!snapshot.people.some((one) => one.ref === each.ref)) snapshot.people.push(each);
  room.list.sent = room.now();
  room.clock = answer.clock?.off_by_ms || 0;
  store.keepList(room.list).catch(() => {});
}

async function refresh() {
  const { state, answer, offset } = await fetchList({ code, language, waiting: room.waiting().length });
  if (state !== "ok") return settleState(state);
  if (String(answer.person.id ?? answer.person) !== person) return settleState("another");
  room.list = {
    code, person, language, offset, snapshot: answer,
    expires: Date.parse(answer.expires_at), sent: room.list?.sent || 0,
  };
  await store.keepList(room.list).catch(() => { room.isKept = false; });
  room.trouble = "";
  take();
  if (room.waiting().length) flush();
}

// What has come of asking the site: when it is not to be reached, the marks wait and it is asked again.
async function settleState(state) {
  room.trouble = ["idle", "sent", "ok"].includes(state) ? "" : state;
  if (state === "sent" || state === "idle") pause = SOONEST;
  if (["wiped", "gone", "expired"].includes(state)) {
    await (state === "wiped" ? store.wipe() : store.forgetLists());
    return close(words[state]);
  }
  if (state === "another") {
    await store.forgetLists();
    close(words.another);
    return setTimeout(() => location.reload(), 2000);
  }
  if (room.trouble && room.waiting().length) {
    soon(pause + Math.random() * 500);
    pause = Math.min(pause * 2, LATEST);
  } else if (room.waiting().length) soon(DEBOUNCE);
  if (!room.list) {
    if (state === "signed-out") location.href = signIn();
    else close(words.first_time);
  }
  tell();
}

function signIn() { return `${place.dataset.login}?next=${encodeURIComponent(location.pathname)}`; }

function close(message) {
  const notice = pick("notice");
  place.hidden = true;
  notice.hidden = false;
  notice.querySelector("p").textContent = message;
  pick("plain").hidden = !navigator.onLine;
  for (const row of rows.values()) row.item.remove();
  rows.clear();
}

// --- what one sees ----------------------------------------------------------------------------------
// A list has come. The first time it is drawn; later rows stay where they are, and new ones stand last.
function take() {
  const { snapshot } = room.list;
  room.cells = new Map(snapshot.marks.map((each) => [marks.cellOf(each.registration, each.session), each.heads]));
  room.orgs = new Map((snapshot.organisations || []).map((each) => [each.id, each]));
  const isFirst = !room.session;
  const wanted = Number(location.hash.slice(1)) || room.session?.id;
  room.session = snapshot.sessions.find((each) => each.id === wanted) || marks.sessionOn(snapshot.sessions, room.now());
  gather();
  if (!room.session) return close(words.no_sessions);
  pick("notice").hidden = true;
  place.hidden = false;
  drawSessions();
  if (isFirst) draw();
  else {
    for (const each of room.people) if (!rows.has(each.ref)) pick("list").append(rowOf(each));
    const listed = new Set(room.people.map((each) => each.ref));
    for (const [ref, row] of rows) row.item.classList.toggle("gone", !listed.has(ref));
    showAll();
  }
}

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

function draw() {
  rows.clear();
  pick("list").replaceChildren(...room.people.map(rowOf));
  drawOrgs();
  showAll();
}

function drawSessions() {
  const first = Date.parse(room.list.snapshot.workshop.first_day);
  const on = marks.sessionOn(room.list.snapshot.sessions, room.now());
  pick("sessions").replaceChildren(...room.list.snapshot.sessions.map((each) => {
    const button = made_("button", "", { type: "button" });
    const day = fill(words.day, { number: Math.round((Date.parse(each.day) - first) / 86_400_000) + 1 });
    button.dataset.session = each.id;
    button.setAttribute("aria-pressed", String(each === room.session));
    button.append(made_("b", "", { textContent: words.part[each.part] || each.label }), made_("span", "", { textContent: `${day} · ${marks.timeOf(each.starts_at)}` }));
    if (each === on && each.day === marks.dayOf(room.now())) button.append(made_("i", "now", { textContent: words.now }));
    return button;
  }));
  const chosen = pick("sessions").querySelector("[aria-pressed=true]");
  pick("sessions").scrollLeft = chosen.offsetLeft - (pick("sessions").clientWidth - chosen.clientWidth) / 2;
}

function drawOrgs() {
  const order = [...room.orgs.keys()];
  const keys = [...new Set(room.people.map((each) => each.organisation ?? ""))].sort((a, b) => order.indexOf(a) - order.indexOf(b));
  pick("orgs").replaceChildren(...keys.map((key) => {
    const item = made_("li");
    const button = made_("button", "", { type: "button", title: room.orgName(key, "name") });
    button.dataset.org = key;
    button.setAttribute("aria-pressed", String(narrowed === `org:${key}`));
    button.append(made_("b", "", { textContent: room.orgName(key) }), made_("span"));
    item.append(button);
    return item;
  }));
}

function rowOf(each) {
  const item = pick("row").content.cloneNode(true).firstElementChild;
  const row = {
    ref: each.ref, item, tap: item.querySelector(".room-tap"), word: item.querySelector(".room-mark span"),
  };
  item.dataset.ref = each.ref;
  item.querySelector(".room-name").textContent = each.name;
  const org = item.querySelector(".room-org");
  org.textContent = room.orgName(each.organisation);
  if (language === "en" && each.name_other) org.prepend(made_("span", "", { textContent: `${each.name_other} · `, lang: "lo" }));
  if (each.walkIn || each.type === "walk_in") org.append(made_("span", "tag", { textContent: words.walk_in }));
  item.querySelector(".room-more").setAttribute("aria-label", fill(words.more, { name: each.name }));
  rows.set(each.ref, row);
  show(row);
  return item;
}

function show(row) {
  if (!row) return;
  const { status, disputed } = stateOf(row.ref);
  row.item.dataset.status = disputed ? "differ" : status || "none";
  row.word.textContent = disputed ? words.differ : words.status[status];
  row.item.classList.toggle("waiting", byCell.has(marks.cellOf(row.ref, room.session.id)));
}

function showAll() {
  if (!room.session || place.hidden) return;
  for (const row of rows.values()) show(row);
  count();
  tell();
}

function count() {
  const totals = marks.totalsOf(room.people, (ref) => stateOf(ref).status);
  for (const each of document.querySelectorAll("[data-total]")) write_(each, totals[each.dataset.total]);
  for (const button of pick("orgs").querySelectorAll("button")) {
    const key = [...totals.organisations.keys()].find((each) => String(each) === button.dataset.org);
    const { listed, attended, female } = totals.organisations.get(key) || { listed: 0, attended: 0, female: 0 };
    write_(button.querySelector("span"), `${attended}/${listed} · ${words.women} ${female}`);
  }
  const differ = [...rows.keys()].filter((ref) => stateOf(ref).disputed).length;
  const problems = room.events.filter((each) => each.problem).length;
  const button = document.querySelector("[data-filter=differ]");
  button.hidden = !differ;
  write_(button, fill(words.problems, { n: differ }));
  room.problem = problems ? fill(words.problems, { n: problems }) : "";
  pick("undo").disabled = !undone.length;
}

function tell() {
  const state = pick("state");
  const waiting = room.waiting().length;
  const sent = room.list?.sent ? fill(words.last_sent, { time: marks.timeOf(room.list.sent) }) : words.nothing_sent;
  const quiet = !waiting && !room.problem;
  state.className = `room-state ${room.problem || !room.isKept || room.trouble === "signed-out" ? "bad" : waiting && room.trouble ? "late" : waiting ? "busy" : ""}`;
  const parts = room.problem ? [room.problem] : !room.isKept ? [words.not_kept]
    : quiet ? [words.all_sent, room.list?.sent ? sent : ""]
      : [fill(words.waiting, { n: waiting }), room.trouble === "signed-out" ? words.sign_in : room.trouble ? sent : words.sending];
  write_(pick("state-text"), parts.filter(Boolean).join(" · "));
  document.dispatchEvent(new CustomEvent("room-told"));
}

function say(text) { write_(pick("say"), text); }

let toastTimer = 0;
function toast(text) {
  const place_ = pick("toast");
  place_.textContent = text;
  place_.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { place_.hidden = true; }, 5000);
}

function write_(element, text) { if (element.textContent !== String(text)) element.textContent = text; }

function made_(name, className = "", values = {}) {
  return Object.assign(document.createElement(name), { className }, values);
}

// --- finding people ---------------------------------------------------------------------------------
// What fits is settled when one asks; a row that is marked meanwhile stays under the thumb.
function narrow() {
  const text = pick("search").value;
  const named = marks.found(room.people, text);
  const fits = (each) => {
    const { status, disputed } = stateOf(each.ref);
    if (named && !named.has(each.ref)) return false;
    if (!narrowed) return true;
    if (narrowed.startsWith("org:")) return narrowed === `org:${each.organisation ?? ""}`;
    if (narrowed === "differ") return disputed;
    if (narrowed === "unmarked") return !status;
    if (narrowed === "away") return Boolean(status) && !marks.ATTENDED.includes(status);
    return marks.ATTENDED.includes(status) && (narrowed === "attended" || each.gender === narrowed);
  };
  let n = 0;
  for (const each of room.people) {
    const row = rows.get(each.ref);
    if (row) row.item.hidden = !fits(each);
    n += row && !row.item.hidden;
  }
  const isNarrow = Boolean(named || narrowed);
  for (const button of place.querySelectorAll("[data-filter], [data-org]")) {
    button.setAttribute("aria-pressed", String(narrowed === (button.dataset.filter || `org:${button.dataset.org}`)));
  }
  pick("shown").textContent = isNarrow ? fill(words.shown, { n, all: room.people.length }) : "";
  pick("show-all").hidden = !isNarrow;
  pick("none").hidden = n > 0;
}

function change(id) {
  room.session = room.list.snapshot.sessions.find((each) => each.id === Number(id));
  history.replaceState(null, "", `#${room.session.id}`);
  drawSessions();
  draw();
  narrow();
}

// --- what one does ----------------------------------------------------------------------------------
const sheets = bindSheets(room);

function tapped(ref) {
  const { status, disputed } = stateOf(ref);
  const next = marks.NEXT[status];
  if (disputed || !next || needsReason(ref)) return sheets.marks(ref);
  put([[ref, next]]);
  say(fill(words.said, { name: room.nameOf(ref), mark: words.status[next] }));
}

pick("list").addEventListener("click", (event) => {
  const ref = event.target.closest("[data-ref]")?.dataset.ref;
  if (!ref) return;
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
place.addEventListener("keydown", (event) => {
  if (event.target.matches("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
  const item = event.target.closest("[data-ref]");
  const move = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  if (event.key === "/") {
    event.preventDefault();
    find();
  } else if (item && move) {
    let next = item[move];
    while (next?.hidden) next = next[move];
    event.preventDefault();
    next?.querySelector(".room-tap").focus();
  } else if (item && event.key.toLowerCase() === "m") sheets.marks(item.dataset.ref);
  else if (item && "12345".includes(event.key)) {
    const status = Object.keys(words.status).filter(Boolean)[event.key - 1];
    if (needsReason(item.dataset.ref)) return sheets.marks(item.dataset.ref);
    put([[item.dataset.ref, status]]);
    say(fill(words.said, { name: room.nameOf(item.dataset.ref), mark: words.status[status] }));
  }
});
place.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { session, filter, org } = button.dataset;
  if (session) change(session);
  else if (filter || org !== undefined) {
    const wanted = filter || `org:${org}`;
    narrowed = narrowed === wanted ? "" : wanted;
    narrow();
  }
});
pick("undo").addEventListener("click", undo);
pick("all-present").addEventListener("click", () => {
  const unmarked = room.people.filter((each) => !stateOf(each.ref).status && !rows.get(each.ref)?.item.hidden);
  put(unmarked.map((each) => [each.ref, "present"]));
  toast(unmarked.length ? fill(words.all_marked, { n: unmarked.length }) : words.nobody_unmarked);
});
pick("add").addEventListener("click", () => sheets.walkIn());
pick("state").addEventListener("click", () => {
  if (room.trouble === "signed-out" && !room.problem) location.href = signIn();
  else sheets.queue();
});
pick("find").addEventListener("click", find);
pick("search").addEventListener("input", narrow);
pick("search").addEventListener("keydown", (event) => {
  if (event.key === "Enter") pick("search").blur();
  if (event.key === "Escape") showEverybody();
});
pick("show-all").addEventListener("click", showEverybody);

function showEverybody() {
  pick("search").value = "";
  narrowed = "";
  narrow();
}

function find() {
  scrollTo({ top: 0 });
  pick("search").focus();
  pick("search").select();
}

// --- coming and going -------------------------------------------------------------------------------
addEventListener("online", () => { pause = SOONEST; refresh(); });
addEventListener("pagehide", () => { if (room.waiting().length) flush(); });
document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    if (room.waiting().length) flush();
    return;
  }
  const on = room.list && marks.sessionOn(room.list.snapshot.sessions, room.now());
  if (on && on !== room.session && Date.now() - touched > ABSENCE) {
    change(on.id);
    toast(fill(words.now_on, { session: words.part[on.part] || on.label }));
  }
  touched = Date.now();
  refresh();
});
others?.addEventListener("message", reread);
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
    for (const url of [...pages, ...new Set(parts)]) {
      const response = await fetch(url, { credentials: "same-origin", cache: pages.includes(url) ? "no-store" : "default" });
      if (response.ok && !response.redirected) await cache.put(url, response);
    }
  } catch { /* no room or no network: the page that is open goes on */ }
}

room.list = await store.readList(code, person).catch(() => null);
room.isKept = await store.isKept();
remember(await store.readEvents(code, person).catch(() => []));
if (room.list) take();
await refresh();
keepPage();
navigator.storage?.persist?.().catch(() => {});
