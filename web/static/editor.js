// A mistake leads to its line in the editor.
"use strict";

const text = document.getElementById("text");
for (const link of document.querySelectorAll("[data-line]")) {
  link.addEventListener("click", (event) => {
    const lines = text.value.split("\n");
    const place = Number(link.dataset.line) - 1;
    const start = lines.slice(0, place).join("\n").length + (place ? 1 : 0);
    event.preventDefault();
    text.focus();
    text.setSelectionRange(start, start + (lines[place] ?? "").length);
    const height = text.scrollHeight / lines.length;
    text.scrollTop = Math.max(0, (place - 3) * height);
    text.scrollIntoView({ block: "nearest" });
  });
}
