// Names for the controls of Datasette's own forms that have none.
(() => {
  "use strict";
  const names = [
    ["select[name^=_filter_column]", "Column to filter by"],
    ["select[name^=_filter_op]", "How to filter"],
    ["input[name^=_filter_value]", "Value to filter by"],
    ["select[name=_sort]", "Sort by"],
    [".cm-editor textarea, .cm-content[contenteditable], .CodeMirror textarea, #sql-editor", "SQL"],
  ];
  const name = () => {
    for (const [selector, label] of names) {
      for (const found of document.querySelectorAll(selector)) {
        if (!found.getAttribute("aria-label") && !(found.labels && found.labels.length)) found.setAttribute("aria-label", label);
      }
    }
  };
  const begin = () => {
    name();
    new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
  else begin();
})();
