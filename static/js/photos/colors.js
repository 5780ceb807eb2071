/* The rows of the recolor form: picker and words follow each other, rows can be added. */

const rows = () => document.getElementById("rows");
const wordsOf = (row) => row.querySelector('input[name="color"]');
const pickerOf = (row) => row.querySelector('input[type="color"]');

function showPickers() {
  for (const picker of document.querySelectorAll('.color-row input[type="color"]')) picker.hidden = false;
}

document.addEventListener("input", (event) => {
  const row = event.target.closest(".color-row");
  if (!row || event.target.type !== "color") return;
  const words = wordsOf(row);
  words.value = event.target.value;
  words.dispatchEvent(new Event("input", { bubbles: true }));
});

// The picker shows what the words were understood as.
document.addEventListener("htmx:afterSwap", (event) => {
  const reading = event.target.querySelector?.("[data-hex]");
  const row = event.target.closest?.(".color-row");
  if (reading && row) pickerOf(row).value = reading.dataset.hex;
});

document.addEventListener("htmx:afterSettle", showPickers);

const addRow = document.getElementById("add-row");
addRow.hidden = false;
addRow.addEventListener("click", () => {
  const blank = document.getElementById("blank-row").content.cloneNode(true);
  const added = rows().appendChild(blank.firstElementChild);
  window.htmx.process(added);
  showPickers();
  added.querySelector('input[name="target"]').focus();
});

// A field that is being typed in keeps its focus when the rows are drawn anew by the poll.
let typing = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.target.id !== "garments") return;
  const active = document.activeElement;
  const row = active?.closest?.(".color-row");
  typing = row && active.name ? { index: [...rows().children].indexOf(row), name: active.name } : null;
});
document.addEventListener("htmx:afterSettle", () => {
  if (!typing) return;
  rows().children[typing.index]?.querySelector(`input[name="${typing.name}"]:not([type="hidden"])`)?.focus();
  typing = null;
});

showPickers();
