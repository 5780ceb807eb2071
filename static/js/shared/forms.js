/* Forms that ask for a confirmation, and forms that replace only a part of the page. */

import { hasFailed } from "./failures.js";

document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

// A button with its own address in a form of htmx is a normal submit: htmx would send it to the form's address.
document.addEventListener("submit", (event) => {
  if (event.target.hasAttribute("hx-post") && event.submitter?.hasAttribute("formaction")) event.stopPropagation();
}, { capture: true });

// An Enter key that is held down sends no form: after the first time, the focus may be in another one.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.repeat && event.target.form && !event.target.matches("textarea")) {
    event.preventDefault();
  }
});

// Requests run one after another, so that none is lost and the last answer shows the latest state.
let pending = Promise.resolve();
let last = ""; // what the last one sends, until it is answered; a double click does not send the same again

/* A form with `data-swap` replaces the part of the page that this selector names, which keeps the scroll position.
   htmx's attributes cannot do this: the buttons are outside of the form and have a `formaction`. A button with
   `data-plain` (a download, or another page) stays a normal submit, and so does a form on pages without that part.
   `data-swap-also` names further parts. A form with `data-repeatable` may send the same several times. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  const target = form.dataset.swap;
  if (event.defaultPrevented || !target || !document.querySelector(target)) return;
  if (button?.hasAttribute("data-plain")) return;
  event.preventDefault();
  const values = {};
  for (const [name, value] of new FormData(form, button)) (values[name] ??= []).push(value);
  const url = button?.getAttribute("formaction") ?? form.getAttribute("action");
  const request = JSON.stringify([url, values]);
  if (request === last && !("repeatable" in form.dataset)) return;
  last = request;
  form.dispatchEvent(new CustomEvent("studio:before-submit", { bubbles: true, detail: { button } }));
  const swap = "outerHTML show:none";
  const options = { event, values, target, select: target, selectOOB: form.dataset.swapAlso, swap };
  pending = pending
    .then(() => window.htmx.ajax("POST", url, options))
    .catch(() => {})
    .then(() => {
      if (last === request) last = "";
      const detail = { form, button, failed: hasFailed(event) };
      document.dispatchEvent(new CustomEvent("studio:after-submit", { detail }));
    });
});
