/* The gallery's lightbox: results large, one after the other, over the page whose place is kept. */

import { setUpAll } from "./compare.js";

const dialog = document.getElementById("lightbox");
const content = document.getElementById("lightbox-content");
const cards = () => [...document.querySelectorAll("#tasks > [data-task]")];
const cardOf = (pk) => document.getElementById(`task-${pk}`);
const shown = () => content.querySelector("[data-task]")?.dataset.task;

/* onlyIfOpen: what was asked for from within must not come back after the person has closed it. */
async function open(card, onlyIfOpen = false) {
  const address = card?.querySelector("[data-compare]")?.dataset.compare;
  if (!address || (onlyIfOpen && !dialog.open)) return;
  await window.htmx.ajax("GET", address, { target: "#lightbox-content", swap: "innerHTML" });
  if (onlyIfOpen && !dialog.open) {
    content.replaceChildren();
    return;
  }
  if (!dialog.open) dialog.showModal();
  setUpAll();
  (content.querySelector("img-comparison-slider") ?? content.querySelector("button"))?.focus({ preventScroll: true });
}

/* The next card that can be compared, in the page's order. */
function neighbor(step, from = shown()) {
  const all = cards();
  let index = all.indexOf(cardOf(from)) + step;
  while (all[index] && !all[index].querySelector("[data-compare]")) index += step;
  return all[index];
}

document.addEventListener("click", (event) => {
  const picture = event.target.closest?.("[data-compare]");
  if (picture && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(picture.closest("[data-task]"));
  }
  const button = event.target.closest?.("[data-lightbox]")?.dataset.lightbox;
  if (button === "close") dialog.close();
  else if (button) open(neighbor(button === "next" ? 1 : -1), true);
  else if (event.target === dialog) dialog.close();
});

dialog.addEventListener("close", () => {
  cardOf(shown())?.querySelector(".picture-title")?.focus();
  content.replaceChildren();
});

document.addEventListener("keydown", (event) => {
  if (!dialog.open || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
  const onSlider = event.target.closest("img-comparison-slider");
  if ((event.key === "ArrowRight" && !onSlider) || event.key === "j") open(neighbor(1), true);
  else if ((event.key === "ArrowLeft" && !onSlider) || event.key === "k") open(neighbor(-1), true);
  else if (event.key === "a") content.querySelector('[value="approved"]')?.click();
  else if (event.key === "r") content.querySelector('[value="rejected"]')?.click();
  else if (event.key === "d") content.querySelector('[formaction$="/delete/"]')?.click();
  else return;
  event.preventDefault();
});

// Judged or deleted in the lightbox: on to the next one.
let following = null;
document.addEventListener("studio:act", (event) => {
  following = event.detail.button?.dataset.then === "next" ? (neighbor(1) ?? neighbor(-1))?.dataset.task : null;
});
document.addEventListener("studio:acted", (event) => {
  if (event.detail.button?.dataset.then !== "next") return;
  if (following && cardOf(following)) open(cardOf(following), true);
  else dialog.close();
});

document.addEventListener("studio:open", (event) => open(event.target));
