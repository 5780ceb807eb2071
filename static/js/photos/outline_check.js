/* The outline check: a key for each decision. A decision, and a way to another outline, replaces the whole section. */

import { onRequest } from "../shared/failures.js";
import { setUpHoldButton } from "../shared/hold_button.js";
import { hasModifier, isInField } from "../shared/keys.js";
import { Mask } from "./mask.js";
import { thumbnail } from "./mask_overlay.js";
import { post, reasonOf } from "./mask_requests.js";
import { loadAlternatives, outlineButtons, outlineLabel } from "./outlines.js";

const { gettext } = window;

const MINIMUM_HEIGHT = 1000; // pixels; small garments are enlarged to it, and the page shows what fits
const find = (id) => document.getElementById(id);
const click = (id) => find(id)?.click();

let busy = false; // while the next outline is fetched, keys would still decide about the last one
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

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.id === "outline-name") find("outline-title").focus();
  if (hasModifier(event) || event.shiftKey || isInField(event) || document.querySelector("dialog[open]")) return;
  const key = { ArrowRight: "j", ArrowLeft: "k" }[event.key] ?? event.key.toLowerCase();
  if (!(key in KEYS) && !/^[1-9]$/.test(key)) return;
  event.preventDefault();
  if (busy || event.repeat) return;
  if (key in KEYS) KEYS[key]();
  else find("outline-others")?.querySelectorAll("button")[key - 1]?.click();
});
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
  busy = false;
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
  const section = find("outline-check");
  [busy, section.inert] = [true, true];
  showProblem("");
  try {
    await post(save, { name, mask, file, existing: "correct" });
  } catch (error) {
    [busy, section.inert] = [false, false];
    const reason = error.status === 409 ? "" : `${gettext("This was not saved.")} `;
    showProblem(`${reason}${reasonOf(error)}`);
    return;
  }
  const target = "#outline-check";
  window.htmx.ajax("GET", next, { event, target, select: target, swap: "outerHTML show:none" });
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("#outline-take") && !busy) take(event);
});

/* Tell screen readers what happened, and what is shown now. */
function announce() {
  const texts = ["outline-last", "outline-title"].map((id) => find(id)?.innerText ?? "");
  find("outline-live").textContent = texts.join(" ").trim();
}

onRequest("htmx:beforeRequest", () => {
  busy = true;
  // Otherwise htmx gives the focus to this field of the next garment, where the keys would be typed.
  if (document.activeElement.id === "outline-name") document.activeElement.blur();
});
onRequest("htmx:afterSettle", () => {
  setUp();
  if (document.activeElement === document.body) find("outline-title")?.focus({ preventScroll: true });
  announce();
});
for (const name of ["htmx:responseError", "htmx:sendError"]) {
  onRequest(name, () => { [busy, find("outline-check").inert] = [false, false]; });
}
setUp();
