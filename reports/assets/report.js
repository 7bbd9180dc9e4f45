"use strict";
(() => {
  // The words of a row light up when its link is followed, and a line at the foot leads back to the row.
  const bar = document.getElementById("bar");

  const light = () => {
    for (const lit of document.querySelectorAll(".on")) lit.classList.remove("on");
    if (bar) bar.hidden = true;
    let id = "";
    try { id = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    const target = id && document.getElementById(id);
    if (!target) return;
    for (let around = target.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
    if (!id.startsWith("in-")) return;
    const words = document.querySelectorAll(`[data-m~="${CSS.escape(id.slice(3))}"]`);
    for (const piece of words) piece.classList.add("on");
    (words[0] || target).scrollIntoView({ block: "center" });
    if (!bar) return;
    const back = document.createElement("a");
    back.href = target.getAttribute("href");
    back.textContent = "Back to its row";
    const name = document.createElement("span");
    name.className = "data";
    name.textContent = target.getAttribute("aria-label").split(":")[0];
    bar.replaceChildren("Lit up: ", name, ". ", back);
    bar.hidden = false;
  };

  // What is folded away is printed, too.
  const folded = new Set();
  addEventListener("beforeprint", () => {
    for (const box of document.querySelectorAll("details:not([open])")) if (!box.closest("#rows") && !box.querySelector(".behind")) { folded.add(box); box.open = true; }
  });
  addEventListener("afterprint", () => { for (const box of folded) box.open = false; folded.clear(); });

  addEventListener("hashchange", light);
  light();
})();
