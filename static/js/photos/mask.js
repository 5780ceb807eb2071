/* A mask in the browser: a canvas whose alpha channel is the mask, 0 outside of the garment and 255 inside.
   Masks are immutable; methods that change one return a new mask. */

import { outlineOf } from "./mask_outline.js";
import { get } from "./mask_requests.js";

const SCREEN_SIDE = 768; // pixels of the long side of the masks that the server sends

export class Mask {
  #outline = null;

  /* blank: nothing is marked. */
  constructor(canvas, blank = false) {
    this.canvas = canvas;
    this.blank = blank;
  }

  get width() { return this.canvas.width; }
  get height() { return this.canvas.height; }

  get outline() {
    this.#outline ??= outlineOf(this.canvas);
    return this.#outline;
  }

  static #canvas(width, height) {
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    return canvas;
  }

  /* A blank mask for a photo, at the size of the masks that the server sends. */
  static async empty(photo) {
    await photo.decode(); // before the photo is loaded, its natural size is 0
    const [width, height] = [photo.naturalWidth, photo.naturalHeight];
    const scale = Math.min(1, SCREEN_SIDE / Math.max(width, height));
    return new Mask(Mask.#canvas(Math.round(width * scale), Math.round(height * scale)), true);
  }

  static async load(url) {
    const response = await get(url);
    return Mask.fromBlob(await response.blob());
  }

  /* A mask from the server's gray PNG; its gray values become the alpha values. */
  static async fromBlob(blob) {
    const picture = await createImageBitmap(blob);
    const canvas = Mask.#canvas(picture.width, picture.height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(picture, 0, 0);
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < pixels.data.length; i += 4) {
      pixels.data[i + 3] = pixels.data[i];
      pixels.data[i] = pixels.data[i + 1] = pixels.data[i + 2] = 255;
    }
    context.putImageData(pixels, 0, 0);
    return new Mask(canvas);
  }

  static fromBase64(text) {
    return Mask.fromBlob(new Blob([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))]));
  }

  /* The mask as the PNG that the server expects, white on black. */
  toBlob() {
    const canvas = Mask.#canvas(this.width, this.height);
    const context = canvas.getContext("2d");
    context.fillStyle = "#000";
    context.fillRect(0, 0, this.width, this.height);
    context.drawImage(this.canvas, 0, 0);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  }

  /* The box around several masks, with a margin, as fractions of the sides; searched on a grid of 64 x 64. */
  static boxAround(masks) {
    const [side, margin] = [64, 3];
    const context = Mask.#canvas(side, side).getContext("2d", { willReadFrequently: true });
    for (const { canvas } of masks) context.drawImage(canvas, 0, 0, side, side);
    const alpha = context.getImageData(0, 0, side, side).data.filter((_value, index) => index % 4 === 3);
    const cells = [...alpha.keys()].filter((cell) => alpha[cell] >= 128);
    const range = (places) => [
      Math.max(0, Math.min(...places) - margin), Math.min(side, Math.max(...places) + 1 + margin),
    ];
    const [left, right] = range(cells.map((cell) => cell % side));
    const [top, bottom] = range(cells.map((cell) => Math.floor(cell / side)));
    return { left: left / side, top: top / side, width: (right - left) / side, height: (bottom - top) / side };
  }

  /* The mask with a stroke added or removed. positions: fractions of the sides; size: the width of the stroke in
     thousandths of the long side. */
  stroked(positions, size, adds) {
    const canvas = Mask.#canvas(this.width, this.height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(this.canvas, 0, 0);
    context.globalCompositeOperation = adds ? "source-over" : "destination-out";
    context.strokeStyle = "#fff";
    context.lineCap = context.lineJoin = "round";
    context.lineWidth = (size / 1000) * Math.max(this.width, this.height);
    context.beginPath();
    const [first, ...others] = positions;
    context.moveTo(first.x * this.width, first.y * this.height);
    // A single position becomes a dot. The offset is needed because a line without a length is not drawn.
    for (const { x, y } of others.length ? others : [first]) context.lineTo(x * this.width + 0.01, y * this.height);
    context.stroke();
    return new Mask(canvas);
  }

  /* The clicks that stand for a mask without clicks: one in the middle of the largest square inside the mask,
     searched on a grid of 64 x 64; none for an empty mask. */
  centerClick() {
    const side = 64;
    const small = Mask.#canvas(side, side);
    const context = small.getContext("2d", { willReadFrequently: true });
    context.drawImage(this.canvas, 0, 0, side, side);
    const alpha = context.getImageData(0, 0, side, side).data;
    const squares = new Uint8Array(side * side); // the side of the largest square whose last corner is this cell
    let best = -1;
    for (let i = 0; i < squares.length; i += 1) {
      const [x, y] = [i % side, Math.floor(i / side)];
      if (alpha[i * 4 + 3] < 128 || !x || !y) continue;
      squares[i] = 1 + Math.min(squares[i - 1], squares[i - side], squares[i - side - 1]);
      if (best < 0 || squares[i] > squares[best]) best = i;
    }
    if (best < 0) return [];
    const half = squares[best] / 2;
    return [[((best % side) + 1 - half) / side, (Math.floor(best / side) + 1 - half) / side, true]];
  }
}
