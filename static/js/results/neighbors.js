/* Arrow keys open the previous or the next result of the list, unless they move something else. */

import { hasModifier } from "../shared/keys.js";

document.addEventListener("keydown", (event) => {
  if (hasModifier(event) || event.shiftKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input, select, textarea, img-comparison-slider, summary")) return;
  const neighbor = { ArrowLeft: "before", ArrowRight: "after" }[event.key];
  document.querySelector(`[data-neighbor="${neighbor}"]`)?.click();
});
