/* When the color rows are replaced, what the server does not know stays: what was entered since it was asked, and rows
   with a garment or a color only. So do the focus and the cursor. */

import { NAMES, fieldIn, isOfSame, valuesOf } from "./color_rows.js";
import { addRow } from "./colors.js";

const NOTHING = { target: "", layer: "", color: "" };
const allRows = () => [...document.querySelectorAll("#rows .color-row")]; // those of color layers included
const isTyped = (row) => fieldIn(row, "target").type !== "hidden"; // not the row of a listed garment

/* What is kept of a row. now, before: its values, and those when the server was asked. isSent: whether the answer has a
   row for them. isNew: whether it does not know the present ones. */
function keptOf(row, askedValues) {
  const now = valuesOf(row);
  const before = askedValues ?? (isTyped(row) ? NOTHING : { ...now, color: "" });
  const isSent = Boolean(before.target && before.color);
  const isPartial = isTyped(row) && !isSent && (now.target || now.color);
  const field = document.activeElement;
  const focus = field?.name && field.closest(".color-row") === row
    ? { name: field.name, value: field.value, start: field.selectionStart, end: field.selectionEnd }
    : null;
  const isNew = isPartial || NAMES.some((name) => now[name] !== before[name]);
  return { now, before, isSent, isNew, focus, wasTyped: isTyped(row) };
}

/* The row in which the answer shows what was sent, if it does. */
function shownRow({ before, isSent }) {
  const isShown = ({ dataset }) => dataset.sentTarget === before.target && dataset.sentLayer === before.layer;
  return isSent ? allRows().find(isShown) : undefined;
}

/* Find the row for what was kept; undefined if there is none. A name that is still being typed, or was changed since
   the server was asked, stays in a typed row: the server may have shown its color in the row of a garment that the
   earlier name means. */
function rowFor({ now, before, focus, wasTyped }, shown) {
  const keepsName = wasTyped && (focus?.name === "target" || (shown && now.target !== before.target));
  const named = now.target ? allRows().find((each) => isOfSame(valuesOf(each), now)) : undefined;
  const isEmpty = (row) => isTyped(row) && NAMES.every((name) => !fieldIn(row, name).value);
  return [shown, named].find((each) => each && (!keepsName || isTyped(each))) ?? allRows().find(isEmpty);
}

/* A replacement of the rows, from the request to the swap of its answer. */
class Replacement {
  #asked = new Map(allRows().map((row) => [row, valuesOf(row)]));
  #rows = null; // that will be replaced
  #kept = [];
  #unread = new Set(); // color fields that were set again

  /* Before the answer is used. */
  keep() {
    this.#rows = document.getElementById("rows");
    const all = allRows().map((row) => keptOf(row, this.#asked.get(row)));
    this.#kept = all.filter(({ focus, isNew }) => focus || isNew);
  }

  /* After the answer has replaced something of the page. */
  putBack() {
    if (this.#rows.isConnected) return; // the answer has no rows
    for (const each of this.#kept) this.#putRowBack(each);
    this.#kept = [];
  }

  /* Once htmx knows the new rows. */
  read() {
    for (const field of this.#unread) field.dispatchEvent(new Event("studio:read"));
    this.#unread.clear();
  }

  #putRowBack(each) {
    const shown = shownRow(each);
    const row = rowFor(each, shown) ?? addRow();
    const isMoved = Boolean(shown) && shown !== row;
    if (isMoved) this.#set(fieldIn(shown, "color"), "");
    if (each.isNew || isMoved) {
      const known = shown === row ? each.before : NOTHING;
      const isFixed = (name) => name !== "color" && fieldIn(row, name).type === "hidden" && !isTyped(row);
      const changed = NAMES.filter((name) => each.now[name] !== known[name] && !isFixed(name));
      for (const name of changed) this.#set(fieldIn(row, name), each.now[name]);
    }
    if (each.focus) this.#putFocusBack(row, each.focus, each.isNew || isMoved);
  }

  /* isNew: whether the answer may lack what is in the field, such as a space at its end. */
  #putFocusBack(row, { name, value, start, end }, isNew) {
    const field = fieldIn(row, name);
    if (field.type === "hidden") {
      fieldIn(row, "color").focus(); // the color layer was typed before, and is listed now
      return;
    }
    if (isNew) this.#set(field, value);
    if (field.closest("details")) field.closest("details").open = true; // the color layers of a garment
    field.focus();
    if (field.setSelectionRange && start !== null) field.setSelectionRange(start, end);
  }

  #set(field, value) {
    if (field.value === value) return;
    field.value = value;
    this.#unread.add(field);
  }
}

const replacements = new WeakMap(); // by their requests

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.target.id === "garments") replacements.set(detail.xhr, new Replacement());
});
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  replacements.get(detail.xhr)?.keep(); // perhaps for nothing: not all answers have rows
});
// Before the browser does anything else: keys that are pressed meanwhile belong into the field that had the focus, and
// another answer may replace the rows again.
document.addEventListener("htmx:afterSwap", ({ detail }) => replacements.get(detail.xhr)?.putBack());
document.addEventListener("htmx:afterSettle", ({ detail }) => replacements.get(detail.xhr)?.read());
