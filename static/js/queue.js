// Sends what was marked as read without a network: once, and only as the person who marked it. Looks after
// what rooms left on this phone, too.
// The queue lies in localStorage: [{client_id, person, course, lesson, path, at}].
const QUEUE = "offline.queue";

export function read() {
  try { return JSON.parse(localStorage.getItem(QUEUE)) || []; } catch { return []; }
}

export function write(marks) {
  if (marks.length) localStorage.setItem(QUEUE, JSON.stringify(marks));
  else localStorage.removeItem(QUEUE);
}

export function send() {
  rooms();
  return navigator.locks ? navigator.locks.request(QUEUE, sendNow) : sendNow();
}

async function sendNow() {
  const me = localStorage.getItem("offline.person");
  const mine = read().filter((mark) => mark.person === me);
  for (const course of new Set(mine.map((mark) => mark.course))) {
    const door = `/${document.documentElement.lang}/learning/${course}/progress/`;
    const marks = mine.filter((mark) => mark.course === course).slice(0, 200);
    try {
      const who = await ask(door, {});
      if (who.person !== me) return;
      const answer = await ask(door, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": who.token },
        body: JSON.stringify({
          person: me, marks: marks.map(({ client_id, lesson, at }) => ({ client_id, lesson, at })),
        }),
      });
      write(read().filter((mark) => !answer.settled.includes(mark.client_id)));
      window.dispatchEvent(new CustomEvent("queue-sent"));
      if (answer.message) tell(answer.message);
    } catch { /* no network, or signed out: the queue waits for the next page */ }
  }
}

// The list of a room (room-store.js) is here for one person and a few days. Whoever signs out, or another who
// signs in, takes it off; marks that wait are sent from any page of their person.
async function rooms() {
  const [list, waiting] = ["room.list", "room.waiting"].map((key) => JSON.parse(localStorage.getItem(key)));
  const isKept = "kept" in document.documentElement.dataset;
  const { reader } = document.body.dataset;
  const isOver = list && (Date.now() > list.until || (!isKept && list.person !== reader));
  const isDue = waiting && reader && !document.querySelector("[data-live]");
  if (!isOver && !isDue) return;
  const { forgetLists, sendLeft } = await import("./room-send.js");
  if (isOver) await forgetLists();
  if (isDue) await sendLeft(reader, waiting);
}

async function ask(door, options) {
  const response = await fetch(door, {
    credentials: "same-origin", cache: "no-store", ...options,
    headers: { Accept: "application/json", ...options.headers },
  });
  if (!response.ok) throw new Error(response.status);
  return response.json();
}

function tell(message) {
  const note = document.createElement("div");
  note.className = "notice ok queue-note";
  note.setAttribute("role", "status");
  const words = document.createElement("div");
  words.textContent = message;
  note.append(words);
  document.querySelector("main").prepend(note);
}
