/* Uploads one file after another, each with its own progress and its own error. */

const form = document.getElementById("upload");
const field = document.getElementById("id_image");
const list = document.getElementById("uploads");
const queue = [];
let busy = false;

function add(files) {
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
    queue.push({ file, item, bar });
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
  request.open("POST", form.action);
  request.setRequestHeader("HX-Request", "true");
  request.upload.onprogress = (event) => {
    if (event.lengthComputable) upload.bar.value = event.loaded / event.total;
  };
  request.onload = () => finish(upload, request);
  request.onerror = () => refuse(upload, "The connection was lost. Drop the file again.");
  request.onloadend = () => { busy = false; next(); };
  request.send(body);
}

function finish(upload, request) {
  if (request.status === 200 && !request.getResponseHeader("HX-Redirect")) {
    upload.item.remove();
    document.getElementById("no-photos")?.remove();
    window.htmx.swap("#photos", request.responseText, { swapStyle: "afterbegin" });
  } else if (request.status === 422) {
    refuse(upload, request.responseText);
  } else if (request.status === 413) {
    refuse(upload, "This file is too large.");
  } else {
    refuse(upload, "This did not work. Load the page again and retry.");
  }
}

function refuse(upload, text) {
  upload.bar.remove();
  const problem = document.createElement("span");
  problem.className = "text-danger";
  problem.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn btn-sm btn-ghost-secondary";
  close.textContent = "Dismiss";
  close.addEventListener("click", () => upload.item.remove());
  upload.item.append(problem, close);
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
document.addEventListener("drop", (event) => {
  if (!event.dataTransfer?.files.length) return;
  event.preventDefault();
  form.classList.remove("dragging");
  add(event.dataTransfer.files);
});
