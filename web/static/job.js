// The page of a job that is not done: its progress as it comes; when the job ends, its page anew.
"use strict";
const shown = document.querySelector(".job-progress");
if (shown && "EventSource" in window) {
  const events = new EventSource(shown.dataset.events);
  events.addEventListener("progress", (event) => { shown.innerHTML = event.data; });
  events.addEventListener("end", () => { events.close(); location.reload(); });
}
