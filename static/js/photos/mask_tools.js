/* The keyboard and the buttons that correct masks. */

import { ARROW_STEPS, isInField, opensElsewhere } from "../shared/keys.js";
import { mergeRows, reloadRows } from "./color_rows.js";
import * as changes from "./mask_changes.js";
import { isEditing, isSaving } from "./mask_current.js";
import { cursorPosition, keepCursorVisible, moveCursor } from "./mask_cursor.js";
import * as editor from "./mask_editor.js";
import { togglePressed } from "./mask_highlight.js";
import { overlay } from "./mask_overlay.js";
import "./mask_pointer.js";
import { onArrows } from "./mask_radios.js";
import "./mask_ring.js";
import { endForRemoval, save } from "./mask_saving.js";
import { changeTool, chooseTool } from "./mask_tool.js";
import { zoom } from "./mask_zoom.js";

const CURSOR_STEP = { normal: 0.01, withShift: 0.05 }; // fractions of the sides of what is visible of the photo
const TOOL_KEYS = { a: "add", r: "remove", b: "brush", e: "erase" };
const LEVEL_KEYS = { 1: "part", 2: "garment", 3: "outfit" };

const tools = document.getElementById("mask-tools");
const masks = () => document.getElementById("masks");

overlay.addEventListener("keydown", (event) => {
  if (!isEditing()) return;
  if (event.key in ARROW_STEPS) {
    event.preventDefault();
    const step = event.shiftKey ? CURSOR_STEP.withShift : CURSOR_STEP.normal;
    const [dx, dy] = ARROW_STEPS[event.key];
    moveCursor(dx * step, dy * step);
  } else if (event.key === " " || event.key === "Enter") {
    event.preventDefault();
    if (!event.repeat) changes.clickAt(cursorPosition());
  }
});

onArrows(document.getElementById("mask-tool"), changeTool);
onArrows(document.getElementById("mask-levels"), changes.changeLevel);

function changeZoom(kind) {
  zoom(kind);
  keepCursorVisible();
}

document.addEventListener("keydown", (event) => {
  if (!isEditing() || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  if (key === "escape" && (tools.contains(event.target) || !isInField(event))) editor.leave();
  else if (isInField(event)) return;
  else if (event.ctrlKey || event.metaKey) {
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) changes.redo();
    else changes.undo();
  } else if (key in TOOL_KEYS) chooseTool(TOOL_KEYS[key]);
  else if (key in LEVEL_KEYS) changes.chooseLevel(LEVEL_KEYS[key]);
  else if (key === "s") editor.beginSplit();
  else if (key === "o" && !event.repeat) changes.chooseNextMask();
  else if (key === "+" || key === "-") changes.changeLevel(key === "+" ? 1 : -1);
  else if (key === "z") changeZoom(event.shiftKey ? "out" : "in");
  else if (key === "0") changeZoom("fit");
});

/* Open the tools for a garment in the list; return false if it is not there. control: what the person used. */
function correct(name, control = null) {
  const shown = masks().querySelector(`[data-show][data-name="${CSS.escape(name)}"]`);
  if (shown) editor.begin(name, shown.dataset, control?.closest("dialog") ? shown : control ?? shown);
  return Boolean(shown);
}

document.addEventListener("click", (event) => {
  const mark = event.target.closest("[data-correct]");
  if (!mark || opensElsewhere(event)) return;
  // A link to a garment that has another name here opens this page anew: the server knows which names are synonyms.
  if (!correct(mark.dataset.correct, mark)) return;
  event.preventDefault();
  mark.closest("dialog")?.close();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.show && masks().contains(button)) togglePressed(button);
  else if ("add" in button.dataset) editor.begin(button.dataset.add, null, button);
  else if (!tools.contains(button)) return;
  else if (button.dataset.tool) chooseTool(button.dataset.tool);
  else if (button.dataset.level) changes.chooseLevel(button.dataset.level);
  else if (button.dataset.zoom) changeZoom(button.dataset.zoom);
  else if ("splitOff" in button.dataset) editor.beginSplit();
  else if ("undoStep" in button.dataset) changes.undo();
  else if ("redo" in button.dataset) changes.redo();
  else if ("cancel" in button.dataset) editor.leave();
  else if ("keep" in button.dataset) save();
});

document.getElementById("mask-name").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) save();
});

// Garments are removed, moved or merged, or it is undone, by a form that replaces the list of garments.
let merge = null; // the names of the garments that are being merged, and the name of the garment that they become

document.addEventListener("submit", (event) => {
  const { id } = event.target;
  const isRefused = id === "merge-garments" ? !editor.mayLeave() : id === "remove-garment" && isSaving();
  if (isRefused) event.preventDefault();
}, { capture: true });
document.addEventListener("studio:before-submit", ({ target: form }) => {
  if (form.id !== "merge-garments") return;
  if (isEditing()) editor.end();
  const names = [...form.querySelectorAll('[name="garment"]:checked')].map((box) => box.dataset.name);
  merge = { names, merged: form.elements.name.value.trim().toLowerCase() || names[0] };
});
document.addEventListener("studio:after-submit", ({ detail: { form, failed } }) => {
  if (form.dataset.swap !== "#masks") return;
  const isRefused = failed || document.querySelector("#masks [data-problem]");
  if (form.id === "remove-garment" && !failed) endForRemoval();
  if (merge && !isRefused) mergeRows(merge.names, merge.merged);
  merge = null;
  if (!isRefused) reloadRows();
});

// The address may name a garment to correct. If the photo does not have it, it can be marked.
const { begin } = document.getElementById("stage").dataset;
const addButton = masks().querySelector("[data-add]");
if (begin && !correct(begin) && addButton) editor.begin(begin, null, addButton);
// The fragment of the address may name the button that shows clothes without an outline.
if (location.hash === "#mark-missed") document.getElementById("mark-missed")?.click();

// The style sheet shows the buttons only with this class: without this script they would do nothing.
document.body.classList.add("masks-ready");
