// Movement and pasting in the statutory table, as in a spreadsheet; saving is an ordinary form.
"use strict";

(function () {
  const form = document.querySelector("form[data-grid]");
  if (!form) { return; }
  const rows = Array.from(form.querySelectorAll("tbody tr"))
    .map((row) => Array.from(row.querySelectorAll("td.value input")))
    .filter((inputs) => inputs.length);

  function placeOf(input) {
    const row = rows.findIndex((inputs) => inputs.includes(input));
    return row < 0 ? null : { row: row, column: rows[row].indexOf(input) };
  }

  function go(row, column) {
    const line = rows[Math.max(0, Math.min(rows.length - 1, row))];
    const input = line[Math.max(0, Math.min(line.length - 1, column))];
    input.focus();
    input.select();
  }

  const moves = {
    ArrowUp: (at) => go(at.row - 1, at.column),
    ArrowDown: (at) => go(at.row + 1, at.column),
    Enter: (at) => go(at.row + 1, at.column),
    PageUp: (at) => go(at.row - 10, at.column),
    PageDown: (at) => go(at.row + 10, at.column),
  };

  function edge(input, key) {
    const start = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    const left = start || input.selectionEnd === 0;
    const right = start || input.selectionStart === input.value.length;
    return key === "ArrowLeft" ? left : right;
  }

  form.addEventListener("keydown", (event) => {
    const at = placeOf(event.target);
    if (!at || event.isComposing || event.altKey || event.metaKey) { return; }
    if (event.ctrlKey && (event.key === "Home" || event.key === "End")) {
      event.preventDefault();
      go(event.key === "Home" ? 0 : rows.length - 1, 0);
    } else if (!event.ctrlKey && moves[event.key]) {
      event.preventDefault();
      moves[event.key](at);
    } else if (/^Arrow(Left|Right)$/.test(event.key) && rows[at.row].length > 1
        && edge(event.target, event.key)) {
      event.preventDefault();
      go(at.row, at.column + (event.key === "ArrowLeft" ? -1 : 1));
    }
  });

  form.addEventListener("paste", (event) => {
    const at = placeOf(event.target);
    const text = event.clipboardData && event.clipboardData.getData("text/plain");
    if (!at || event.target.readOnly || !text || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) { return; }
    event.preventDefault();
    text.replace(/\r?\n$/, "").split(/\r?\n/).forEach((line, down) => {
      line.split("\t").forEach((value, across) => {
        const target = rows[at.row + down] && rows[at.row + down][at.column + across];
        if (target) { target.value = value.trim(); }
      });
    });
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
