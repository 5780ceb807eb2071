/* Zooming the photo while a mask is corrected. mask_pointer.js does it with fingers, and moves the photo. */

import { wheelFactor, ZOOM_STEP, ZoomView } from "../shared/zoom_view.js";
import { overlay, showView } from "./mask_overlay.js";
import { showStatus } from "./mask_status.js";

const { gettext } = window;

const MAX_SCALE = 8;
const MARGIN = 0.1; // of the frame, around what is brought into view

const stage = document.getElementById("stage");
const photo = stage.querySelector("img");
const level = document.querySelector("#mask-zoom [data-zoom-level]");

const view = new ZoomView(MAX_SCALE);
let frame = 0; // in which the view will be shown, if it has changed
let hasAskedForFullSize = false;

export const zoomScale = () => view.scale;

/* The place of a pointer as fractions of the frame's sides; both may be outside of it. */
export function pointOf({ clientX, clientY }) {
  const { left, top, width, height } = overlay.getBoundingClientRect();
  return { x: (clientX - left) / width, y: (clientY - top) / height };
}

/* The position in the photo at a point of the frame, as fractions of the photo's sides. */
export function positionAt({ x, y }) {
  const position = view.positionAt(x, y);
  const inside = (value) => Math.min(0.9999, Math.max(0, value));
  return { x: inside(position.x), y: inside(position.y) };
}
export const middle = () => positionAt({ x: 0.5, y: 0.5 });

/* The point of the frame stays where it is. */
export function zoomBy(factor, point = { x: 0.5, y: 0.5 }) {
  const wasFit = view.isFit;
  view.zoom(view.scale * factor, point.x, point.y);
  if (wasFit && !view.isFit) {
    showStatus(gettext("Move the photo with two fingers or the wheel, or drag it with Shift or the middle button."));
  }
  showSoon();
}

/* Return whether the photo could be moved. */
export function panBy(dx, dy) {
  const isMoved = view.pan(dx, dy);
  if (isMoved) showSoon();
  return isMoved;
}

export function reveal(position) {
  view.reveal(position, MARGIN);
  showSoon();
}

export function resetZoom() {
  view.zoom(1);
  cancelAnimationFrame(frame);
  show();
}

/* kind: "in", "out" or "fit". */
export function zoom(kind) {
  if (kind === "fit") resetZoom();
  else zoomBy(kind === "in" ? ZOOM_STEP : 1 / ZOOM_STEP);
}

/* Once a frame, however many fingers move. */
function showSoon() {
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(show);
}

function show() {
  showView(view);
  level.textContent = view.label(level.dataset.fit);
  if (!view.isFit) showFullSize();
}

/* Show the photo itself in place of the preview, if that has too few pixels for the screen. The preview stays until the
   photo is loaded, and if that fails. */
async function showFullSize() {
  const needed = Math.min(photo.clientWidth * view.scale * window.devicePixelRatio, photo.getAttribute("width"));
  if (hasAskedForFullSize || needed <= photo.naturalWidth) return;
  hasAskedForFullSize = true;
  const full = new Image();
  full.src = stage.dataset.full;
  await full.decode().then(() => { photo.src = full.src; }, () => {});
}

overlay.addEventListener("wheel", (event) => {
  const point = pointOf(event);
  if (event.ctrlKey) zoomBy(wheelFactor(event), point);
  // At the edge of the photo, the page is scrolled, so that the wheel is not caught in the photo.
  else if (!panBy(-event.deltaX / overlay.clientWidth, -event.deltaY / overlay.clientHeight)) return;
  event.preventDefault();
}, { passive: false });
