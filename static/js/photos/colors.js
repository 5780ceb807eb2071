/* The rows of the recolor form: the color picker and the typed color follow each other, and rows can be added. */

import { NAMES, fieldIn, isOfSame, valuesOf } from "./color_rows.js";

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

/* When the rows are replaced, what the server does not know stays: what was entered since it was asked, and rows with a
   garment or a color only. So do the focus and the cursor. */
const NOTHING = { target: "", layer: "", color: "" };
const isTyped = (row) => fieldIn(row, "target").type !== "hidden"; // not the row of a listed garment
const asked = new WeakMap(); // of each request, the values of the rows when it was made
let kept = [];
let unread = []; // color fields that were set again, until htmx knows the new rows and can have them read

/* now, before: the values of a row, and those when the server was asked. isSent: whether its answer has a row for them.
   isNew: whether it does not know the present ones. */
function keep(row, askedValues) {
  const now = valuesOf(row);
  const before = askedValues?.get(row) ?? (isTyped(row) ? NOTHING : { ...now, color: "" });
  const isSent = Boolean(before.target && before.color);
  const isPartial = isTyped(row) && !isSent && (now.target || now.color);
  const field = document.activeElement;
  const focus = field?.name && field.closest(".color-row") === row
    ? { name: field.name, value: field.value, start: field.selectionStart, end: field.selectionEnd }
    : null;
  const isNew = isPartial || NAMES.some((name) => now[name] !== before[name]);
  return { now, before, isSent, isNew, focus, wasTyped: isTyped(row) };
}

/* Find the row for what was kept. A name that is still being typed, or was changed since the server was asked, stays in
   a typed row: the server may have shown its color in the row of a garment that the earlier name means. */
function rowFor({ now, before, isSent, focus, wasTyped }) {
  const rowWith = (isSame) => allRows().find(isSame);
  const isShown = ({ dataset }) => dataset.sentTarget === before.target && dataset.sentLayer === before.layer;
  const shown = isSent ? rowWith(isShown) : undefined;
  const keepsName = wasTyped && (focus?.name === "target" || (shown && now.target !== before.target));
  const named = now.target ? rowWith((each) => isOfSame(valuesOf(each), now)) : undefined;
  const row = [shown, named].find((each) => each && (!keepsName || isTyped(each)))
    ?? rowWith((each) => isTyped(each) && NAMES.every((name) => !fieldIn(each, name).value)) ?? addRow();
  if (shown && shown !== row) setValue(fieldIn(shown, "color"), "");
  return { row, known: shown === row ? before : NOTHING };
}

function setValue(field, value) {
  if (field.value === value) return;
  field.value = value;
  unread.push(field);
}

function putBack(each) {
  const { row, known } = rowFor(each);
  if (each.isNew) {
    const isFixed = (name) => name !== "color" && fieldIn(row, name).type === "hidden" && !isTyped(row);
    const changed = NAMES.filter((name) => each.now[name] !== known[name] && !isFixed(name));
    for (const name of changed) setValue(fieldIn(row, name), each.now[name]);
  }
  if (each.focus) putFocusBack(row, each.focus);
}

function putFocusBack(row, { name, value, start, end }) {
  const field = fieldIn(row, name);
  if (field.type === "hidden") {
    fieldIn(row, "color").focus(); // the color layer was typed before, and is listed now
    return;
  }
  setValue(field, value);
  if (field.closest("details")) field.closest("details").open = true; // the color layers of a garment
  field.focus();
  if (field.setSelectionRange && start !== null) field.setSelectionRange(start, end);
}

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.target.id !== "garments") return;
  asked.set(detail.xhr, new Map(allRows().map((row) => [row, valuesOf(row)])));
});
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id !== "garments" || !detail.shouldSwap) return; // htmx tells of answers without rows, too
  kept = allRows().map((row) => keep(row, asked.get(detail.xhr))).filter(({ focus, isNew }) => focus || isNew);
});
// Before the browser does anything else: keys that are pressed meanwhile belong into the field that had the focus, and
// another answer may replace the rows again.
document.addEventListener("htmx:afterSwap", () => {
  const each = kept;
  kept = [];
  each.forEach(putBack);
});
document.addEventListener("htmx:afterSettle", () => {
  const fields = unread;
  unread = [];
  for (const field of fields) field.dispatchEvent(new Event("studio:read"));
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
