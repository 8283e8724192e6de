// Ticks of a lesson's checklists, kept on this device, in both languages the same.
// The lesson names itself with data-lesson, the checklist the part of it in which it stands: so a list
// keeps its ticks wherever it is shown. A list that has got more or fewer lines since begins afresh: a
// tick must never stand at another line than the one that was done.
for (const text of document.querySelectorAll("[data-lesson]")) {
  for (const list of text.querySelectorAll("[data-checklist]")) {
    const key = `checklist:${text.dataset.lesson}:${list.dataset.checklist}`;
    const boxes = [...list.querySelectorAll("input[type=checkbox]")];
    const count = list.querySelector("[data-checklist-count]");
    let kept = [];
    try {
      const { of, ticked } = JSON.parse(localStorage.getItem(key)) || {};
      if (of === boxes.length) kept = ticked;
    } catch { /* no storage: ticks last as long as the page */ }
    boxes.forEach((box, place) => { box.checked = kept.includes(place); });

    const keep = () => {
      const ticked = boxes.flatMap((box, place) => (box.checked ? [place] : []));
      count.textContent = `${ticked.length} / ${boxes.length}`;
      try {
        if (ticked.length) localStorage.setItem(key, JSON.stringify({ of: boxes.length, ticked }));
        else localStorage.removeItem(key);
      } catch { /* see above */ }
    };
    for (const tool of list.querySelectorAll("[data-checklist-tools]")) tool.hidden = false;
    list.addEventListener("change", keep);
    list.querySelector("[data-checklist-clear]").addEventListener("click", () => {
      for (const box of boxes) box.checked = false;
      keep();
    });
    keep();
  }
}
