/* The changes of the mask that is being corrected: clicks, strokes, other outlines, and undoing. */

import { Mask } from "./mask.js";
import { chooseNext } from "./mask_alternatives.js";
import { currentCorrection, redraw, showChange } from "./mask_current.js";
import { neighbor } from "./mask_radios.js";
import { post } from "./mask_requests.js";
import { showStatus } from "./mask_status.js";
import { adds, draws, strokeWidth } from "./mask_tool.js";

const { gettext, interpolate } = window;

const LEVELS = ["part", "garment", "outfit"]; // what a first click can select, from the smallest to the largest

const stage = document.getElementById("stage");

/* make: as of `Correction.change`; say: called if the mask is changed, or undefined. */
const change = (make, say) => showChange(currentCorrection().change(make), say);

export function undo() {
  showChange(currentCorrection().undo(), () => showStatus(gettext("The last change of the mask is undone.")));
}
export function redo() {
  showChange(currentCorrection().redo(), () => showStatus(gettext("The change of the mask is made again.")));
}

// --- Other outlines, which the engine offers ---

export function chooseMask(mask, number, count) {
  const text = interpolate(gettext("Outline %s of %s. Save it, or correct it by clicks."), [number, count]);
  const make = (current) => (mask === current.mask ? null : { mask, points: [], level: null });
  change(make, () => showStatus(text));
}

export const chooseNextMask = () => chooseNext(currentCorrection().mask);

// --- Clicks, which the server answers with a mask ---

/* level: what the first click selects; null to correct the mask. */
async function answerTo(points, level, mask) {
  const fields = { points: JSON.stringify(points) };
  if (level !== null) fields.level = level;
  else if (!mask.blank) fields.mask = await mask.toBlob();
  const response = await post(stage.dataset.select, fields);
  return { mask: await Mask.fromBlob(await response.blob()), points, level };
}

export function clickAt({ x, y }) {
  if (draws()) {
    finishStroke([{ x, y }]);
    return;
  }
  const isAdding = adds();
  change((current) => {
    if (!isAdding && current.mask.blank) {
      showStatus(gettext("There is nothing to remove yet; add the garment first."), true);
      return null;
    }
    // The server needs at least one click that adds; a mask that was not clicked gets one in its middle.
    const points = current.firstAddingClick ? current.points : current.mask.centerClick();
    return answerTo([...points, [x, y, isAdding]], current.mask.blank ? current.defaultLevel : null, current.mask);
  });
}

/* Request what the first click selects at a level; later clicks and strokes are dropped. choose: called with the level
   that is shown, returns the new one. */
function requestLevel(choose) {
  change((current) => {
    const first = current.firstAddingClick;
    if (!first) {
      showStatus(gettext("Click on the garment first; then choose Part, Garment or Outfit."), true);
      return null;
    }
    const level = choose(current.level ?? current.defaultLevel);
    return level === current.level ? null : answerTo([first], level);
  });
}
export const chooseLevel = (level) => requestLevel(() => level);

/* Choose the next smaller (-1) or larger (1) level. */
export const changeLevel = (step) => requestLevel((level) => neighbor(LEVELS, level, step));

// --- Strokes; positions: fractions of the photo's sides ---

const brush = () => [strokeWidth(currentCorrection().mask), adds()];

export function showStroke(positions) {
  if (currentCorrection()) redraw(currentCorrection().mask.stroked(positions, ...brush()));
}
export function finishStroke(positions) {
  if (!currentCorrection()) return;
  const used = brush();
  change(({ mask, points }) => ({ mask: mask.stroked(positions, ...used), points, level: null }));
}
export function dropStroke() {
  if (currentCorrection()) redraw();
}
