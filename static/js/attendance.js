// Each tap saves at once. What cannot be sent stays in the page and on the device (localStorage, per
// person and session) until it can: after signing in again, or when the network is back.

const form = document.querySelector("[data-roll]");
if (form) start();

function start() {
  const words = document.querySelector("[data-words]").dataset;
  const past = "past" in form.dataset;
  const locked = "locked" in form.dataset;
  // Marks that came back after signing in travel with the form itself, once somebody presses Save.
  const live = !("kept" in form.dataset);
  const store = `attendance:${form.dataset.user}:${form.dataset.session}`;
  const state = form.querySelector("[data-state]");
  const undoButton = form.querySelector("[data-undo]");
  const rows = new Map();
  for (const item of form.querySelectorAll("[data-person]")) {
    const seen = item.querySelector("input[type=hidden]");
    rows.set(item.dataset.ref, {
      id: item.dataset.person, ref: item.dataset.ref, item, seen,
      radios: [...item.querySelectorAll("input[type=radio]")],
      when: item.querySelector(".roll-when"),
      status: item.dataset.saved, heads: seen.value ? seen.value.split(",") : [],
      find: fold(`${item.dataset.find} ${item.querySelector(".roll-org").textContent}`),
    });
  }

  // --- what is waiting to be sent ---------------------------------------------------------------
  let waiting = read();
  let sending = false;
  let trouble = ""; // "", "offline" or "signed-out"
  let wait = 2000;
  let timer = 0;
  let savedAt = "";
  let asking = Promise.resolve();
  const undone = [];

  function read() {
    try { return JSON.parse(localStorage.getItem(store)) || []; } catch { return []; }
  }
  function keep() {
    try {
      if (waiting.length) localStorage.setItem(store, JSON.stringify(waiting));
      else localStorage.removeItem(store);
    } catch { /* A full or forbidden store: the page still holds the marks. */ }
  }

  function wanted(row) {
    if (!live) return row.radios.find((radio) => radio.checked)?.value || "";
    const last = waiting.filter((each) => each.registration === row.ref).pop();
    return last ? (last.status === "withdrawn" ? "" : last.status) : row.status;
  }

  function put(row, status, reason = "", forced = false) {
    // What was never sent may be dropped; what was sent may have arrived although no answer came.
    waiting = waiting.filter((each) => each.registration !== row.ref || each.sent);
    const mine = waiting.filter((each) => each.registration === row.ref);
    if (mine.length || forced || status !== row.status) {
      waiting.push({
        id: uuid(), kind: "mark", registration: row.ref, session: Number(form.dataset.session),
        status: status || "withdrawn", seen: [...new Set([...row.heads, ...mine.map((each) => each.id)])],
        reason, at: new Date().toISOString(), sent: false,
      });
    }
    clash(row, null);
    show(row);
  }

  function changed() { keep(); count(); tell(); send(); }

  // forced: somebody chose between marks that differ; their word may be what is shown already.
  async function mark(row, status, { forced = false } = {}) {
    const before = wanted(row);
    if (before === status && !forced) return show(row);
    let reason = "";
    if (locked || (past && row.heads.length)) {
      reason = await ask(row);
      if (!reason) return show(row);
    }
    undone.push([[row, before]]);
    put(row, status, reason, forced);
    changed();
  }

  // --- sending ----------------------------------------------------------------------------------
  async function send() {
    clearTimeout(timer);
    if (sending || !waiting.length) return tell();
    sending = true;
    tell();
    const batch = waiting.slice(0, 300);
    for (const each of batch) each.sent = true;
    keep();
    let answer = null;
    try {
      const response = await fetch(form.dataset.eventsUrl, {
        method: "POST", credentials: "same-origin",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() },
        body: JSON.stringify({
          device: device(), sent_at: new Date().toISOString(), waiting: waiting.length - batch.length,
          events: batch.map(({ sent, ...each }) => each),
        }),
      });
      if (response.status === 401 || response.status === 403) trouble = "signed-out";
      else if (response.status === 410) {
        // Wiped from the site: nothing of this list stays here.
        for (const key of Object.keys(localStorage)) {
          if (key.startsWith("attendance:") || key === "room-device") localStorage.removeItem(key);
        }
        waiting = [];
        location.reload();
      } else if (response.status === 400 || response.status === 422) {
        // The server will never take these; do not ask for ever, and say so.
        answer = { marks: [], results: batch.map((each) => ({ id: each.id, result: "refused", code: "unreadable", message: "" })) };
      } else if (!response.ok) trouble = "offline";
      else answer = await response.json();
    } catch { trouble = "offline"; }
    sending = false;
    if (answer) {
      trouble = "";
      wait = 2000;
      settle(batch, answer);
      if (waiting.length) return send();
    } else {
      timer = setTimeout(send, wait);
      wait = Math.min(wait * 2, 30000);
    }
    tell();
  }

  function settle(batch, answer) {
    const sent = new Map(batch.map((each) => [each.id, each]));
    waiting = waiting.filter((each) => !sent.has(each.id));
    for (const cell of answer.marks) {
      const row = rows.get(cell.registration);
      if (!row || cell.session !== Number(form.dataset.session)) continue;
      now(row, cell);
      clash(row, cell.disputed ? cell : null);
    }
    for (const each of answer.results) {
      const entry = sent.get(each.id), row = entry && rows.get(entry.registration);
      if (row && (each.result === "refused" || each.result === "held")) refuse(row, each, entry);
    }
    if (answer.marks.length) savedAt = time(answer.server_time);
    keep();
    for (const each of batch) { const row = rows.get(each.registration); if (row) show(row); }
    count();
  }

  // The server's word on a row.
  function now(row, cell) {
    const latest = cell.heads.find((head) => head.status === cell.status);
    row.status = cell.status;
    row.heads = cell.heads.map((head) => head.id);
    row.seen.value = row.heads.join(",");
    row.when.hidden = !row.heads.length;
    row.when.textContent = latest ? time(latest.at) : "";
  }

  function clash(row, cell) {
    row.item.querySelector(".roll-clash")?.remove();
    if (!cell) return;
    const box = element("div", "roll-clash");
    box.setAttribute("role", "alert");
    box.append(element("p", "", words.changed));
    const choice = element("div", "row");
    for (const status of new Set(cell.heads.map((head) => head.status))) {
      const said = cell.heads.filter((head) => head.status === status).map((head) => `${head.by} ${time(head.at)}`);
      const button = element("button", "button small quiet", `${label(row, status) || words.unmarked} – ${said.join("; ")}`);
      button.type = "button";
      button.addEventListener("click", () => mark(row, status === "withdrawn" ? "" : status, { forced: true }));
      choice.append(button);
    }
    box.append(choice);
    row.item.append(box);
  }

  async function refuse(row, refusal, entry) {
    if (refusal.code === "reason" && entry) {
      const reason = await ask(row, refusal.message);
      if (reason) { put(row, entry.status === "withdrawn" ? "" : entry.status, reason); changed(); }
      return show(row);
    }
    clash(row, null);
    const box = element("p", "roll-clash", `${refusal.result === "held" ? words.held : words.refused} ${refusal.message}`);
    box.setAttribute("role", "alert");
    row.item.append(box);
    return show(row);
  }

  // --- what one sees ----------------------------------------------------------------------------
  function show(row) {
    const status = wanted(row);
    for (const radio of row.radios) radio.checked = radio.value === status;
    row.item.classList.toggle("waiting", trouble !== "" && waiting.some((each) => each.registration === row.ref));
    row.item.classList.remove("kept");
  }

  function count() {
    const totals = { attended: 0, women: 0, away: 0, unmarked: 0 };
    for (const row of rows.values()) {
      const status = wanted(row);
      const { gender, org } = row.item.dataset;
      totals[`status:${status}`] = (totals[`status:${status}`] || 0) + 1;
      if (!status) totals.unmarked += 1;
      else if (status === "absent" || status === "excused") totals.away += 1;
      else {
        totals.attended += 1;
        if (gender === "female") totals.women += 1;
        totals[`gender:${gender}`] = (totals[`gender:${gender}`] || 0) + 1;
        totals[`org:${org}`] = (totals[`org:${org}`] || 0) + 1;
      }
    }
    for (const place of form.querySelectorAll("[data-total]")) place.textContent = totals[place.dataset.total] || 0;
  }

  function tell() {
    state.hidden = false;
    state.className = "roll-state";
    state.replaceChildren();
    undoButton.hidden = !undone.length;
    if (waiting.length && trouble === "signed-out") {
      state.classList.add("bad");
      const link = element("a", "", words.signIn);
      link.href = form.dataset.signInUrl;
      state.append(`${words.signedOut} (${waiting.length}) `, link);
    } else if (waiting.length && trouble === "offline") {
      state.classList.add("bad");
      const retry = element("button", "", `${words.offline} (${waiting.length})`);
      retry.type = "button";
      retry.addEventListener("click", send);
      state.append(retry);
    } else if (waiting.length || sending) {
      state.classList.add("busy");
      state.append(words.saving);
    } else if (savedAt) {
      state.append(`${words.saved} ${savedAt}`);
    } else state.hidden = true;
    for (const row of rows.values()) row.item.classList.toggle("waiting", trouble !== "" && waiting.some((each) => each.registration === row.ref));
  }

  // One question at a time.
  function ask(row, message = "") {
    asking = asking.then(() => open(row, message));
    return asking;
  }

  function open(row, message) {
    const dialog = document.querySelector("[data-reason-dialog]");
    const text = dialog.querySelector("[data-reason]");
    dialog.querySelector("[data-reason-about]").textContent =
      `${row.item.querySelector(".roll-name").textContent} ${message}`;
    text.value = "";
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => resolve(dialog.returnValue === "save" ? text.value.trim() : ""), { once: true });
    });
  }

  function label(row, status) {
    return row.radios.find((radio) => radio.value === status)?.nextElementSibling.textContent || "";
  }

  // --- what one does ----------------------------------------------------------------------------
  form.addEventListener("change", (event) => {
    const row = rows.get(event.target.closest("[data-person]")?.dataset.ref);
    if (!row || event.target.type !== "radio") return;
    if (live) mark(row, event.target.value);
    else count();
  });
  // A tap on the name marks somebody present who has no mark yet; it never changes a mark.
  form.addEventListener("click", (event) => {
    const name = event.target.closest(".roll-who");
    if (!name || !live) return;
    event.preventDefault();
    const row = rows.get(name.closest("[data-person]").dataset.ref);
    if (!wanted(row)) mark(row, "present");
  });
  form.querySelector("[data-all-present]").addEventListener("click", (event) => {
    if (!live) return;
    event.preventDefault();
    const unmarked = [...rows.values()].filter((row) => !wanted(row));
    if (!unmarked.length) return;
    undone.push(unmarked.map((row) => [row, ""]));
    for (const row of unmarked) put(row, "present");
    changed();
  });
  undoButton.addEventListener("click", () => {
    for (const [row, before] of undone.pop() || []) put(row, before, past ? words.undone : "");
    changed();
  });
  window.addEventListener("online", send);
  document.addEventListener("visibilitychange", () => { if (!document.hidden && waiting.length) send(); });
  let leaving = false;
  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("beforeunload", (event) => {
    if (waiting.length && !leaving && trouble !== "signed-out") event.preventDefault();
  });

  // --- finding people ---------------------------------------------------------------------------
  const search = form.querySelector("[data-search]");
  const filters = [...form.querySelectorAll("[data-filter]")];
  let filter = "all";
  function narrow() {
    const text = fold(search.value);
    let found = 0;
    for (const row of rows.values()) {
      const status = wanted(row);
      const fits = row.find.includes(text) && (filter === "all" || (filter === "unmarked" ? !status : ["absent", "excused"].includes(status)));
      row.item.hidden = !fits;
      found += fits;
    }
    form.querySelector("[data-none]").hidden = found > 0;
  }
  search.addEventListener("input", narrow);
  search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  for (const button of filters) button.addEventListener("click", () => {
    filter = button.dataset.filter;
    for (const each of filters) each.setAttribute("aria-pressed", String(each === button));
    narrow();
  });

  form.querySelector("[data-tools]").hidden = false;
  if (live) {
    form.querySelector("[data-save]").hidden = true;
    const reason = form.querySelector("[data-reason-field]");
    if (reason) reason.hidden = true;
    waiting = waiting.filter((each) => rows.has(each.registration));
    for (const row of rows.values()) show(row);
    send();
  }
  count();
}

// The session one is in slides into view.
document.querySelector(".roll-sessions [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });

// Lao is written in several ways; compare what a reader sees as the same.
function fold(text) {
  return text.normalize("NFKC").toLowerCase().replaceAll("ໍາ", "ຳ").replaceAll("ຫລ", "ຫຼ").trim();
}

function token() {
  const cookie = document.cookie.split("; ").find((each) => each.startsWith("csrftoken="));
  return cookie ? cookie.slice(10) : document.querySelector("[name=csrfmiddlewaretoken]").value;
}

// On the clock of Vientiane, wherever the phone believes to be.
function time(moment) {
  return new Date(moment).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Vientiane" });
}

// By this the site knows the phone; the room page uses the same.
function device() {
  let id = null;
  try { id = localStorage.getItem("room-device"); } catch { /* no store */ }
  if (!id) {
    id = uuid();
    try { localStorage.setItem("room-device", id); } catch { /* another one next time */ }
  }
  return id;
}

// crypto.randomUUID is missing where a laptop in the room serves the page without https.
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}
