// Speaks with the site for a room: fetches the list, and sends what waits on this phone: oldest first, one
// tab at a time (a lock), each event with its own id, so that whatever is sent twice is taken once.
import { countWaiting, deviceId, markSent, readEvents, settle } from "./room-store.js";
export { forgetLists } from "./room-store.js";

const AT_ONCE = 200;
const PATIENCE = 20_000; // milliseconds; a network that takes longer is none
const door = (code) => `/api/room/${encodeURIComponent(code)}/`;

// {state, answer, offset}: "ok", or why not: "offline" "signed-out" "gone" "wiped" "expired" "another"
// "forbidden" "unreadable". ``offset`` is what the phone's clock lacks, in milliseconds.
async function ask(url, options = {}) {
  let response;
  const asked = Date.now();
  try {
    response = await fetch(url, {
      credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout?.(PATIENCE), ...options,
      headers: { Accept: "application/json", ...options.headers },
    });
    const isOurs = (response.headers.get("Content-Type") || "").startsWith("application/json");
    if (response.ok && isOurs) {
      const answer = await response.json();
      const offset = Math.round(Date.parse(answer.server_time) - (asked + Date.now()) / 2);
      return { state: "ok", answer, offset };
    }
    if (response.status === 410 && isOurs) return { state: (await response.json()).expired ? "expired" : "wiped" };
    if (response.status === 404 && isOurs) return { state: "gone" };
  } catch { return { state: "offline" }; }
  if (response.status === 409) return { state: "another" };
  if ([400, 413, 422].includes(response.status)) return { state: "unreadable" };
  return { state: { 401: "signed-out", 403: "forbidden" }[response.status] || "offline" };
}

// The phone has lost the token for forms, or has an old one; the page of the room brings a new one.
async function renewToken(code, language) {
  try {
    const page = await fetch(`/${language}/workshops/${encodeURIComponent(code)}/room/`, { cache: "no-store", referrerPolicy: "no-referrer" });
    return page.ok && !page.redirected;
  } catch { return false; }
}

// Whoever was signed out by a wipe is told so at a door that is open to all.
async function signedOut(code, device) {
  const { state } = await ask(`${door(code)}devices/${device}/`);
  return { state: ["wiped", "expired"].includes(state) ? state : "signed-out" };
}

export async function fetchList({ code, language }) {
  const device = await deviceId();
  const waiting = await countWaiting(code); // whoever marked it: the site warns before it wipes the phone
  const found = await ask(`${door(code)}?lang=${language}&device=${device}&waiting=${waiting}`);
  return found.state === "signed-out" ? signedOut(code, device) : found;
}

// Sends until nothing waits. ``onAnswer(answer)`` is called for each batch that arrived.
export function send(what) {
  const name = `room:${what.code}`;
  return navigator.locks ? navigator.locks.request(name, () => sendNow(what)) : sendNow(what);
}

async function sendNow({ code, person, language, onAnswer }) {
  const device = await deviceId();
  let size = AT_ONCE;
  let isRenewed = false;
  for (let arrived = false; ;) {
    const waiting = (await readEvents(code, person)).filter((each) => !each.problem);
    if (!waiting.length) return { state: arrived ? "sent" : "idle" };
    const batch = waiting.slice(0, size);
    await markSent(batch);
    const { state, answer } = await ask(`${door(code)}events/?lang=${language}`, {
      method: "POST", keepalive: batch.length < 100,
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body: JSON.stringify({
        device, person, sent_at: new Date().toISOString(), waiting: (await countWaiting(code)) - batch.length,
        events: batch.map((each) => each.event),
      }),
    });
    if (state === "unreadable") {
      // One that cannot be read must not hold up the others.
      if (size === 1) await settle(batch, () => ({ result: "refused", code: "unreadable", message: "" }));
      size = 1;
      continue;
    }
    if (state === "forbidden" && !isRenewed) {
      isRenewed = await renewToken(code, language);
      if (isRenewed) continue;
    }
    if (["signed-out", "forbidden"].includes(state)) return signedOut(code, device);
    if (state !== "ok") return { state };
    const results = new Map(answer.results.map((each) => [each.id, each]));
    const settled = batch.filter((each) => results.has(each.event.id));
    if (!settled.length) return { state: "offline" };
    await settle(settled, ({ event }) => {
      const result = results.get(event.id);
      return ["refused", "held"].includes(result.result) ? result : null;
    });
    arrived = true;
    size = AT_ONCE;
    onAnswer?.(answer);
  }
}

// On any other page of the site: what is left of the person who is signed in (static/js/queue.js).
export async function sendLeft(person, codes) {
  for (const code of codes) await send({ code, person, language: document.documentElement.lang });
}

function token() {
  const cookie = document.cookie.split("; ").find((each) => each.startsWith("csrftoken="));
  return cookie ? cookie.slice(10) : document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
}
