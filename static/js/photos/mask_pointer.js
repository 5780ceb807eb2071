/* The pointer on the photo while a mask is corrected. One finger or the left mouse button uses the tool: it clicks or
   draws. Two fingers move and zoom the photo; the middle button, dragging with Shift, and a finger that drags with a
   tool that clicks, move it. While the whole photo is shown, such a finger scrolls the page. */

import { clickAt, dropStroke, finishStroke, showStroke } from "./mask_changes.js";
import { currentCorrection, isEditing } from "./mask_current.js";
import { hideCursor } from "./mask_cursor.js";
import { overlay } from "./mask_overlay.js";
import { draws } from "./mask_tool.js";
import { pointOf, positionAt, zoomBy, zoomScale } from "./mask_zoom.js";

const CLICK_MOVES = 10; // pixels of the screen that a finger may move while it clicks

const held = new Map(); // the fingers on the photo, and the pointer that moves it, by their ids: their latest events
let movesPhoto = false; // whether they move it, until the last one is lifted
let click = null; // the event of a finger that will have clicked once it is lifted
let stroke = null; // the one that is being drawn: the id of its pointer, and its positions

const positionOf = (event) => positionAt(pointOf(event));

/* The middle of the held pointers, and their mean distance to it in pixels. */
function middleOfHeld() {
  const events = [...held.values()];
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [clientX, clientY] = [mean(events.map((each) => each.clientX)), mean(events.map((each) => each.clientY))];
  const distance = mean(events.map((each) => Math.hypot(each.clientX - clientX, each.clientY - clientY)));
  return { point: pointOf({ clientX, clientY }), distance };
}

function movePhoto(event) {
  const before = middleOfHeld();
  held.set(event.pointerId, event);
  const { point, distance } = middleOfHeld();
  zoomBy(before.distance && distance ? distance / before.distance : 1, before.point, point);
}

/* What the first finger has begun does not count. */
function beginMoving() {
  movesPhoto = true;
  overlay.classList.add("moving");
  click = null;
  if (stroke) dropStroke();
  stroke = null;
}

function useTool(event) {
  if (!currentCorrection().isOpen) return;
  hideCursor();
  if (draws()) {
    overlay.setPointerCapture(event.pointerId);
    stroke = { id: event.pointerId, positions: [positionOf(event)] };
  } else if (event.pointerType === "touch") click = event;
  else clickAt(positionOf(event));
}

overlay.addEventListener("pointerdown", (event) => {
  const drags = event.button === 1 || event.shiftKey;
  // Only a second finger ends a stroke, that of the first one; the palm does not end that of a pen.
  const endsStroke = event.pointerType === "touch" && held.has(stroke?.id);
  if (!isEditing() || event.button > 1 || (stroke && !endsStroke)) return;
  if (event.button === 0) event.preventDefault();
  overlay.focus({ preventScroll: true }); // so that the next key is not typed into the field of the name
  if (drags || event.pointerType === "touch") {
    overlay.setPointerCapture(event.pointerId);
    held.set(event.pointerId, event);
  }
  if (drags || held.size > 1) beginMoving();
  else useTool(event);
});
overlay.addEventListener("mousedown", (event) => {
  if (event.button === 1) event.preventDefault(); // the browser would scroll the page
});
overlay.addEventListener("pointermove", (event) => {
  if (movesPhoto) {
    if (held.has(event.pointerId) && isEditing()) movePhoto(event);
  } else if (event.pointerId === stroke?.id) {
    stroke.positions.push(positionOf(event));
    showStroke(stroke.positions);
  } else if (event.pointerId === click?.pointerId) {
    const distance = Math.hypot(event.clientX - click.clientX, event.clientY - click.clientY);
    if (distance <= CLICK_MOVES) return;
    click = null; // a finger that drags does not click
    if (zoomScale() > 1) beginMoving();
  }
});
// The browser scrolls with two fingers, too, where it may scroll with one.
for (const kind of ["touchstart", "touchmove"]) {
  overlay.addEventListener(kind, (event) => {
    if (movesPhoto && event.cancelable) event.preventDefault(); // not after a stroke has begun
  }, { passive: false });
}
overlay.addEventListener("pointerup", (event) => {
  if (event.pointerId === click?.pointerId && isEditing()) clickAt(positionOf(click));
});
// After the pointer is released, and also if the browser cancels it.
overlay.addEventListener("lostpointercapture", (event) => {
  held.delete(event.pointerId);
  if (!held.size) {
    movesPhoto = false;
    overlay.classList.remove("moving");
  }
  if (event.pointerId === click?.pointerId) click = null;
  if (event.pointerId !== stroke?.id) return;
  const { positions } = stroke;
  stroke = null;
  finishStroke(positions);
});
