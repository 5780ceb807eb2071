/* The rows of the recolor form: the color picker and the typed color follow each other, and rows can be added. */

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
addButton.addEventListener("click", () => {
  const blank = document.getElementById("blank-row").content.cloneNode(true);
  const row = rows().appendChild(blank.firstElementChild);
  window.htmx.process(row);
  showPickers();
  row.querySelector('input[name="target"]').focus();
});

const allRows = () => [...rows().querySelectorAll(".color-row")]; // those of color layers included

// When the poll replaces the rows, the field that has the focus gets it back.
let focused = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.target.id !== "garments") return;
  const field = document.activeElement;
  const row = field?.closest?.(".color-row");
  focused = row && field.name ? { index: allRows().indexOf(row), name: field.name } : null;
});
document.addEventListener("htmx:afterSettle", () => {
  if (!focused) return;
  allRows()[focused.index]?.querySelector(`input[name="${focused.name}"]:not([type="hidden"])`)?.focus();
  focused = null;
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
