// Entering paper results: choosing a person chooses the form that was meant for them; a sign-in that has
// ended is said while somebody types, and pressing the button keeps the row over the sign-in.
const form = document.querySelector("[data-entry]");
const person = form?.elements.namedItem("person");

person?.addEventListener("change", () => {
  const proposed = person.selectedOptions[0]?.dataset.form;
  for (const radio of form.querySelectorAll("[name=sheet]")) radio.checked = radio.value === proposed;
});

form?.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status !== 401) return;
  document.querySelector("[data-signed-out]").hidden = false;
});
