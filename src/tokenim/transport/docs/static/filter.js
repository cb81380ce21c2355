// A field above a long page: what does not hold all the words is hidden while something stands in it.
window.addEventListener("DOMContentLoaded", () => {
  const main = document.querySelector("main");
  const entries = [...main.querySelectorAll(":scope > details, :scope > .grid > tbody > tr")];
  if (entries.length < 12) return;
  const texts = entries.map((entry) => entry.textContent.toLowerCase());
  const field = document.createElement("input");
  const count = document.createElement("span");
  const box = document.createElement("p");
  field.type = "search";
  field.placeholder = "Search this page";
  field.setAttribute("aria-label", "Search this page");
  count.setAttribute("role", "status");
  box.className = "filter";
  box.append(field, count);
  main.querySelector("h1").after(box);
  const filter = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    entries.forEach((entry, index) => {
      entry.hidden = !words.every((word) => texts[index].includes(word));
      if (!entry.hidden) shown += 1;
    });
    main.dataset.filtered = String(words.length > 0);
    count.textContent = words.length > 0 ? `${shown} of ${entries.length}` : "";
  };
  field.addEventListener("input", filter);
  window.addEventListener("hashchange", () => {
    field.value = "";
    filter();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.closest("input, textarea, select")) return;
    event.preventDefault();
    field.focus();
  });
});
