/* Colors at hand: swatches, the latest ones, and any pixel of the photo or of another picture. */

const palette = document.getElementById("palette");
const form = document.getElementById("recolor");
const stage = document.getElementById("stage");
const pick = document.getElementById("pick-photo");
const help = document.getElementById("pick-help");
const dialog = document.getElementById("picker");
const canvas = document.getElementById("picker-canvas");
const AROUND = 2; // pixels on each side whose mean is taken: a single one may be noise
let active = null;

palette.hidden = false;

const rows = () => [...form.querySelectorAll(".color-row")];
form.addEventListener("focusin", (event) => {
  const row = event.target.closest(".color-row");
  if (row) active = row;
});

/* The row used last, or the first that has no color yet. */
function target() {
  if (active?.isConnected) return active;
  return rows().find((row) => !row.querySelector('[name="color"]').value) ?? rows()[0];
}

function use(color) {
  const row = target();
  const words = row.querySelector('[name="color"]');
  words.value = color;
  words.dispatchEvent(new Event("input", { bubbles: true }));
  active = row;
}

palette.addEventListener("click", (event) => {
  const color = event.target.closest("[data-color]")?.dataset.color;
  if (color) use(color);
});

function meanColor(context, x, y) {
  const { data } = context.getImageData(x - AROUND, y - AROUND, 2 * AROUND + 1, 2 * AROUND + 1);
  const sum = [0, 0, 0];
  let count = 0;
  for (let i = 0; i < data.length; i += 4) {
    if (!data[i + 3]) continue; // beyond the picture's edge
    count += 1;
    for (let c = 0; c < 3; c += 1) sum[c] += data[i + c];
  }
  return `#${sum.map((value) => Math.round(value / count).toString(16).padStart(2, "0")).join("")}`;
}

/* The color of a drawn picture under the pointer. */
function colorAt(source, width, height, event) {
  const box = event.currentTarget.getBoundingClientRect();
  const drawn = document.createElement("canvas");
  [drawn.width, drawn.height] = [width, height];
  const context = drawn.getContext("2d", { willReadFrequently: true });
  context.drawImage(source, 0, 0, width, height);
  const x = Math.round(((event.clientX - box.left) / box.width) * width);
  const y = Math.round(((event.clientY - box.top) / box.height) * height);
  return meanColor(context, x, y);
}

function picking(on) {
  stage.classList.toggle("picking", on);
  pick?.setAttribute("aria-pressed", String(on));
  help.textContent = on ? help.dataset.text : "";
}
pick?.addEventListener("click", () => picking(!stage.classList.contains("picking")));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") picking(false);
});

const photo = stage.querySelector("img:not(#preview)");
photo?.addEventListener("click", (event) => {
  if (!stage.classList.contains("picking")) return;
  use(colorAt(photo, photo.naturalWidth, photo.naturalHeight, event));
  picking(false);
});

document.getElementById("pick-file").addEventListener("change", async (event) => {
  const file = event.target.files[0];
  event.target.value = "";
  if (!file) return;
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) {
    help.textContent = help.dataset.unreadable;
    return;
  }
  const scale = Math.min(1, 1200 / Math.max(picture.width, picture.height));
  [canvas.width, canvas.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  dialog.showModal();
});
canvas.addEventListener("click", (event) => {
  use(colorAt(canvas, canvas.width, canvas.height, event));
  dialog.close();
});

// The recoloring, without leaving the keyboard.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
