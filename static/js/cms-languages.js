/* The box of languages on the editor's screen: its links lead to the very field or block, and it is
   renewed after each save that Wagtail makes by itself. */

/* The form stands on the version that was saved by itself: the next save by hand must say so, or it
   would be taken for one that does not know of a newer version. */
document.addEventListener("w-autosave:success", ({ detail }) => {
  const saved = detail?.response;
  const form = document.querySelector("form[data-edit-form]");
  if (!saved || !form) return;
  const values = {
    loaded_revision_id: saved.revision_id,
    loaded_revision_created_at: saved.revision_created_at,
  };
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements[name];
    if (field && value) field.value = value;
  }
});

const box = document.querySelector("[data-languages]");

const placeOf = (field, block) => {
  const whole = document.querySelector(`[data-contentpath="${field}"]`);
  const inside = block && whole && whole.querySelector(`[data-contentpath="${block}"]`);
  return inside || whole || document.getElementById(`id_${field}`);
};

const goTo = (place) => {
  const tab = place.closest("[role=tabpanel]");
  if (tab && tab.hidden) document.querySelector(`[aria-controls="${tab.id}"]`)?.click();
  place.scrollIntoView({ block: "center" });
  place.classList.add("is-pointed-at");
  setTimeout(() => place.classList.remove("is-pointed-at"), 2500);
  place.querySelector("textarea, input:not([type=hidden]), [contenteditable=true]")?.focus({
    preventScroll: true,
  });
};

const renew = async () => {
  const answer = await fetch(box.dataset.languages, { headers: { Accept: "text/html" } });
  if (answer.ok && !answer.redirected) box.innerHTML = await answer.text();
};

if (box) {
  box.addEventListener("click", (event) => {
    const link = event.target.closest("[data-go-to]");
    const place = link && placeOf(link.dataset.goTo, link.dataset.block);
    if (!place) return;
    event.preventDefault();
    goTo(place);
  });
  let waiting;
  document.addEventListener("w-autosave:success", () => {
    clearTimeout(waiting);
    waiting = setTimeout(renew, 1500);
  });
}

/* Coming from the coverage or the review: ?go=body_lo&block=… */
const wanted = new URLSearchParams(location.search);
if (wanted.get("go")) {
  addEventListener("load", () => {
    setTimeout(() => {
      const place = placeOf(wanted.get("go"), wanted.get("block"));
      if (place) goTo(place);
    }, 600);
  });
}
