/* Comparing before and after: with a slider, side by side or flipped; both pictures zoom and move together. */

import { setUpHoldButton } from "../shared/hold_button.js";
import { ARROW_STEPS, hasModifier, isInField } from "../shared/keys.js";
import { pointIn, wheelFactor, ZOOM_STEP, ZoomView } from "../shared/zoom_view.js";

const MAX_SCALE = 16;
const FULL_SIZE_SCALE = 1.2; // above this scale the full-size pictures replace the previews
const MODES = { 1: "slider", 2: "side", 3: "flip" }; // by their keys
const PAN_STEP = 0.1; // of the picture's frame
const views = new WeakMap(); // of each comparison

const visibleView = (root) => root.querySelector(".comparison-view:not([hidden])");
const frameOf = (root) => visibleView(root).querySelector("figure").getBoundingClientRect();
const isOnView = (element) => element.closest(".comparison-view") !== null;
const storageKey = (root) => ["studio-compare", root.dataset.remember].filter(Boolean).join("-");
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

function setMode(root, mode) {
  root.dataset.mode = mode;
  for (const view of root.querySelectorAll("[data-view-of]")) view.hidden = view.dataset.viewOf !== mode;
  for (const button of root.querySelectorAll("[data-view]")) {
    button.setAttribute("aria-pressed", String(button.dataset.view === mode));
  }
  for (const tool of root.querySelectorAll("[data-only]")) tool.hidden = tool.dataset.only !== mode;
  render(root);
}

function render(root) {
  const view = views.get(root);
  for (const image of root.querySelectorAll("[data-side]")) {
    image.style.transform = view.transform;
    if (view.scale > FULL_SIZE_SCALE && !image.dataset.full) {
      image.dataset.full = "1";
      image.src = image.dataset.side === "before" ? root.dataset.fullBefore : root.dataset.fullAfter;
    }
  }
  root.classList.toggle("zoomed", !view.isFit);
  const level = root.querySelector("[data-zoom-level]");
  level.textContent = view.label(level.dataset.fit);
}

/* point: in fractions of the picture's frame. */
function zoom(root, scale, point) {
  views.get(root).zoom(scale, point);
  render(root);
}

function pan(root, dx, dy) {
  views.get(root).pan(dx, dy);
  render(root);
}

function flip(root, showBefore) {
  root.classList.toggle("flipping", showBefore);
  root.querySelector("[data-flip]").setAttribute("aria-pressed", String(showBefore));
  const caption = root.querySelector(showBefore ? ".before figcaption" : ".pair .after figcaption");
  root.querySelector(".stack figcaption").textContent = caption.textContent;
}

function moveSlider(root, step) {
  const slider = root.querySelector("img-comparison-slider");
  slider.value = clamp(Number(slider.value) + step, 0, 100);
}

/* Show a mode, and remember it for the next comparison. */
function chooseMode(root, mode) {
  localStorage.setItem(storageKey(root), mode);
  setMode(root, mode);
}

export function chooseNextMode(root) {
  const modes = ["flip", "slider", "side"];
  chooseMode(root, modes[(modes.indexOf(root.dataset.mode) + 1) % modes.length]);
}

/* Zoom to the pixels of the result around a point, in fractions of the picture's frame; if zoomed, fit. */
export function togglePixels(root, point) {
  zoom(root, views.get(root).isFit ? pixelScale(root) : 1, point);
}

/* The scale at which a pixel of the result is a pixel of the screen. */
function pixelScale(root) {
  const image = visibleView(root).querySelector("img");
  const width = image.getBoundingClientRect().width / views.get(root).scale;
  return Number(root.dataset.width) / width / window.devicePixelRatio;
}

function setUp(root) {
  if (views.has(root)) return;
  views.set(root, new ZoomView(MAX_SCALE));
  root.querySelector(".comparison-tools").hidden = false;
  setMode(root, localStorage.getItem(storageKey(root)) || root.dataset.mode);
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.view) {
      chooseMode(root, button.dataset.view);
    } else if (button?.dataset.zoom) {
      const { scale } = views.get(root);
      const scales = { in: scale * ZOOM_STEP, out: scale / ZOOM_STEP, fit: 1, full: pixelScale(root) };
      zoom(root, scales[button.dataset.zoom]);
    } else if (button?.dataset.slide) moveSlider(root, Number(button.dataset.slide));
  });
  setUpHoldButton(root.querySelector("[data-flip]"), (held) => flip(root, held));
  setUpPointer(root);
}

/* The wheel zooms (with Ctrl, or once zoomed in), and dragging moves the zoomed pictures. */
function setUpPointer(root) {
  root.addEventListener("wheel", (event) => {
    const { scale } = views.get(root);
    if (!isOnView(event.target) || (!event.ctrlKey && scale === 1)) return;
    event.preventDefault();
    zoom(root, scale * wheelFactor(event), pointIn(frameOf(root), event));
  }, { passive: false });
  root.addEventListener("pointerdown", ({ pointerId, clientX, clientY, target }) => {
    if (drag || views.get(root).scale === 1 || !isOnView(target)) return;
    drag = { root, pointerId, x: clientX, y: clientY };
  });
  root.addEventListener("dragstart", (event) => {
    if (drag) event.preventDefault(); // the browser would drag a copy of the picture
  });
}

let drag = null; // the zoomed comparison that is being moved, by which pointer, and where this was last

// On the window, because the pointer may leave the comparison.
window.addEventListener("pointermove", ({ pointerId, clientX, clientY }) => {
  if (pointerId !== drag?.pointerId) return;
  const { width, height } = frameOf(drag.root);
  pan(drag.root, (clientX - drag.x) / width, (clientY - drag.y) / height);
  Object.assign(drag, { x: clientX, y: clientY });
});
for (const name of ["pointerup", "pointercancel"]) {
  window.addEventListener(name, ({ pointerId }) => {
    if (pointerId === drag?.pointerId) drag = null;
  });
}

const current = () => document.querySelector("dialog[open] .comparison") ?? document.querySelector("main .comparison");

document.addEventListener("keydown", (event) => {
  const root = current();
  if (!root || hasModifier(event) || isInField(event)) return;
  const { scale } = views.get(root) ?? {};
  if (scale === undefined) return;
  const mode = root.closest("#reviewing") ? null : MODES[event.key]; // in review mode, digits are reasons
  if (mode) setMode(root, mode);
  else if (event.shiftKey && event.key in ARROW_STEPS) {
    const [dx, dy] = ARROW_STEPS[event.key];
    pan(root, -dx * PAN_STEP, -dy * PAN_STEP); // the frame moves over the picture
  }
  else if (event.key === "+" || event.key === "=") zoom(root, scale * ZOOM_STEP);
  else if (event.key === "-") zoom(root, scale / ZOOM_STEP);
  else if (event.key === "0") zoom(root, 1);
  else if (event.key === "f") {
    setMode(root, "flip");
    flip(root, true);
  }
});
document.addEventListener("keyup", (event) => {
  if (event.key === "f" && current()) flip(current(), false);
});

export function setUpComparisons() {
  for (const root of document.querySelectorAll(".comparison")) setUp(root);
}
document.addEventListener("htmx:afterSettle", setUpComparisons);
setUpComparisons();
