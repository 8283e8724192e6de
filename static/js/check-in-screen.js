// The projector: asks the server for the code that counts now, at each change and every few seconds
// between (for the names). Nothing here can make a code. When the server cannot be reached it says so,
// and takes an old code off the screen.

const screen = document.querySelector("[data-screen]");
const trouble = document.querySelector("[data-trouble]");
const EVERY = 5000;
let freshUntil = Date.now() + leftOf(screen) + 30000;
let changesAt = Date.now() + leftOf(screen);
let timer = 0;

function leftOf(element) {
  const open = element.querySelector("[data-seconds-left]");
  return open ? Number(open.dataset.secondsLeft) * 1000 : EVERY;
}

async function ask() {
  clearTimeout(timer);
  const stop = new AbortController();
  const tooLong = setTimeout(() => stop.abort(), 8000);
  try {
    const answer = await fetch(screen.dataset.screen, {
      headers: { "HX-Request": "true", Accept: "text/html" }, cache: "no-store", signal: stop.signal,
    });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const next = document.createElement("div");
    next.innerHTML = await answer.text();
    show(next);
  } catch {
    say(true);
  } finally {
    clearTimeout(tooLong);
    const wait = Math.min(EVERY, Math.max(400, changesAt - Date.now() + 150));
    timer = setTimeout(ask, trouble.hidden ? wait : 2500);
  }
}

// Put in the new page in one step: what has not changed is not drawn again.
function show(next) {
  changesAt = Date.now() + leftOf(next);
  // The code before stays good for one more window after it has changed.
  freshUntil = changesAt + 30000;
  if (next.innerHTML !== screen.innerHTML) screen.replaceChildren(...next.childNodes);
  say(false);
}

function say(isTrouble) {
  trouble.hidden = !isTrouble;
  const old = isTrouble && Date.now() > freshUntil;
  screen.classList.toggle("is-old", old);
}

function tick() {
  const bar = screen.querySelector("progress");
  if (bar) bar.value = Math.max(0, (changesAt - Date.now()) / 1000);
  if (!trouble.hidden) say(true);
}

// A projector must not fall asleep; where this is not known, the laptop's own settings hold.
async function stayAwake() {
  try {
    if (document.visibilityState === "visible") await navigator.wakeLock?.request("screen");
  } catch { /* refused, for example on battery */ }
}

if (screen) {
  timer = setTimeout(ask, Math.min(EVERY, leftOf(screen) + 150));
  setInterval(tick, 1000);
  document.addEventListener("visibilitychange", () => { stayAwake(); if (!document.hidden) ask(); });
  addEventListener("online", ask);
  addEventListener("offline", () => say(true));
  stayAwake();
}
