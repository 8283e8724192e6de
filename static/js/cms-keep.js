/* A net under the editor's form: what is typed is kept in this browser until the server has saved it.
   When a save was interrupted (signed out, no network, a closed tab), it can be put back as a draft:
   it is sent to the form's own address, so all the checks of a save hold. */

const PREFIX = "cms-kept:";
const form = document.querySelector("form[data-edit-form]");
const template = document.querySelector("template[data-keep]");
const mark = Array.from(crypto.getRandomValues(new Uint8Array(12)), (n) => n.toString(16)).join("");

let user = null;

const address = () => `${PREFIX}${user}:${new URL(form.action, location.href).pathname}`;

const read = () => {
  try {
    return JSON.parse(localStorage.getItem(address()));
  } catch {
    return null;
  }
};

const forget = () => localStorage.removeItem(address());

const ask = async (about) => {
  try {
    const answer = await fetch(`${template.dataset.keep}?mark=${encodeURIComponent(about)}`, {
      headers: { Accept: "application/json" },
    });
    return answer.ok && !answer.redirected ? await answer.json() : null;
  } catch {
    return null;
  }
};

const restore = (copy) => {
  const sent = document.createElement("form");
  sent.method = "post";
  sent.action = form.action;
  sent.hidden = true;
  const fields = copy.fields.filter(([name]) => name !== "csrfmiddlewaretoken");
  fields.push(["csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value]);
  for (const [name, value] of fields) {
    const field = document.createElement("textarea");
    field.name = name;
    field.value = value;
    sent.append(field);
  }
  document.body.append(sent);
  sent.submit();
};

const offer = (copy) => {
  const notice = template.content.firstElementChild.cloneNode(true);
  notice.querySelector("[data-keep-when]").textContent = new Date(copy.at).toLocaleString();
  notice.querySelector("[data-keep-restore]").addEventListener("click", () => restore(copy));
  notice.querySelector("[data-keep-drop]").addEventListener("click", () => {
    forget();
    notice.remove();
    start();
  });
  form.prepend(notice);
};

let started = false;
let dirty = false;
let waiting;

const keep = () => {
  clearTimeout(waiting);
  if (!dirty || user === null) return;
  const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string");
  try {
    localStorage.setItem(address(), JSON.stringify({ mark, at: Date.now(), fields }));
  } catch {
    /* A full or forbidden store: Wagtail's own saving goes on. */
  }
};

const touched = () => {
  dirty = true;
  clearTimeout(waiting);
  waiting = setTimeout(keep, 600);
};

const start = () => {
  if (started) return;
  started = true;
  const field = Object.assign(document.createElement("input"), {
    type: "hidden",
    name: "kept",
    value: mark,
  });
  form.append(field);
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  document.addEventListener("w-unsaved:add", touched);
  form.addEventListener("submit", () => {
    dirty = true;
    keep();
  });
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => document.hidden && keep());
  document.addEventListener("w-autosave:success", () => {
    clearTimeout(waiting);
    dirty = false;
    forget();
  });
};

const begin = async () => {
  const known = await ask("");
  if (!known) return;
  user = known.user;
  const copy = read();
  /* A form that came back with errors holds the words itself. */
  if (form.dataset.wUnsavedForceValue === "true") {
    start();
    touched();
    return;
  }
  const arrived = copy && (await ask(copy.mark));
  if (copy && arrived && !arrived.saved) {
    offer(copy);
    return;
  }
  if (copy && arrived) forget();
  start();
};

if (form && template) begin();
