/* The part of a picture that its frame shows: how much it is enlarged, and where its upper left corner is. */

export const ZOOM_STEP = 1.5; // of a button or key
export const MIDDLE = { x: 0.5, y: 0.5 };
const MAX_WHEEL = 25; // of a wheel event; a notch of a mouse is more than a trackpad ever sends

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/* How much a wheel event changes the scale; that of a pinched trackpad says it exactly. */
export const wheelFactor = ({ deltaY }) => Math.exp(-clamp(deltaY, -MAX_WHEEL, MAX_WHEEL) / 100);

/* The place of a pointer in a frame; both coordinates may be outside of it. box: the frame's, on the screen. */
export const pointIn = ({ left, top, width, height }, { clientX, clientY }) =>
  ({ x: (clientX - left) / width, y: (clientY - top) / height });

/* At the scale 1 the whole picture fits the frame, and it covers the frame at every scale. Points and offsets are
   fractions of the frame's sides. */
export class ZoomView {
  scale = 1;
  x = 0;
  y = 0;
  #maxScale;

  constructor(maxScale) {
    this.#maxScale = maxScale;
  }

  get isFit() { return this.scale === 1; }

  /* For the picture, with its origin in the upper left corner. */
  get transform() {
    return this.isFit ? "" : `translate(${this.x * 100}%, ${this.y * 100}%) scale(${this.scale})`;
  }

  /* fit: the text for the scale 1. */
  label(fit) { return this.isFit ? fit : `${Math.round(this.scale * 100)}%`; }

  /* The position in the picture at a point of the frame, as fractions of the picture's sides. */
  positionAt({ x, y }) {
    return { x: (x - this.x) / this.scale, y: (y - this.y) / this.scale };
  }

  /* Change the scale; what is at a point stays there, or moves to another point. */
  zoom(scale, from = MIDDLE, to = from) {
    const position = this.positionAt(from);
    this.scale = clamp(scale, 1, this.#maxScale);
    this.#place(to.x - position.x * this.scale, to.y - position.y * this.scale);
  }

  /* Move the picture; return whether it could be moved. */
  pan(dx, dy) {
    const { x, y } = this;
    this.#place(x + dx, y + dy);
    return this.x !== x || this.y !== y;
  }

  /* Move the picture just so far that a position in it is visible, with a margin. */
  reveal(position, margin) {
    const step = (offset, fraction) => {
      const point = offset + fraction * this.scale;
      return clamp(point, margin, 1 - margin) - point;
    };
    this.pan(step(this.x, position.x), step(this.y, position.y));
  }

  #place(x, y) {
    this.x = clamp(x, 1 - this.scale, 0);
    this.y = clamp(y, 1 - this.scale, 0);
  }
}
