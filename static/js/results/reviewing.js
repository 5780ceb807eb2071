/* Review mode: keys that approve or reject the shown result, compare it, and lead to another one. */

import { click, find, showOneByOne } from "../shared/one_by_one.js";
import { pointIn } from "../shared/zoom_view.js";
import { chooseNextMode, setUpComparisons, togglePixels } from "./compare.js";

const CLICK_PX = 5; // a pointer that moves farther has dragged the picture
/* Do something with the comparison; without a copy of a hosted photo, there is none. */
const withComparison = (action) => [...document.querySelectorAll("#reviewing .comparison")].forEach(action);

const KEYS = {
  a: () => click("review-approve"),
  r: () => find("review-other")?.focus(),
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

/* A click on the picture zooms to the point that was clicked. */
let pressed = null;
document.addEventListener("pointerdown", (event) => { pressed = [event.clientX, event.clientY]; });
document.addEventListener("click", (event) => {
  if (event.target.closest?.("#review-full-screen")) toggleFullScreen();
  const figure = event.target.closest?.("#reviewing .stack figure");
  if (!figure || !pressed) return;
  if (Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]) > CLICK_PX) return;
  const point = pointIn(figure.getBoundingClientRect(), event);
  withComparison((root) => togglePixels(root, point));
});

/* The style sheet fits the picture into the window, for which it needs the picture's proportions. */
function setUp() {
  const stage = document.querySelector(".reviewing-stage");
  if (stage) stage.style.setProperty("--aspect", stage.dataset.width / stage.dataset.height);
  const button = find("review-full-screen");
  if (button) button.hidden = !document.fullscreenEnabled;
  setUpComparisons();
}

showOneByOne({
  section: "reviewing",
  title: "reviewing-title",
  live: "reviewing-live",
  said: ["reviewing-last-text", "reviewing-title", "reviewing-sum"],
  field: "review-other",
  keys: KEYS,
  pressDigit: (digit) => click(`review-reason-${digit}`),
  setUp,
});
