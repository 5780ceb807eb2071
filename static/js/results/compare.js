/* Before and after: slider, side by side or flipped; zoomed and moved in step. */

import { holding } from "../shared/hold.js";

const MOST = 16;
const state = new WeakMap(); // of each comparison: how far it is zoomed in, and where to

const visible = (root) => root.querySelector(".comparison-view:not([hidden])");

function show(root, mode) {
  root.dataset.mode = mode;
  for (const view of root.querySelectorAll("[data-view-of]")) view.hidden = view.dataset.viewOf !== mode;
  for (const button of root.querySelectorAll("[data-view]")) button.setAttribute("aria-pressed", String(button.dataset.view === mode));
  for (const tool of root.querySelectorAll("[data-only]")) tool.hidden = tool.dataset.only !== mode;
  place(root);
}

function place(root) {
  const { scale, x, y } = state.get(root);
  for (const image of root.querySelectorAll("[data-side]")) {
    image.style.transform = scale === 1 ? "" : `translate(${x * 100}%, ${y * 100}%) scale(${scale})`;
    // The full picture is fetched only when it can be seen.
    if (scale > 1.2 && !image.dataset.full) {
      image.dataset.full = "1";
      image.src = image.dataset.side === "before" ? root.dataset.fullBefore : root.dataset.fullAfter;
    }
  }
  root.classList.toggle("zoomed", scale > 1);
  root.querySelector("[data-zoom-level]").textContent = scale === 1 ? "Fit" : `${Math.round(scale * 100)} %`;
}

/* x and y are shares of the picture's size by which it is moved; what is at the point (px, py) stays there. */
function zoom(root, scale, px = 0.5, py = 0.5) {
  const now = state.get(root);
  const next = Math.min(MOST, Math.max(1, scale));
  const bound = (value) => Math.min(0, Math.max(1 - next, value));
  now.x = bound(px - ((px - now.x) / now.scale) * next);
  now.y = bound(py - ((py - now.y) / now.scale) * next);
  now.scale = next;
  place(root);
}

function pan(root, dx, dy) {
  const now = state.get(root);
  const bound = (value) => Math.min(0, Math.max(1 - now.scale, value));
  now.x = bound(now.x + dx);
  now.y = bound(now.y + dy);
  place(root);
}

function flip(root, on) {
  root.classList.toggle("flipping", on);
  root.querySelector("[data-flip]").setAttribute("aria-pressed", String(on));
  root.querySelector(".stack figcaption").textContent = root.querySelector(on ? ".before figcaption" : ".pair .after figcaption").textContent;
}

function slide(root, by) {
  const slider = root.querySelector("img-comparison-slider");
  slider.value = Math.min(100, Math.max(0, Number(slider.value) + by));
}

const pictureOf = (root) => visible(root).querySelector("img");

function fullScale(root) {
  const width = pictureOf(root).getBoundingClientRect().width / state.get(root).scale;
  return Number(root.dataset.width) / width / window.devicePixelRatio;
}

function setUp(root) {
  if (state.has(root)) return;
  state.set(root, { scale: 1, x: 0, y: 0 });
  root.querySelector(".comparison-tools").hidden = false;
  show(root, localStorage.getItem("studio-compare") || "slider");
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.view) {
      localStorage.setItem("studio-compare", button.dataset.view);
      show(root, button.dataset.view);
    } else if (button?.dataset.zoom) {
      const { scale } = state.get(root);
      zoom(root, { in: scale * 1.5, out: scale / 1.5, fit: 1, full: fullScale(root) }[button.dataset.zoom]);
    } else if (button?.dataset.slide) slide(root, Number(button.dataset.slide));
  });
  holding(root.querySelector("[data-flip]"), (on) => flip(root, on));
  followPointer(root);
}

function followPointer(root) {
  root.addEventListener("wheel", (event) => {
    if (!event.target.closest(".comparison-view") || (!event.ctrlKey && state.get(root).scale === 1)) return;
    event.preventDefault();
    const box = visible(root).querySelector("figure").getBoundingClientRect();
    zoom(root, state.get(root).scale * Math.exp(-event.deltaY / 400), (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  }, { passive: false });
  let from = null;
  root.addEventListener("pointerdown", (event) => {
    if (state.get(root).scale > 1 && event.target.closest(".comparison-view")) from = [event.clientX, event.clientY];
  });
  window.addEventListener("pointermove", (event) => {
    if (!from) return;
    const box = visible(root).querySelector("figure").getBoundingClientRect();
    pan(root, (event.clientX - from[0]) / box.width, (event.clientY - from[1]) / box.height);
    from = [event.clientX, event.clientY];
  });
  for (const name of ["pointerup", "pointercancel"]) window.addEventListener(name, () => { from = null; });
}

const current = () => document.querySelector("dialog[open] .comparison") ?? document.querySelector("main .comparison");

document.addEventListener("keydown", (event) => {
  const root = current();
  if (!root || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
  const { scale } = state.get(root) ?? {};
  if (scale === undefined) return;
  const mode = { 1: "slider", 2: "side", 3: "flip" }[event.key];
  if (mode) show(root, mode);
  else if (event.key === "+" || event.key === "=") zoom(root, scale * 1.5);
  else if (event.key === "-") zoom(root, scale / 1.5);
  else if (event.key === "0") zoom(root, 1);
  else if (event.key === "f") {
    show(root, "flip");
    flip(root, true);
  }
});
document.addEventListener("keyup", (event) => {
  if (event.key === "f" && current()) flip(current(), false);
});

export function setUpAll() {
  for (const root of document.querySelectorAll(".comparison")) setUp(root);
}
document.addEventListener("htmx:afterSettle", setUpAll);
setUpAll();
