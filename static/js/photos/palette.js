/* The palette of the studio: swatches, recent colors, and the eyedropper fill in the color of a row. */

import { isOfSame, valuesOf } from "./color_rows.js";
import { setUpEyedropper } from "./eyedropper.js";

const palette = document.getElementById("palette");
const form = document.getElementById("recolor");
let lastRow = null; // the row that was used last

palette.hidden = false;

form.addEventListener("focusin", (event) => {
  const row = event.target.closest(".color-row");
  if (row) lastRow = row;
});

/* The row that was used last, or the first one without a color. */
function currentRow() {
  if (lastRow?.isConnected) return lastRow;
  const rows = [...form.querySelectorAll("#rows .color-row")];
  const renewed = lastRow && rows.find((row) => isOfSame(valuesOf(row), valuesOf(lastRow))); // an answer replaced it
  const shown = rows.filter((row) => row.parentElement.id === "rows"); // not those of color layers, which may be folded
  return renewed ?? shown.find((row) => !row.querySelector('[name="color"]').value) ?? rows[0];
}

function useColor(color) {
  const row = currentRow();
  const field = row.querySelector('[name="color"]');
  field.value = color;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  lastRow = row;
}

palette.addEventListener("click", (event) => {
  const color = event.target.closest("[data-color]")?.dataset.color;
  if (color) useColor(color);
});

setUpEyedropper(useColor);

// Ctrl+Enter submits the form from anywhere on the page, except from a dialog; a key that is held submits it once.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.repeat || document.querySelector("dialog[open]")) return;
  if (event.ctrlKey || event.metaKey) form.requestSubmit();
});
