// Entering paper results: choosing a person chooses the form that was meant for them.
const form = document.querySelector("[data-entry]");
const person = form?.elements.namedItem("person");

person?.addEventListener("change", () => {
  const proposed = person.selectedOptions[0]?.dataset.form;
  for (const radio of form.querySelectorAll("[name=sheet]")) radio.checked = radio.value === proposed;
});
