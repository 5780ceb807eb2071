/* The garment that is being corrected, and what the page shows of its mask. */

import { markChosen } from "./mask_alternatives.js";
import { drawMask, overlay } from "./mask_overlay.js";
import { markRadios } from "./mask_radios.js";
import { reasonOf } from "./mask_requests.js";
import { showStatus } from "./mask_status.js";

const { gettext, interpolate } = window;

const levels = document.getElementById("mask-levels");

let correction = null; // or null, while none is corrected

export const currentCorrection = () => correction;
export const isEditing = () => correction !== null;
export const isSaving = () => Boolean(correction?.isSaving);

/* Show a correction, or null, in place of the one before. */
export function setCorrection(next) {
  correction?.end();
  correction = next;
  if (correction) showState();
}

export const redraw = (mask = correction.mask) => drawMask(mask, correction.whole);

/* Draw the mask, and show which level it has; a level can be chosen once a click has added something. */
function showState() {
  redraw();
  markChosen(correction.mask);
  const hadFocus = levels.contains(document.activeElement);
  const tabStop = correction.level ?? correction.defaultLevel;
  const hasClick = Boolean(correction.firstAddingClick);
  markRadios(levels, "level", correction.level, tabStop);
  for (const button of levels.children) button.disabled = !hasClick;
  if (hadFocus) (hasClick ? levels.querySelector(`[data-level="${tabStop}"]`) : overlay).focus();
}

function showSelected() {
  const name = levels.querySelector(`[data-level="${correction.level}"]`)?.textContent.trim();
  showStatus(
    name
      ? interpolate(gettext("%s selected. Click again to correct the mask, or save it."), [name])
      : gettext("The mask is corrected. Click again to correct more, or save it."),
  );
}

/* Show the mask once a change of it has been made, and say so. changing: a promise of whether it was changed. */
export async function showChange(changing, say = showSelected) {
  const current = correction;
  try {
    const isChanged = await changing;
    if (current.hasEnded) return;
    showState();
    if (isChanged) say();
  } catch (error) {
    if (!current.hasEnded) showStatus(reasonOf(error), true);
  }
}
