/* Shows the mask of the garment whose button is under the pointer, has the focus, or is pressed. */

import { Mask } from "./mask.js";
import { isEditing } from "./mask_current.js";
import { drawMask, overlay } from "./mask_overlay.js";

const masks = () => document.getElementById("masks");
let latest = 0; // counts what was requested, so that a mask that loads late is not shown

async function show(url) {
  latest += 1;
  const current = latest;
  const mask = await Mask.load(url).catch(() => null); // it is only shown; correcting it says what went wrong
  if (mask && current === latest && !isEditing()) drawMask(mask);
}

function showPressed() {
  const pressed = masks().querySelector('[data-show][aria-pressed="true"]');
  if (pressed && !isEditing()) {
    show(pressed.dataset.show);
    return;
  }
  latest += 1;
  if (!isEditing()) overlay.hidden = true;
}

export function togglePressed(button) {
  const pressed = button.getAttribute("aria-pressed") === "true";
  for (const other of masks().querySelectorAll("button[data-show]")) other.setAttribute("aria-pressed", "false");
  button.setAttribute("aria-pressed", String(!pressed));
  showPressed();
}

document.addEventListener("pointerover", (event) => {
  const button = event.target.closest("[data-show]");
  if (button && !isEditing()) show(button.dataset.show);
});
document.addEventListener("pointerout", (event) => {
  if (event.target.closest("[data-show]")) showPressed();
});
document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-show]") && !isEditing()) show(event.target.dataset.show);
});
document.addEventListener("focusout", (event) => {
  if (event.target.matches("[data-show]")) showPressed();
});
