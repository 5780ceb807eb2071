/* Keyboard shortcuts, and the dialog that lists them. */

import { hasModifier } from "./keys.js";

const CARDS = ":is(#tasks, #photos) > li";
const SEQUENCE_MS = 1500; // the longest pause between `g` and the key of a page
const MOVING = ["j", "k"]; // these keys may be held down; others would act on what nobody has seen

const dialog = document.getElementById("shortcuts");
const button = document.getElementById("show-keys");
button.hidden = false;
button.addEventListener("click", () => dialog.showModal());

const cards = () => [...document.querySelectorAll(CARDS)];
const focusedCard = () => document.activeElement?.closest?.(CARDS);
const clickInCard = (selector) => focusedCard()?.querySelector(selector)?.click();
let sequenceStart = 0; // when `g` was pressed; the next key then opens a page

function focusNeighbor(step) {
  const all = cards();
  const card = all[all.indexOf(focusedCard()) + step] ?? (focusedCard() ? null : all[0]);
  (card?.querySelector("a.picture-title") ?? card?.querySelector("input"))?.focus();
  card?.scrollIntoView({ block: "nearest" });
}

function toggleSelection({ shiftKey }) {
  const box = focusedCard()?.querySelector('input[type="checkbox"]');
  box?.dispatchEvent(new MouseEvent("click", { bubbles: true, shiftKey }));
}

const ACTIONS = {
  "?": () => dialog.showModal(),
  "/": () => document.querySelector('main [type="search"]')?.focus(),
  u: () => document.querySelector('[data-undo]:not([aria-busy="true"] *)')?.click(),
  g: () => { sequenceStart = Date.now(); },
  j: () => focusNeighbor(1),
  k: () => focusNeighbor(-1),
  x: toggleSelection,
  a: () => clickInCard('[data-action="approve"]'),
  r: () => clickInCard('[data-action="reject"]'),
  c: () => clickInCard('[data-action="copy"]'),
  d: () => clickInCard('[data-action="delete"]'),
  " ": () => focusedCard()?.dispatchEvent(new CustomEvent("studio:open", { bubbles: true })),
};

document.addEventListener("keydown", (event) => {
  if (hasModifier(event) || document.querySelector("dialog[open]")) return;
  if (event.target.matches("input:not([type=checkbox]), select, textarea, [contenteditable]")) {
    // Enter in a search field leaves it, so that the shortcuts work on the results.
    if (event.key === "Enter" && event.target.type === "search") event.target.blur();
    return;
  }
  if (Date.now() - sequenceStart < SEQUENCE_MS) {
    sequenceStart = 0;
    const link = document.querySelector(`.studio-nav [data-key="${CSS.escape(event.key)}"]`);
    if (link) {
      event.preventDefault();
      link.click();
      return;
    }
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const action = ACTIONS[key];
  if (!action || (key === " " && (!focusedCard() || event.target.matches("button, input, summary")))) return;
  event.preventDefault();
  if (!event.repeat || MOVING.includes(key)) action(event);
});

// After an action the card is gone or was replaced; focus the card that is now at the same position.
let position = -1;
document.addEventListener("studio:before-submit", () => { position = cards().indexOf(focusedCard()); });
document.addEventListener("studio:after-submit", () => {
  if (position < 0 || document.querySelector("dialog[open]")) return;
  const all = cards();
  all[Math.min(position, all.length - 1)]?.querySelector(".picture-title")?.focus({ preventScroll: true });
  position = -1;
});
