// The frame's few conveniences; every page works without them.

// A menu closes when one presses Escape or taps elsewhere.
for (const menu of document.querySelectorAll("[data-menu]")) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

// The place one is in slides into view, as little as need be: what stands first is wanted most.
for (const current of document.querySelectorAll(".places [aria-current], .tabs [aria-current]")) {
  const list = current.closest("ul");
  const hidden = current.getBoundingClientRect().right - list.getBoundingClientRect().right;
  if (hidden > 0) list.scrollLeft += hidden + 24;
}

// What was typed survives a change of language, and a form that was refused because it was too old or
// because one had to sign in first. It stays in this tab, and leaves it as soon as it is put back.
const path = location.pathname.replace(/^\/[a-z]{2}\//, "/");
const kept = {
  read(name) {
    try { return JSON.parse(sessionStorage.getItem(name)); } catch { return null; }
  },
  write(name, value) {
    try { sessionStorage.setItem(name, JSON.stringify(value)); } catch { /* full or switched off */ }
  },
  drop(name) {
    try { sessionStorage.removeItem(name); } catch { /* switched off */ }
  },
};
const forms = [...document.querySelectorAll('form[method="post"]:not([data-keep="off"])')];
const secret = "[type=hidden], [type=password], [type=file], [type=submit], [type=button]";
const controls = (form) => [...form.elements].filter((e) => e.name && !e.matches(secret));
const isTick = (control) => control.type === "checkbox" || control.type === "radio";

function typed() {
  const found = forms.map((form) => controls(form).map((c) => [c.name, c.value, isTick(c) ? c.checked : null,
    c.multiple ? [...c.selectedOptions].map((o) => o.value) : null]));
  return found.some((fields) => fields.length) ? { path, forms: found } : null;
}

function putBack(state) {
  state.forms.forEach((fields, index) => {
    if (!forms[index]) return;
    const here = controls(forms[index]);
    const seen = {};
    for (const [name, value, ticked, chosen] of fields) {
      const nth = seen[name] = (seen[name] ?? -1) + 1;
      const same = here.filter((c) => c.name === name);
      const control = ticked === null ? same[nth] : same.find((c) => c.value === value);
      if (!control) continue;
      if (ticked !== null) control.checked = ticked;
      else if (chosen) for (const option of control.options) option.selected = chosen.includes(option.value);
      else control.value = value;
    }
  });
}

for (const link of document.querySelectorAll("[data-switch]")) {
  link.addEventListener("click", () => {
    const state = typed();
    if (state) kept.write("kept.switch", state);
  });
}
for (const form of forms) {
  form.addEventListener("submit", () => {
    const state = typed();
    if (state) kept.write("kept.sent", { ...state, from: location.pathname + location.search });
  });
}

const refused = document.querySelector("[data-keep-typed], input[name=next]");
const sent = kept.read("kept.sent");
const switched = kept.read("kept.switch");
if (switched && switched.path === path) putBack(switched);
if (sent && refused) {
  kept.write("kept.back", sent);
  const back = document.querySelector("[data-back-to-form]");
  if (back) back.href = sent.from;
}
const back = kept.read("kept.back");
if (back && !refused && back.path === path) {
  putBack(back);
  kept.drop("kept.back");
}
kept.drop("kept.switch");
if (!refused) kept.drop("kept.sent");

// What was marked as read without a network is sent once there is one, by the person who marked it. A
// page kept on this phone does not know who is signed in; every other page does.
const { reader, queue } = document.body.dataset;
try {
  if (reader === "" && !("kept" in document.documentElement.dataset)) localStorage.removeItem("offline.person");
  else if (reader) localStorage.setItem("offline.person", reader);
  const send = () => ["offline.queue", "room.list", "room.waiting"].some((key) => localStorage.getItem(key))
    && import(queue).then((module) => module.send()).catch(() => {});
  send();
  window.addEventListener("online", send);
} catch { /* no storage: nothing was marked */ }
