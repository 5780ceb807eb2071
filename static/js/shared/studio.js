/* What every page does: quiet polling, a lost connection, questions before what cannot be undone, toasts. */

import "../results/selection.js";

const isPoll = (detail) => detail.requestConfig?.triggeringEvent?.type === undefined;

// A page nobody sees asks nothing; once seen again, it asks at once.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && isPoll(event.detail)) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) document.body.dispatchEvent(new CustomEvent("studio:wake"));
});

const offline = document.getElementById("offline");
document.addEventListener("htmx:sendError", () => { offline.hidden = false; });
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.xhr?.status) offline.hidden = true;
});
window.addEventListener("offline", () => { offline.hidden = false; });
window.addEventListener("online", () => {
  offline.hidden = true;
  document.body.dispatchEvent(new CustomEvent("studio:wake"));
});

document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

// One after the other, however quickly they are clicked: none is lost, and the last answer is the latest state.
let line = Promise.resolve();

// A form with `data-swap` changes that part of the page only, so that the place on it is kept. A download is no change.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const part = form.dataset.swap;
  if (event.defaultPrevented || !part || !document.querySelector(part) || event.submitter?.value === "download") return;
  event.preventDefault();
  const button = event.submitter;
  const values = {};
  for (const [name, value] of new FormData(form, button)) (values[name] ??= []).push(value);
  form.dispatchEvent(new CustomEvent("studio:act", { bubbles: true, detail: { button } }));
  const address = button?.getAttribute("formaction") ?? form.getAttribute("action");
  line = line
    .then(() => window.htmx.ajax("POST", address, { values, target: part, select: part, swap: "outerHTML show:none" }))
    .catch(() => {})
    .then(() => document.dispatchEvent(new CustomEvent("studio:acted", { detail: { button } })));
});

// Toasts stay until they are dismissed if they offer something or tell of a problem; others go by themselves.
const STAY = 6000;
function tendToasts() {
  for (const toast of document.querySelectorAll(".toast-message:not([data-tended])")) {
    toast.dataset.tended = "";
    const close = toast.querySelector("[data-dismiss]");
    close.hidden = false;
    close.addEventListener("click", () => toast.remove());
    if (!toast.querySelector("form") && !toast.matches(".alert-danger")) setTimeout(() => toast.remove(), STAY);
  }
}
document.addEventListener("htmx:oobAfterSwap", tendToasts);
tendToasts();

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  navigator.clipboard.writeText(document.querySelector(button.dataset.copy)?.value ?? location.href).then(() => {
    button.querySelector("[data-copied]").hidden = false;
    setTimeout(() => { button.querySelector("[data-copied]").hidden = true; }, 2000);
  });
});

if ("serviceWorker" in navigator) navigator.serviceWorker.register("/service-worker.js").catch(() => {});

document.getElementById("new-key")?.select();
