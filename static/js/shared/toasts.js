/* Toasts can be dismissed. They disappear by themselves unless they contain a button or report an error. */

const VISIBLE_MS = 6000;
const WITH_UNDO = ".toast-message:has([data-undo])";
const KEPT = "studio:undo"; // the key of sessionStorage for the Undo of a page that is being reloaded

// An Undo is still there after its page has been reloaded, but not on other pages.
function restoreUndo() {
  const kept = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  const messages = document.getElementById("messages");
  const reloaded = performance.getEntriesByType("navigation")[0]?.type === "reload";
  if (kept && reloaded && !messages.querySelector(WITH_UNDO)) messages.insertAdjacentHTML("afterbegin", kept);
}
addEventListener("pagehide", () => {
  const shown = document.querySelector(WITH_UNDO)?.cloneNode(true);
  delete shown?.dataset.setUp;
  if (shown) sessionStorage.setItem(KEPT, shown.outerHTML);
  else sessionStorage.removeItem(KEPT);
});
restoreUndo();

function setUpToasts() {
  for (const toast of document.querySelectorAll(".toast-message:not([data-set-up])")) {
    toast.dataset.setUp = "";
    const close = toast.querySelector("[data-dismiss]");
    close.hidden = false;
    close.addEventListener("click", () => toast.remove());
    if (!toast.querySelector("form") && !toast.matches(".alert-danger")) setTimeout(() => toast.remove(), VISIBLE_MS);
  }
}
document.addEventListener("htmx:oobAfterSwap", setUpToasts);
setUpToasts();

// New toasts replace the earlier ones, but an Undo stays until another one takes its place.
document.addEventListener("htmx:oobBeforeSwap", ({ target, detail: { fragment } }) => {
  const kept = target.id === "messages" && target.querySelector(WITH_UNDO);
  if (kept && !fragment.querySelector(WITH_UNDO)) fragment.firstElementChild.prepend(kept);
});
// Undoing shows the page as it is filtered now, which may have changed since the toast appeared.
document.addEventListener("submit", ({ target: form }) => {
  if (form.matches(".toast-message form")) form.elements.next.value = location.pathname + location.search;
}, { capture: true });
document.addEventListener("studio:after-submit", ({ detail: { form, failed } }) => {
  if (!failed) form.closest(".toast-message")?.remove();
});
