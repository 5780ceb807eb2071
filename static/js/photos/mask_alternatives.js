/* Other outlines of the garment that is being corrected: masks that the engine offers, as buttons with thumbnails. */

import { loadAlternatives, outlineButtons } from "./outlines.js";

const list = document.getElementById("mask-alternatives");
const outlines = list.querySelector(".mask-outlines");
let offered = []; // { mask, button }; the first one is the mask with which the correction of a garment began
let latestOffer = 0;

export function hideAlternatives() {
  latestOffer += 1;
  offered = [];
  outlines.replaceChildren();
  list.hidden = true;
}

async function load(url, photo) {
  const masks = await loadAlternatives(url);
  await photo.decode(); // for the thumbnails
  return masks;
}

/* Show the alternatives to a mask once the server has answered; without an answer, masks are corrected by clicks. Until
   then, those of the garment before keep their place, so that nothing below moves, but cannot be chosen.
   mask: that of the garment; null for missed clothes, which have none yet.
   choose: called with the mask that a person chooses, its number and how many there are.
   Resolves to the masks that are offered; none if the offer came too late. */
export async function offerAlternatives(url, mask, photo, choose) {
  latestOffer += 1;
  const current = latestOffer;
  offered = [];
  list.inert = true;
  const others = await load(url, photo).catch(() => []);
  if (current !== latestOffer) return []; // another garment was opened in the meantime
  list.inert = false;
  if (!others.length) {
    hideAlternatives();
    return [];
  }
  const all = mask ? [mask, ...others] : others;
  const buttons = outlineButtons(all, photo, (index) => choose(all[index], index + 1, all.length));
  offered = all.map((each, index) => ({ mask: each, button: buttons[index] }));
  outlines.replaceChildren(...buttons);
  list.hidden = false;
  return all;
}

/* Mark the button of the mask that is being corrected; none, if it is no longer one of those that are offered. */
export function markChosen(mask) {
  for (const each of offered) each.button.setAttribute("aria-pressed", String(each.mask === mask));
}

/* Choose the outline after a mask, or the first one that is offered. */
export function chooseNext(mask) {
  const next = (offered.findIndex((each) => each.mask === mask) + 1) % (offered.length || 1);
  offered[next]?.button.click();
}
