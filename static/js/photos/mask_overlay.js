/* The canvas over the photo that shows a mask. */

const TINT = [0, 150, 255]; // RGB
const WHOLE_TINT = [120, 120, 120];

export const overlay = document.getElementById("overlay");

/* cursor: the position of the keyboard's cursor as fractions of the photo's sides, or null. whole: the mask of the
   garment of which this one is a part, or null. */
export function drawMask(mask, cursor = null, whole = null) {
  overlay.width = mask.width;
  overlay.height = mask.height;
  overlay.hidden = false;
  const context = overlay.getContext("2d");
  context.clearRect(0, 0, mask.width, mask.height);
  if (whole) context.drawImage(whole.tinted(WHOLE_TINT), 0, 0, mask.width, mask.height);
  context.drawImage(mask.tinted(TINT), 0, 0);
  if (cursor) drawCursor(context, cursor.x * mask.width, cursor.y * mask.height);
}

/* A picture of a mask over the photo. box: the part to show, as fractions of the sides; height: in pixels.
   tints: whether the mask is visible. */
export function thumbnail(mask, photo, box, height, tints = true) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round((height * box.width * mask.width) / (box.height * mask.height));
  canvas.height = height;
  const context = canvas.getContext("2d");
  for (const picture of tints ? [photo, mask.tinted(TINT)] : [photo]) {
    const [width, height] = [picture.naturalWidth ?? picture.width, picture.naturalHeight ?? picture.height];
    const part = [box.left * width, box.top * height, box.width * width, box.height * height];
    context.drawImage(picture, ...part, 0, 0, canvas.width, canvas.height);
  }
  return canvas;
}

/* A circle with a cross, black with a white edge so that it is visible on any photo. */
function drawCursor(context, x, y) {
  context.lineWidth = 2;
  for (const [color, grow] of [["#fff", 1], ["#000", 0]]) {
    context.strokeStyle = color;
    context.beginPath();
    context.arc(x, y, 9 + grow, 0, 2 * Math.PI);
    context.moveTo(x - 14, y);
    context.lineTo(x + 14, y);
    context.moveTo(x, y - 14);
    context.lineTo(x, y + 14);
    context.stroke();
  }
}
