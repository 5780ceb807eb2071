/* The live preview: shows the photo in the new colors shortly after the last change of the form.
   It uses fetch because the answer is a picture, and a newer request aborts the one before. */

import { setUpHoldButton } from "../shared/hold_button.js";
import { isInField } from "../shared/keys.js";
import { isEditing } from "./mask_current.js";

const DELAY_MS = 120; // after the last change

const form = document.getElementById("recolor");
const preview = document.getElementById("preview");
const originalButton = document.getElementById("original");

let timer = null;
let requested = ""; // the changes that the current preview shows or will show
let request = null;

function schedule() {
  clearTimeout(timer);
  timer = setTimeout(update, DELAY_MS);
}

async function update() {
  const body = new FormData(form);
  const [targets, layers, colors] = ["target", "layer", "color"].map((name) => body.getAll(name));
  if (!targets.some((target, row) => target.trim() && colors[row]?.trim())) {
    requested = "";
    preview.hidden = originalButton.hidden = true;
    return;
  }
  const changes = JSON.stringify([targets, layers, colors, body.get("recolor_details")]);
  if (changes === requested) return;
  requested = changes;
  request?.abort();
  request = new AbortController();
  try {
    const response = await fetch(preview.dataset.url, { method: "POST", body, signal: request.signal });
    if (response.status === 200) {
      await show(await response.blob());
      return;
    }
    // Nothing can be shown yet (204); the form says what is wrong with a color. A busy server (429) is asked again.
    requested = "";
    if (response.status === 429) schedule();
  } catch (error) {
    if (error.name !== "AbortError") requested = "";
  }
}

async function show(blob) {
  const previousUrl = preview.src;
  const url = URL.createObjectURL(blob);
  const loaded = new Image();
  loaded.src = url;
  await loaded.decode();
  preview.src = url;
  preview.hidden = originalButton.hidden = false;
  if (previousUrl) URL.revokeObjectURL(previousUrl);
}

form.addEventListener("input", schedule);
form.addEventListener("change", schedule);
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "garments") schedule();
});

function showOriginal(on) {
  preview.classList.toggle("invisible", on);
  originalButton.setAttribute("aria-pressed", String(on));
}
setUpHoldButton(originalButton, showOriginal);
document.addEventListener("keydown", (event) => {
  if (event.key !== "o" || event.repeat || event.ctrlKey || event.metaKey || isInField(event)) return;
  if (isEditing()) return; // the key chooses another outline then
  showOriginal(true);
});
document.addEventListener("keyup", (event) => {
  if (event.key === "o") showOriginal(false);
});

schedule();
