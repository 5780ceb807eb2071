/* The lightbox: compares one result after another in a dialog over the page. While it is open, it is an entry of the
   browser's history, so that Back closes it and leaves the list below as it is. */

import { hasFailed } from "../shared/failures.js";
import { hasModifier, isInField } from "../shared/keys.js";
import { setUpComparisons } from "./compare.js";

const BUTTONS = {
  a: '[value="approved"]',
  r: '[value="rejected"]',
  c: '[formaction$="/copy/"]',
  d: '[formaction$="/delete/"]',
  u: "[data-undo]",
};

// Found anew each time, because htmx replaces them when Back restores an earlier list.
const dialog = () => document.getElementById("lightbox");
const content = () => document.getElementById("lightbox-content");
const toasts = () => document.getElementById("messages");
const cards = () => [...document.querySelectorAll("#tasks > [data-task]")];
const cardOf = (id) => document.getElementById(`task-${id}`);
const shownId = () => content().querySelector("[data-task]")?.dataset.task;
const hasComparison = (card) => card.querySelector("[data-compare]") !== null;

/* event: what the person did. onlyIfOpen: do not open the dialog again if the person closed it in the meantime. */
async function open(card, event, onlyIfOpen = false) {
  const url = card?.querySelector("[data-compare]")?.dataset.compare;
  if (!url || (onlyIfOpen && !dialog().open)) return;
  await window.htmx.ajax("GET", url, { event, target: "#lightbox-content", swap: "innerHTML" }).catch(() => {});
  if (hasFailed(event)) return;
  if (onlyIfOpen && !dialog().open) {
    content().replaceChildren();
    return;
  }
  if (!dialog().open) {
    dialog().showModal();
    dialog().append(toasts()); // what is outside of the open dialog is behind it, and cannot be used
  }
  noteInHistory(card.dataset.task);
  setUpComparisons();
  const first = content().querySelector("img-comparison-slider") ?? content().querySelector("button");
  first?.focus({ preventScroll: true });
}

/* The address of the current entry of the history, and the result that the lightbox shows there, if it is open. */
const currentEntry = () => ({ address: location.href, shown: history.state?.lightbox });
let entry = currentEntry();

function noteInHistory(id) {
  const state = { ...history.state, lightbox: id };
  if (history.state?.lightbox) history.replaceState(state, "");
  else {
    history.scrollRestoration = "manual"; // closing scrolls to the card that was shown last, if it is not in view
    history.pushState(state, "");
  }
  entry = currentEntry();
}

// In the capture phase, before htmx, which would replace the list by an earlier copy of it.
window.addEventListener("popstate", (event) => {
  const before = entry;
  entry = currentEntry();
  if (!before.shown && !entry.shown) return;
  if (entry.address === before.address) event.stopImmediatePropagation();
  if (entry.shown) open(cardOf(entry.shown), event);
  else {
    history.scrollRestoration = "auto";
    document.body.append(toasts()); // before htmx replaces the dialog with an earlier list
    dialog().close();
  }
}, { capture: true });

/* The next card on the page, in steps of 1 or -1, whose result can be compared. */
function neighbor(step) {
  const all = cards();
  let index = all.indexOf(cardOf(shownId())) + step;
  while (all[index] && !hasComparison(all[index])) index += step;
  return all[index];
}

let pressed = null; // where the pointer was pressed: a picture may be dragged out of the dialog
document.addEventListener("pointerdown", ({ target }) => { pressed = target; });
document.addEventListener("click", (event) => {
  const picture = event.target.closest?.("[data-compare]");
  if (picture && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(picture.closest("[data-task]"), event);
  }
  const action = event.target.closest?.("[data-lightbox]")?.dataset.lightbox;
  if (action === "close") dialog().close();
  else if (action) open(neighbor(action === "next" ? 1 : -1), event, true);
  else if (event.target === dialog() && pressed === dialog()) dialog().close();
});

// A link leads from the list, not from the lightbox: its page takes the place of the lightbox in the history. On the
// window, so that a script that answers a click in another way has done so.
window.addEventListener("click", (event) => {
  const link = event.target.closest?.("#lightbox a[href]:not([download])");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.replaceState({ ...history.state, lightbox: undefined }, ""); // closing must not go back
  entry = currentEntry();
  dialog().close();
  location.replace(link.href);
});

document.addEventListener("close", (event) => {
  if (event.target !== dialog()) return;
  cardOf(shownId())?.querySelector(".picture-title")?.focus();
  content().replaceChildren();
  document.body.append(toasts());
  if (history.state?.lightbox) history.back();
}, { capture: true }); // the event does not bubble

document.addEventListener("keydown", (event) => {
  if (!dialog().open || hasModifier(event) || isInField(event)) return;
  const onSlider = event.target.closest("img-comparison-slider"); // which uses the arrow keys itself
  if ((event.key === "ArrowRight" && !onSlider) || event.key === "j") open(neighbor(1), event, true);
  else if ((event.key === "ArrowLeft" && !onSlider) || event.key === "k") open(neighbor(-1), event, true);
  else if (event.key in BUTTONS) {
    // A key that is held down would act on the next result, which nobody has seen.
    if (!event.repeat) dialog().querySelector(BUTTONS[event.key])?.click();
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
  if (nextId && cardOf(nextId)) open(cardOf(nextId), event, true);
  else dialog().close();
});

document.addEventListener("studio:open", (event) => open(event.target, event));

// Back from another page: the lightbox was open when the person left this one.
if (entry.shown) {
  history.replaceState({ ...history.state, lightbox: undefined }, "");
  entry = currentEntry();
}
