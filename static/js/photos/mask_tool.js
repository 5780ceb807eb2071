/* The tool that is chosen for correcting a mask, and how broad its strokes are. */

import { markRadios, neighbor } from "./mask_radios.js";
import { zoomScale } from "./mask_zoom.js";

const TOOLS = ["add", "remove", "brush", "erase"]; // as on the page

const buttons = document.getElementById("mask-tool");
const stage = document.getElementById("stage");
const brushSize = document.getElementById("brush-size");

let tool = "add";

/* Whether the tool draws strokes; else it clicks. */
export const draws = () => tool === "brush" || tool === "erase";
export const adds = () => tool === "add" || tool === "brush";

export function chooseTool(name) {
  tool = name;
  stage.classList.toggle("drawing", draws());
  markRadios(buttons, "tool", tool);
}

/* Choose the tool before (-1) or after (1) the chosen one, and give it the focus. */
export function changeTool(step) {
  chooseTool(neighbor(TOOLS, tool, step));
  buttons.querySelector(`[data-tool="${tool}"]`).focus();
}

/* The width of a stroke in thousandths of the photo's long side. On the screen it is the same however much the photo is
   enlarged, but never less than a pixel of the mask. */
export const strokeWidth = (mask) =>
  Math.max(brushSize.value / zoomScale(), 1000 / Math.max(mask.width, mask.height));
