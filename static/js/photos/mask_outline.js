/* The outline of a mask as lines, which stay thin and sharp however much the mask is enlarged. */

const HALF = 127.5; // of the alpha values; the outline is where the mask would have this one

/* The points where the outline crosses the sides of the square between the centers of four pixels. a, b: the alpha
   values of the upper two; c, d: of the lower two; x, y: the center of the first one. */
function crossings(a, b, c, d, x, y) {
  const points = [];
  const add = (from, to, point) => {
    if (from > HALF !== to > HALF) points.push(point((HALF - from) / (to - from)));
  };
  add(a, b, (share) => [x + share, y]);
  add(b, d, (share) => [x + 1, y + share]);
  add(c, d, (share) => [x + share, y + 1]);
  add(a, c, (share) => [x, y + share]);
  return points;
}

/* A path in the pixels of a mask's canvas: marching squares, with the outline's place between two pixels in proportion
   to their values. */
export function outlineOf(canvas) {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  const path = new Path2D();
  for (let row = 0; row < height - 1; row += 1) {
    for (let column = 0, i = row * width * 4 + 3; column < width - 1; column += 1, i += 4) {
      const [a, b, c, d] = [data[i], data[i + 4], data[i + width * 4], data[i + width * 4 + 4]];
      const inside = (a > HALF) + (b > HALF) + (c > HALF) + (d > HALF);
      if (inside === 0 || inside === 4) continue;
      const points = crossings(a, b, c, d, column + 0.5, row + 0.5);
      for (let each = 0; each < points.length; each += 2) { // of four points, any two neighbors make a line
        path.moveTo(...points[each]);
        path.lineTo(...points[each + 1]);
      }
    }
  }
  return path;
}
