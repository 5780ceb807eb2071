/* The line of the mask tools that says what happened, or what is wrong; screen readers read it out. */

const status = document.getElementById("mask-status");
const nameField = document.getElementById("mask-name");

export function showStatus(text, isError = false) {
  status.textContent = text;
  status.classList.toggle("text-danger", isError);
  if (isError) status.scrollIntoView({ block: "nearest" });
}

/* Show what is wrong with the name, and give its field the focus. */
export function showNameProblem(text) {
  showStatus(text, true);
  nameField.setAttribute("aria-invalid", "true");
  nameField.focus({ preventScroll: true });
}
