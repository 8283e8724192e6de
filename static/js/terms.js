// A term's meaning in place: a tap on a linked word shows it beside the word instead of going below.
// Without this, or in a browser without popovers, the link leads to the list of words.
const note = document.createElement("div");
if ("popover" in note) {
  note.className = "term-note";
  note.popover = "auto";
  note.setAttribute("role", "note");
  document.body.append(note);
  for (const link of document.querySelectorAll("a.term")) {
    link.addEventListener("click", (event) => {
      const term = document.getElementById(link.hash.slice(1));
      if (!term) return;
      event.preventDefault();
      const name = document.createElement("b");
      name.textContent = term.textContent;
      note.replaceChildren(name, " ", term.nextElementSibling.textContent);
      note.lang = link.closest("[lang]").lang;
      note.showPopover();
      const word = link.getBoundingClientRect();
      const left = Math.min(Math.max(8, word.left), innerWidth - note.offsetWidth - 8);
      const below = word.bottom + 6 + note.offsetHeight < innerHeight;
      note.style.left = `${left + scrollX}px`;
      note.style.top = `${scrollY + (below ? word.bottom + 6 : word.top - note.offsetHeight - 6)}px`;
    });
  }
}
