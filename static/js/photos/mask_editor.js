/* Correcting a mask: the current state with its history, and the requests to the server.
   It uses fetch because masks are sent and received as pictures, which a canvas shows. */

import { fieldsOf, reloadRows } from "./color_rows.js";
import { Mask } from "./mask.js";
import { drawMask, overlay } from "./mask_overlay.js";

const { gettext, interpolate } = window;

const MAX_HISTORY = 40; // steps that can be undone
const LEVELS = ["part", "garment", "outfit"]; // what a first click can select, from the smallest to the largest
const defaultLevel = () => (session.whole ? "part" : "garment");

const stage = document.getElementById("stage");
const photo = stage.querySelector("img");
const tools = document.getElementById("mask-tools");
const levels = document.getElementById("mask-levels");
const status = document.getElementById("mask-status");
const nameField = document.getElementById("mask-name");
const removeForm = document.getElementById("remove-garment");
const splitButton = tools.querySelector("[data-split-off]");
const brushSize = document.getElementById("brush-size");

/* The garment that is being corrected: { name, garment, whole, mask, points, level, past, future, busy }, or null.
   `garment` has its addresses, see `begin`. `whole` is the mask of a garment of which a part is split off, else null.
   `points` are the clicks so far, as the server expects them: [x, y, adds]. `level` is what the first click selected,
   null once the mask has been corrected. */
let session = null;
let tool = "add";
let cursor = null; // of the keyboard, as fractions of the photo's sides

export const isEditing = () => session !== null;
const draws = () => tool === "brush" || tool === "erase";
const redraw = (mask = session.mask) => drawMask(mask, cursor, session.whole);
const firstAddingClick = () => session.points.find(([, , adds]) => adds);
const csrfHeaders = () => JSON.parse(document.body.getAttribute("hx-headers"));

function showStatus(text, isError = false) {
  status.textContent = text;
  status.classList.toggle("text-danger", isError);
  if (isError) status.scrollIntoView({ block: "nearest" });
}

/* Show what is wrong with the name, and give its field the focus. */
function showNameProblem(text) {
  showStatus(text, true);
  nameField.setAttribute("aria-invalid", "true");
  nameField.focus({ preventScroll: true });
}

function post(url, fields) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return fetch(url, { method: "POST", body, headers: csrfHeaders() });
}

// --- Beginning and ending a correction ---

/* Keep the garment that is being corrected in the address, so that the page can be reloaded and shared. */
function setAddress(name) {
  const address = new URL(location);
  if (name) address.searchParams.set("correct", name);
  else address.searchParams.delete("correct");
  history.replaceState(history.state, "", address);
}

const newSession = (name, garment, mask, whole = null) =>
  ({ name, garment, whole, mask, points: [], level: null, past: [], future: [], busy: false });

/* garment: the addresses `show`, `rename`, `split` and `remove` of a garment in the list; null to mark a new one. */
export async function begin(name, garment) {
  const mask = await (garment ? Mask.load(garment.show) : Mask.empty(photo));
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
}

/* Select a part of the garment that is being corrected, which becomes a garment of its own. */
export async function beginSplit() {
  if (!session?.garment || session.whole) return;
  const { name, garment, mask, past } = session;
  if (past.length) {
    showStatus(gettext("Save or undo the corrections first; then split off a part."), true);
    return;
  }
  session = newSession(name, garment, await Mask.empty(photo), mask);
  nameField.value = interpolate(gettext("%s part"), [name]);
  removeForm.hidden = splitButton.hidden = true;
  chooseTool("add");
  showStatus(gettext("Click the part, such as a sleeve. Then give it a name and save it; the rest stays as it is."));
  showState();
  overlay.focus();
}

export function end() {
  session = cursor = null;
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
async function requestMask(points, level) {
  if (session.busy) return;
  const current = session;
  current.busy = true;
  try {
    const fields = { points: JSON.stringify(points) };
    if (level !== null) fields.level = level;
    else if (!current.mask.blank) fields.mask = await current.mask.toBlob();
    const response = await post(stage.dataset.select, fields);
    if (!response.ok) throw new Error(await response.text());
    const mask = await Mask.fromBlob(await response.blob());
    if (current !== session) return; // ended or begun anew in the meantime
    setMask(mask, points, level);
    showSelected(level);
  } catch (error) {
    showStatus(error instanceof TypeError ? gettext("The connection is lost; try again.") : error.message, true);
  } finally {
    current.busy = false;
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

// --- Storing the mask and the name ---

/* Store what has changed; return the last answer, or that which refuses the change. A mask that is saved unchanged
   counts as checked. */
async function store(name) {
  if (session.whole) return post(session.garment.split, { name, mask: await session.mask.toBlob() });
  const isRenamed = session.garment && name.toLowerCase() !== session.name;
  if (isRenamed) {
    const response = await post(session.garment.rename, { name });
    if (response.ok) fieldsOf("target", session.name).forEach((field) => (field.value = name.toLowerCase()));
    if (!response.ok || !session.past.length) return response;
  }
  return post(stage.dataset.save, { name, mask: await session.mask.toBlob() });
}

export async function save() {
  const name = nameField.value.trim();
  if (!name) {
    showNameProblem(gettext("Give the garment a name, such as “blouse”."));
    return;
  }
  const response = await store(name);
  if (!response.ok) {
    const text = response.status < 500 ? await response.text() : gettext("This did not work; try again.");
    if (response.status === 409) showNameProblem(text); // the name of another garment
    else showStatus(text, true);
    return;
  }
  end();
  window.htmx.swap("#masks", await response.text(), { swapStyle: "outerHTML" });
  reloadRows();
  document.querySelector(`#masks [data-name="${CSS.escape(name.toLowerCase())}"]`)?.focus();
}

/* Prepare the page for the removal of the garment that is being corrected. */
export function endForRemoval() {
  for (const field of fieldsOf("color", session.name)) field.value = ""; // so that its row is not sent
  end();
}
