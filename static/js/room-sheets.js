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

  function line(record) {
    const { event } = record;
    const item = document.createElement("li");
    const name = document.createElement("b");
    name.textContent = event.kind === "walk_in" ? event.name : room.nameOf(event.registration);
    const what = event.kind === "walk_in" ? words.new_person : words.status[event.status === "withdrawn" ? "" : event.status];
    item.append(name, ` ${what}, ${timeOf(Date.parse(event.at) + event.offset_ms)}`);
    if (record.problem) {
      const { result, code, message } = record.problem;
      const why = document.createElement("p");
      why.textContent = fill(result === "held" ? words.held : words.not_taken, { message: message || code });
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button small quiet";
      button.textContent = "OK";
      button.addEventListener("click", () => room.dismiss(record).then(tellQueue));
      item.append(why, button);
    }
    return item;
  }

  function tellQueue() {
    if (!queue.open) return;
    pick("queue-state", queue).textContent = document.querySelector("[data-state-text]").textContent;
    pick("queue", queue).replaceChildren(...room.waiting().map(line));
    pick("problems", queue).replaceChildren(...room.events.filter((each) => each.problem).map(line));
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
