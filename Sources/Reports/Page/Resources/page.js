"use strict";
(() => {
  const root = document.documentElement;

  // Sorting: rows of all blocks together; a third click brings the first order back.
  const cellValue = (row, column) => {
    const text = row.cells[column].textContent.trim();
    const number = parseFloat(text.replace("\u2212", "-"));
    return Number.isNaN(number) ? { text } : { number };
  };
  const compare = (a, b) => {
    if ("number" in a && "number" in b) return a.number - b.number;
    if ("number" in a) return -1;
    if ("number" in b) return 1;
    return a.text.localeCompare(b.text);
  };
  const isEmpty = (value) => "text" in value && ["", "\u2013", "-", "failed"].includes(value.text);
  for (const table of document.querySelectorAll("table.sortable")) {
    const blocks = [...table.tBodies].map((body) => ({ body, rows: [...body.rows] }));
    const headings = [...table.querySelectorAll("th[data-column]")];
    const restore = () => blocks.forEach(({ body, rows }) => body.append(...rows));
    for (const heading of headings) {
      const column = Number(heading.dataset.column);
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => {
        const isText = heading.classList.contains("row");
        const order = isText ? ["ascending", "descending"] : ["descending", "ascending"];
        const next = order[order.indexOf(heading.getAttribute("aria-sort")) + 1];
        headings.forEach((other) => other.removeAttribute("aria-sort"));
        if (!next) return restore();
        heading.setAttribute("aria-sort", next);
        const sign = next === "ascending" ? 1 : -1;
        const rows = blocks.flatMap((block) => block.rows).map((row) => ({ row, value: cellValue(row, column) }));
        rows.sort((a, b) => isEmpty(a.value) - isEmpty(b.value) || sign * compare(a.value, b.value));
        blocks[0].body.append(...rows.map(({ row }) => row));
      });
    }
  }

  // Filters: rows carry their noise, method and checkpoint; cards their dataset.
  const form = document.getElementById("filters");
  const rows = [...document.querySelectorAll("#results tbody tr")];
  const apply = () => {
    const wanted = [...form.querySelectorAll("select")].filter((select) => select.value)
      .map((select) => [select.dataset.key, select.value]);
    const dataset = wanted.find(([key]) => key === "dataset");
    for (const card of document.querySelectorAll("[data-dataset]")) {
      card.hidden = Boolean(dataset) && card.dataset.dataset !== dataset[1];
    }
    for (const row of rows) {
      row.hidden = wanted.some(([key, value]) => key !== "dataset" && row.dataset[key] !== value);
    }
    const shown = rows.filter((row) => !row.hidden && !row.closest("[data-dataset]").hidden).length;
    document.getElementById("shown").textContent = `${shown} of ${rows.length} rows`;
  };
  form.hidden = false;
  form.addEventListener("change", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();

  // What is wider than its place says so; the style sheet's shades may be overlooked.
  for (const scroll of document.querySelectorAll(".scroll")) {
    const hint = document.createElement("p");
    hint.className = "hint";
    hint.textContent = "Scroll sideways for the rest \u2192";
    scroll.before(hint);
    const update = () => { hint.hidden = scroll.scrollWidth <= scroll.clientWidth + 1; };
    new ResizeObserver(update).observe(scroll);
    update();
  }

  // Light and dark: the system's wish unless the reader chooses.
  const button = document.getElementById("theme");
  const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : systemIsDark.matches);
  const label = () => { button.textContent = isDark() ? "Light" : "Dark"; };
  button.hidden = false;
  button.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; label(); });
  systemIsDark.addEventListener("change", label);
  label();
})();
