/* Correcting a mask: the current state with its history, and what the server does for it. */

import { removeFailure, showFailure } from "../shared/failures.js";
import { Mask } from "./mask.js";
import { chooseNext, hideAlternatives, markChosen, offerAlternatives } from "./mask_alternatives.js";
import { drawMask, overlay } from "./mask_overlay.js";
import { post, reasonOf } from "./mask_requests.js";
import { showStatus } from "./mask_status.js";

const { gettext, interpolate } = window;

const MAX_HISTORY = 40; // steps that can be undone
const LEVELS = ["part", "garment", "outfit"]; // what a first click can select, from the smallest to the largest
const defaultLevel = () => (session.whole ? "part" : "garment");

const stage = document.getElementById("stage");
const photo = stage.querySelector("img");
const tools = document.getElementById("mask-tools");
const levels = document.getElementById("mask-levels");
const nameField = document.getElementById("mask-name");
const removeForm = document.getElementById("remove-garment");
const splitButton = tools.querySelector("[data-split-off]");
const brushSize = document.getElementById("brush-size");

/* The garment that is being corrected: { name, garment, whole, mask, points, level, past, future, busy, saving }, or
   null.
   `garment` has its addresses, see `begin`. `whole` is the mask of a garment of which a part is split off, else null.
   `points` are the clicks so far, as the server expects them: [x, y, adds]. `level` is what the first click selected,
   null once the mask has been corrected. `busy` is the request that answers a click, if any. */
let session = null;
let tool = "add";
let cursor = null; // of the keyboard, as fractions of the photo's sides
let latestBegin = 0; // counts the beginnings, of which only the latest counts

export const currentSession = () => session;
export const isEditing = () => session !== null;
const draws = () => tool === "brush" || tool === "erase";
const redraw = (mask = session.mask) => drawMask(mask, cursor, session.whole);
const firstAddingClick = () => session.points.find(([, , adds]) => adds);

// --- Beginning and ending a correction ---

/* Keep the garment that is being corrected in the address, so that the page can be reloaded and shared. */
function setAddress(name) {
  const address = new URL(location);
  if (name) address.searchParams.set("correct", name);
  else address.searchParams.delete("correct");
  history.replaceState(history.state, "", address);
}

const newSession = (name, garment, mask, whole = null) =>
  ({ name, garment, whole, mask, points: [], level: null, past: [], future: [], busy: null, saving: false });

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
  if (current !== latestBegin) return; // another garment was opened in the meantime
  session = newSession(name, garment, mask);
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
  showState();
  (garment ? overlay : nameField).focus();
  setAddress(name);
  if (!garment) {
    hideAlternatives();
    return;
  }
  await offerAlternatives(garment.alternatives, mask, photo, chooseMask);
  if (session) markChosen(session.mask); // which may have been corrected in the meantime
}

/* Select a part of the garment that is being corrected, which becomes a garment of its own. */
export async function beginSplit() {
  if (!session?.garment || session.whole) return;
  const { name, garment, mask, past } = session;
  if (past.length) {
    showStatus(gettext("Save or undo the corrections first; then split off a part."), true);
    return;
  }
  const part = await Mask.empty(photo).catch(() => null);
  if (!part) {
    showStatus(gettext("The photo could not be loaded. Check your connection and try again."), true);
    return;
  }
  session = newSession(name, garment, part, mask);
  hideAlternatives();
  nameField.value = interpolate(gettext("%s part"), [name]);
  removeForm.hidden = splitButton.hidden = true;
  chooseTool("add");
  showStatus(gettext("Click the part, such as a sleeve. Then give it a name and save it; the rest stays as it is."));
  showState();
  overlay.focus();
}

/* Ask before changes that are not saved are lost; return whether they may be. */
export const mayLeave = () => !session?.past.length || window.confirm(gettext("Discard the changes of this mask?"));

export function leave() {
  if (mayLeave()) end();
}

window.addEventListener("beforeunload", (event) => {
  if (session?.past.length) event.preventDefault(); // the browser asks
});

export function end() {
  session = cursor = null;
  hideAlternatives();
  tools.hidden = true;
  stage.classList.remove("editing");
  overlay.removeAttribute("tabindex");
  overlay.hidden = true;
  setAddress("");
}

export function chooseTool(name) {
  tool = name;
  for (const button of tools.querySelectorAll("[data-tool]")) {
    button.setAttribute("aria-checked", String(button.dataset.tool === name));
  }
}

/* Draw the mask, and show which level it has; a level can be chosen once a click has added something. */
function showState() {
  redraw();
  markChosen(session.mask);
  const hadFocus = levels.contains(document.activeElement);
  const tabStop = session.level ?? defaultLevel();
  for (const button of levels.querySelectorAll("[data-level]")) {
    button.disabled = !firstAddingClick();
    button.tabIndex = button.dataset.level === tabStop ? 0 : -1;
    button.setAttribute("aria-checked", String(button.dataset.level === session.level));
  }
  if (hadFocus) (firstAddingClick() ? levels.querySelector(`[data-level="${tabStop}"]`) : overlay).focus();
}

// --- History ---

const snapshot = () => ({ mask: session.mask, points: session.points, level: session.level });

function setMask(mask, points, level) {
  session.past.push(snapshot());
  if (session.past.length > MAX_HISTORY) session.past.shift();
  session.future = [];
  Object.assign(session, { mask, points, level });
  showState();
}

function restore(from, to, text) {
  const earlier = session[from].pop();
  if (!earlier) return;
  session[to].push(snapshot());
  Object.assign(session, earlier);
  showState();
  showStatus(text);
}
export const undo = () => restore("past", "future", gettext("The last change of the mask is undone."));
export const redo = () => restore("future", "past", gettext("The change of the mask is made again."));

// --- Other outlines, which the engine offers ---

function chooseMask(mask, number, count) {
  if (session.busy || session.saving || mask === session.mask) return;
  setMask(mask, [], null);
  showStatus(interpolate(gettext("Outline %s of %s. Save it, or correct it by clicks."), [number, count]));
}

export const chooseNextMask = () => chooseNext(session.mask);

// --- Clicks, which the server answers with a mask ---

function showSelected(level) {
  const name = levels.querySelector(`[data-level="${level}"]`)?.textContent.trim();
  showStatus(
    name
      ? interpolate(gettext("%s selected. Click again to correct the mask, or save it."), [name])
      : gettext("The mask is corrected. Click again to correct more, or save it."),
  );
}

/* level: what the first click selects; null to correct the mask. */
function requestMask(points, level) {
  if (!session.busy && !session.saving) session.busy = answerClicks(points, level);
}

async function answerClicks(points, level) {
  const current = session;
  try {
    const fields = { points: JSON.stringify(points) };
    if (level !== null) fields.level = level;
    else if (!current.mask.blank) fields.mask = await current.mask.toBlob();
    const response = await post(stage.dataset.select, fields);
    const mask = await Mask.fromBlob(await response.blob());
    if (current !== session) return; // ended or begun anew in the meantime
    setMask(mask, points, level);
    showSelected(level);
  } catch (error) {
    if (current === session) showStatus(reasonOf(error), true);
  } finally {
    current.busy = null;
  }
}

function clickAt({ x, y }) {
  if (draws()) {
    finishStroke([{ x, y }]);
    return;
  }
  if (tool === "remove" && session.mask.blank) {
    showStatus(gettext("There is nothing to remove yet; add the garment first."), true);
    return;
  }
  // The server needs at least one click that adds; a mask that was not clicked gets one in its middle.
  const points = firstAddingClick() ? session.points : session.mask.centerClick();
  requestMask([...points, [x, y, tool === "add"]], session.mask.blank ? defaultLevel() : null);
}

/* Request what the first click selects at a level; later clicks and strokes are dropped. */
export function chooseLevel(level) {
  const first = firstAddingClick();
  if (!first) showStatus(gettext("Click on the garment first; then choose Part, Garment or Outfit."), true);
  else if (level !== session.level) requestMask([first], level);
}

/* Choose the next smaller (-1) or larger (1) level. */
export function changeLevel(step) {
  const index = LEVELS.indexOf(session.level ?? defaultLevel()) + step;
  chooseLevel(LEVELS[Math.min(LEVELS.length - 1, Math.max(0, index))]);
}

// --- Pointer and keyboard positions, as fractions of the photo's sides ---

/* Click, or begin a stroke; return whether a stroke began. */
export function press(position) {
  if (session.saving) return false;
  cursor = null;
  if (!draws()) clickAt(position);
  return draws();
}

const strokedMask = (positions) => session.mask.stroked(positions, Number(brushSize.value), tool === "brush");
export function showStroke(positions) {
  if (session) redraw(strokedMask(positions));
}
export function finishStroke(positions) {
  if (!session) return;
  setMask(strokedMask(positions), session.points, null);
  showSelected(null);
}

export function moveCursor(dx, dy) {
  const move = (value, step) => Math.min(0.999, Math.max(0, value + step));
  const { x, y } = cursor ?? { x: 0.5, y: 0.5 };
  cursor = { x: move(x, dx), y: move(y, dy) };
  redraw();
}

export function clickAtCursor() {
  cursor ??= { x: 0.5, y: 0.5 };
  clickAt(cursor);
}
