// What the page can do beyond being read: sort a table by its headings, find rows, and unfold what is to be printed.
// Nothing here is needed to read it, so whatever asks for a script is hidden or plain text until this has run.
"use strict";
(() => {
  const collator = new Intl.Collator("en-GB", { numeric: true, sensitivity: "base" });

  /** What a row is sorted by: a number where the cell has one, else its text; null for a cell without either. */
  const key = (row, column, numeric) => {
    const cell = row.cells[column];
    if (!numeric) return cell.textContent.trim();
    return cell.dataset.v === undefined ? null : Number(cell.dataset.v);
  };

  /** Up, down, and back to the order of the ladder; what has no number stays at the end. */
  const sort = (table, heading, original) => {
    const before = heading.getAttribute("aria-sort");
    const direction = before === null ? "ascending" : before === "ascending" ? "descending" : null;
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    const body = table.tBodies[0];
    if (direction === null) {
      body.append(...original);
      return;
    }
    heading.setAttribute("aria-sort", direction);
    const sign = direction === "ascending" ? 1 : -1;
    const numeric = heading.dataset.sort === "number";
    const keys = new Map(original.map((row) => [row, key(row, heading.cellIndex, numeric)]));
    const compare = (one, other) => {
      const [a, b] = [keys.get(one), keys.get(other)];
      if (a === null || b === null) return (a === null) - (b === null);
      return sign * (numeric ? a - b : collator.compare(a, b));
    };
    body.append(...[...original].sort(compare));
  };

  for (const table of document.querySelectorAll("table.sortable")) {
    const original = [...table.tBodies[0].rows];
    for (const heading of table.tHead.querySelectorAll("th[data-sort]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      button.addEventListener("click", () => sort(table, heading, original));
      heading.append(button);
    }
  }

  /** Whether a row is asked for by all that the form says. */
  const wanted = (row, form) => {
    const { words, headline, verdict } = form.elements;
    const text = row.textContent.toLowerCase();
    const said = words.value.toLowerCase().split(/\s+/).every((word) => text.includes(word));
    const first = !headline?.checked || row.dataset.headline !== undefined;
    return said && first && (!verdict?.value || row.dataset.verdict === verdict.value);
  };

  for (const form of document.querySelectorAll("form[data-rows]")) {
    const scope = document.getElementById(form.dataset.rows);
    const rows = [...scope.querySelectorAll("[data-row]")];
    const counted = rows.filter((row) => row.localName === "tr");
    const found = form.querySelector("output");
    const apply = () => {
      for (const row of rows) row.hidden = !wanted(row, form);
      for (const table of scope.querySelectorAll(".wide")) {
        const own = [...table.querySelectorAll("[data-row]")];
        table.hidden = own.length > 0 && own.every((row) => row.hidden);
      }
      const shown = counted.filter((row) => !row.hidden).length;
      found.textContent = shown === counted.length ? `all ${shown} rows` : `${shown} of ${counted.length} rows`;
    };
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.closest("search").hidden = false;
    apply();
  }

  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const details of folded) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
  });
})();
