"use strict";
(() => {
  const data = window.analysisRows;
  const numbers = window.analysisNumbers || {};
  if (!data) return;
  const PER_PAGE = 50;
  const total = data.ids.length;
  // Kept before any row is drawn: the id of a row might be one of these names.
  const parts = new Map([...document.querySelectorAll("[id]")].map((part) => [part.id, part]));
  const byId = (id) => parts.get(id);
  const form = byId("filters");
  const body = byId("rows").tBodies[0];
  const columns = new Map(data.columns.map((column) => [column.name, column]));
  const main = data.columns.filter((column) => column.main);
  const further = data.columns.filter((column) => !column.main);
  const state = { base: null, number: "", shown: [], page: 0, lit: -1 };

  const element = (tag, text, attributes = {}) => {
    const made = document.createElement(tag);
    if (text !== undefined && text !== "") made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };
  const count = (n) => element("span", n.toLocaleString("en"), { class: "data" });

  // ---- what a cell holds ------------------------------------------------------------------------------------------

  const levels = (column, row) => {
    const value = column.values[row];
    if (value === null || value === undefined) return [];
    if (!column.levels) return [[value, String(value), ""]];
    return (Array.isArray(value) ? value : [value]).map((code) => column.levels[code]);
  };
  const words = (column, row) => levels(column, row).map((level) => level[1]).join("; ");

  const fill = (cell, column, row) => {
    const found = levels(column, row);
    found.slice(0, 12).forEach(([, name, href], i) => {
      if (i) cell.append(column.kind === "statements" ? element("br") : ", ");
      cell.append(href ? element("a", name, { href: `../${href}` }) : name);
    });
    if (found.length > 12) cell.append(" …");
    if (column.name === "side") cell.className = `side ${words(column, row)}`;
    return cell;
  };

  const details = (row) => {
    const box = element("details");
    box.append(element("summary", "more"));
    const list = element("dl");
    for (const column of further) {
      if (!levels(column, row).length) continue;
      list.append(element("dt", column.label), fill(element("dd"), column, row));
    }
    list.append(element("dt", "Id"), element("dd", data.ids[row]));
    box.append(list);
    return box;
  };

  const place = (row) => {
    const page = data.places[row];
    if (!page) return element("span", "–");
    const link = element("a", "in the article", { href: `../articles/${page}.html#in-${encodeURIComponent(data.ids[row])}` });
    link.setAttribute("aria-label", `Row ${row + 1}: show it in the article`);
    return link;
  };

  const draw = () => {
    const pages = Math.max(1, Math.ceil(state.shown.length / PER_PAGE));
    state.page = Math.min(Math.max(0, state.page), pages - 1);
    const from = state.page * PER_PAGE;
    body.replaceChildren(...state.shown.slice(from, from + PER_PAGE).map((row) => {
      const line = element("tr", "", /\s/.test(data.ids[row]) ? {} : { id: data.ids[row] });
      if (row === state.lit) line.className = "on";
      const head = element("th", "", { scope: "row" });
      head.append(element("span", String(row + 1), { class: "row-number" }));
      if (data.places.length) head.append(" ", place(row));
      line.append(head);
      for (const column of main) line.append(fill(element("td", "", { "data-label": column.label, class: column.kind }), column, row));
      const rest = element("td", "", { "data-label": "Details" });
      rest.append(details(row));
      line.append(rest);
      return line;
    }));
    const said = byId("shown");
    said.replaceChildren("Showing ", count(state.shown.length), " of ", count(total), " rows");
    if (state.lit >= 0) said.append("; lit up: row ", count(state.lit + 1));
    said.append(".");
    byId("paging").hidden = pages < 2;
    byId("page").textContent = `page ${state.page + 1} of ${pages}`;
    byId("previous").disabled = state.page === 0;
    byId("next").disabled = state.page === pages - 1;
  };

  // ---- which rows are shown ---------------------------------------------------------------------------------------

  // What is seen of a row is searched, not what is folded away.
  let texts = null;
  const text = (row) => {
    texts ||= new Array(total);
    return (texts[row] ??= main.map((column) => words(column, row)).join(" ").toLowerCase());
  };

  const test = (name, value) => {
    if (name === "q") {
      const sought = value.toLowerCase().split(/\s+/).filter(Boolean);
      return (row) => sought.every((word) => text(row).includes(word));
    }
    if (name === "from" || name === "to") {
      const days = columns.get("days");
      return (row) => levels(days, row).some(([both]) => {
        const [first, last] = both.split("/");
        return name === "from" ? last >= value : first <= value;
      });
    }
    const column = columns.get(name);
    if (!column) return () => true;
    const code = column.levels.findIndex((level) => String(level[0]) === value);
    return (row) => {
      const held = column.values[row];
      return Array.isArray(held) ? held.includes(code) : held === code;
    };
  };

  const clear = () => { for (const field of form.elements) if (field.name) field.value = ""; };
  const chosen = () => [...new FormData(form)].filter(([, value]) => value !== "");

  const select = () => {
    const tests = chosen().map(([name, value]) => test(name, value));
    const base = state.base || Array.from({ length: total }, (_, row) => row);
    state.shown = tests.length ? base.filter((row) => tests.every((fits) => fits(row))) : base;
  };

  const remember = () => {
    const parameters = new URLSearchParams(chosen());
    if (state.number && parameters.size) parameters.set("number", state.number);
    if (state.page) parameters.set("page", state.page + 1);
    const hash = parameters.toString() || state.number;
    history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  };

  const showNumber = (id) => {
    const number = numbers[id];
    state.number = number ? id : "";
    state.base = null;
    byId("number").hidden = !number;
    if (!number) return;
    if (number.rows !== "all") {
      let at = 0;
      state.base = number.rows.map((step) => (at += step));
    }
    byId("number-text").textContent = number.text;
    byId("number-words").textContent = number.words;
    byId("number-query").textContent = number.query;
    byId("number-asked").hidden = !number.query;
    byId("number-page").href = `../numbers.html#${id}`;
  };

  const read = () => {
    const hash = location.hash.slice(1);
    const wanted = /^(q|from|to|page|number|[a-z_]+)=/.test(hash) ? new URLSearchParams(hash) : null;
    state.lit = -1;
    state.page = wanted ? Number(wanted.get("page") || 1) - 1 : 0;
    clear();
    let id = "";
    try { id = decodeURIComponent(hash); } catch { id = hash; }
    showNumber(wanted ? wanted.get("number") : id);
    if (wanted) for (const [name, value] of wanted) if (form.elements[name]) form.elements[name].value = value;
    select();
    if (!wanted && id && !state.number) {
      state.lit = data.ids.indexOf(id);
      if (state.lit >= 0) state.page = Math.floor(state.lit / PER_PAGE);
    }
    draw();
    if (state.lit >= 0) body.querySelector("tr.on").scrollIntoView({ block: "center" });
  };

  const changed = () => { state.page = 0; state.lit = -1; select(); draw(); remember(); };

  // ---- the page ---------------------------------------------------------------------------------------------------

  const head = element("tr");
  head.append(element("th", "Row", { scope: "col" }));
  for (const column of main) head.append(element("th", column.label, { scope: "col" }));
  head.append(element("th", "Details", { scope: "col" }));
  byId("rows").tHead.append(head);
  for (const column of data.columns) {
    const choice = column.choice && form.elements[column.name];
    if (!choice) continue;
    const named = [...column.levels].sort((a, b) => (a[1].toLowerCase() < b[1].toLowerCase() ? -1 : 1));
    for (const [value, name] of named) choice.append(new Option(name, value));
  }
  form.hidden = false;
  byId("list").hidden = false;
  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(changed));
  const turn = (by) => {
    state.page += by;
    draw();
    remember();
    byId("rows").scrollIntoView();
    // A button that is switched off would lose the focus of the keyboard.
    const pressed = byId(by > 0 ? "next" : "previous");
    (pressed.disabled ? byId(by > 0 ? "previous" : "next") : pressed).focus({ preventScroll: true });
  };
  byId("previous").addEventListener("click", () => turn(-1));
  byId("next").addEventListener("click", () => turn(1));
  byId("show-all").addEventListener("click", (event) => { event.preventDefault(); showNumber(""); clear(); changed(); });
  byId("back").addEventListener("click", (event) => { if (history.length > 1) { event.preventDefault(); history.back(); } });
  addEventListener("hashchange", read);
  read();
})();
