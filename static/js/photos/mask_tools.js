/* Masks on the photo: looked at, and corrected by clicks and strokes. What is drawn is a canvas of the mask's alpha. */

const { gettext } = window;

import { Mask } from "./mask.js";

const stage = document.getElementById("stage");
const photo = stage.querySelector("img");
const overlay = document.getElementById("overlay");
const tools = document.getElementById("mask-tools");
const status = document.getElementById("mask-status");
const nameField = document.getElementById("mask-name");
const brushSize = document.getElementById("brush-size");
const masks = () => document.getElementById("masks");

const COLOR = [0, 150, 255];
let editing = null; // { mask, points, level, undone, done }
let tool = "add";
let cursor = null; // where the keyboard points, as shares of the photo's sides
let stroke = null;
let shown = 0;

// --- Looking ---------------------------------------------------------------------------------------

async function show(url) {
  const turn = ++shown;
  const mask = await Mask.load(url);
  if (turn === shown && !editing) draw(mask);
}

function hide() {
  shown += 1;
  if (!editing) overlay.hidden = true;
}

function draw(mask) {
  overlay.width = mask.width;
  overlay.height = mask.height;
  overlay.hidden = false;
  const context = overlay.getContext("2d");
  context.clearRect(0, 0, mask.width, mask.height);
  context.drawImage(mask.tinted(COLOR), 0, 0);
  if (editing && cursor) drawCursor(context);
}

function drawCursor(context) {
  const [x, y] = [cursor.x * overlay.width, cursor.y * overlay.height];
  context.lineWidth = 2;
  for (const [color, grow] of [["#fff", 1], ["#000", 0]]) {
    context.strokeStyle = color;
    context.beginPath();
    context.arc(x, y, 9 + grow, 0, 7);
    context.moveTo(x - 14, y);
    context.lineTo(x + 14, y);
    context.moveTo(x, y - 14);
    context.lineTo(x, y + 14);
    context.stroke();
  }
}

document.addEventListener("pointerover", (event) => {
  const button = event.target.closest("[data-show]");
  if (button && !editing) show(button.dataset.show);
});
document.addEventListener("pointerout", (event) => {
  if (event.target.closest("[data-show]")) keepPressed();
});
document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-show]") && !editing) show(event.target.dataset.show);
});
document.addEventListener("focusout", (event) => {
  if (event.target.matches("[data-show]")) keepPressed();
});

// What is pressed stays lit when the pointer leaves.
function keepPressed() {
  const pressed = masks().querySelector('[data-show][aria-pressed="true"]');
  if (pressed && !editing) show(pressed.dataset.show);
  else hide();
}

// --- Correcting ------------------------------------------------------------------------------------

async function begin(name, url) {
  const mask = url ? await Mask.load(url) : Mask.empty(photo);
  editing = { mask, points: [], level: null, done: [], undone: [], busy: false };
  nameField.value = name;
  nameField.readOnly = Boolean(url);
  tools.hidden = false;
  stage.classList.add("editing");
  overlay.tabIndex = 0;
  overlay.setAttribute("aria-label", gettext("The photo: arrow keys move, Space clicks"));
  choose(url ? "remove" : "add");
  say(url ? gettext("Click what does not belong to it, or choose Add and click what is missing.") : gettext("Click on the garment."));
  draw(mask);
  (url ? overlay : nameField).focus();
}

function end() {
  editing = cursor = stroke = null;
  tools.hidden = true;
  stage.classList.remove("editing");
  overlay.removeAttribute("tabindex");
  overlay.hidden = true;
}

function say(text, wrong = false) {
  status.textContent = text;
  status.classList.toggle("text-danger", wrong);
}

function choose(name) {
  tool = name;
  for (const button of tools.querySelectorAll("[data-tool]")) {
    button.setAttribute("aria-checked", String(button.dataset.tool === name));
  }
}

function change(mask) {
  editing.done.push({ mask: editing.mask, points: editing.points, level: editing.level });
  if (editing.done.length > 40) editing.done.shift();
  editing.undone = [];
  editing.mask = mask;
  draw(mask);
}

function travel(from, to) {
  const other = editing[from].pop();
  if (!other) return;
  editing[to].push({ mask: editing.mask, points: editing.points, level: editing.level });
  Object.assign(editing, other);
  draw(editing.mask);
}

async function ask(points, level) {
  if (editing.busy) return;
  const session = editing;
  session.busy = true;
  const body = new FormData();
  body.append("points", JSON.stringify(points));
  if (level !== null) body.append("level", level);
  else if (!session.mask.blank) body.append("mask", await session.mask.toBlob());
  try {
    const answer = await fetch(stage.dataset.select, { method: "POST", body, headers: token() });
    if (!answer.ok) throw new Error(await answer.text());
    const mask = await Mask.fromBlob(await answer.blob());
    if (session !== editing) return;
    change(mask);
    Object.assign(editing, { points, level });
    say(gettext("Click on to correct it, or keep it."));
  } catch (error) {
    say(error instanceof TypeError ? gettext("The connection is lost; try again.") : error.message, true);
  } finally {
    session.busy = false;
  }
}

function click(place) {
  if (tool === "brush" || tool === "erase") {
    change(editing.mask.stroked([place, place], Number(brushSize.value), tool === "brush"));
    return;
  }
  if (tool === "remove" && editing.mask.blank) {
    say(gettext("There is nothing to remove yet; add the garment first."), true);
    return;
  }
  // Each correction starts from the mask as it is, strokes included; something that adds must be named with it.
  const kept = editing.points.some((point) => point[2]) ? editing.points : editing.mask.innermost();
  ask([...kept, [place.x, place.y, tool === "add"]], null);
}

function step(by) {
  const first = editing.points.find((point) => point[2]);
  if (!first) {
    say(gettext("Click on the garment first; then step through what may be meant."), true);
    return;
  }
  ask([first], Math.min(3, Math.max(0, (editing.level ?? 1) + by)));
}

async function keep() {
  const name = nameField.value.trim();
  if (!name) {
    say(gettext("Give the garment a name, such as “blouse”."), true);
    nameField.focus();
    return;
  }
  const body = new FormData();
  body.append("name", name);
  body.append("mask", await editing.mask.toBlob());
  const answer = await fetch(stage.dataset.save, { method: "POST", body, headers: token() });
  if (!answer.ok) {
    say(answer.status < 500 ? await answer.text() : gettext("This did not work; try again."), true);
    return;
  }
  end();
  window.htmx.swap("#masks", await answer.text(), { swapStyle: "outerHTML" });
  window.htmx.ajax("GET", location.pathname, { source: "#garments", target: "#garments", swap: "outerHTML" });
  masks().querySelector(`[data-name="${CSS.escape(name.toLowerCase())}"]`)?.focus();
}

const token = () => JSON.parse(document.body.getAttribute("hx-headers"));

// --- Pointer and keyboard --------------------------------------------------------------------------

function placeOf(event) {
  const box = overlay.getBoundingClientRect();
  const share = (value, size) => Math.min(0.9999, Math.max(0, value / size));
  return { x: share(event.clientX - box.left, box.width), y: share(event.clientY - box.top, box.height) };
}

overlay.addEventListener("pointerdown", (event) => {
  if (!editing || event.button) return;
  event.preventDefault();
  cursor = null;
  if (tool !== "brush" && tool !== "erase") {
    click(placeOf(event));
    return;
  }
  overlay.setPointerCapture(event.pointerId);
  stroke = [placeOf(event)];
});
overlay.addEventListener("pointermove", (event) => {
  if (!stroke) return;
  stroke.push(placeOf(event));
  draw(editing.mask.stroked(stroke, Number(brushSize.value), tool === "brush"));
});
overlay.addEventListener("pointerup", () => {
  if (!stroke) return;
  const places = stroke;
  stroke = null;
  change(editing.mask.stroked(places.length > 1 ? places : [places[0], places[0]], Number(brushSize.value), tool === "brush"));
});

overlay.addEventListener("keydown", (event) => {
  if (!editing) return;
  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  if (event.key in moves) {
    event.preventDefault();
    const far = event.shiftKey ? 0.05 : 0.01;
    cursor ??= { x: 0.5, y: 0.5 };
    cursor.x = Math.min(0.999, Math.max(0, cursor.x + moves[event.key][0] * far));
    cursor.y = Math.min(0.999, Math.max(0, cursor.y + moves[event.key][1] * far));
    draw(editing.mask);
  } else if (event.key === " " || event.key === "Enter") {
    event.preventDefault();
    cursor ??= { x: 0.5, y: 0.5 };
    click({ ...cursor });
  }
});
document.addEventListener("keydown", (event) => {
  if (!editing || event.target.matches("input")) return;
  const key = event.key.toLowerCase();
  const chosen = { a: "add", r: "remove", b: "brush", e: "erase" }[key];
  if (event.ctrlKey || event.metaKey) {
    if (key === "z" || key === "y") {
      event.preventDefault();
      if (key === "y" || event.shiftKey) travel("undone", "done");
      else travel("done", "undone");
    }
  } else if (chosen) choose(chosen);
  else if (key === "+" || key === "-") step(key === "+" ? 1 : -1);
  else if (key === "escape") end();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.show) {
    const pressed = button.getAttribute("aria-pressed") === "true";
    for (const other of masks().querySelectorAll("[data-show]")) other.setAttribute("aria-pressed", "false");
    button.setAttribute("aria-pressed", String(!pressed));
    keepPressed();
  } else if (button.dataset.correct) {
    const name = button.dataset.correct;
    begin(name, masks().querySelector(`[data-show][data-name="${CSS.escape(name)}"]`).dataset.show);
  } else if ("add" in button.dataset) begin("", null);
  else if (!tools.contains(button)) return;
  else if (button.dataset.tool) choose(button.dataset.tool);
  else if (button.dataset.step) step(Number(button.dataset.step));
  else if ("undo" in button.dataset) travel("done", "undone");
  else if ("redo" in button.dataset) travel("undone", "done");
  else if ("cancel" in button.dataset) end();
  else if ("keep" in button.dataset) keep();
});

// Until here the buttons would do nothing; without JavaScript they never would.
document.body.classList.add("masks-ready");
