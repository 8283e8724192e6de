// Prints one sheet or all. What is open prints; without this file one opens the sheets and prints.
const page = document.querySelector("[data-go]");
const sheets = [...page.querySelectorAll("details.sheet")];

function print(chosen) {
  const open = sheets.filter((sheet) => sheet.open);
  for (const sheet of sheets) sheet.open = chosen.includes(sheet);
  window.addEventListener("afterprint", () => {
    for (const sheet of sheets) sheet.open = open.includes(sheet);
  }, { once: true });
  window.print();
}

for (const button of page.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print([button.closest("details")]));
}
for (const button of page.querySelectorAll("[data-print-all]")) {
  button.hidden = false;
  button.addEventListener("click", () => print(sheets));
}
