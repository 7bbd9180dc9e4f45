"use strict";
(() => {
  const forms = [...document.querySelectorAll("form.filters")];
  const rowsOf = (form) => [...document.querySelectorAll(`#table-${form.dataset.for} tbody tr`)];

  const apply = (form) => {
    const wanted = [...new FormData(form)].filter(([, value]) => value !== "");
    let shown = 0;
    for (const row of rowsOf(form)) {
      row.hidden = !wanted.every(([name, value]) =>
        name === "text" ? row.textContent.toLowerCase().includes(value.toLowerCase().trim()) : (row.dataset[name] || "").includes(`|${value}|`));
      shown += row.hidden ? 0 : 1;
    }
    form.querySelector(".shown").textContent = `${shown.toLocaleString("en")} rows`;
  };

  for (const form of forms) {
    form.addEventListener("input", () => apply(form));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => apply(form)));
  }

  // A number leads to the rows it counts: it sets the filters of its table.
  for (const number of document.querySelectorAll("a.number")) {
    number.addEventListener("click", () => {
      const form = forms.find((f) => `#${f.dataset.for}` === number.getAttribute("href"));
      if (!form) return;
      form.reset();
      for (const [name, value] of Object.entries(number.dataset)) if (form.elements[name]) form.elements[name].value = value;
      apply(form);
    });
  }

  // A row's link lights up all words that belong to it; a mark's link shows the row, even where a filter hides it.
  const light = () => {
    for (const lit of document.querySelectorAll(".on")) lit.classList.remove("on");
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    if (!target) return;
    if (id.startsWith("in-")) for (const words of document.querySelectorAll(`[data-m~="${CSS.escape(id.slice(3))}"]`)) words.classList.add("on");
    if (target.hidden) {
      const form = forms.find((f) => target.closest(`#table-${f.dataset.for}`));
      if (form) { form.reset(); apply(form); }
    }
    target.scrollIntoView({ block: "center" });
  };
  addEventListener("hashchange", light);
  light();
})();
