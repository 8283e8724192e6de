/* In the CMS: what does not belong to the kind of a question is hidden (the server ignores it anyway),
   and each draw of a quiz says how many questions it would find. */

const kind = document.querySelector("form[data-edit-form] select[name=kind]");
const panels = () => document.querySelectorAll("[data-kinds]");

const showKind = () => {
  for (const panel of panels()) {
    const belongs = !kind.value || panel.dataset.kinds.split(" ").includes(kind.value);
    const shell = panel.closest("[data-kinds-shell]") ?? panel;
    shell.hidden = !belongs;
  }
};

if (kind && panels().length) {
  kind.addEventListener("change", showKind);
  showKind();
  const options = document.getElementById("id_options-FORMS");
  if (options) new MutationObserver(showKind).observe(options, { childList: true });
}

/* The editors of rich text have no name of their own: give them the one that stands above them. */
const nameEditors = () => {
  for (const editor of document.querySelectorAll("[contenteditable=true]:not([aria-labelledby])")) {
    const field = editor.closest(".w-field")?.querySelector("input[name], textarea[name]");
    const label = field?.id && document.getElementById(`${field.id}-label`);
    if (label) editor.setAttribute("aria-labelledby", label.id);
  }
};

const editors = document.querySelector("form[data-edit-form]");
if (editors && document.querySelector("[data-tests]")) {
  nameEditors();
  new MutationObserver(nameEditors).observe(editors, { childList: true, subtree: true });
}

const draws = document.getElementById("id_draws-FORMS");
const address = document.querySelector("script[data-count]")?.dataset.count;
const TAGS = ["module", "phase", "objective", "guideline", "difficulty", "kind"];

const say = async (row) => {
  const prefix = row.querySelector("[name$='-count']").name.replace(/count$/, "");
  const asked = new URLSearchParams();
  for (const tag of TAGS) {
    const field = document.getElementsByName(prefix + tag)[0];
    if (field?.value) asked.set(tag, field.value);
  }
  const wanted = Number(document.getElementsByName(`${prefix}count`)[0].value);
  if (wanted > 0) asked.set("wanted", wanted);
  let line = row.querySelector("[data-matching]");
  if (!line) {
    line = document.createElement("p");
    line.dataset.matching = "";
    line.className = "tests-matching";
    line.setAttribute("role", "status");
    row.querySelector(".w-panel__content").append(line);
  }
  try {
    const answer = await fetch(`${address}?${asked}`, { headers: { Accept: "application/json" } });
    const found = answer.ok && !answer.redirected ? await answer.json() : null;
    line.textContent = found?.text ?? "";
    line.classList.toggle("is-short", found !== null && found.sure < wanted);
  } catch {
    line.textContent = "";
  }
};

if (draws && address) {
  const rows = () => draws.querySelectorAll("[data-inline-panel-child]");
  const all = () => rows().forEach(say);
  draws.addEventListener("change", (event) => {
    const row = event.target.closest("[data-inline-panel-child]");
    if (row) say(row);
  });
  new MutationObserver(all).observe(draws, { childList: true });
  all();
}
