/* Shows what is wrong with an input: scrolls to it, and gives the focus to the field that caused it. The server marks a
   problem with data-problem; see shared/_problem.html. */

/* field: the element that gets the focus; the problem itself if it has no field. */
export function showProblem(problem, field = null) {
  problem.scrollIntoView({ block: "center" });
  (field ?? problem).focus({ preventScroll: true });
}

function showNewProblem() {
  const [problem, ...others] = document.querySelectorAll("[data-problem]:not([data-shown])");
  if (!problem) return;
  for (const each of [problem, ...others]) each.dataset.shown = "";
  showProblem(problem, document.querySelector(`[aria-describedby~="${problem.id}"]`));
}

// A field that is changed is no longer known to be invalid.
document.addEventListener("input", ({ target: field }) => {
  if (!field.matches('[aria-invalid="true"]')) return;
  document.querySelector(`#${field.getAttribute("aria-describedby")}[data-problem]`)?.remove();
  field.removeAttribute("aria-invalid");
});
for (const name of ["htmx:afterSettle", "htmx:oobAfterSwap"]) document.addEventListener(name, showNewProblem);
showNewProblem();
