/* Correcting a mask: the tools, what the server does for it, and what the page shows of it. */

import { removeFailure, showFailure } from "../shared/failures.js";
import { Mask } from "./mask.js";
import { chooseNext, hideAlternatives, markChosen, offerAlternatives } from "./mask_alternatives.js";
import { Correction } from "./mask_correction.js";
import { drawMask, overlay } from "./mask_overlay.js";
import { markRadios, neighbor } from "./mask_radios.js";
import { post, reasonOf } from "./mask_requests.js";
import { showStatus } from "./mask_status.js";
import { adds, chooseTool, draws, strokeWidth } from "./mask_tool.js";
import { middle, resetZoom, reveal, zoomScale } from "./mask_zoom.js";

const { gettext, interpolate } = window;

const LEVELS = ["part", "garment", "outfit"]; // what a first click can select, from the smallest to the largest

const stage = document.getElementById("stage");
const photo = stage.querySelector("img");
const tools = document.getElementById("mask-tools");
const levels = document.getElementById("mask-levels");
const nameField = document.getElementById("mask-name");
const removeForm = document.getElementById("remove-garment");
const splitButton = tools.querySelector("[data-split-off]");

let correction = null; // of the garment that is being corrected, or null
let cursor = null; // of the keyboard, as fractions of the photo's sides
let latestBegin = 0; // counts the beginnings, of which only the latest counts

export const currentCorrection = () => correction;
export const isEditing = () => correction !== null;
export const isSaving = () => Boolean(correction?.isSaving);
const redraw = (mask = correction.mask) => drawMask(mask, cursor, correction.whole);
const firstAddingClick = ({ points }) => points.find(([, , isAdding]) => isAdding);
const defaultLevel = ({ whole }) => (whole ? "part" : "garment");

// --- Beginning and ending a correction ---

/* Keep the garment that is being corrected in the address, so that the page can be reloaded and shared. */
function setAddress(name) {
  const address = new URL(location);
  if (name) address.searchParams.set("correct", name);
  else address.searchParams.delete("correct");
  history.replaceState(history.state, "", address);
}

/* Show a correction in place of the one before. */
function show(next) {
  correction?.end();
  correction = next;
  showState();
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
  if (current !== latestBegin || correction?.isSaving) return; // another one was opened or saved in the meantime
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
  show(new Correction(name, garment, mask));
  (garment ? overlay : nameField).focus();
  setAddress(name);
  if (!garment) {
    hideAlternatives();
    return;
  }
  await offerAlternatives(garment.alternatives, mask, photo, chooseMask);
  if (correction) markChosen(correction.mask); // which may have been corrected in the meantime
}

/* Select a part of the garment that is being corrected, which becomes a garment of its own. */
export async function beginSplit() {
  const whole = correction;
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
  show(new Correction(whole.name, whole.garment, part, whole.mask));
  overlay.focus();
}

/* Ask before changes that are not saved are lost; return whether they may be. While they are saved, they may not. */
export function mayLeave() {
  if (correction?.isSaving) return false;
  return !correction?.hasChanges || window.confirm(gettext("Discard the changes of this mask?"));
}

/* End the correction, and give the focus to the control that begins it again. */
export function leave() {
  if (!mayLeave()) return;
  const { name } = correction;
  end();
  const masks = document.getElementById("masks");
  (masks.querySelector(`[data-correct="${CSS.escape(name)}"]`) ?? masks.querySelector("[data-add]"))?.focus();
}

window.addEventListener("beforeunload", (event) => {
  if (correction?.hasChanges) event.preventDefault(); // the browser asks
});

export function end() {
  correction.end();
  correction = cursor = null;
  hideAlternatives();
  tools.hidden = true;
  stage.classList.remove("editing");
  overlay.removeAttribute("tabindex");
  overlay.hidden = true;
  resetZoom();
  setAddress("");
}

// --- What the page shows ---

/* Draw the mask, and show which level it has; a level can be chosen once a click has added something. */
function showState() {
  redraw();
  markChosen(correction.mask);
  const hadFocus = levels.contains(document.activeElement);
  const tabStop = correction.level ?? defaultLevel(correction);
  const hasClick = Boolean(firstAddingClick(correction));
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
async function showChange(changing, say = showSelected) {
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

export function undo() {
  showChange(correction.undo(), () => showStatus(gettext("The last change of the mask is undone.")));
}
export function redo() {
  showChange(correction.redo(), () => showStatus(gettext("The change of the mask is made again.")));
}

// --- Other outlines, which the engine offers ---

function chooseMask(mask, number, count) {
  const text = interpolate(gettext("Outline %s of %s. Save it, or correct it by clicks."), [number, count]);
  const make = (current) => (mask === current.mask ? null : { mask, points: [], level: null });
  showChange(correction.change(make), () => showStatus(text));
}

export const chooseNextMask = () => chooseNext(correction.mask);

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
  showChange(correction.change((current) => {
    if (!isAdding && current.mask.blank) {
      showStatus(gettext("There is nothing to remove yet; add the garment first."), true);
      return null;
    }
    // The server needs at least one click that adds; a mask that was not clicked gets one in its middle.
    const points = firstAddingClick(current) ? current.points : current.mask.centerClick();
    return answerTo([...points, [x, y, isAdding]], current.mask.blank ? defaultLevel(current) : null, current.mask);
  }));
}

/* Request what the first click selects at a level; later clicks and strokes are dropped. choose: called with the level
   that is shown, returns the new one. */
function requestLevel(choose) {
  showChange(correction.change((current) => {
    const first = firstAddingClick(current);
    if (!first) {
      showStatus(gettext("Click on the garment first; then choose Part, Garment or Outfit."), true);
      return null;
    }
    const level = choose(current.level ?? defaultLevel(current));
    return level === current.level ? null : answerTo([first], level);
  }));
}
export const chooseLevel = (level) => requestLevel(() => level);

/* Choose the next smaller (-1) or larger (1) level. */
export const changeLevel = (step) => requestLevel((level) => neighbor(LEVELS, level, step));

// --- Pointer and keyboard positions, as fractions of the photo's sides ---

/* Use the pointer in place of the keyboard's cursor; return false if the mask can't be changed now. */
export function takePointer() {
  if (correction.isOpen) cursor = null;
  return correction.isOpen;
}

const brush = () => [strokeWidth(correction.mask), adds()];
export function showStroke(positions) {
  if (correction) redraw(correction.mask.stroked(positions, ...brush()));
}
export function finishStroke(positions) {
  if (!correction) return;
  const used = brush();
  const make = ({ mask, points }) => ({ mask: mask.stroked(positions, ...used), points, level: null });
  showChange(correction.change(make));
}
export function dropStroke() {
  if (correction) redraw();
}

/* dx, dy: fractions of the sides of what is visible of the photo. */
export function moveCursor(dx, dy) {
  const move = (value, step) => Math.min(0.999, Math.max(0, value + step / zoomScale()));
  const { x, y } = cursor ?? middle();
  cursor = { x: move(x, dx), y: move(y, dy) };
  reveal(cursor);
  redraw();
}

export function clickAtCursor() {
  cursor ??= middle();
  clickAt(cursor);
}
