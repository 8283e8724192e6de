// A button that prints the page: <button data-print hidden>. Without this file it stays hidden, and the
// browser's own menu prints as well.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
