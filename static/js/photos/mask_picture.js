/* Pictures of masks: the garment in a translucent color, with an outline. */

export const TINT = [0, 150, 255]; // RGB
const OUTLINE = 2; // pixels of the screen
const THUMBNAIL_RATIO = 2; // of a thumbnail's pixels to those of the screen

const inside = document.createElement("canvas").getContext("2d"); // used again for each mask

/* Draw a mask. context: of a canvas, in pixels of the mask; pixel: the size of a pixel of the screen in these. */
export function paintMask(context, mask, color, pixel) {
  [inside.canvas.width, inside.canvas.height] = [mask.width, mask.height];
  inside.drawImage(mask.canvas, 0, 0);
  inside.globalCompositeOperation = "source-in";
  inside.fillStyle = `rgba(${color}, 0.4)`;
  inside.fillRect(0, 0, mask.width, mask.height);
  context.drawImage(inside.canvas, 0, 0);
  context.strokeStyle = `rgb(${color})`;
  context.lineWidth = OUTLINE * pixel;
  context.lineCap = "round";
  context.stroke(mask.outline);
}

/* A picture of a mask over the photo. box: the part to show, as fractions of the sides; height: in pixels.
   tints: whether the mask is visible. */
export function thumbnail(mask, photo, box, height, tints = true) {
  const canvas = document.createElement("canvas");
  const scale = height / (box.height * mask.height);
  canvas.width = Math.round(box.width * mask.width * scale);
  canvas.height = height;
  const context = canvas.getContext("2d");
  context.scale(scale, scale);
  context.translate(-box.left * mask.width, -box.top * mask.height);
  context.drawImage(photo, 0, 0, mask.width, mask.height);
  if (tints) paintMask(context, mask, TINT, THUMBNAIL_RATIO / scale);
  return canvas;
}
