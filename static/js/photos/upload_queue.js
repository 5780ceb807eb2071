/* Uploads one file after another; each shows its own progress and its own error.
   It uses XMLHttpRequest because htmx sends a form at once, and fetch reports no progress. */

import { keepInHistory } from "./kept.js";
import { isHeic, jpegOf } from "./upload_files.js";

const { gettext, interpolate, ngettext } = window;
const form = document.getElementById("upload");
const list = document.getElementById("uploads");
const summary = document.getElementById("uploads-summary");
const retryAll = document.getElementById("uploads-retry");
const queue = [];
const failed = new Set(); // uploads that may succeed if they are tried again
keepInHistory(list, summary, retryAll);
let meanwhile = []; // the cards that were added since an earlier list was asked for
let working = false;
let added = 0;
let uploaded = 0;
let skipped = 0;

/* skipped: the number of files in the same folder that are no pictures. */
export function add(files, { allowDuplicate = false, skipped: more = 0 } = {}) {
  if (!working) added = uploaded = skipped = 0;
  skipped += more;
  for (const file of files) enqueue({ file, allowDuplicate });
  showSummary();
  work();
}

function enqueue(upload) {
  upload.item = document.createElement("li");
  upload.bar = document.createElement("progress");
  upload.bar.max = 1;
  upload.bar.value = 0;
  upload.bar.setAttribute("aria-label", interpolate(gettext("Uploading %s"), [upload.file.name]));
  upload.item.append(text(upload.file.name), upload.bar);
  list.append(upload.item);
  queue.push(upload);
  added += 1;
}

async function work() {
  if (working) return;
  working = true;
  for (let upload = queue.shift(); upload; upload = queue.shift()) {
    upload.item.scrollIntoView({ block: "nearest" });
    await convert(upload).then(
      () => send(upload),
      (error) => (error.passes ? showRetry : showProblem)(upload, error.message),
    );
    showSummary();
  }
  working = false;
}

/* Replaces the file of an upload by a JPEG if it is a HEIC photo, which only the browser can read. */
async function convert(upload) {
  if (!isHeic(upload.file)) return;
  upload.bar.removeAttribute("value");
  upload.file = await jpegOf(upload.file);
  upload.bar.value = 0;
}

/* Resolves when the answer was handled; an upload never throws. */
function send(upload) {
  const body = new FormData(form);
  body.delete("image");
  body.append("image", upload.file);
  if (upload.allowDuplicate) body.append("allow_duplicate", "1");
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("HX-Request", "true");
  request.setRequestHeader("HX-Current-URL", location.href); // with the filters, for the number of photos
  request.upload.onprogress = (event) => {
    if (event.lengthComputable) upload.bar.value = event.loaded / event.total;
  };
  return new Promise((resolve) => {
    request.onload = () => finish(upload, request);
    request.onerror = () => showRetry(upload, gettext("The connection was lost."));
    request.onloadend = resolve;
    request.send(body);
  });
}

function finish(upload, request) {
  if (request.status === 200 && !request.getResponseHeader("HX-Redirect")) {
    uploaded += 1;
    showPhoto(upload, request.responseText);
  } else if (request.status === 409) {
    showDuplicate(upload, request.responseText);
  } else if ([412, 422].includes(request.status)) { // the page is of another workspace, or the file is refused
    showProblem(upload, request.responseText);
  } else if (request.status === 413) {
    showProblem(upload, gettext("This file is too large."));
  } else if (request.status === 429 || request.status >= 500) {
    const isSentence = request.getResponseHeader("Content-Type")?.startsWith("text/plain");
    showRetry(upload, isSentence ? request.responseText : gettext("The server could not store this file."));
  } else {
    showProblem(upload, gettext("The upload failed. Reload the page and try again."));
  }
}

/* Adds the photo's card to the library; on other pages, links to the photo. */
function showPhoto(upload, card) {
  if (document.getElementById("photos")) {
    upload.item.remove();
    meanwhile.push(card);
    addCard(card);
    return;
  }
  const link = partOf(card, "a.picture-title");
  link.className = "";
  upload.item.replaceChildren(document.importNode(link, true), text(gettext("Uploaded"), "text-secondary"));
}

function addCard(card) {
  document.getElementById("no-photos")?.remove();
  window.htmx.swap("#photos", card, { swapStyle: "afterbegin" });
}

const partOf = (card, selector) => new DOMParser().parseFromString(card, "text/html").querySelector(selector);

/* When the browser's history has no copy of an earlier list, htmx asks the server for it. The answer replaces the cards
   that were added meanwhile, and may be from before these photos were stored. */
document.addEventListener("htmx:historyCacheMiss", () => (meanwhile = []));
document.addEventListener("htmx:historyRestore", ({ detail }) => {
  if (!detail.cacheMiss || !document.getElementById("photos")) return;
  for (const card of meanwhile) if (!document.getElementById(partOf(card, "[data-photo]").id)) addCard(card);
  meanwhile = [];
});

function showProblem(upload, reason) {
  upload.bar.remove();
  const close = button("btn btn-sm btn-ghost-secondary", gettext("Dismiss"), () => {
    failed.delete(upload);
    upload.item.remove();
    showSummary();
  });
  upload.item.append(text(reason, "text-danger"), close);
  return close;
}

function showRetry(upload, reason) {
  failed.add(upload);
  showProblem(upload, reason).before(button("btn btn-sm", gettext("Try again"), () => retry([upload])));
}

/* The library contains the same file: offer to upload it anyway. */
function showDuplicate(upload, reason) {
  showProblem(upload, reason).before(button("btn btn-sm", gettext("Upload anyway"), () => {
    upload.item.remove();
    add([upload.file], { allowDuplicate: true });
  }));
}

function retry(uploads) {
  for (const upload of uploads) {
    failed.delete(upload);
    upload.item.remove();
    add([upload.file], upload);
  }
}
retryAll.addEventListener("click", () => retry([...failed]));

function showSummary() {
  const parts = [];
  if (added > 1) parts.push(interpolate(gettext("%s of %s photos uploaded."), [uploaded, added]));
  if (skipped) {
    const sentence = ngettext(
      "%s file was skipped: it is not a JPEG, PNG, WebP, TIFF, or HEIC photo.",
      "%s files were skipped: they are not JPEG, PNG, WebP, TIFF, or HEIC photos.",
      skipped,
    );
    parts.push(interpolate(sentence, [skipped]));
  }
  summary.textContent = parts.join(" ");
  retryAll.hidden = failed.size < 2;
}

function text(content, className = "") {
  const element = document.createElement("span");
  element.className = className;
  element.textContent = content;
  return element;
}

function button(className, label, onClick) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = className;
  element.textContent = label;
  element.addEventListener("click", onClick);
  return element;
}

// Leaving the page would end the uploads.
window.addEventListener("beforeunload", (event) => {
  if (working) event.preventDefault();
});
