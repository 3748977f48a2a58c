// What the comparison does beyond its links: differences at once, copying, unfolding, printing. All works without it.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const said = byId("c-said");
  const say = (words) => {
    if (!said) return;
    said.textContent = "";
    setTimeout(() => { said.textContent = words; }, 30);
  };
  const plainClick = (event) => !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button);

  const table = byId("c-table");
  const toggle = byId("c-toggle");
  if (table && toggle) {
    const flip = () => {
      const only = table.classList.toggle("c-only");
      const other = toggle.href;
      toggle.href = location.href;
      history.replaceState(null, "", other);
      toggle.setAttribute("aria-pressed", String(only));
      for (const link of document.querySelectorAll("a.c-kept")) {
        const address = new URL(link.href);
        if (only) address.searchParams.set("diff", "1");
        else address.searchParams.delete("diff");
        link.href = address.href.replaceAll("%2C", ",");
      }
      for (const form of document.querySelectorAll("form.c-add")) {
        form.querySelector("input[name=diff]")?.remove();
        if (only) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "diff", value: "1" }));
      }
      const rows = table.querySelectorAll(only ? ".c-row-diff" : "tr[data-field]").length;
      say(only ? `Only the ${rows} fields that differ.` : `All ${rows} fields.`);
    };
    toggle.addEventListener("click", (event) => {
      if (!plainClick(event)) return;
      event.preventDefault();
      flip();
    });
    toggle.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      flip();
    });
  }

  const copyOnClick = (link, text, done) => {
    if (!link || !navigator.clipboard) return;
    link.addEventListener("click", async (event) => {
      if (!plainClick(event)) return;
      event.preventDefault();
      try {
        await navigator.clipboard.writeText(await text());
        say(done);
      } catch {
        location.assign(link.href);
      }
    });
  };
  const markdown = byId("c-copy");
  if (markdown && navigator.clipboard) markdown.textContent = "Copy as Markdown";
  copyOnClick(markdown, async () => {
    const answer = await fetch(markdown.href);
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.text();
  }, "Copied as Markdown.");
  const permalink = byId("c-permalink");
  if (permalink && navigator.clipboard) permalink.textContent = "Copy permalink";
  copyOnClick(permalink, async () => permalink.href, "Address copied.");

  const print = byId("c-print");
  if (print) {
    print.closest("li").hidden = false;
    print.addEventListener("click", () => window.print());
  }
  const unfold = byId("c-unfold");
  if (unfold) {
    unfold.closest("li").hidden = false;
    unfold.addEventListener("click", () => {
      const open = unfold.getAttribute("aria-pressed") !== "true";
      unfold.setAttribute("aria-pressed", String(open));
      for (const found of table.querySelectorAll(".c-fold, .c-long, .c-why")) found.open = open;
      say(open ? "All lists and texts unfolded." : "Lists and texts folded.");
    });
  }

  // The head covers what is jumped to: let page and box keep as much room as it takes.
  const heads = document.querySelector(".c-heads");
  if (table && heads) {
    const tell = () => document.documentElement.style.setProperty("--c-head", `${heads.offsetHeight}px`);
    tell();
    addEventListener("resize", tell);
  }
})();
