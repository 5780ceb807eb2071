/* The outline check: a key for each decision. A decision, and a way to another outline, replaces the whole section. */

import { setUpHoldButton } from "../shared/hold_button.js";
import { hasModifier, isInField } from "../shared/keys.js";
import { Mask } from "./mask.js";
import { outlineButton, thumbnail } from "./mask_overlay.js";
import { get, post, reasonOf } from "./mask_requests.js";

const { gettext, interpolate } = window;

const THUMBNAIL_HEIGHT = 192; // pixels, for screens with two pixels a CSS pixel
const MINIMUM_HEIGHT = 1000; // pixels; small garments are enlarged to it, and the page shows what fits
const find = (id) => document.getElementById(id);
const click = (id) => find(id)?.click();

let busy = false; // while the next outline is fetched, keys would still decide about the last one
let decide = null; // the part of the page about the garment whose outlines are shown or loaded
let shown = null; // { photo, masks, box, chosen }: the masks are the garment's own and the others

function accept() {
  if (shown?.chosen) click("outline-take");
  else click("outline-right");
}

const KEYS = {
  a: accept,
  e: () => click("outline-correct"),
  n: () => find("outline-name")?.select(),
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
  if (event.key === "f") draw(true);
});

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
  shown.chosen = index;
  draw(true);
  const buttons = find("outline-others").querySelectorAll("button");
  buttons.forEach((button, each) => button.setAttribute("aria-pressed", String(each === index)));
  find("outline-own").hidden = index > 0;
  find("outline-take").hidden = index === 0;
}

function offer({ photo, masks, box }) {
  if (masks.length < 2) return;
  const buttons = masks.map((mask, index) => {
    const label = interpolate(gettext("Outline %s of %s"), [index + 1, masks.length]);
    const button = outlineButton(label, thumbnail(mask, photo, box, THUMBNAIL_HEIGHT));
    button.addEventListener("click", () => choose(index));
    return button;
  });
  find("outline-others").querySelector(".mask-outlines").replaceChildren(...buttons);
  find("outline-others").hidden = false;
}

async function alternatives(url) {
  const { masks } = await (await get(url)).json();
  return Promise.all(masks.map(Mask.fromBase64));
}

/* Show the outline, and offer the others once the server has answered. */
async function setUp() {
  busy = false;
  if (decide && decide === find("outline-decide")) return; // another part of the page was replaced
  const current = find("outline-decide");
  [decide, shown] = [current, null];
  if (!current) return;
  const photo = document.querySelector(".outline-picture img");
  try {
    const own = Mask.load(current.dataset.mask);
    const others = alternatives(current.dataset.alternatives).catch(() => []);
    await photo.decode();
    const masks = [await own, ...(await others)];
    if (current !== decide) return; // another garment is shown in the meantime
    shown = { photo, masks, box: Mask.boxAround(masks), chosen: 0 };
  } catch (error) {
    if (current === decide) showProblem(reasonOf(error));
    return;
  }
  offer(shown);
  choose(0);
  find("outline-hide").hidden = false;
  setUpHoldButton(find("outline-hide"), (isHeld) => draw(!isHeld));
}

/* Store another outline as the garment's mask, and go on. */
async function take() {
  const { masks, chosen } = shown;
  busy = true;
  showProblem("");
  try {
    const mask = await masks[chosen].toBlob();
    await post(decide.dataset.save, { name: decide.dataset.name, mask, existing: "correct" });
  } catch (error) {
    busy = false;
    showProblem(`${gettext("This was not saved.")} ${reasonOf(error)}`);
    return;
  }
  const target = "#outline-check";
  window.htmx.ajax("GET", decide.dataset.next, { target, select: target, swap: "outerHTML show:none" });
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("#outline-take") && !busy) take();
});

/* Tell screen readers what happened, and what is shown now. */
function announce() {
  const texts = ["outline-last", "outline-title"].map((id) => find(id)?.innerText ?? "");
  find("outline-live").textContent = texts.join(" ").trim();
}

document.addEventListener("htmx:beforeRequest", () => {
  busy = true;
  // Otherwise htmx gives the focus to this field of the next garment, where the keys would be typed.
  if (document.activeElement.id === "outline-name") document.activeElement.blur();
});
document.addEventListener("htmx:afterSwap", setUp);
document.addEventListener("htmx:afterSettle", () => {
  if (document.activeElement === document.body) find("outline-title")?.focus({ preventScroll: true });
  announce();
});
for (const name of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(name, () => { busy = false; });
}
setUp();
