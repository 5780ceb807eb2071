/* The new colors on the photo while they are being chosen: asked for a moment after the last change. */

import { holding } from "../shared/hold.js";

const form = document.getElementById("recolor");
const picture = document.getElementById("preview");
const original = document.getElementById("original");
const PAUSE = 120;

let timer = null;
let asked = "";
let running = null;

const wishes = () => {
  const body = new FormData(form);
  const colors = body.getAll("color");
  return { body, any: body.getAll("target").some((target, row) => target.trim() && colors[row]?.trim()) };
};

function soon() {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
}

async function ask() {
  const { body, any } = wishes();
  const question = JSON.stringify([body.getAll("target"), body.getAll("color"), body.get("recolor_details")]);
  if (!any) {
    asked = "";
    picture.hidden = original.hidden = true;
    return;
  }
  if (question === asked) return;
  asked = question;
  running?.abort();
  running = new AbortController();
  try {
    const answer = await fetch(picture.dataset.url, { method: "POST", body, signal: running.signal });
    if (!answer.ok) {
      // What is wrong with a color stands beside it already; a busy server is asked again.
      asked = "";
      if (answer.status === 429) soon();
      return;
    }
    await show(await answer.blob());
  } catch (error) {
    if (error.name !== "AbortError") asked = "";
  }
}

async function show(blob) {
  const before = picture.src;
  const next = URL.createObjectURL(blob);
  const loaded = new Image();
  loaded.src = next;
  await loaded.decode();
  picture.src = next;
  picture.hidden = original.hidden = false;
  if (before) URL.revokeObjectURL(before);
}

form.addEventListener("input", soon);
form.addEventListener("change", soon);
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "garments") soon();
});

const look = (on) => {
  picture.classList.toggle("invisible", on);
  original.setAttribute("aria-pressed", String(on));
};
holding(original, look);
document.addEventListener("keydown", (event) => {
  if (event.key !== "o" || event.repeat || event.ctrlKey || event.metaKey || event.target.matches("input, select, textarea")) return;
  look(true);
});
document.addEventListener("keyup", (event) => {
  if (event.key === "o") look(false);
});

soon();
