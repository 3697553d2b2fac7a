// Suggestions under the search box while a query is being typed: an ARIA combobox with a listbox.
// Whatever fails in here leaves the box as it is without scripts.
"use strict";

// Milliseconds without a keystroke before suggestions are asked for.
const PAUSE = 120;

class SuggestionBox {
  #input;
  #list;
  #numbers = new Intl.NumberFormat(document.documentElement.lang);
  #answers = new Map();
  #timer = 0;
  #asking = new AbortController();
  #active = -1;

  constructor(input, list) {
    this.#input = input;
    this.#list = list;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");
    input.addEventListener("input", (event) => this.#follow(isUnfinished(event)));
    input.addEventListener("compositionend", () => this.#follow(false));
    input.addEventListener("keydown", (event) => event.isComposing || this.#steer(event));
    input.addEventListener("blur", () => {
      this.#close();
      // A page may stay open for days, and its archive grow.
      this.#answers.clear();
    });
    input.form.addEventListener("submit", () => this.#close());
    // The focus stays in the box.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => this.#choose(event));
  }

  // What is typed has changed: suggestions are for its last word, so the caret must stand there.
  #follow(unfinished) {
    const typed = this.#input.value;
    this.#forget();
    this.#activate(-1);
    if (unfinished || !typed.trim() || this.#input.selectionEnd !== typed.length) {
      this.#close();
    } else if (this.#answers.has(typed)) {
      this.#show(this.#answers.get(typed), typed);
    } else {
      this.#timer = setTimeout(() => this.#ask(typed), PAUSE);
    }
  }

  async #ask(typed) {
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const url = new URL(this.#list.dataset.url, location.href);
    url.searchParams.set("q", typed);
    let suggestions = [];
    try {
      const answer = await fetch(url, { signal });
      if (answer.ok) {
        ({ suggestions } = await answer.json());
        this.#answers.set(typed, suggestions);
      }
    } catch {
      // Without an answer there is nothing to suggest.
    }
    if (!signal.aborted) this.#show(suggestions, typed);
  }

  // The text that was asked about is no longer the one in the box.
  #forget() {
    clearTimeout(this.#timer);
    this.#asking.abort();
  }

  #show(suggestions, typed) {
    if (!suggestions.length) {
      this.#close();
      return;
    }
    this.#activate(-1);
    this.#list.replaceChildren(
      ...suggestions.map((suggestion, place) =>
        this.#makeOption(suggestion, place, suggestions[place - 1]?.kind, typed),
      ),
    );
    this.#list.hidden = false;
    this.#list.scrollTop = 0;
    this.#input.setAttribute("aria-expanded", "true");
  }

  #close() {
    this.#forget();
    this.#activate(-1);
    this.#list.hidden = true;
    this.#input.setAttribute("aria-expanded", "false");
  }

  #makeOption({ kind, text, count, url }, place, kindBefore, typed) {
    const option = document.createElement("a");
    option.id = `${this.#list.id}-${place}`;
    option.className = "suggestion";
    option.href = url;
    option.tabIndex = -1;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.kind = kind;
    if (kind === "word") option.dataset.query = text;

    const name = makeSpan("suggestion-text");
    name.lang = /\p{Script=Cyrillic}/u.test(text) ? "ru" : "en";
    name.append(...(kind === "word" ? splitWord(text, typed) : [text]));
    // Seen at the first of a kind, heard at each.
    const label = makeSpan(kind === kindBefore ? "visually-hidden" : "suggestion-kind");
    label.append(this.#list.dataset[kind]);
    option.append(name, " ", label);
    // A word is counted in the form that is shown, and a search for it finds all its forms.
    if (kind !== "title" && kind !== "word") {
      const number = makeSpan("count");
      number.append(this.#numbers.format(count));
      option.append(" ", number);
    }
    return option;
  }

  // Moves to an option; -1 is the box itself.
  #activate(place) {
    this.#list.children[this.#active]?.setAttribute("aria-selected", "false");
    this.#active = place;
    const option = this.#list.children[place];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      this.#input.setAttribute("aria-activedescendant", option.id);
    } else {
      this.#input.removeAttribute("aria-activedescendant");
    }
  }

  #steer(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (this.#list.hidden) {
      if (event.key === "ArrowDown") this.#follow(false);
      return;
    }
    // Up from the first option, and down from the last, lead to the box.
    const stops = this.#list.children.length + 1;
    switch (event.key) {
      case "ArrowDown":
        event.preventDefault();
        this.#activate(((this.#active + 2) % stops) - 1);
        break;
      case "ArrowUp":
        event.preventDefault();
        this.#activate(((this.#active + stops) % stops) - 1);
        break;
      case "ArrowLeft":
      case "ArrowRight":
      case "Home":
      case "End":
        this.#activate(-1);
        break;
      case "Enter":
        if (this.#active >= 0) {
          event.preventDefault();
          this.#list.children[this.#active].click();
        }
        break;
      case "Escape":
        // Else the browser empties the box.
        event.preventDefault();
        this.#close();
        break;
    }
  }

  // Options are links. One that is a query is sent by the form, with all that it carries.
  #choose(event) {
    const option = event.target.closest("[role=option]");
    // These open another tab or window.
    if (!option || event.ctrlKey || event.metaKey || event.shiftKey) return;
    this.#close();
    if (option.dataset.query) {
      event.preventDefault();
      this.#input.value = option.dataset.query;
      this.#input.form.requestSubmit();
    }
  }
}

// Whether an input method has not decided on the text yet. Keyboards on screens compose every word
// of any language: there it is plain typing.
function isUnfinished(event) {
  return event.isComposing && !matchMedia("(pointer: coarse)").matches;
}

// A suggested query as nodes: what is typed, and what would be added.
function splitWord(text, typed) {
  const head = text.slice(0, typed.length);
  if (head.toLowerCase() !== typed.toLowerCase()) return [text];
  const rest = document.createElement("b");
  rest.append(text.slice(typed.length));
  return [head, rest];
}

function makeSpan(className) {
  const span = document.createElement("span");
  span.className = className;
  return span;
}

new SuggestionBox(document.getElementById("q"), document.getElementById("suggestions"));
