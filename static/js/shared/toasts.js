/* Toasts can be dismissed. They disappear by themselves unless they contain a button or report an error. */

const VISIBLE_MS = 6000;

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
