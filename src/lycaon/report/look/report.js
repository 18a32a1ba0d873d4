// Filters of the report. Without this script every row stands, which is why it only ever hides.
"use strict";
(() => {
  const filters = document.querySelector(".filters");
  if (!filters) return;
  filters.hidden = false;
  const choices = [...filters.querySelectorAll("select")];
  const words = filters.querySelector("input");
  const output = filters.querySelector("output");
  const rows = [...document.querySelectorAll("[data-row]")];
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const apply = () => {
    const wanted = choices.filter((choice) => choice.value).map((choice) => [choice.name, choice.value]);
    const sought = words.value.trim().toLowerCase();
    const shown = new Set();
    for (const row of rows) {
      const fits = wanted.every(([name, value]) => row.dataset[name] === value) && (!sought || texts.get(row).includes(sought));
      if (fits) shown.add(row.dataset.row);
    }
    for (const row of rows) row.hidden = !shown.has(row.dataset.row);
    output.textContent = output.dataset.words.replace("{}", String(shown.size));
  };
  filters.addEventListener("input", apply);
  apply();
})();
