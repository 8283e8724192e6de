// Shows which part of a name is the given and which the family name while it is typed.
// Titles in front of the name are understood by the server.
const box = document.querySelector("[data-name-box]");
const parts = document.querySelector("[data-name-parts]");
if (box && parts) {
  document.querySelector("[data-name-parts-plain]")?.remove();
  const show = () => {
    const words = box.value.trim().replace(/^(ທ່ານ\s*ນາງ|ທ່ານ|ນາງ|ທ້າວ|ພະນະທ່ານ|ດຣ|Mr\.?|Ms\.?|Dr\.?|H\.E\.?)\s+/i, "").split(/\s+/);
    parts.hidden = !words[0];
    parts.querySelector("[data-given]").textContent = words[0];
    parts.querySelector("[data-family]").textContent = words.slice(1).join(" ") || "—";
  };
  box.addEventListener("input", show);
  show();
}
