/* Arrow keys open the next newer or older result, unless they move something else. */

import { hasModifier } from "../shared/keys.js";

document.addEventListener("keydown", (event) => {
  if (hasModifier(event) || event.shiftKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input, select, textarea, img-comparison-slider, summary")) return;
  const neighbor = { ArrowLeft: "newer", ArrowRight: "older" }[event.key];
  document.querySelector(`[data-neighbor="${neighbor}"]`)?.click();
});
