/* The outlines that the engine offers for a garment, as masks and as buttons with thumbnails. */

import { Mask } from "./mask.js";
import { thumbnail } from "./mask_picture.js";
import { get } from "./mask_requests.js";

const { gettext, interpolate } = window;

const THUMBNAIL_HEIGHT = 192; // pixels, for screens with two pixels a CSS pixel

/* The masks at the address of a garment's alternatives, or of missed clothes, each with its `garment`: a name. */
export async function loadAlternatives(url) {
  const { masks, names } = await (await get(url)).json();
  const loaded = await Promise.all(masks.map(Mask.fromBase64));
  return loaded.map((mask, index) => Object.assign(mask, { garment: names[index] }));
}

export const outlineLabel = (index, count) => interpolate(gettext("Outline %s of %s"), [index + 1, count]);

/* A button for each mask over the photo. choose: called with a mask's index when its button is clicked. */
export function outlineButtons(masks, photo, choose) {
  const box = Mask.boxAround(masks);
  return masks.map((mask, index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.title = outlineLabel(index, masks.length);
    button.setAttribute("aria-label", button.title);
    button.append(thumbnail(mask, photo, box, THUMBNAIL_HEIGHT));
    button.addEventListener("click", () => choose(index));
    return button;
  });
}
