/* Buttons that copy a field's value, or the page's URL if there is no such field. */

const CONFIRMATION_MS = 2000;

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  const confirmation = button.querySelector("[data-copied]");
  navigator.clipboard.writeText(document.querySelector(button.dataset.copy)?.value ?? location.href).then(() => {
    confirmation.hidden = false;
    setTimeout(() => { confirmation.hidden = true; }, CONFIRMATION_MS);
  });
});
