/* A mask in the browser: a canvas whose alpha is the mask, 0 outside the garment and 255 inside. Never changed in place. */

const { gettext } = window;

export class Mask {
  constructor(canvas, blank = false) {
    this.canvas = canvas;
    this.blank = blank;
  }

  get width() { return this.canvas.width; }
  get height() { return this.canvas.height; }

  static #canvas(width, height) {
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    return canvas;
  }

  /* Nothing yet, at the size at which the server answers. */
  static empty(photo) {
    const [width, height] = [photo.naturalWidth, photo.naturalHeight];
    const scale = Math.min(1, 768 / Math.max(width, height));
    return new Mask(Mask.#canvas(Math.round(width * scale), Math.round(height * scale)), true);
  }

  static async load(url) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(gettext("The mask could not be loaded."));
    return Mask.fromBlob(await answer.blob());
  }

  /* From the server's gray PNG: its light becomes our alpha. */
  static async fromBlob(blob) {
    const picture = await createImageBitmap(blob);
    const canvas = Mask.#canvas(picture.width, picture.height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(picture, 0, 0);
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
    for (let at = 0; at < pixels.data.length; at += 4) {
      pixels.data[at + 3] = pixels.data[at];
      pixels.data[at] = pixels.data[at + 1] = pixels.data[at + 2] = 255;
    }
    context.putImageData(pixels, 0, 0);
    return new Mask(canvas);
  }

  /* As the server wants it: white on black. */
  toBlob() {
    const canvas = Mask.#canvas(this.width, this.height);
    const context = canvas.getContext("2d");
    context.fillStyle = "#000";
    context.fillRect(0, 0, this.width, this.height);
    context.drawImage(this.canvas, 0, 0);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  }

  /* A picture to lay over the photo: the garment in a color, half through, and its outline. */
  tinted(color) {
    const canvas = Mask.#canvas(this.width, this.height);
    const context = canvas.getContext("2d");
    const [fill, line] = [`rgba(${color}, 0.4)`, `rgb(${color})`];
    for (const [x, y] of [[-1.5, 0], [1.5, 0], [0, -1.5], [0, 1.5]]) context.drawImage(this.canvas, x, y);
    context.globalCompositeOperation = "destination-out";
    context.drawImage(this.canvas, 0, 0);
    context.globalCompositeOperation = "source-in";
    context.fillStyle = line;
    context.fillRect(0, 0, this.width, this.height);
    const inside = Mask.#canvas(this.width, this.height);
    const paint = inside.getContext("2d");
    paint.drawImage(this.canvas, 0, 0);
    paint.globalCompositeOperation = "source-in";
    paint.fillStyle = fill;
    paint.fillRect(0, 0, this.width, this.height);
    context.globalCompositeOperation = "destination-over";
    context.drawImage(inside, 0, 0);
    return canvas;
  }

  /* With a stroke through places (shares of the sides), `size` wide in thousandths of the long side. */
  stroked(places, size, adds) {
    const canvas = Mask.#canvas(this.width, this.height);
    const context = canvas.getContext("2d");
    context.drawImage(this.canvas, 0, 0);
    context.globalCompositeOperation = adds ? "source-over" : "destination-out";
    context.strokeStyle = "#fff";
    context.lineCap = context.lineJoin = "round";
    context.lineWidth = (size / 1000) * Math.max(this.width, this.height);
    context.beginPath();
    context.moveTo(places[0].x * this.width, places[0].y * this.height);
    // A line of no length would not be drawn: a click with the brush is a dot.
    for (const place of places.slice(1)) context.lineTo(place.x * this.width + 0.01, place.y * this.height);
    context.stroke();
    return new Mask(canvas);
  }

  /* A click that stands for a mask nobody clicked: the place of it that is farthest from its edge, roughly. */
  innermost() {
    const side = 64;
    const small = Mask.#canvas(side, side);
    const context = small.getContext("2d", { willReadFrequently: true });
    context.drawImage(this.canvas, 0, 0, side, side);
    const alpha = context.getImageData(0, 0, side, side).data;
    const depth = new Uint8Array(side * side);
    let best = -1;
    for (let at = 0; at < depth.length; at += 1) {
      const [x, y] = [at % side, Math.floor(at / side)];
      if (alpha[at * 4 + 3] < 128 || !x || !y) continue;
      // The side of the largest full square that ends here.
      depth[at] = 1 + Math.min(depth[at - 1], depth[at - side], depth[at - side - 1]);
      if (best < 0 || depth[at] > depth[best]) best = at;
    }
    if (best < 0) return [];
    const half = depth[best] / 2;
    return [[((best % side) + 1 - half) / side, (Math.floor(best / side) + 1 - half) / side, true]];
  }
}
