/* The color rows of the recolor form, as the scripts that change garments use them. */

/* The field with a name in a color row; that of the garment itself in a row that contains those of its color layers. */
export const fieldIn = (row, name) => row.querySelector(`[name="${name}"]`);

/* What is entered into the fields of a color row. */
export const NAMES = ["target", "layer", "color"];
export const valuesOf = (row) => Object.fromEntries(NAMES.map((name) => [name, fieldIn(row, name).value.trim()]));

/* Whether the values of two color rows name the same color layer of the same garment. */
export const isOfSame = (one, other) =>
  one.target.toLowerCase() === other.target.toLowerCase() && one.layer === other.layer;

/* The fields with a name in the color rows of the garment `target`. */
export function fieldsOf(name, target) {
  const rows = [...document.querySelectorAll(".color-row")];
  return rows.filter((row) => fieldIn(row, "target").value === target).map((row) => fieldIn(row, name));
}

/* Make one row of those of merged garments, given by their names. A color that was typed for one of them becomes that
   of the garment that they became. Colors of their color layers are dropped, because it has other layers. */
export function mergeRows(names, merged) {
  const colors = names.flatMap((name) => fieldsOf("color", name));
  const ofGarments = colors.filter((field) => !field.closest(".color-row").querySelector('[name="layer"]').value);
  const [color = ""] = ofGarments.map((field) => field.value).filter(Boolean);
  for (const field of colors) field.value = field === ofGarments[0] ? color : "";
  for (const field of fieldsOf("target", names[0])) field.value = merged;
}

/* What is entered into the fields of all rows, as the server reads it. */
export function allValues() {
  const typed = new FormData(document.getElementById("recolor"));
  return Object.fromEntries(NAMES.map((name) => [name, typed.getAll(name)]));
}

/* Remove what is said about the last request: the form, or the garments, are no longer what they were then. */
export const clearRequestNote = () => document.getElementById("request-note").replaceChildren();

/* Load the color rows again, because the garments have changed; what was typed into them is sent along and kept.
   values: of other rows to show. */
export function reloadRows(values = allValues()) {
  clearRequestNote();
  const url = document.getElementById("garments").dataset.rows;
  const options = { source: "#garments", target: "#garments", swap: "outerHTML", values };
  window.htmx.ajax("GET", url, options).catch(() => {}); // connection.js says that there is none
}
