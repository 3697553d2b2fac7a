// Small comforts; every page works without them.
"use strict";

// A form's empty fields stay out of the address.
document.getElementById("search")?.addEventListener("formdata", (event) => {
  for (const [name, value] of [...event.formData]) {
    if (value === "") event.formData.delete(name);
  }
});
