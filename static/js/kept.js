// On a page shown from this phone (sw.js adds this script): marks made without a network. They belong
// to the person who was signed in here last; a phone on which nobody is signed in takes none.
const { read, write } = await import(document.body.dataset.queue);

const words = JSON.parse(document.querySelector("[data-kept-words]").dataset.keptWords);
const [, , course] = location.pathname.split("/").filter(Boolean);
const path = location.pathname.replace(/^\/[a-z]{2}\//, "/");
const lesson = document.querySelector(".foot") && document.querySelector("article[data-lesson]");
let person = "";
try { person = localStorage.getItem("offline.person") || ""; } catch { /* no storage: nothing can be marked */ }

const mine = () => read().filter((mark) => mark.person === person);

function show() {
  const marks = mine();
  for (const link of document.querySelectorAll(".modules.lessons .what > a")) {
    const marked = marks.some((mark) => link.pathname.endsWith(mark.path));
    link.closest("li").classList.toggle("done", marked);
    link.parentElement.querySelector("[data-marked]")?.remove();
    if (marked) link.after(made("span", "muted small", words.read, { marked: "" }));
  }
  if (!lesson) return;
  document.querySelector("[data-mark-box]")?.remove();
  const box = made("p", "read-mark no-print row", "", { markBox: "" });
  box.setAttribute("role", "status");
  if (marks.some((mark) => mark.path === path)) {
    const undo = made("button", "link-button small", words.undo);
    undo.addEventListener("click", () => { write(read().filter((mark) => !(mark.person === person && mark.path === path))); show(); });
    box.append(made("span", "", `✓ ${words.marked}`), undo);
  } else {
    const button = made("button", "button", words.mark);
    button.addEventListener("click", () => { mark(); show(); });
    box.append(button);
  }
  lesson.append(box);
}

function mark() {
  if (mine().some((each) => each.path === path)) return;
  write([...read(), { client_id: uuid(), person, course, lesson: Number(lesson.dataset.lesson), path, at: new Date().toISOString() }]);
}

function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function made(name, className, text, data = {}) {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  Object.assign(element.dataset, data);
  return element;
}

if (person) {
  if (lesson && location.hash === "#read") {
    mark(); // "Mark as read" was pressed just as the network went
    history.replaceState(null, "", location.pathname);
  }
  show();
  window.addEventListener("queue-sent", show);
}
