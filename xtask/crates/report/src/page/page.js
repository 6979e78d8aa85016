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

  /** The chart above a table, in the order of its rows; what has no row there stays at the end. */
  const follow = (table, said) => {
    const scope = table.closest("[id^=rows-]");
    const list = scope?.querySelector("ol.rows");
    if (!list) return;
    const places = new Map([...table.tBodies[0].rows].map((row, place) => [row.dataset.rung, place]));
    const place = (item) => places.get(item.dataset.rung) ?? Infinity;
    if (!lists.has(list)) lists.set(list, [...list.children]);
    const items = said === null ? lists.get(list) : [...lists.get(list)].sort((a, b) => place(a) - place(b) || 0);
    list.append(...items);
    for (const order of scope.querySelectorAll(".order")) order.textContent = said ?? "in the order of the ladder";
  };
  const lists = new Map();

  /** Up, down, and back to the order of the ladder; what has no number stays at the end. */
  const next = (before) => (before === null ? "ascending" : before === "ascending" ? "descending" : null);
  const sort = (table, heading, original, direction) => {
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    const body = table.tBodies[0];
    if (direction === null) {
      body.append(...original);
      follow(table, null);
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
    follow(table, `by ${heading.textContent.trim()}, ${direction}`);
  };

  for (const table of document.querySelectorAll("table.sortable")) {
    const original = [...table.tBodies[0].rows];
    for (const heading of table.tHead.querySelectorAll("th[data-sort]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      button.addEventListener("click", () => sort(table, heading, original, next(heading.getAttribute("aria-sort"))));
      heading.append(button);
    }
    // On a phone a row is a card, in which each figure has its heading beside it.
    const headings = [...table.tHead.rows[0].cells].map((heading) => heading.textContent.trim());
    table.classList.add("cards");
    table.setAttribute("role", "table");
    for (const row of table.rows) row.setAttribute("role", "row");
    for (const row of original) {
      for (const cell of row.cells) {
        cell.dataset.label = headings[cell.cellIndex];
        cell.setAttribute("role", cell.localName === "th" ? "rowheader" : "cell");
        if (cell.classList.contains("words")) cell.classList.add("is-text");
      }
    }
    const form = table.closest("[id^=rows-]")?.querySelector("form");
    form?.elements.order?.addEventListener("input", ({ target }) => {
      const [name, direction = null] = target.value.split(" ");
      sort(table, table.tHead.rows[0].cells[Math.max(headings.indexOf(name), 0)], original, direction);
    });
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
      // What was found is unfolded, and folded again when nobody looks for it any more.
      const asked = form.elements.words.value !== "" || Boolean(form.elements.verdict?.value);
      for (const details of scope.querySelectorAll("details")) {
        if (asked && !details.open && details.querySelector("tr[data-row]:not([hidden])")) {
          details.open = true;
          details.dataset.found = "";
        } else if (!asked && details.dataset.found !== undefined) {
          details.open = false;
          delete details.dataset.found;
        }
      }
      const shown = counted.filter((row) => !row.hidden).length;
      found.textContent = shown === counted.length ? `all ${shown} rows` : `${shown} of ${counted.length} rows`;
    };
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.closest("search").hidden = false;
    apply();
  }

  /** What a button tells stands below it, or above where there is no room; in the middle of the screen without this. */
  addEventListener("click", ({ target }) => {
    const button = target.closest("[popovertarget]");
    const told = button && document.getElementById(button.getAttribute("popovertarget"));
    if (!told?.matches(":popover-open")) return;
    const [from, own] = [button.getBoundingClientRect(), told.getBoundingClientRect()];
    const below = from.bottom + own.height + 8 < innerHeight;
    told.style.margin = "0";
    told.style.inset = "auto";
    told.style.left = `${Math.max(8, Math.min(from.left, innerWidth - own.width - 8))}px`;
    told.style.top = `${below ? from.bottom + 4 : Math.max(8, from.top - own.height - 4)}px`;
  });

  /** What a link leads to is unfolded. */
  const unfold = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id === "" ? null : document.getElementById(id);
    if (!target) return;
    for (let around = target.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  unfold();

  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details[data-print]:not([open])")];
    for (const details of folded) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
  });
})();
