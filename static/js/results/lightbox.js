/* The lightbox: compares one result after another in a dialog over the page. */

import { hasFailed } from "../shared/failures.js";
import { hasModifier, isInField, opensElsewhere } from "../shared/keys.js";
import { setUpComparisons } from "./compare.js";
import { entered, giveUpEntry, left, onBack } from "./lightbox_history.js";

// Found anew each time, because htmx replaces them when Back restores an earlier list.
const dialog = () => document.getElementById("lightbox");
const content = () => document.getElementById("lightbox-content");
const toasts = () => document.getElementById("messages");
const cards = () => [...document.querySelectorAll("#tasks > [data-task]")];
const cardOf = (id) => document.getElementById(`task-${id}`);
const shownId = () => content().querySelector("[data-task]")?.dataset.task;
const hasComparison = (card) => card.querySelector("[data-compare]") !== null;

/* Load the result of a card, if it can be compared; return whether it was loaded. event: what the person did. */
async function load(card, event) {
  const url = card?.querySelector("[data-compare]")?.dataset.compare;
  if (!url) return false;
  await window.htmx.ajax("GET", url, { event, target: "#lightbox-content", swap: "innerHTML" }).catch(() => {});
  return !hasFailed(event);
}

/* Make what was loaded for a card usable. */
function setUp(card) {
  entered(card.dataset.task);
  setUpComparisons();
  const first = content().querySelector("img-comparison-slider") ?? content().querySelector("button");
  first?.focus({ preventScroll: true });
}

/* Open the lightbox at the result of a card. */
async function openAt(card, event) {
  if (!(await load(card, event))) return;
  if (!dialog().open) {
    dialog().showModal();
    dialog().append(toasts()); // what is outside of the open dialog is behind it, and cannot be used
  }
  setUp(card);
}

/* Show the result of another card, unless the person closes the lightbox in the meantime. */
async function stepTo(card, event) {
  if (!dialog().open || !(await load(card, event))) return;
  if (dialog().open) setUp(card);
  else content().replaceChildren();
}

onBack((id, event) => openAt(cardOf(id), event), () => {
  document.body.append(toasts()); // before htmx replaces the dialog with an earlier list
  dialog().close();
});

/* The next card on the page, in steps of 1 or -1, whose result can be compared. */
function neighbor(step) {
  const all = cards();
  let index = all.indexOf(cardOf(shownId())) + step;
  while (all[index] && !hasComparison(all[index])) index += step;
  return all[index];
}

let pressed = null; // the element where the pointer was pressed: a picture may be dragged onto the backdrop
document.addEventListener("pointerdown", ({ target }) => { pressed = target; });
document.addEventListener("click", (event) => {
  const picture = event.target.closest?.("[data-compare]");
  if (picture && !opensElsewhere(event)) {
    event.preventDefault();
    openAt(picture.closest("[data-task]"), event);
  }
  const action = event.target.closest?.("[data-lightbox]")?.dataset.lightbox;
  if (action === "close") dialog().close();
  else if (action) stepTo(neighbor(action === "next" ? 1 : -1), event);
  else if (event.target === dialog() && pressed === dialog()) dialog().close();
});

// A link leads from the list, not from the lightbox: its page takes the place of the lightbox in the history. On the
// window, so that a script that answers a click in another way has done so.
window.addEventListener("click", (event) => {
  const link = event.target.closest?.("#lightbox a[href]:not([download])");
  if (!link || event.defaultPrevented || opensElsewhere(event)) return;
  event.preventDefault();
  giveUpEntry();
  dialog().close();
  location.replace(link.href);
});

document.addEventListener("close", (event) => {
  if (event.target !== dialog()) return;
  cardOf(shownId())?.querySelector(".picture-title")?.focus();
  content().replaceChildren();
  document.body.append(toasts());
  left();
}, { capture: true }); // the event does not bubble

document.addEventListener("keydown", (event) => {
  if (!dialog().open || hasModifier(event) || isInField(event)) return;
  const button = dialog().querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  const onSlider = event.target.closest("img-comparison-slider"); // which uses the arrow keys itself
  if ((event.key === "ArrowRight" && !onSlider) || event.key === "j") stepTo(neighbor(1), event);
  else if ((event.key === "ArrowLeft" && !onSlider) || event.key === "k") stepTo(neighbor(-1), event);
  else if (button) {
    if (!event.repeat) button.click(); // a key that is held down would act on the next result, which nobody has seen
  } else return;
  event.preventDefault();
});

// After a review or a deletion, the lightbox shows the next result.
let nextId = null;
const showsNext = (event) => event.detail.button?.dataset.then === "next";
document.addEventListener("studio:before-submit", (event) => {
  nextId = showsNext(event) ? (neighbor(1) ?? neighbor(-1))?.dataset.task : null;
});
document.addEventListener("studio:after-submit", (event) => {
  if (!showsNext(event) || event.detail.failed) return;
  if (nextId && cardOf(nextId)) stepTo(cardOf(nextId), event);
  else dialog().close();
});

document.addEventListener("studio:open", (event) => openAt(event.target, event));
