/* Forms that ask for a confirmation, and forms that replace only a part of the page. */

document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

// Requests run one after another, so that none is lost and the last answer shows the latest state.
let pending = Promise.resolve();

/* A form with `data-swap` replaces the part of the page that this selector names, which keeps the scroll position.
   htmx's attributes cannot do this: the buttons are outside of the form and have a `formaction`, buttons that download
   a file or open another page (`data-leaves`) must stay a normal submit, and on pages without that part the form is
   submitted normally. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  const target = form.dataset.swap;
  if (event.defaultPrevented || !target || !document.querySelector(target) || button?.dataset.leaves) return;
  event.preventDefault();
  const values = {};
  for (const [name, value] of new FormData(form, button)) (values[name] ??= []).push(value);
  form.dispatchEvent(new CustomEvent("studio:before-submit", { bubbles: true, detail: { button } }));
  const url = button?.getAttribute("formaction") ?? form.getAttribute("action");
  pending = pending
    .then(() => window.htmx.ajax("POST", url, { values, target, select: target, swap: "outerHTML show:none" }))
    .catch(() => {})
    .then(() => document.dispatchEvent(new CustomEvent("studio:after-submit", { detail: { form } })));
});
