// Send a form of the browsable API as JSON, and show the page that answers it.
"use strict";

async function send(form) {
  const headers = {
    "Accept": "text/html",
    "Content-Type": "application/json",
    "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
    "Idempotency-Key": form.dataset.key,
  };
  const request = { method: form.dataset.method, headers, body: form.elements.body.value, credentials: "same-origin" };
  const answer = await fetch(form.action, request);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.title = page.title;
  document.querySelector("main").replaceWith(page.querySelector("main"));
  prepare();
  document.querySelector("h1").scrollIntoView();
}

function prepare() {
  for (const form of document.querySelectorAll("form.request")) {
    // One key a form: sending it twice has one effect.
    form.dataset.key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (each) => each.toString(16).padStart(2, "0")).join("");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
  }
}

prepare();
