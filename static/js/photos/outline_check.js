/* The outline check: keys that confirm the shown outline, take another one, rename or remove the garment. */

import { setUpHoldButton } from "../shared/hold_button.js";
import { click, find, isBusy, setWaiting, showOneByOne } from "../shared/one_by_one.js";
import { Mask } from "./mask.js";
import { thumbnail } from "./mask_picture.js";
import { post, reasonOf } from "./mask_requests.js";
import { loadAlternatives, outlineButtons, outlineLabel } from "./outlines.js";

const { gettext } = window;

const MINIMUM_HEIGHT = 1000; // pixels; small garments are enlarged to it, and the page shows what fits

let decide = null; // the part of the page about the garment whose outlines are shown or loaded
let shown = null; // { photo, masks, box, chosen }: the masks are the garment's own and the others

/* Until the outline is shown, do nothing, so that nobody confirms an outline without having seen it. */
function accept() {
  if (shown) click(shown.chosen ? "outline-take" : "outline-right");
}

const KEYS = {
  a: accept,
  e: () => click("outline-correct"),
  n: () => {
    find("outline-name")?.focus();
    find("outline-name")?.select();
  },
  x: () => click("outline-remove"),
  j: () => click("outline-after"),
  k: () => click("outline-before"),
  f: () => draw(false),
};

document.addEventListener("keyup", (event) => {
  if (event.key.toLowerCase() === "f") draw(true);
});
window.addEventListener("blur", () => draw(true)); // the key may be released elsewhere

function showProblem(text) {
  const problem = find("outline-problem");
  problem.textContent = text;
  problem.hidden = !text;
}

/* tints: whether the outline is visible. */
function draw(tints) {
  if (!shown) return;
  const { photo, masks, box, chosen } = shown;
  const height = Math.max(MINIMUM_HEIGHT, Math.round(box.height * photo.naturalHeight));
  const canvas = thumbnail(masks[chosen], photo, box, height, tints);
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", photo.alt);
  photo.parentElement.querySelector("canvas")?.remove();
  photo.before(canvas);
  photo.hidden = true;
}

function choose(index) {
  const hadFocus = ["outline-right", "outline-take"].includes(document.activeElement.id);
  shown.chosen = index;
  draw(true);
  const buttons = find("outline-others").querySelectorAll("button");
  buttons.forEach((button, each) => button.setAttribute("aria-pressed", String(each === index)));
  find("outline-own").hidden = index > 0;
  find("outline-take").hidden = index === 0;
  if (hadFocus) find(index ? "outline-take" : "outline-right").focus();
}

/* Show the other outlines beside the garment's own one. */
function offer(others) {
  if (!others.length) return;
  shown.masks.push(...others);
  const { photo, masks } = shown;
  shown.box = Mask.boxAround(masks);
  const buttons = outlineButtons(masks, photo, (index) => {
    choose(index);
    find("outline-live").textContent = outlineLabel(index, masks.length);
  });
  find("outline-others").querySelector(".mask-outlines").replaceChildren(...buttons);
  find("outline-others").hidden = false;
  choose(0);
}

/* Show the outline, and offer the others once the server has answered. */
async function setUp() {
  if (decide && decide === find("outline-decide")) return; // another part of the page was replaced
  const current = find("outline-decide");
  [decide, shown] = [current, null];
  if (!current) return;
  find("outline-right").toggleAttribute("disabled", true);
  const photo = document.querySelector(".outline-picture img");
  const others = loadAlternatives(current.dataset.alternatives).catch(() => []);
  try {
    const own = await Mask.load(current.dataset.mask);
    await photo.decode();
    if (current !== decide) return; // another garment is shown in the meantime
    shown = { photo, masks: [own], box: Mask.boxAround([own]), chosen: 0 };
  } catch (error) {
    if (current === decide) showProblem(reasonOf(error));
    return;
  }
  choose(0);
  find("outline-right").toggleAttribute("disabled", false);
  find("outline-hide").hidden = false;
  setUpHoldButton(find("outline-hide"), (isHeld) => draw(!isHeld));
  const loaded = await others;
  if (current === decide) offer(loaded);
}

/* Store another outline as the garment's mask, and go on. event: the click. */
async function take(event) {
  const current = decide;
  const { save, name, file, next } = current.dataset;
  const mask = await shown.masks[shown.chosen].toBlob();
  setWaiting(true);
  showProblem("");
  try {
    await post(save, { name, mask, file, existing: "correct" });
  } catch (error) {
    setWaiting(false);
    const reason = error.status === 409 ? "" : `${gettext("This was not saved.")} `;
    showProblem(`${reason}${reasonOf(error)}`);
    return;
  }
  const target = "#outline-check";
  window.htmx.ajax("GET", next, { event, target, select: target, swap: "outerHTML show:none" });
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("#outline-take") && !isBusy()) take(event);
});

showOneByOne({
  section: "outline-check",
  title: "outline-title",
  live: "outline-live",
  said: ["outline-last", "outline-title"],
  field: "outline-name",
  keys: KEYS,
  pressDigit: (digit) => find("outline-others")?.querySelectorAll("button")[digit - 1]?.click(),
  setUp,
});
