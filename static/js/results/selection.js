/* Selecting results: one, a range with Shift, the page; what is ticked stays ticked when a card is drawn anew. */

const boxes = () => [...document.querySelectorAll('input[form="bulk"][name="task"]')];
const everything = () => document.querySelector('#bulk input[name="all"]');
let last = null;
let ticked = new Set();

function update() {
  const bulk = document.getElementById("bulk");
  if (!bulk) return;
  const page = document.getElementById("select-page");
  page.hidden = false;
  const count = boxes().filter((box) => box.checked).length;
  const all = everything()?.checked;
  document.getElementById("selected-count").textContent = all || !count ? "" : `(${count})`;
  for (const button of bulk.querySelectorAll("button")) button.disabled = !all && count === 0;
  bulk.classList.add("scripted");
  bulk.classList.toggle("active", all || count > 0);
  const box = page.querySelector("input");
  box.checked = count > 0 && count === boxes().length;
  box.indeterminate = count > 0 && !box.checked;
}

document.addEventListener("click", (event) => {
  const box = event.target;
  if (!box.matches?.('input[form="bulk"][name="task"]')) return;
  const all = boxes();
  const from = all.indexOf(document.getElementById(last)?.querySelector('input[type="checkbox"]'));
  if (event.shiftKey && from >= 0) {
    const [first, end] = [from, all.indexOf(box)].sort((a, b) => a - b);
    for (const each of all.slice(first, end + 1)) each.checked = box.checked;
  }
  last = box.closest("li").id;
  update();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("#select-page input")) {
    for (const box of boxes()) box.checked = event.target.checked;
  }
  if (event.target.closest?.("#bulk") || event.target.matches('input[form="bulk"]')) update();
});

document.addEventListener("htmx:beforeSwap", () => {
  ticked = new Set(boxes().filter((box) => box.checked).map((box) => box.value));
});
// What was done to a selection is done: it is over.
document.addEventListener("studio:act", (event) => {
  if (event.target.id === "bulk") for (const box of boxes()) box.checked = false;
});
for (const name of ["htmx:afterSettle", "htmx:oobAfterSwap"]) {
  document.addEventListener(name, () => {
    for (const box of boxes()) if (ticked.has(box.value)) box.checked = true;
    update();
  });
}
update();
