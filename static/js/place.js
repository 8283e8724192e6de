// Changing the language keeps the place: the switch carries the part of the text one was reading. Parts
// have the same number in both languages. Without this file one lands at the top of the same page.
const parts = [...document.querySelectorAll(".part[id], .glossary > [id]")];
const REST = 1200; // ms on one spot that count as reading
const WAY_UP = 8000; // ms at the top that still count as being on the way to the switch

let place = "", left = Date.now(), timer = 0;
const at = () => {
  const above = parts.filter((part) => part.getBoundingClientRect().top < innerHeight / 6);
  return scrollY > 0 && above.length ? above.at(-1).id : "";
};
const rest = () => {
  const here = at();
  if (here) [place, left] = [here, Date.now()];
};
addEventListener("scroll", () => {
  clearTimeout(timer);
  if (place && place === at()) left = Date.now();
  timer = setTimeout(rest, REST);
}, { passive: true });
if (location.hash) timer = setTimeout(rest, REST);

for (const link of document.querySelectorAll("[data-switch]")) {
  link.addEventListener("click", () => {
    // The switch in the header stands at the top: what counts is where one came from.
    const fromHeader = link.closest("header") && Date.now() - left < WAY_UP + REST;
    link.hash = fromHeader ? place : at();
  });
}
