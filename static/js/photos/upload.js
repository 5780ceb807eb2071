/* Uploads one file after another, each with its own progress and its own error. */

const form = document.getElementById("upload");
const field = document.getElementById("id_image");
const list = document.getElementById("uploads");
const queue = [];
let busy = false;

function add(files, again = false) {
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
    queue.push({ file, item, bar, again });
  }
  next();
}

function next() {
  if (busy || queue.length === 0) return;
  busy = true;
  const upload = queue.shift();
  const request = new XMLHttpRequest();
  const body = new FormData(form);
  body.delete("image");
  body.append("image", upload.file);
  if (upload.again) body.append("again", "1");
  request.open("POST", form.action);
  request.setRequestHeader("HX-Request", "true");
  request.upload.onprogress = (event) => {
    if (event.lengthComputable) upload.bar.value = event.loaded / event.total;
  };
  request.onload = () => finish(upload, request);
  request.onerror = () => refuse(upload, form.dataset.lost);
  request.onloadend = () => { busy = false; next(); };
  request.send(body);
}

function finish(upload, request) {
  if (request.status === 200 && !request.getResponseHeader("HX-Redirect")) {
    upload.item.remove();
    document.getElementById("no-photos")?.remove();
    window.htmx.swap("#photos", request.responseText, { swapStyle: "afterbegin" });
  } else if (request.status === 409) {
    offer(upload, request.responseText);
  } else if (request.status === 422) {
    refuse(upload, request.responseText);
  } else {
    refuse(upload, request.status === 413 ? form.dataset.tooLarge : form.dataset.failed);
  }
}

/* The very same file is in the library: it can be taken in again, if that is meant. */
function offer(upload, text) {
  const button = refuse(upload, text);
  const again = document.createElement("button");
  again.type = "button";
  again.className = "btn btn-sm";
  again.textContent = form.dataset.againLabel;
  again.addEventListener("click", () => {
    upload.item.remove();
    add([upload.file], true);
  });
  button.before(again);
}

function refuse(upload, text) {
  upload.bar.remove();
  const problem = document.createElement("span");
  problem.className = "text-danger";
  problem.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn btn-sm btn-ghost-secondary";
  close.textContent = form.dataset.dismissLabel;
  close.addEventListener("click", () => upload.item.remove());
  upload.item.append(problem, close);
  return close;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  add(field.files);
  field.value = "";
});
field.addEventListener("change", () => {
  add(field.files);
  field.value = "";
});

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
  add(entries.some((entry) => entry.isDirectory) ? (await Promise.all(entries.map(filesOf))).flat() : files);
});

/* The pictures in a dropped folder and its folders; a folder's listing comes in parts. */
async function filesOf(entry) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return /\.(jpe?g|png|webp|tiff?)$/i.test(file.name) ? [file] : [];
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!part.length) return found;
    found.push(...(await Promise.all(part.map(filesOf))).flat());
  }
}
