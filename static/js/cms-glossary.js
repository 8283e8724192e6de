/* The glossary at hand while one writes: a drawer with a search; a button copies the term. */

const drawer = document.querySelector("[data-drawer]");

const copy = async (words) => {
  try {
    await navigator.clipboard.writeText(words);
  } catch {
    const field = document.createElement("textarea");
    field.value = words;
    drawer.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
};

if (drawer) {
  const toggle = drawer.querySelector(".drawer-toggle");
  const body = document.getElementById("glossary-drawer");
  const search = drawer.querySelector("input[type=search]");
  const list = drawer.querySelector("[data-drawer-terms]");
  let waiting;

  const find = async () => {
    const asked = search.value;
    const answer = await fetch(`${drawer.dataset.drawer}?q=${encodeURIComponent(asked)}`);
    if (answer.ok && !answer.redirected && asked === search.value) {
      list.innerHTML = await answer.text();
    }
  };

  const show = (open) => {
    body.hidden = !open;
    toggle.setAttribute("aria-expanded", String(open));
    if (open) {
      if (!list.childElementCount) find();
      search.focus();
    }
  };

  toggle.addEventListener("click", () => show(body.hidden));
  drawer.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || body.hidden) return;
    show(false);
    toggle.focus();
  });
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(find, 250);
  });
  list.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy-term]");
    if (!button) return;
    await copy(button.dataset.copyTerm);
    const words = button.textContent;
    button.textContent = drawer.dataset.copied;
    setTimeout(() => (button.textContent = words), 1500);
  });
}
