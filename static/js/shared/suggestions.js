/* A suggestion replaces what was mistyped: all of its field, or one of the parts between commas. */

const asWord = (text) => text.trim().replace(/\s+/g, " ").toLowerCase();

document.addEventListener("click", ({ target }) => {
  const button = target.closest("button.suggestion");
  if (!button) return;
  const { field: name, mistyped } = button.dataset;
  const field = button.closest(".color-row, fieldset").querySelector(`[name="${name}"]`);
  const parts = field.value.split(/[,;\n]/).map((part) => part.trim());
  field.value = mistyped === undefined
    ? button.value
    : parts.map((part) => (asWord(part) === asWord(mistyped) ? button.value : part)).join(", ");
  field.focus(); // the button may be replaced now
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
