// Small comforts; every page works without them.
"use strict";

const root = document.documentElement;
root.classList.add("scripted");

// A form's empty fields stay out of the address.
for (const form of document.querySelectorAll("form")) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const name of new Set(formData.keys())) {
      const values = formData.getAll(name).filter((value) => value !== "");
      formData.delete(name);
      for (const value of values) formData.append(name, value);
    }
  });
}

// The switch between light and dark, kept in the browser alone.
for (const button of document.querySelectorAll(".theme")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const chosen = root.dataset.theme;
    const isDark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = isDark ? "light" : "dark";
    try {
      localStorage.setItem("theme", root.dataset.theme);
    } catch {
      // It then holds for this page.
    }
  });
}

// The language that was chosen, for addresses that name none: kept by the browser, not by a server,
// and for this site alone, which may stand below a path. This file is in a folder of its own there.
const sitePath = new URL("../", document.currentScript.src).pathname;
for (const link of document.querySelectorAll(".masthead-links [hreflang]")) {
  link.addEventListener("click", () => {
    document.cookie = `ui=${link.hreflang}; path=${sitePath}; max-age=31536000; samesite=lax`;
  });
}

// A menu closes where something else is pointed at or reached, and at Escape.
for (const menu of document.querySelectorAll("details.menu")) {
  const close = (event) => menu.contains(event.relatedTarget ?? event.target) || (menu.open = false);
  document.addEventListener("pointerdown", close);
  menu.addEventListener("focusout", (event) => event.relatedTarget && close(event));
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}
