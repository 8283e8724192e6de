// The three sheets of a room: all marks of a person, a walk-in, and what waits on this phone.
import { fold, found, timeOf } from "./room-marks.js";

export function bindSheets(room) {
  const { words, fill } = room;
  const sheet = (name) => document.querySelector(`[data-sheet=${name}]`);
  const pick = (name, within) => within.querySelector(`[data-${name}]`);
  for (const each of document.querySelectorAll("dialog.sheet")) {
    // A tap beside the sheet closes it.
    each.addEventListener("click", (event) => { if (event.target === each) each.close(); });
  }

  // --- all marks of one person ----------------------------------------------------------------------
  const marks = sheet("marks");
  let ref = "";

  function openMarks(of) {
    ref = of;
    const person = room.people.find((each) => each.ref === ref);
    const { status, disputed, head } = room.stateOf(ref);
    const asks = room.needsReason(ref);
    pick("name", marks).textContent = person.name;
    pick("org", marks).textContent = room.orgName(person.organisation, "name");
    pick("differ", marks).hidden = !disputed;
    pick("heads", marks).replaceChildren(...(disputed ? room.headsOf(ref).map(choice) : []));
    pick("reason-field", marks).hidden = !asks;
    pick("reason-hint", marks).textContent = "";
    pick("reason", marks).value = "";
    for (const button of marks.querySelectorAll("[data-choose]")) {
      button.setAttribute("aria-pressed", String(!disputed && button.dataset.choose === (status || "withdrawn")));
    }
    pick("choose=withdrawn", marks).hidden = !status && !disputed;
    pick("who", marks).textContent = head && !disputed ? about(head) : "";
    pick("history", marks).hidden = !navigator.onLine;
    pick("history", marks).href = pick("history", marks).href.replace(/(workshops\/[^/]+\/).*$/, `$1sessions/${room.session.id}/attendance/`);
    marks.showModal();
    marks.scrollTop = 0;
  }

  function about(head) {
    const who = head.mine ? words.this_phone : head.by || "–";
    return fill(words.by, { mark: words.status[head.status === "withdrawn" ? "" : head.status], who, time: timeOf(Date.parse(head.at) + (head.offset_ms || 0)) });
  }

  function choice(head) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `choice-of ${head.status}`;
    button.dataset.choose = head.status;
    button.textContent = about(head);
    return button;
  }

  marks.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-choose]")?.dataset.choose;
    if (!chosen) return;
    const field = pick("reason", marks);
    const reason = field.value.trim();
    if (room.needsReason(ref) && !reason) {
      pick("reason-hint", marks).textContent = words.reason;
      return field.focus();
    }
    room.put([[ref, chosen]], { reason });
    room.say(ref, chosen === "withdrawn" ? "" : chosen);
    marks.close();
  });
  pick("reason", marks).addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });

  // --- somebody at the door ---------------------------------------------------------------------------
  const walkIn = sheet("walk-in");
  const form = pick("walk-in", walkIn);

  function openWalkIn() {
    const own = new Set(room.people.map((each) => each.organisation));
    const options = [...room.orgs.values()].map((each) => new Option(each.name, each.id));
    // Those who sent people to this workshop stand first.
    options.sort((a, b) => own.has(Number(b.value)) - own.has(Number(a.value)));
    form.organisation.replaceChildren(form.organisation.options[0], ...options);
    form.reset();
    known();
    walkIn.showModal();
    form.elements.name.focus();
  }

  function known() {
    const name = form.elements.name.value;
    const people = fold(name).length > 2 ? found(room.people, name) : null;
    const one = people?.size && room.people.find((each) => people.has(each.ref));
    pick("known", walkIn).hidden = !one;
    pick("known", walkIn).querySelector("b").textContent = one ? one.name : "";
  }

  form.elements.name.addEventListener("input", known);
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value !== "add") return;
    const name = form.elements.name.value.trim();
    if (!name) { event.preventDefault(); return form.elements.name.focus(); }
    room.addWalkIn({ name, gender: form.elements.gender.value, organisation: Number(form.organisation.value) || null });
  });

  // --- what waits ---------------------------------------------------------------------------------------
  const queue = sheet("queue");

  function line(record, ...below) {
    const { event } = record;
    const item = document.createElement("li");
    const name = document.createElement("b");
    name.textContent = event.kind === "walk_in" ? event.name : room.nameOf(event.registration);
    const what = event.kind === "walk_in" ? words.new_person : words.status[event.status === "withdrawn" ? "" : event.status];
    item.append(name, ` ${what}, ${timeOf(Date.parse(event.at) + event.offset_ms)}`, ...below);
    return item;
  }

  function made(tag, values, ...within) {
    const element = Object.assign(document.createElement(tag), values);
    element.append(...within);
    return element;
  }

  // What was not taken: it says why, and one button.
  function problem(record) {
    const { result, code, message } = record.problem;
    const isHeld = result === "held";
    const why = made("p", { textContent: fill(isHeld ? words.held : words.not_taken, { message: message || code }) });
    const button = made("button", { type: "button", className: "button small quiet", textContent: "OK" });
    button.addEventListener("click", () => room.dismiss([record]).then(tellQueue));
    const buttons = made("p", { className: "row" }, button);
    if (isHeld && code !== "walk_in") buttons.append(made("a", { href: pick("held", queue).dataset.held, textContent: words.decide }));
    return line(record, why, buttons);
  }

  // Marks that lack a reason: one reason for all of them, then they are sent again. The field stays what it
  // is while it is typed into.
  const lacking = pick("lacking", queue);

  function tellLacking() {
    const records = room.events.filter((each) => each.problem?.code === "reason");
    lacking.hidden = !records.length;
    pick("lacking-list", lacking).replaceChildren(...records.map((record) => {
      const button = made("button", { type: "button", className: "button small quiet", textContent: words.leave_out });
      button.addEventListener("click", () => room.dismiss([record]).then(tellQueue));
      const about = document.createElement("span");
      about.className = "visually-hidden";
      about.textContent = `: ${room.nameOf(record.event.registration)}`;
      button.append(about);
      return line(record, made("p", {}, button));
    }));
    if (!records.length) pick("again-reason", lacking).value = "";
    return new Set(records);
  }

  function again() {
    const field = pick("again-reason", lacking);
    const reason = field.value.trim();
    pick("again-hint", lacking).textContent = reason ? "" : words.reason;
    field.toggleAttribute("aria-invalid", !reason);
    if (!reason) return field.focus();
    return room.sendAgain(room.events.filter((each) => each.problem?.code === "reason"), reason).then(tellQueue);
  }

  pick("again", lacking).addEventListener("click", again);
  pick("again-reason", lacking).addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    again();
  });

  function tellQueue() {
    if (!queue.open) return;
    pick("queue-state", queue).textContent = document.querySelector("[data-state-text]").textContent;
    pick("queue", queue).replaceChildren(...room.waiting().map((each) => line(each)));
    const asked = tellLacking();
    pick("problems", queue).replaceChildren(...room.events.filter((each) => each.problem && !asked.has(each)).map(problem));
    pick("others", queue).hidden = !room.others;
    pick("others", queue).textContent = fill(words.others_why, { n: room.others });
    const minutes = Math.round(Math.abs(room.list?.offset || 0) / 60_000);
    pick("clock", queue).hidden = minutes < 2;
    pick("clock", queue).textContent = fill(words.clock, { minutes });
    pick("send", queue).disabled = !room.waiting().length;
  }

  pick("send", queue).addEventListener("click", () => room.flush());
  document.addEventListener("room-told", tellQueue);

  return {
    marks: openMarks, walkIn: openWalkIn,
    queue: () => { queue.showModal(); tellQueue(); },
  };
}
