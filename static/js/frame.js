// The frame's few conveniences; every page works without them.

// A menu closes when one presses Escape or taps elsewhere.
for (const menu of document.querySelectorAll("[data-menu]")) {
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) { menu.open = false; menu.querySelector("summary").focus(); }
  });
}

// The place one is in slides into view.
const current = document.querySelector(".places [aria-current]");
if (current) current.parentElement.parentElement.scrollLeft = current.offsetLeft - 24;
