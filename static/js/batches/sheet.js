/* The cells of a sheet: Enter goes to the cell below, as in a spreadsheet, and a chosen suggestion gives the focus back
   to its cell. htmx stores a cell when it is left. */

const CELLS = "#cells input[id^=cell-]";

function cellBeside(cell, rows) {
  const column = cell.closest("td").cellIndex;
  const lines = [...document.querySelectorAll("#cells tbody tr")];
  return lines[lines.indexOf(cell.closest("tr")) + rows]?.cells[column]?.querySelector("input");
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches(CELLS)) return;
  event.preventDefault();
  const next = cellBeside(event.target, event.shiftKey ? -1 : 1);
  if (next) next.focus();
  else event.target.blur();
});

let chosenFor = null; // the id of the cell whose suggestion was chosen
document.addEventListener("click", ({ target }) => {
  chosenFor = target.closest("[data-for]")?.dataset.for ?? null;
});
document.addEventListener("htmx:afterRequest", () => {
  if (chosenFor) document.getElementById(chosenFor)?.focus();
  chosenFor = null;
});
