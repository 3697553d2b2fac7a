// The timeline under a pointer: what a bar says, and a range of bars drawn over.
"use strict";

class Timeline {
  #section;
  #chart;
  #tip;
  #bars;
  #first = -1;
  #last = -1;

  constructor(section) {
    this.#section = section;
    this.#chart = section.querySelector(".chart svg");
    this.#tip = section.querySelector(".tip");
    this.#bars = [...this.#chart.children];
    this.#chart.addEventListener("pointermove", (event) => this.#follow(event));
    this.#chart.addEventListener("pointerleave", () => this.#tell(""));
    this.#chart.addEventListener("pointerdown", (event) => this.#begin(event));
    this.#chart.addEventListener("pointerup", (event) => this.#end(event));
    this.#chart.addEventListener("pointercancel", () => this.#choose(-1, -1));
    // Bars are drawn over, not dragged away.
    this.#chart.addEventListener("dragstart", (event) => event.preventDefault());
    // What is drawn over is no click.
    this.#chart.addEventListener("click", (event) => {
      if (this.#first !== this.#last) event.preventDefault();
      this.#choose(-1, -1);
    });
  }

  #find(event) {
    const { left, width } = this.#chart.getBoundingClientRect();
    const place = Math.floor(((event.clientX - left) / width) * this.#bars.length);
    return Math.min(Math.max(place, 0), this.#bars.length - 1);
  }

  #follow(event) {
    const place = this.#find(event);
    if (this.#first >= 0) this.#choose(this.#first, place);
    const titles = this.#chosen().map((bar) => bar.querySelector("title").textContent);
    const title = this.#bars[place].querySelector("title").textContent;
    this.#tell(titles.length > 1 ? `${titles[0].split(":")[0]} – ${titles.at(-1).split(":")[0]}` : title);
  }

  #begin(event) {
    if (event.button !== 0 || event.pointerType === "touch") return;
    const place = this.#find(event);
    this.#choose(place, place);
  }

  #end() {
    if (this.#first < 0 || this.#first === this.#last) return;
    const names = this.#chosen().map((bar) => bar.dataset.name).filter(Boolean);
    if (!names.length) return;
    const url = new URL(this.#section.dataset.range, location.href);
    url.searchParams.set("from", names[0]);
    url.searchParams.set("to", names.at(-1));
    location.assign(url);
  }

  #choose(first, last) {
    this.#first = first;
    this.#last = last;
    const chosen = this.#first === this.#last ? [] : this.#chosen();
    for (const bar of this.#bars) bar.classList.toggle("chosen", chosen.includes(bar));
  }

  #chosen() {
    const ends = [this.#first, this.#last].sort((one, other) => one - other);
    return ends[0] < 0 ? [] : this.#bars.slice(ends[0], ends[1] + 1);
  }

  #tell(text) {
    this.#tip.textContent = text;
  }
}

for (const section of document.querySelectorAll(".timeline")) new Timeline(section);
