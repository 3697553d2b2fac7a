// Counts what is ticked, and puts the list in another order at once.
"use strict";

const form = document.querySelector(".choices");
const output = form.querySelector("output");
const numbers = new Intl.NumberFormat(document.documentElement.lang);

function count() {
  const ticked = form.querySelectorAll("input[type=checkbox]:checked").length;
  output.textContent = numbers.format(ticked + Number(output.dataset.elsewhere));
}

form.addEventListener("change", (event) => {
  if (event.target.name === "order") {
    form.requestSubmit();
  } else {
    count();
  }
});
// Where a browser comes back to the page it has ticked the boxes again.
window.addEventListener("pageshow", count);
