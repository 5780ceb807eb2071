/* The eyedropper: picks a color from the photo, or from another picture that is opened in a dialog. */

const RADIUS = 2; // pixels around the clicked one; their mean is used, because a single pixel may be noise
const MAX_SIDE = 1200; // pixels of another picture's long side in the dialog

const stage = document.getElementById("stage");
const photo = stage.querySelector("img:not(#preview)");
const pickButton = document.getElementById("pick-photo");
const help = document.getElementById("pick-help");
const dialog = document.getElementById("picker");
const canvas = document.getElementById("picker-canvas");

function meanColor(data) {
  const sum = [0, 0, 0];
  let count = 0;
  for (let i = 0; i < data.length; i += 4) {
    if (!data[i + 3]) continue; // outside of the picture
    count += 1;
    for (let channel = 0; channel < 3; channel += 1) sum[channel] += data[i + channel];
  }
  return `#${sum.map((value) => Math.round(value / count).toString(16).padStart(2, "0")).join("")}`;
}

/* The color of an image or a canvas at the position of a click on it. */
function clickedColor(source, width, height, event) {
  const box = event.currentTarget.getBoundingClientRect();
  const x = Math.round(((event.clientX - box.left) / box.width) * width);
  const y = Math.round(((event.clientY - box.top) / box.height) * height);
  const around = document.createElement("canvas"); // a copy of the whole photo may be too large for a phone
  around.width = around.height = 2 * RADIUS + 1;
  const context = around.getContext("2d");
  context.drawImage(source, RADIUS - x, RADIUS - y);
  return meanColor(context.getImageData(0, 0, around.width, around.height).data);
}

function setPicking(on) {
  stage.classList.toggle("picking", on);
  pickButton?.setAttribute("aria-pressed", String(on));
  help.textContent = on ? help.dataset.text : "";
}

async function openPicture(file) {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) {
    help.textContent = help.dataset.unreadable;
    return;
  }
  const scale = Math.min(1, MAX_SIDE / Math.max(picture.width, picture.height));
  [canvas.width, canvas.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  dialog.showModal();
}

/* useColor is called with the picked color, `#rrggbb`. */
export function setUpEyedropper(useColor) {
  pickButton?.addEventListener("click", () => setPicking(!stage.classList.contains("picking")));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") setPicking(false);
  });
  photo?.addEventListener("click", (event) => {
    if (!stage.classList.contains("picking")) return;
    useColor(clickedColor(photo, photo.naturalWidth, photo.naturalHeight, event));
    setPicking(false);
  });
  document.getElementById("pick-file").addEventListener("change", (event) => {
    const file = event.target.files[0];
    event.target.value = "";
    if (file) openPicture(file);
  });
  canvas.addEventListener("click", (event) => {
    useColor(clickedColor(canvas, canvas.width, canvas.height, event));
    dialog.close();
  });
}
