/* Buttons that copy a field's value, or the page's URL if they name no field; see shared/_copy_button.html. */

const CONFIRMATION_MS = 2000;

document.addEventListener("click", async ({ target }) => {
  const button = target.closest?.("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  const status = button.nextElementSibling;
  try {
    // On plain http, except for localhost, browsers have no clipboard; elsewhere they may refuse.
    await navigator.clipboard.writeText(field?.value ?? location.href);
  } catch {
    field?.focus();
    field?.select();
    status.textContent = status.dataset.byHand;
    return;
  }
  status.textContent = status.dataset.copied;
  setTimeout(() => { status.textContent = ""; }, CONFIRMATION_MS);
});
