/* Uploads one file after another; each shows its own progress and its own error.
   It uses XMLHttpRequest because htmx sends a form at once, and fetch reports no progress. */

const form = document.getElementById("upload");
const fileField = document.getElementById("id_image");
const list = document.getElementById("uploads");
const queue = [];
let uploading = false;

function add(files, allowDuplicate = false) {
  for (const file of files) {
    const item = document.createElement("li");
    const name = document.createElement("span");
    const bar = document.createElement("progress");
    name.textContent = file.name;
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", `Uploading ${file.name}`);
    item.append(name, bar);
    list.append(item);
    queue.push({ file, item, bar, allowDuplicate });
  }
  uploadNext();
}

function uploadNext() {
  if (uploading || queue.length === 0) return;
  uploading = true;
  const upload = queue.shift();
  const request = new XMLHttpRequest();
  const body = new FormData(form);
  body.delete("image");
  body.append("image", upload.file);
  if (upload.allowDuplicate) body.append("allow_duplicate", "1");
  request.open("POST", form.action);
  request.setRequestHeader("HX-Request", "true");
  request.upload.onprogress = (event) => {
    if (event.lengthComputable) upload.bar.value = event.loaded / event.total;
  };
  request.onload = () => finish(upload, request);
  request.onerror = () => showProblem(upload, form.dataset.lost);
  request.onloadend = () => {
    uploading = false;
    uploadNext();
  };
  request.send(body);
}

function finish(upload, request) {
  if (request.status === 200 && !request.getResponseHeader("HX-Redirect")) {
    upload.item.remove();
    document.getElementById("no-photos")?.remove();
    window.htmx.swap("#photos", request.responseText, { swapStyle: "afterbegin" });
  } else if (request.status === 409) {
    showDuplicate(upload, request.responseText);
  } else if (request.status === 422) {
    showProblem(upload, request.responseText);
  } else {
    showProblem(upload, request.status === 413 ? form.dataset.tooLarge : form.dataset.failed);
  }
}

function button(className, text, onClick) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = className;
  element.textContent = text;
  element.addEventListener("click", onClick);
  return element;
}

function showProblem(upload, text) {
  upload.bar.remove();
  const problem = document.createElement("span");
  problem.className = "text-danger";
  problem.textContent = text;
  const close = button("btn btn-sm btn-ghost-secondary", form.dataset.dismissLabel, () => upload.item.remove());
  upload.item.append(problem, close);
  return close;
}

/* The library contains the same file: offer to upload it anyway. */
function showDuplicate(upload, text) {
  const close = showProblem(upload, text);
  close.before(button("btn btn-sm", form.dataset.againLabel, () => {
    upload.item.remove();
    add([upload.file], true);
  }));
}

function addChosen() {
  add(fileField.files);
  fileField.value = "";
}
form.addEventListener("submit", (event) => {
  event.preventDefault();
  addChosen();
});
fileField.addEventListener("change", addChosen);

for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.add("dragging");
  });
}
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) form.classList.remove("dragging");
});
document.addEventListener("drop", async (event) => {
  if (!event.dataTransfer?.files.length) return;
  event.preventDefault();
  form.classList.remove("dragging");
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const files = [...event.dataTransfer.files];
  add(entries.some((entry) => entry.isDirectory) ? (await Promise.all(entries.map(filesIn))).flat() : files);
});

/* The pictures in a dropped file or folder and its subfolders. */
async function filesIn(entry) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return /\.(jpe?g|png|webp|tiff?)$/i.test(file.name) ? [file] : [];
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    // readEntries returns a part of the entries; an empty part is the end.
    const part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!part.length) return found;
    found.push(...(await Promise.all(part.map(filesIn))).flat());
  }
}
