/* Zooming the photo while a mask is corrected. mask_pointer.js does it with fingers, and moves the photo. */

import { MIDDLE, pointIn, wheelFactor, ZOOM_STEP, ZoomView } from "../shared/zoom_view.js";
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

/* The place of a pointer in the frame, which the canvas fills. */
export const pointOf = (event) => pointIn(overlay.getBoundingClientRect(), event);

/* The position in the photo at a point of the frame, as fractions of the photo's sides. */
export function positionAt(point) {
  const { x, y } = view.positionAt(point);
  const inside = (value) => Math.min(0.9999, Math.max(0, value));
  return { x: inside(x), y: inside(y) };
}
export const middle = () => positionAt(MIDDLE);

/* Enlarge the photo by a factor; what is at a point of the frame stays there, or moves to another point. */
export function zoomBy(factor, from = MIDDLE, to = from) {
  const wasFit = view.isFit;
  view.zoom(view.scale * factor, from, to);
  if (wasFit && !view.isFit) {
    showStatus(
      window.matchMedia("(pointer: coarse)").matches
        ? gettext("Move the photo with two fingers.")
        : gettext("Move the photo with two fingers or the wheel, or drag it with Shift or the middle button."),
    );
  }
  showSoon();
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
  stage.classList.toggle("zoomed", !view.isFit);
  const label = view.label(level.dataset.fit);
  if (level.textContent !== label) level.textContent = label; // screen readers read it out
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
  else {
    const isMoved = view.pan(-event.deltaX / overlay.clientWidth, -event.deltaY / overlay.clientHeight);
    if (!isMoved) return; // at its edge, so that the page can be scrolled from here
    showSoon();
  }
  event.preventDefault();
}, { passive: false });
