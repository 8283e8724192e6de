// Changing the language keeps the place: the switch carries the part of the text that stands at the top
// of the screen. Parts have the same number in both languages. Without this file one lands at the top.
const parts = [...document.querySelectorAll(".part[id], .glossary > [id]")];
for (const link of document.querySelectorAll("[data-switch]")) {
  link.addEventListener("click", () => {
    const here = parts.filter((part) => part.getBoundingClientRect().top < innerHeight / 3).pop();
    link.hash = here && scrollY > 0 ? here.id : "";
  });
}
