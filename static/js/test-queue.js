// Answers that wait on this phone, in localStorage "test:<attempt>":
// {person, save, key, offset, answers: {position: {position, response, sure, given_at, language, sent}}}.
// They are sent with the key of their attempt, which is good for nothing else, so they arrive whoever
// is signed in by then, and once: the server keeps the answer that was given last.
const PREFIX = "test:";
const memory = {}; // where localStorage is full or forbidden, the page itself remembers

export function load(id) {
  try {
    const found = JSON.parse(localStorage.getItem(PREFIX + id));
    if (found && found.answers) return found;
  } catch { /* no storage, or not ours */ }
  return memory[id] || null;
}

export function store(id, kept) {
  memory[id] = kept;
  try { localStorage.setItem(PREFIX + id, JSON.stringify(kept)); } catch { /* remembered above */ }
}

export function drop(id) {
  delete memory[id];
  try { localStorage.removeItem(PREFIX + id); } catch { /* no storage */ }
}

export function waiting(id) {
  return Object.values(load(id)?.answers || {}).filter((each) => !each.sent);
}

// Gives {state: "idle" | "sent" | "offline" | "trouble", answer}.
export function send(id) {
  const now = () => sendNow(id);
  return navigator.locks ? navigator.locks.request(PREFIX + id, now) : now();
}

async function sendNow(id) {
  const kept = load(id);
  const batch = waiting(id).slice(0, 100);
  if (!batch.length) return { state: "idle" };
  let answer;
  try {
    const response = await fetch(kept.save, {
      method: "POST", credentials: "same-origin", cache: "no-store",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({
        key: kept.key, now: Date.now(), answers: batch.map(({ sent, ...each }) => each),
      }),
    });
    if ([400, 404, 413].includes(response.status)) return { state: "trouble" };
    if (!response.ok) return { state: "offline" };
    answer = await response.json();
  } catch { return { state: "offline" }; }
  const fresh = load(id);
  for (const each of batch) {
    const now = fresh?.answers[each.position];
    if (now && now.given_at === each.given_at) now.sent = true;
  }
  if (fresh) store(id, fresh);
  if (answer.finished && !waiting(id).length) drop(id);
  return { state: "sent", answer };
}

// On pages around a test: send what is left, of any test. The result is shown anew if it was its own.
async function sendLeft() {
  const finished = document.querySelector("[data-finished]")?.dataset.finished;
  let ids = [];
  try {
    ids = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
  } catch { return; }
  for (const id of ids) {
    const { state } = await send(id);
    if (id !== finished) continue;
    if (!waiting(id).length) drop(id);
    if (state === "sent") location.reload();
  }
  if (finished && "caches" in window) caches.delete("tests").catch(() => {});
}

if (!document.getElementById("test")) {
  sendLeft();
  window.addEventListener("online", sendLeft);
}
