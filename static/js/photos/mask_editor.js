/* Beginning and ending the correction of a mask. */

import { removeFailure, showFailure } from "../shared/failures.js";
import { Mask } from "./mask.js";
import { hideAlternatives, markChosen, offerAlternatives } from "./mask_alternatives.js";
import { chooseMask } from "./mask_changes.js";
import { Correction } from "./mask_correction.js";
import { currentCorrection, isSaving, setCorrection } from "./mask_current.js";
import { hideCursor } from "./mask_cursor.js";
import { overlay } from "./mask_overlay.js";
import { reasonOf } from "./mask_requests.js";
import { showStatus } from "./mask_status.js";
import { chooseTool } from "./mask_tool.js";
import { resetZoom } from "./mask_zoom.js";

const { gettext, interpolate } = window;

const stage = document.getElementById("stage");
const photo = stage.querySelector("img");
const tools = document.getElementById("mask-tools");
const nameField = document.getElementById("mask-name");
const removeForm = document.getElementById("remove-garment");
const splitButton = tools.querySelector("[data-split-off]");

let latestBegin = 0; // counts the beginnings, of which only the latest counts

/* Keep the garment that is being corrected in the address, so that the page can be reloaded and shared. */
function setAddress(name) {
  const address = new URL(location);
  address.hash = "";
  if (name) address.searchParams.set("correct", name);
  else address.searchParams.delete("correct");
  history.replaceState(history.state, "", address);
}

/* Scroll so that the photo is visible, and as much of the tools below it as fits. At once, so that a click right after
   it hits what was seen. */
function showTools() {
  for (const each of [tools, stage]) each.scrollIntoView({ block: "nearest", behavior: "instant" });
}

/* garment: the addresses `show`, `alternatives`, `rename`, `split` and `remove` of a garment in the list; null to mark
   a new one.
   control: what the person used, beside which a failure is shown. */
export async function begin(name, garment, control) {
  if (!mayLeave()) return;
  latestBegin += 1;
  const current = latestBegin;
  removeFailure();
  let mask;
  try {
    mask = await (garment ? Mask.load(garment.show) : Mask.empty(photo));
  } catch (error) {
    showFailure(control, `${gettext("The mask could not be loaded.")} ${reasonOf(error)}`);
    return;
  }
  if (current !== latestBegin || isSaving()) return; // another one was opened or saved in the meantime
  resetZoom();
  nameField.value = name;
  removeForm.hidden = splitButton.hidden = !garment;
  if (garment) removeForm.action = garment.remove;
  tools.hidden = false;
  stage.classList.add("editing");
  overlay.tabIndex = 0;
  overlay.setAttribute("aria-label", gettext("The photo: arrow keys move, Space clicks"));
  chooseTool(garment ? "remove" : "add");
  showStatus(
    garment
      ? gettext("Click what does not belong to the garment, or choose Add and click what is missing.")
      : gettext("Click on the garment."),
  );
  setCorrection(new Correction(name, garment, mask));
  showTools();
  (garment ? overlay : nameField).focus({ preventScroll: true });
  setAddress(name);
  if (garment) await offerAlternatives(garment.alternatives, mask, photo, chooseMask);
  else if (control.dataset.missed) await offerMissed(control.dataset.missed);
  else hideAlternatives();
  if (currentCorrection()) markChosen(currentCorrection().mask); // which may have been corrected in the meantime
}

/* Offer outlines of clothes that no garment covers, and begin with the first one unless the person has clicked already.
   Each brings the name that its garment probably has, until the person enters another one. */
async function offerMissed(url) {
  const current = currentCorrection();
  let suggested = nameField.value;
  const suggestName = ({ garment }) => {
    if (nameField.value === suggested) suggested = nameField.value = garment;
  };
  const outlines = await offerAlternatives(url, null, photo, (mask, number, count) => {
    suggestName(mask);
    chooseMask(mask, number, count);
  });
  if (!outlines.length || !current.isOpen || current.hasChanges) return;
  suggestName(outlines[0]);
  setCorrection(new Correction(current.name, null, outlines[0]));
  showStatus(gettext("The engine is not sure of this outline. Correct it by clicks, then save it."));
}

/* Select a part of the garment that is being corrected, which becomes a garment of its own. */
export async function beginSplit() {
  const whole = currentCorrection();
  if (!whole.garment || whole.whole) return;
  const part = await Mask.empty(photo).catch(() => null);
  if (!whole.isOpen) return;
  if (whole.hasChanges) {
    showStatus(gettext("Save or undo the corrections first; then split off a part."), true);
    return;
  }
  if (!part) {
    showStatus(gettext("The photo could not be loaded. Check your connection and try again."), true);
    return;
  }
  hideAlternatives();
  nameField.value = interpolate(gettext("%s part"), [whole.name]);
  removeForm.hidden = splitButton.hidden = true;
  chooseTool("add");
  showStatus(gettext("Click the part, such as a sleeve. Then give it a name and save it; the rest stays as it is."));
  setCorrection(new Correction(whole.name, whole.garment, part, whole.mask));
  overlay.focus();
}

/* Ask before changes that are not saved are lost; return whether they may be. While they are saved, they may not. */
export function mayLeave() {
  if (isSaving()) return false;
  return !currentCorrection()?.hasChanges || window.confirm(gettext("Discard the changes of this mask?"));
}

export function leave() {
  if (!mayLeave()) return;
  const { name } = currentCorrection();
  end();
  focusCorrect(name);
}

/* Give the focus to the control that begins the correction of a garment; to the one for new ones if it has none. */
export function focusCorrect(name) {
  const masks = document.getElementById("masks");
  (masks.querySelector(`[data-correct="${CSS.escape(name)}"]`) ?? masks.querySelector("[data-add]"))?.focus();
}

window.addEventListener("beforeunload", (event) => {
  if (currentCorrection()?.hasChanges) event.preventDefault(); // the browser asks
});

export function end() {
  setCorrection(null);
  hideCursor();
  hideAlternatives();
  tools.hidden = true;
  stage.classList.remove("editing");
  overlay.removeAttribute("tabindex");
  overlay.hidden = true;
  resetZoom();
  setAddress("");
}
