/* The canvas over the photo that shows a mask. It has the pixels of the screen, also where the photo is enlarged. */

import { paintMask, TINT } from "./mask_picture.js";

const WHOLE_TINT = [120, 120, 120]; // RGB

export const overlay = document.getElementById("overlay");
const photo = document.querySelector("#stage img");

let view = { scale: 1, x: 0, y: 0 };
let drawn = null; // the masks: { mask, whole }
let cursor = null; // the position of the keyboard's cursor as fractions of the photo's sides, or null

/* whole: the mask of the garment of which this one is a part, or null. */
export function drawMask(mask, whole = null) {
  drawn = { mask, whole };
  overlay.hidden = false;
  draw();
}

/* Show the keyboard's cursor at a position; null for none. */
export function showCursor(position) {
  cursor = position;
  draw();
}

/* Show the part of the photo that a ZoomView shows. */
export function showView(next) {
  view = next;
  photo.style.transform = view.transform;
  draw();
}

function draw() {
  if (overlay.hidden) return;
  const ratio = window.devicePixelRatio;
  const [width, height] = [photo.clientWidth, photo.clientHeight].map((side) => Math.round(side * ratio));
  if (overlay.width !== width || overlay.height !== height) [overlay.width, overlay.height] = [width, height];
  const context = overlay.getContext("2d");
  context.resetTransform();
  context.clearRect(0, 0, width, height);
  const { mask, whole } = drawn;
  const [left, top] = [view.x * width, view.y * height];
  for (const [each, color] of [[whole, WHOLE_TINT], [mask, TINT]]) {
    if (!each) continue;
    const scale = (view.scale * width) / each.width;
    context.setTransform(scale, 0, 0, (view.scale * height) / each.height, left, top);
    paintMask(context, each, color, ratio / scale);
  }
  if (!cursor) return;
  const place = [left + cursor.x * view.scale * width, top + cursor.y * view.scale * height];
  context.setTransform(ratio, 0, 0, ratio, ...place);
  drawCursor(context);
}

/* A circle with a cross, black with a white edge so that it is visible on any photo. */
function drawCursor(context) {
  context.lineWidth = 2;
  for (const [color, grow] of [["#fff", 1], ["#000", 0]]) {
    context.strokeStyle = color;
    context.beginPath();
    context.arc(0, 0, 9 + grow, 0, 2 * Math.PI);
    context.moveTo(-14, 0);
    context.lineTo(14, 0);
    context.moveTo(0, -14);
    context.lineTo(0, 14);
    context.stroke();
  }
}

new ResizeObserver(draw).observe(photo); // also when it gets its size
