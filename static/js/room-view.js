// What one sees of a room: sessions, totals, organisations, the rows of people, and what waits. Rows stay
// where they are while they are marked; what a mark means is settled in room-marks.js.
import * as marks from "./room-marks.js";

const pick = (name, within = document) => within.querySelector(`[data-${name}]`);
const write = (place, text) => { if (place.textContent !== String(text)) place.textContent = text; };
const made = (name, values = {}) => Object.assign(document.createElement(name), values);

// ``room`` is the state that room.js keeps.
export function makeView(room) {
  const { words, fill, language } = room;
  const place = pick("live");
  const rows = new Map();
  let narrowed = ""; // the filter that is pressed
  let drawn = ""; // the sessions as they are drawn
  let toastTimer = 0;

  // --- drawing ------------------------------------------------------------------------------------
  function draw() {
    rows.clear();
    pick("list").replaceChildren(...room.people.map(rowOf));
    drawOrgs();
    narrow();
    showAll();
  }

  // A newer list: rows are brought up to date in place, new people stand last.
  function bringUpToDate() {
    for (const each of room.people) {
      if (rows.has(each.ref)) name(rows.get(each.ref).item, each);
      else pick("list").append(rowOf(each));
    }
    const listed = new Set(room.people.map((each) => each.ref));
    for (const [ref, row] of rows) row.item.classList.toggle("gone", !listed.has(ref));
    drawOrgs();
    showAll();
  }

  function drawSessions() {
    const { sessions, workshop } = room.list.snapshot;
    const on = marks.sessionOn(sessions, room.now());
    const isNow = (each) => each === on && each.day === marks.dayOf(room.now());
    const like = JSON.stringify([sessions, room.session.id, on && isNow(on) && on.id]);
    if (like === drawn) return;
    drawn = like;
    const first = Date.parse(workshop.first_day);
    pick("sessions").replaceChildren(...sessions.map((each) => {
      const button = made("button", { type: "button" });
      const day = fill(words.day, { number: Math.round((Date.parse(each.day) - first) / 86_400_000) + 1 });
      button.dataset.session = each.id;
      button.setAttribute("aria-pressed", String(each.id === room.session.id));
      button.append(made("b", { textContent: words.part[each.part] || each.label }), made("span", { textContent: `${day} · ${marks.timeOf(each.starts_at)}` }));
      if (isNow(each)) button.append(made("i", { className: "now", textContent: words.now }));
      return button;
    }));
    const door = pick("check-in");
    door.href = door.href.replace(/(workshops\/[^/]+\/).*$/, `$1sessions/${room.session.id}/check-in/`);
    const chosen = pick("sessions").querySelector("[aria-pressed=true]");
    pick("sessions").scrollLeft = chosen.offsetLeft - pick("sessions").offsetLeft - 8;
  }

  function drawOrgs() {
    const order = [...room.orgs.keys()];
    const keys = [...new Set(room.people.map((each) => each.organisation ?? ""))].sort((a, b) => order.indexOf(a) - order.indexOf(b));
    const buttons = pick("orgs").querySelectorAll("button");
    const labels = keys.map((key) => room.orgName(key));
    if (buttons.length === keys.length && keys.every((key, n) => buttons[n].dataset.org === String(key) && buttons[n].firstChild.textContent === labels[n])) return;
    pick("orgs").replaceChildren(...keys.map((key, n) => {
      const button = made("button", { type: "button", title: room.orgName(key, "name") });
      button.dataset.org = key;
      button.setAttribute("aria-pressed", String(narrowed === `org:${key}`));
      button.append(made("b", { textContent: labels[n] }), made("span"));
      const item = made("li");
      item.append(button);
      return item;
    }));
  }

  function rowOf(each) {
    const item = pick("row").content.cloneNode(true).firstElementChild;
    const row = { ref: each.ref, item, word: item.querySelector(".room-mark span") };
    item.dataset.ref = each.ref;
    name(item, each);
    rows.set(each.ref, row);
    show(row);
    return item;
  }

  function name(item, each) {
    const about = [each.name, language === "en" && each.name_other, room.orgName(each.organisation), each.walkIn && words.walk_in];
    if (item.dataset.about === about.join("\n")) return;
    item.dataset.about = about.join("\n");
    // A line ends between the parts of a name, not inside one.
    const parts = each.name.split(" ").flatMap((part) => [made("span", { textContent: part }), " "]);
    item.querySelector(".room-name").replaceChildren(...parts.slice(0, -1));
    const org = item.querySelector(".room-org");
    org.textContent = about[2];
    if (about[1]) org.prepend(made("span", { textContent: about[1], lang: "lo" }), " · ");
    if (about[3]) org.append(made("span", { className: "tag", textContent: about[3] }));
    item.querySelector(".room-more").setAttribute("aria-label", fill(words.more, { name: each.name }));
  }

  function addFirst(each) {
    const item = rowOf(each);
    pick("list").prepend(item);
    drawOrgs();
    item.scrollIntoView({ block: "center" });
    item.querySelector(".room-tap").focus({ preventScroll: true });
  }

  function remove(ref) {
    rows.get(ref)?.item.remove();
    rows.delete(ref);
  }

  // --- what changes with a mark ---------------------------------------------------------------------
  function show(row) {
    if (!row) return;
    const { status, disputed } = room.stateOf(row.ref);
    row.item.dataset.status = disputed ? "differ" : status || "none";
    write(row.word, disputed ? words.differ : words.status[status]);
    row.item.classList.toggle("waiting", room.isWaiting(row.ref));
  }

  function showAll() {
    if (!room.session || place.hidden) return;
    for (const row of rows.values()) show(row);
    count();
    tell();
  }

  function count() {
    const totals = marks.totalsOf(room.people, (ref) => room.stateOf(ref).status);
    for (const each of place.querySelectorAll("[data-total]")) write(each, totals[each.dataset.total]);
    const groups = new Map([...totals.organisations].map(([key, group]) => [String(key), group]));
    for (const button of pick("orgs").querySelectorAll("button")) {
      const { listed, attended, female } = groups.get(button.dataset.org) || { listed: 0, attended: 0, female: 0 };
      write(button.lastChild, `${attended}/${listed} · ${words.women} ${female}`);
    }
    const differ = room.people.filter((each) => room.stateOf(each.ref).disputed).length;
    const button = place.querySelector("[data-filter=differ]");
    button.hidden = !differ && narrowed !== "differ";
    write(button, fill(words.to_choose, { n: differ }));
    pick("undo").disabled = !room.canUndo();
  }

  // The line that says what waits: "12 waiting · Last sent 09:41".
  function tell() {
    const waiting = room.waiting().length;
    const problems = room.events.length - waiting;
    const isBad = problems || !room.isKept || (waiting && room.trouble === "signed-out");
    const sent = room.list?.sent ? fill(words.last_sent, { time: marks.timeOf(room.list.sent) }) : "";
    const parts = [];
    if (problems) parts.push(fill(words.problems, { n: problems }));
    if (!room.isKept) parts.push(words.not_kept);
    if (waiting) parts.push(fill(words.waiting, { n: waiting }));
    if (!parts.length && room.others) parts.push(fill(words.others, { n: room.others }));
    if (!parts.length) parts.push(words.all_sent, sent);
    else if (waiting && !problems) parts.push(room.trouble === "signed-out" ? words.sign_in : room.trouble ? sent || words.nothing_sent : words.sending);
    pick("state").className = `room-state ${isBad ? "bad" : waiting ? (room.trouble ? "late" : "busy") : room.others ? "late" : ""}`;
    write(pick("state-text"), parts.filter(Boolean).join(" · "));
    document.dispatchEvent(new CustomEvent("room-told"));
  }

  function say(text) { write(pick("say"), text); }

  function toast(text) {
    const box = pick("toast");
    box.textContent = text;
    box.hidden = false;
    clearTimeout(toastTimer);
    toastTimer = setTimeout(() => { box.hidden = true; }, 5000);
  }

  // Instead of the room: why there is none.
  function close(message) {
    const notice = pick("notice");
    place.hidden = true;
    notice.hidden = false;
    write(notice.querySelector("p"), message);
    pick("plain").hidden = !navigator.onLine;
    pick("list").replaceChildren();
    pick("sessions").replaceChildren();
    drawn = "";
    rows.clear();
  }

  function open() {
    pick("notice").hidden = true;
    place.hidden = false;
  }

  // --- finding people -------------------------------------------------------------------------------
  // What fits is settled when one asks; a row that is marked meanwhile stays under the thumb.
  function narrow() {
    const named = marks.found(room.people, pick("search").value);
    const people = new Map(room.people.map((each) => [each.ref, each]));
    const fits = (each) => {
      const { status, disputed } = room.stateOf(each.ref);
      if (named && !named.has(each.ref)) return false;
      if (!narrowed) return true;
      if (narrowed.startsWith("org:")) return narrowed === `org:${each.organisation ?? ""}`;
      if (narrowed === "differ") return disputed;
      if (narrowed === "unmarked") return !status;
      if (narrowed === "away") return Boolean(status) && !marks.ATTENDED.includes(status);
      return marks.ATTENDED.includes(status) && (narrowed === "attended" || each.gender === narrowed);
    };
    let n = 0;
    for (const [ref, { item }] of rows) {
      item.hidden = !people.has(ref) || !fits(people.get(ref));
      n += !item.hidden;
    }
    for (const button of place.querySelectorAll("[data-filter], [data-org]")) {
      button.setAttribute("aria-pressed", String(narrowed === (button.dataset.filter || `org:${button.dataset.org}`)));
    }
    write(pick("shown"), fill(words.shown, { n, all: room.people.length }));
    pick("narrowed").hidden = !(named || narrowed);
    write(pick("none"), room.people.length ? words.nobody_fits : words.empty);
    pick("none").hidden = n > 0;
  }

  function press(filter) {
    narrowed = narrowed === filter ? "" : filter;
    narrow();
    count();
  }

  function showEverybody() {
    pick("search").value = "";
    narrowed = "";
    narrow();
    count();
  }

  function find() {
    scrollTo({ top: 0 });
    pick("search").focus();
    pick("search").select();
  }

  return {
    rows, draw, bringUpToDate, drawSessions, addFirst, remove, show, showAll, count, tell, say, toast, close, open,
    narrow, press, showEverybody, find,
  };
}
