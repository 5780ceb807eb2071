/* The rows of the recolor form: the color picker and the typed color follow each other, and rows can be added. */

import { fieldIn } from "./color_rows.js";

const rows = () => document.getElementById("rows");
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

function addRow() {
  const blank = document.getElementById("blank-row").content.cloneNode(true);
  const row = rows().appendChild(blank.firstElementChild);
  window.htmx.process(row);
  showPickers();
  return row;
}

const allRows = () => [...rows().querySelectorAll(".color-row")]; // those of color layers included

/* When a poll replaces the rows, what the server does not know stays: what was typed since it was asked, and rows with
   a garment or a color only. So do the focus and the cursor. */
const isTyped = (row) => fieldIn(row, "target").type !== "hidden";
let kept = null;

function keep(row) {
  const [target, layer, color] = ["target", "layer", "color"].map((name) => fieldIn(row, name).value.trim());
  const field = row.contains(document.activeElement) && document.activeElement;
  const focus = field && field.closest(".color-row") === row && field.name
    ? { name: field.name, value: field.value, start: field.selectionStart, end: field.selectionEnd }
    : null;
  return { target, layer, color, focus, partial: isTyped(row) && Boolean(target) !== Boolean(color) };
}

/* The row with a garment, or with a color only; else an empty one. */
function rowFor({ target, layer, color }) {
  const has = (row, name, value) => fieldIn(row, name).value.trim().toLowerCase() === value.toLowerCase();
  const isSame = (row) =>
    has(row, "target", target) && has(row, "layer", layer) && (target || has(row, "color", color));
  const isEmpty = (row) => has(row, "target", "") && has(row, "color", "");
  return allRows().find(isSame) ?? allRows().find(isEmpty) ?? addRow();
}

function setValue(field, value) {
  if (field.value === value) return;
  field.value = value;
  field.dispatchEvent(new Event("studio:read"));
}

function putBack(each) {
  const row = rowFor(each);
  if (each.partial) {
    if (isTyped(row)) setValue(fieldIn(row, "target"), each.target);
    if (each.color) setValue(fieldIn(row, "color"), each.color);
  }
  if (!each.focus) return;
  const { name, value, start, end } = each.focus;
  const field = fieldIn(row, name);
  if (field.type === "hidden") {
    fieldIn(row, "color").focus(); // the garment was typed before, and is listed now
    return;
  }
  setValue(field, value);
  if (field.closest("details")) field.closest("details").open = true; // the color layers of a garment
  field.focus();
  if (field.setSelectionRange && start !== null) field.setSelectionRange(start, end);
}

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id === "garments") kept = allRows().map(keep).filter(({ focus, partial }) => focus || partial);
});
document.addEventListener("htmx:afterSettle", () => {
  const each = kept ?? [];
  kept = null;
  each.forEach(putBack);
});

// Colors that were typed, or restored by the browser, before htmx was ready are read now.
document.addEventListener("DOMContentLoaded", () => {
  for (const field of document.querySelectorAll('.color-row input[name="color"]')) {
    if (field.value !== field.defaultValue) field.dispatchEvent(new Event("studio:read"));
  }
});

showPickers();

// Typing replaces the color of the earlier task that the form starts with.
document.querySelector(".color-row [autofocus]")?.select();
