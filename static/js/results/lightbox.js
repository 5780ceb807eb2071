/* The lightbox: compares one result after another in a dialog over the page. */

import { hasFailed } from "../shared/failures.js";
import { hasModifier, isInField } from "../shared/keys.js";
import { setUpComparisons } from "./compare.js";

const dialog = document.getElementById("lightbox");
const content = document.getElementById("lightbox-content");
const cards = () => [...document.querySelectorAll("#tasks > [data-task]")];
const cardOf = (id) => document.getElementById(`task-${id}`);
const shownId = () => content.querySelector("[data-task]")?.dataset.task;
const hasComparison = (card) => card.querySelector("[data-compare]") !== null;

/* event: what the person did. onlyIfOpen: do not open the dialog again if the person closed it in the meantime. */
async function open(card, event, onlyIfOpen = false) {
  const url = card?.querySelector("[data-compare]")?.dataset.compare;
  if (!url || (onlyIfOpen && !dialog.open)) return;
  await window.htmx.ajax("GET", url, { event, target: "#lightbox-content", swap: "innerHTML" }).catch(() => {});
  if (hasFailed(event)) return;
  if (onlyIfOpen && !dialog.open) {
    content.replaceChildren();
    return;
  }
  if (!dialog.open) dialog.showModal();
  setUpComparisons();
  (content.querySelector("img-comparison-slider") ?? content.querySelector("button"))?.focus({ preventScroll: true });
}

/* The next card on the page, in steps of 1 or -1, whose result can be compared. */
function neighbor(step) {
  const all = cards();
  let index = all.indexOf(cardOf(shownId())) + step;
  while (all[index] && !hasComparison(all[index])) index += step;
  return all[index];
}

document.addEventListener("click", (event) => {
  const picture = event.target.closest?.("[data-compare]");
  if (picture && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(picture.closest("[data-task]"), event);
  }
  const action = event.target.closest?.("[data-lightbox]")?.dataset.lightbox;
  if (action === "close") dialog.close();
  else if (action) open(neighbor(action === "next" ? 1 : -1), event, true);
  else if (event.target === dialog) dialog.close();
});

dialog.addEventListener("close", () => {
  cardOf(shownId())?.querySelector(".picture-title")?.focus();
  content.replaceChildren();
});

document.addEventListener("keydown", (event) => {
  if (!dialog.open || hasModifier(event) || isInField(event)) return;
  const onSlider = event.target.closest("img-comparison-slider"); // which uses the arrow keys itself
  if ((event.key === "ArrowRight" && !onSlider) || event.key === "j") open(neighbor(1), event, true);
  else if ((event.key === "ArrowLeft" && !onSlider) || event.key === "k") open(neighbor(-1), event, true);
  else if (event.key === "a") content.querySelector('[value="approved"]')?.click();
  else if (event.key === "r") content.querySelector('[value="rejected"]')?.click();
  else if (event.key === "c") content.querySelector('[formaction$="/copy/"]')?.click();
  else if (event.key === "d") content.querySelector('[formaction$="/delete/"]')?.click();
  else return;
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
  if (nextId && cardOf(nextId)) open(cardOf(nextId), event, true);
  else dialog.close();
});

document.addEventListener("studio:open", (event) => open(event.target, event));
