// An article: through its matches by keys and buttons, references and addresses to copy, sharing.
// The page works without it.
"use strict";

const steps = document.getElementById("match-steps");
if (steps) {
  const place = steps.querySelector(".match-place");
  const status = steps.querySelector(".match-status");
  const keys = steps.querySelector(".match-keys");
  // What a narrow screen leaves out cannot be gone to.
  const marks = () =>
    [...document.querySelectorAll(".story mark")].filter(
      (mark) => mark.getClientRects().length,
    );
  // By what is on the key: the letters where N and P are on a Russian keyboard lead as well.
  const directions = { n: 1, т: 1, p: -1, з: -1 };
  const number = new Intl.NumberFormat(document.documentElement.lang);
  let current = null;

  const step = (direction) => {
    const all = marks();
    if (!all.length) return null;
    const at = all.indexOf(current);
    const start = direction > 0 ? 0 : all.length - 1;
    const next = at < 0 ? start : (at + direction + all.length) % all.length;
    current?.classList.remove("current");
    current = all[next];
    current.classList.add("current");
    current.scrollIntoView({ block: "center" });
    const [nth, total] = [next + 1, all.length].map((one) => number.format(one));
    for (const told of [place, status]) {
      told.textContent = told.dataset.told.replace("{place}", nth).replace("{total}", total);
    }
    return current;
  };

  // Whether the keys are on is kept by the browser, and told to nobody.
  const store = "letopis-match-keys";
  const keep = (value) => {
    try {
      if (value === undefined) return localStorage.getItem(store);
      localStorage.setItem(store, value);
    } catch {
      // Where nothing may be kept, they are on again on the next page.
    }
    return null;
  };
  const turn = (on) => keys.setAttribute("aria-pressed", on);
  turn(keep() !== "off");
  keys.addEventListener("click", () => {
    const on = keys.getAttribute("aria-pressed") !== "true";
    turn(on);
    keep(on ? "on" : "off");
  });

  for (const button of steps.querySelectorAll("[data-step]")) {
    button.addEventListener("click", () => step(Number(button.dataset.step)));
  }
  document.addEventListener("keydown", (event) => {
    const direction = directions[event.key.toLowerCase()];
    if (!direction || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (keys.getAttribute("aria-pressed") !== "true") return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const mark = step(direction);
    if (!mark) return;
    event.preventDefault();
    // Whoever reads by ear goes on from here.
    mark.tabIndex = -1;
    mark.focus({ preventScroll: true });
  });

  steps.hidden = false;
}

const copied = document.getElementById("copied");
if (navigator.clipboard) {
  for (const button of document.querySelectorAll(".copy")) {
    // What it copies stays in its name.
    const label = button.firstChild;
    const { data } = label;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).innerText);
      label.data = copied.textContent = copied.dataset.done;
      setTimeout(() => {
        label.data = data;
        copied.textContent = "";
      }, 2000);
    });
  }
}

const share = document.querySelector(".share");
if (share && navigator.share) {
  share.hidden = false;
  share.addEventListener("click", async () => {
    try {
      await navigator.share({ title: share.dataset.title, url: share.dataset.url });
    } catch {
      // Whoever changes their mind needs no message.
    }
  });
}
