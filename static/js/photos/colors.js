/* The rows of the recolor form: the color picker and the typed color follow each other, and rows can be added. */

import { clearRequestNote, fieldIn } from "./color_rows.js";

const colorField = (row) => row.querySelector('input[name="color"]');
const picker = (row) => row.querySelector('input[type="color"]');

function showPickers() {
  for (const each of document.querySelectorAll('.color-row input[type="color"]')) each.hidden = false;
}

document.addEventListener("input", (event) => {
  const row = event.target.closest(".color-row");
  if (!row) return;
  const field = colorField(row);
  // A picker always has a color; without a typed one, it has its first again, and the style sheet shows it as empty.
  if (event.target === field && !field.value.trim()) picker(row).value = picker(row).defaultValue;
  if (event.target.type !== "color") return;
  field.value = event.target.value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

document.getElementById("recolor").addEventListener("input", clearRequestNote);

// The picker shows the color that the server parsed.
document.addEventListener("htmx:afterSwap", (event) => {
  const parsed = event.target.querySelector?.("[data-hex]");
  const row = event.target.closest?.(".color-row");
  if (parsed && row) picker(row).value = parsed.dataset.hex;
});

document.addEventListener("htmx:afterSettle", showPickers);

const addButton = document.getElementById("add-row");
addButton.hidden = false;
addButton.addEventListener("click", () => fieldIn(addRow(), "target").focus());

/* Add an empty row, and return it. */
export function addRow() {
  const blank = document.getElementById("blank-row").content.cloneNode(true);
  const row = document.getElementById("rows").appendChild(blank.firstElementChild);
  window.htmx.process(row);
  showPickers();
  return row;
}

// Colors that were typed, or restored by the browser, before htmx was ready are read now.
document.addEventListener("DOMContentLoaded", () => {
  for (const field of document.querySelectorAll('.color-row input[name="color"]')) {
    if (field.value !== field.defaultValue) field.dispatchEvent(new Event("studio:read"));
  }
});

showPickers();

// Typing replaces the color of the earlier task that the form starts with.
document.querySelector(".color-row [autofocus]")?.select();
