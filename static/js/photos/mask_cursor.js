/* The keyboard's cursor on the photo. Positions are fractions of the photo's sides. */

import { showCursor } from "./mask_overlay.js";
import { middle, reveal, zoomScale } from "./mask_zoom.js";

let cursor = null; // its position, while the keyboard is used

function place(position) {
  cursor = position;
  showCursor(cursor);
}

/* Where it is; if it is not shown, show it in the middle of what is visible of the photo. */
export function cursorPosition() {
  if (!cursor) place(middle());
  return cursor;
}

/* dx, dy: fractions of the sides of what is visible of the photo. */
export function moveCursor(dx, dy) {
  const move = (value, step) => Math.min(0.999, Math.max(0, value + step / zoomScale()));
  const { x, y } = cursor ?? middle();
  place({ x: move(x, dx), y: move(y, dy) });
  reveal(cursor);
}

/* Called once the photo is enlarged: keep the cursor, if it is shown, in what is visible. */
export function keepCursorVisible() {
  if (cursor) reveal(cursor);
}

export function hideCursor() {
  if (cursor) place(null);
}
