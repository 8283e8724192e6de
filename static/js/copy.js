// A button that copies a text of the page: <button data-copy="id" data-copied="Copied" hidden>.
// Without this file the buttons stay hidden and the text can be selected.
for (const button of document.querySelectorAll("[data-copy]")) {
  const text = document.getElementById(button.dataset.copy);
  if (!text || !navigator.clipboard) continue;
  const label = button.textContent;
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent.trim());
      button.textContent = button.dataset.copied;
    } catch {
      // The browser refused: select the text, so that the person can copy it.
      getSelection().selectAllChildren(text);
    }
    setTimeout(() => { button.textContent = label; }, 2500);
  });
}
