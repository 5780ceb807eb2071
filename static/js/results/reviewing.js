/* Review mode: a key for each decision. A decision, and a way to another result, replaces the whole section. */

import { onRequest } from "../shared/failures.js";
import { hasModifier, isInField } from "../shared/keys.js";
import { chooseNextMode, setUpComparisons, togglePixels } from "./compare.js";

const CLICK_PX = 5; // a pointer that moves farther has dragged the picture
const section = () => document.getElementById("reviewing");
/* Do something with the comparison; without a copy of a hosted photo, there is none. */
const withComparison = (action) => [...section().querySelectorAll(".comparison")].forEach(action);
const click = (id) => document.getElementById(id)?.click();

const KEYS = {
  a: () => click("review-approve"),
  r: () => document.getElementById("review-other")?.focus(),
  j: () => click("review-after"),
  k: () => click("review-before"),
  c: () => withComparison(chooseNextMode),
  z: () => withComparison((root) => togglePixels(root)),
  w: toggleFullScreen,
};

function toggleFullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch(() => {});
}

let busy = false; // while the next result is fetched, keys would still decide about the last one

document.addEventListener("keydown", (event) => {
  if (hasModifier(event) || event.shiftKey || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape" && event.target.id === "review-other") document.getElementById("reviewing-title").focus();
  if (isInField(event)) return;
  const arrow = event.target.closest("img-comparison-slider") ? null : { ArrowRight: "j", ArrowLeft: "k" }[event.key];
  const key = arrow ?? event.key.toLowerCase();
  if (!(key in KEYS) && !/^[1-9]$/.test(key)) return;
  event.preventDefault();
  if (busy || !document.querySelector(".reviewing-stage")) return;
  if (key in KEYS) KEYS[key]();
  else click(`review-reason-${key}`);
});

/* A click on the picture zooms to the point that was clicked. */
let pressed = null;
document.addEventListener("pointerdown", (event) => { pressed = [event.clientX, event.clientY]; });
document.addEventListener("click", (event) => {
  if (event.target.closest?.("#review-full-screen")) toggleFullScreen();
  const figure = event.target.closest?.("#reviewing .stack figure");
  if (!figure || !pressed) return;
  if (Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]) > CLICK_PX) return;
  const { left, top, width, height } = figure.getBoundingClientRect();
  const point = [(event.clientX - left) / width, (event.clientY - top) / height];
  withComparison((root) => togglePixels(root, ...point));
});

/* The style sheet fits the picture into the window, for which it needs the picture's proportions. */
function setUp() {
  const stage = document.querySelector(".reviewing-stage");
  if (stage) stage.style.setProperty("--aspect", stage.dataset.width / stage.dataset.height);
  const button = document.getElementById("review-full-screen");
  if (button) button.hidden = !document.fullscreenEnabled;
  setUpComparisons();
  busy = false;
}

/* Tell screen readers what happened, and what is shown now. */
function announce() {
  const ids = ["reviewing-last-text", "reviewing-title", "reviewing-sum"];
  const texts = ids.map((id) => document.getElementById(id)?.innerText ?? "");
  document.getElementById("reviewing-live").textContent = texts.join(" ").trim();
}

onRequest("htmx:beforeRequest", () => {
  busy = true;
  // Otherwise htmx gives the focus to this field of the next result, where the keys would be typed.
  if (document.activeElement.id === "review-other") document.activeElement.blur();
});
onRequest("htmx:afterSwap", setUp);
onRequest("htmx:afterSettle", () => {
  const title = document.getElementById("reviewing-title");
  if (document.activeElement === document.body) title?.focus({ preventScroll: true });
  announce();
});
for (const name of ["htmx:responseError", "htmx:sendError"]) onRequest(name, () => { busy = false; });
setUp();
