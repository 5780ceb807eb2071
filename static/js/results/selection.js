/* Selecting results, photos or batches: single ones, a range with Shift, or the page. Cards that are replaced stay
   selected. */

const BOXES = 'input[form="bulk"]:is([name="task"], [name="photo"], [name="batch"])';
const boxes = () => [...document.querySelectorAll(BOXES)];
const key = (box) => `${box.name} ${box.value}`;
let lastCardId = null; // the card that was ticked last, where a range with Shift starts
let selected = new Set(); // the keys of the ticked boxes, which stay ticked when the page gets other ones
let submitted = null; // the selection and the reason that were sent with the last action

const tickedBoxes = () => boxes().filter((box) => box.checked);
const isEverySelected = () => document.querySelector('#bulk input[name="all"]')?.checked;
const isAnySelected = () => isEverySelected() || tickedBoxes().length > 0;

/* Follow what the person has ticked. */
function update() {
  selected = new Set(tickedBoxes().map(key));
  const bulk = document.getElementById("bulk");
  if (!bulk) return;
  const selectPage = document.getElementById("select-page");
  selectPage.hidden = false;
  const count = selected.size;
  const all = isEverySelected();
  const shownCount = document.getElementById("selected-count");
  shownCount.textContent = all || !count ? "" : shownCount.dataset.text.replace("#", count);
  for (const button of bulk.querySelectorAll("button")) button.disabled = !all && count === 0;
  bulk.classList.add("scripted");
  bulk.classList.toggle("active", all || count > 0);
  const pageBox = selectPage.querySelector("input");
  pageBox.checked = count > 0 && count === boxes().length;
  pageBox.indeterminate = count > 0 && !pageBox.checked;
}

document.addEventListener("click", (event) => {
  const box = event.target;
  if (!box.matches?.(BOXES)) return;
  const all = boxes();
  const start = all.indexOf(document.getElementById(lastCardId)?.querySelector('input[type="checkbox"]'));
  if (event.shiftKey && start >= 0) {
    const [first, last] = [start, all.indexOf(box)].sort((a, b) => a - b);
    for (const each of all.slice(first, last + 1)) each.checked = box.checked;
  }
  lastCardId = box.closest("li").id;
  update();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("#select-page input")) {
    for (const box of boxes()) box.checked = event.target.checked;
  }
  if (event.target.closest?.("#bulk") || event.target.matches('input[form="bulk"]')) update();
});

// Enter in a field uses the first action of its form; a box is no field in which one types a reason.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.form?.id === "bulk" && event.target.type === "checkbox") {
    event.preventDefault();
  }
});

document.addEventListener("submit", (event) => {
  if (event.target.id !== "bulk") return;
  event.target.querySelectorAll("[popover]").forEach((menu) => menu.hidePopover?.());
  if (!isAnySelected()) event.preventDefault(); // the second click of a double click: the first has sent the selection
});

/* Tick the boxes of the selected cards, and only these. */
function restore() {
  for (const box of boxes()) box.checked = selected.has(key(box));
  update();
}

// An action on the selection ends it, unless the server refuses the action or cannot be reached.
document.addEventListener("studio:before-submit", ({ target: form }) => {
  if (form.id !== "bulk") return;
  submitted = { selected, note: form.elements.note?.value };
  selected = new Set();
  for (const box of tickedBoxes()) box.checked = false;
});
document.addEventListener("studio:after-submit", ({ detail: { form, failed } }) => {
  if (form.id === "bulk" && (failed || document.getElementById("problem-bulk"))) {
    selected = submitted.selected;
    document.querySelector('#bulk [name="note"]').value = submitted.note;
    restore();
  }
});
for (const name of ["htmx:afterSwap", "htmx:afterSettle"]) document.addEventListener(name, restore);
update();
window.addEventListener("pageshow", update); // after Back, the browser ticks the boxes that were ticked
