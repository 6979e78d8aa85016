// Looks at the page from inside, as a reader with a keyboard would, and leaves what it finds as JSON in the document.
"use strict";
(() => {
  const found = { violations: [], errors: [] };
  addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
    found.violations.push(`${violatedDirective} ${blockedURI}`);
  });
  addEventListener("error", (event) => found.errors.push(String(event.message)));
  addEventListener("unhandledrejection", (event) => found.errors.push(String(event.reason)));

  const seen = (row) => row.getClientRects().length > 0;
  const text = (element) => element.textContent.trim();

  /** Every timed cell: what is read, and the numbers behind it, by the headings of its table. */
  const cells = () =>
    [...document.querySelectorAll("tr[data-rung][data-benchmark]")].map((row) => {
      const headings = [...row.closest("table").tHead.rows[0].cells].map(text);
      const said = (cell) => ({ text: text(cell), v: cell.dataset.v ?? null });
      const read = headings.map((heading, column) => [heading, said(row.cells[column])]);
      const { rung, benchmark, low = null, high = null } = row.dataset;
      return { rung, benchmark, low, high, columns: Object.fromEntries(read) };
    });

  /** What pressing a button does, and whether a keyboard can reach it. */
  const press = (button) => {
    button.focus();
    const reached = document.activeElement === button && button.tabIndex >= 0;
    button.click();
    return reached;
  };

  /** What stands on the first screen, what is folded, and what a flag says to who taps it. */
  const opening = () => {
    const bottom = (selector) => document.querySelector(selector)?.getBoundingClientRect().bottom ?? null;
    const flag = document.querySelector("#at-a-glance .flag, .flag");
    const told = flag === null ? null : document.getElementById(flag.getAttribute("popovertarget"));
    flag?.click();
    const said = told === null ? null : { open: told.matches(":popover-open"), text: text(told), title: flag.title };
    told?.hidePopover();
    return {
      height: document.documentElement.scrollHeight,
      window: innerHeight,
      glance: bottom("#glance"),
      chart: bottom("#at-a-glance .chart"),
      open: document.querySelectorAll("details[open]").length,
      folded: document.querySelectorAll("details:not([open])").length,
      flag: said,
    };
  };

  /** Names of points that lie on one another, in the pictures that are shown. */
  const overlapping = () => {
    const found = [];
    for (const picture of [...document.querySelectorAll(".plane svg")].filter(seen)) {
      const labels = [...picture.querySelectorAll("text.halo")].map((label) => [text(label), label.getBoundingClientRect()]);
      const apart = (a, b) => a.right <= b.left + 1 || b.right <= a.left + 1 || a.bottom <= b.top + 3 || b.bottom <= a.top + 3;
      labels.forEach(([name, box], place) => {
        for (const [other, its] of labels.slice(place + 1)) if (!apart(box, its)) found.push(`${name} on ${other}`);
      });
    }
    return found;
  };

  /** How tables are laid out: a row is a card where there is no room beside, and says what each figure is. */
  const tables = () => {
    const all = [...document.querySelectorAll("table")].filter(seen);
    const cells = all.flatMap((table) => [...table.tBodies[0].rows].flatMap((row) => [...row.cells]));
    // A label may take more lines than its figure.
    const isCut = (cell) => Number.parseFloat(getComputedStyle(cell, "::before").height) > cell.clientHeight + 1;
    const labels = new Set(cells.filter(seen).filter(isCut).map((cell) => cell.dataset.label));
    return {
      shown: [...new Set(all.map((table) => getComputedStyle(table).display))],
      labelled: cells.length > 0 && cells.every((cell) => cell.dataset.label !== undefined),
      cut: all.filter((table) => table.scrollWidth > table.parentElement.clientWidth + 1).map((table) => table.id),
      labels: [...labels],
    };
  };

  /** Three presses of a heading: up, down, and as it was. */
  const sorting = () => {
    const table = document.querySelector("table[id^=figures-sums]");
    const heading = [...table.tHead.rows[0].cells].find((cell) => text(cell) === "median");
    const order = () => [...table.tBodies[0].rows].map((row) => text(row.cells[0]));
    const chart = [...table.closest("[id^=rows-]").querySelectorAll("li[data-row]")][0].parentElement;
    const drawn = () => [...chart.children].map((row) => text(row.querySelector(".name a")));
    const state = () => ({ sort: heading.getAttribute("aria-sort"), order: order(), chart: drawn() });
    const states = [state()];
    let reached = heading.querySelector("button")?.localName === "button";
    for (let times = 0; times < 3; times += 1) {
      reached = press(heading.querySelector("button")) && reached;
      states.push(state());
    }
    return { reached, states };
  };

  const change = (control, value) => {
    if (control.type === "checkbox") control.checked = value;
    else control.value = value;
    control.dispatchEvent(new Event("input", { bubbles: true }));
  };

  /** What is left of rows and of the chart after each change, and what the form says. */
  const finding = () => {
    const form = document.querySelector("form[data-rows=rows-sums]");
    const scope = document.getElementById(form.dataset.rows);
    const left = () => ({
      rows: [...scope.querySelectorAll("tr[data-row]")].filter(seen).map((row) => text(row.cells[0])),
      chart: [...scope.querySelectorAll("li[data-row]")].filter(seen).map((row) => text(row.querySelector(".name a"))),
      said: text(form.querySelector("output")),
    });
    const { words, headline } = form.elements;
    const all = left();
    change(words, "FOUR brisk");
    const searched = left();
    change(words, "");
    change(headline, true);
    const first = left();
    change(headline, false);
    return { all, searched, first, again: left() };
  };

  /** The verdicts that are left for each choice. */
  const judging = () => {
    const form = document.querySelector("form[data-rows=judged]");
    const folds = document.querySelectorAll("#judged details");
    for (const details of folds) details.open = false;
    const rows = () => [...document.querySelectorAll("#judged tr[data-row]")].filter(seen);
    const options = [...form.elements.verdict.options].map((option) => option.value).filter((value) => value !== "");
    const left = options.map((option) => {
      change(form.elements.verdict, option);
      return [option, rows().map((row) => text(row.querySelector(".verdict")))];
    });
    change(form.elements.verdict, "");
    const folded = [...folds].every((details) => !details.open);
    for (const details of folds) details.open = true;
    return { all: rows().length, left: Object.fromEntries(left), folded };
  };

  const accessibility = async () => {
    if (typeof axe === "undefined") return null;
    const { violations, passes } = await axe.run(document, { resultTypes: ["violations"] });
    const places = (nodes) => nodes.map((node) => node.target.join(" ")).slice(0, 5).join(", ");
    const told = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${places(nodes)}`);
    return { violations: told, passes: passes.length };
  };

  addEventListener("load", async () => {
    try {
      found.cells = cells();
      found.opening = opening();
      // A reader who wants to see everything.
      for (const details of document.querySelectorAll("details")) details.open = true;
      found.overlapping = overlapping();
      found.tables = tables();
      found.accessibility = await accessibility();
      if (document.querySelector("table[id^=figures-sums]")) {
        Object.assign(found, { sorting: sorting(), finding: finding(), judging: judging() });
      }
      found.width = { page: document.documentElement.scrollWidth, window: innerWidth };
      found.resources = performance.getEntriesByType("resource").map((entry) => entry.name);
    } catch (error) {
      found.errors.push(String(error.stack ?? error));
    }
    const left = document.createElement("pre");
    left.id = "findings";
    const escaped = (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
    left.textContent = JSON.stringify(found).replace(/[<>&]/g, escaped);
    document.body.append(left);
  });
})();
