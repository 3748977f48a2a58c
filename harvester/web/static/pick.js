// Checkboxes beside every NCT ID of a table (a search brings its own), and a tray that keeps the choice while one pages and searches.
((base) => {
  "use strict";
  const MOST = 10;
  const begin = () => {
    const table = document.querySelector("table.rows-and-columns, form.r-form");
    if (base === null || !table) return;
    const key = `harvester-pick:${base}`;

    const read = () => {
      try {
        const found = JSON.parse(sessionStorage.getItem(key) || "[]");
        return Array.isArray(found) ? found.filter((id) => /^NCT\d{8}$/.test(id)).slice(0, MOST) : [];
      } catch {
        return [];
      }
    };
    const write = () => {
      try { sessionStorage.setItem(key, JSON.stringify(picked)); } catch { /* private window: the choice lasts this page */ }
    };
    const make = (tag, properties = {}, ...children) => {
      const element = Object.assign(document.createElement(tag), properties);
      element.append(...children);
      return element;
    };

    let picked = read();
    const boxes = [];
    for (const cell of table.querySelectorAll("tbody td.col-nct_id")) {
      const id = (cell.textContent.match(/\bNCT\d{8}\b/) || [])[0];
      if (!id) continue;
      const box = make("input", { type: "checkbox", className: "pick-box", value: id });
      box.setAttribute("aria-label", `Pick ${id} to compare`);
      cell.prepend(make("label", { className: "pick-label" }, box), " ");
      boxes.push(box);
    }
    boxes.push(...table.querySelectorAll("li .pick-box"));
    for (const box of boxes) box.addEventListener("change", () => (box.checked ? add(box.value) : drop(box.value)));
    for (const plain of table.querySelectorAll(".pick-plain")) plain.hidden = true;
    if (!boxes.length && !picked.length) return;

    const list = make("ul", { className: "pick-list" });
    const count = make("p", { className: "pick-count" });
    count.setAttribute("role", "status");
    const go = make("a", { className: "pick-go" });
    const clear = make("button", { type: "button", className: "pick-clear", textContent: "Clear" });
    const tray = make("section", { className: "pick-tray" }, count, list, make("div", { className: "pick-actions" }, go, clear));
    tray.setAttribute("aria-label", "Studies picked to compare");
    (table.closest(".table-wrapper") || table).after(tray);

    const add = (id) => {
      if (!picked.includes(id) && picked.length < MOST) picked.push(id);
      show(picked.includes(id) ? "" : `${MOST} studies are the most that fit side by side.`);
    };
    const drop = (id) => {
      picked = picked.filter((other) => other !== id);
      show();
    };
    clear.addEventListener("click", () => {
      picked = [];
      show();
      if (boxes[0]) boxes[0].focus();
    });

    const chip = (id, place) => {
      const remove = make("button", { type: "button", className: "pick-remove", textContent: "×" });
      remove.setAttribute("aria-label", `Take ${id} out`);
      remove.addEventListener("click", () => {
        drop(id);
        const next = list.querySelectorAll("button")[Math.min(place, picked.length - 1)];
        (next || boxes[0] || clear).focus();
      });
      return make("li", {}, place === 0 ? make("span", { className: "pick-first", textContent: "Reference " }) : "", id, " ", remove);
    };

    const show = (words = "") => {
      write();
      for (const box of boxes) box.checked = picked.includes(box.value);
      list.replaceChildren(...picked.map(chip));
      count.textContent = words || `${picked.length} of at most ${MOST} studies picked`;
      go.href = `${base}/-/compare?ids=${picked.join(",")}`;
      go.textContent = picked.length > 1 ? `Compare ${picked.length} studies` : "Compare with another";
      tray.hidden = picked.length === 0;
      document.body.classList.toggle("pick-open", picked.length > 0);
    };
    addEventListener("pageshow", () => { picked = read(); show(); });
    show();
  };

  if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
  else begin();
})(new URL(document.currentScript.src).searchParams.get("base"));
