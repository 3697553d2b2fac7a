// The form of the filters: beside the results a choice holds at once; over them, on a narrow screen,
// the button tells how many articles it would find.
"use strict";

class FilterForm {
  #form;
  #button;
  #plain;
  #excluding;
  #wide = matchMedia("(min-width: 60rem)");
  #numbers = new Intl.NumberFormat(document.documentElement.lang);
  #plurals = new Intl.PluralRules(document.documentElement.lang);
  #asking = new AbortController();

  constructor(form) {
    this.#form = form;
    this.#button = form.querySelector(".filters-foot [type=submit]");
    this.#plain = form.querySelector(".as-chosen").textContent;
    this.#excluding = document.getElementById("excluding");
    form.addEventListener("change", (event) => this.#follow(event.target));
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && location.hash === `#${form.id}`) location.hash = "found";
    });
    this.#goOn();
  }

  #follow(field) {
    // Without a name it only says which of the fields are seen.
    if (!field.name) return;
    if (this.#wide.matches) {
      // Who types one date may go on to the other.
      if (field.type !== "checkbox") return;
      const chosen = [`${field.name}=${field.value}`, this.#excluding.checked];
      sessionStorage.setItem("chosen", JSON.stringify(chosen));
      this.#form.requestSubmit();
    } else {
      this.#count();
    }
  }

  async #count() {
    this.#asking.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const url = new URL(this.#form.dataset.count, location.href);
    // What the address says already is not for the form to say.
    const own = new Set(url.searchParams.keys());
    for (const [name, value] of new FormData(this.#form)) {
      if (!own.has(name)) url.searchParams.append(name, value);
    }
    let label = this.#plain;
    try {
      const answer = await fetch(url, { signal });
      if (answer.ok) {
        const { total } = await answer.json();
        const category = this.#plurals.select(total);
        const sentence = this.#form.dataset[category] ?? this.#form.dataset.other;
        label = sentence.replace("{}", this.#numbers.format(total));
      }
    } catch {
      // Without an answer the button says what it always does.
    }
    if (!signal.aborted) this.#button.textContent = label;
  }

  // The page is a new one: go on where the last choice was made, and as it was made.
  #goOn() {
    const [chosen, excluding] = JSON.parse(sessionStorage.getItem("chosen")) ?? [];
    sessionStorage.removeItem("chosen");
    if (!chosen || !this.#wide.matches) return;
    if (this.#excluding) this.#excluding.checked = excluding;
    const fields = [...this.#form.elements].filter((field) => field.checkVisibility());
    fields.find((field) => `${field.name}=${field.value}` === chosen)?.focus({ preventScroll: true });
  }
}

new FilterForm(document.getElementById("filters"));
