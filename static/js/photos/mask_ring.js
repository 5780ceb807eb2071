/* A ring at the mouse pointer that shows how broad a stroke of the brush is. */

import { currentCorrection } from "./mask_current.js";
import { overlay } from "./mask_overlay.js";
import { draws, strokeWidth } from "./mask_tool.js";
import { zoomScale } from "./mask_zoom.js";

const ring = document.getElementById("brush-ring");

overlay.addEventListener("pointermove", ({ clientX, clientY, pointerType }) => {
  const correction = currentCorrection();
  if (!correction || !draws() || pointerType === "touch") { // a finger covers it
    ring.hidden = true;
    return;
  }
  const { left, top, width, height } = overlay.getBoundingClientRect();
  const diameter = (strokeWidth(correction.mask) / 1000) * zoomScale() * Math.max(width, height);
  ring.style.width = ring.style.height = `${diameter}px`;
  ring.style.transform = `translate(${clientX - left - diameter / 2}px, ${clientY - top - diameter / 2}px)`;
  ring.hidden = false;
});
overlay.addEventListener("pointerleave", () => { ring.hidden = true; });
