/* The ways to upload photos: choosing files or a folder, dropping them anywhere on the page, and pasting a picture.
   The library has the whole form; the gallery has a hidden one, which only names the address. */

import { keepInHistory } from "./kept.js";
import { filesIn, pictures } from "./upload_files.js";
import { add } from "./upload_queue.js";

const { gettext } = window;
const form = document.getElementById("upload");
const overlay = document.getElementById("drop-overlay");
const PASTED_NAME = "image.png"; // what browsers call a picture that is not pasted as a file
keepInHistory(form, overlay);

/* Choosing files or a folder */
const fields = [...form.querySelectorAll('input[type="file"]')];

function addChosen(field) {
  const files = [...field.files];
  field.value = "";
  if (field.webkitdirectory) addFolder(files);
  else if (files.length) add(files);
}
for (const field of fields) field.addEventListener("change", () => addChosen(field));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  fields.forEach(addChosen); // files that were chosen before this script was loaded
});
const folderButton = form.querySelector("[data-choose-folder]");
if (folderButton) {
  folderButton.hidden = false;
  folderButton.addEventListener("click", () => form.querySelector("[webkitdirectory]").click());
}

/* What is not a picture in a folder is skipped; a file that was chosen by itself is sent, to get the reason. */
function addFolder(files) {
  if (!files.length) return;
  const chosen = pictures(files);
  add(chosen, { skipped: files.length - chosen.length });
}

/* Dropping files or folders anywhere on the page */
const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    overlay.hidden = false;
  });
}
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) overlay.hidden = true;
});
document.addEventListener("drop", async (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  overlay.hidden = true;
  // The entries must be read before the first await, which empties dataTransfer.
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const folders = entries.filter((entry) => entry.isDirectory);
  const names = new Set(folders.map((folder) => folder.name));
  const files = [...event.dataTransfer.files].filter((file) => !names.has(file.name));
  if (files.length) add(files);
  if (folders.length) addFolder((await Promise.all(folders.map(filesIn))).flat());
});

/* Pasting a picture */
document.addEventListener("paste", (event) => {
  const { files, types } = event.clipboardData;
  // Text is pasted into a field, also if the clipboard has a picture of it, as from a spreadsheet.
  const isText = types.includes("text/plain") && event.target.matches?.("input, textarea");
  if (!files.length || isText) return;
  event.preventDefault();
  add([...files].map((file) => (file.name === PASTED_NAME ? named(file) : file)));
});

function named(file) {
  const time = new Date().toLocaleString("sv").replaceAll(":", "."); // 2026-11-28 19.50.00
  return new File([file], `${gettext("Pasted photo")} ${time}.png`, { type: file.type });
}
