/* Keyboard shortcuts; the sheet that lists them opens by `?`. */

const sheet = document.getElementById("keys");
const button = document.getElementById("show-keys");
button.hidden = false;
button.addEventListener("click", () => sheet.showModal());

const cards = () => [...document.querySelectorAll("#tasks > [data-task]")];
const here = () => document.activeElement?.closest?.("#tasks > [data-task]");
let going = 0; // when `g` was pressed, so that the next key is a place to go to

function step(by) {
  const all = cards();
  const next = all[all.indexOf(here()) + by] ?? (here() ? null : all[0]);
  (next?.querySelector("a.picture-title") ?? next?.querySelector("input"))?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

const ACTIONS = {
  "?": () => sheet.showModal(),
  "/": () => document.querySelector('main [type="search"]')?.focus(),
  u: () => document.querySelector("[data-undo]")?.click(),
  g: () => { going = Date.now(); },
  j: () => step(1),
  k: () => step(-1),
  x: (event) => here()?.querySelector('input[type="checkbox"]')?.dispatchEvent(new MouseEvent("click", { bubbles: true, shiftKey: event.shiftKey })),
  a: () => here()?.querySelector('[data-do="approve"]')?.click(),
  r: () => here()?.querySelector('[data-do="reject"]')?.click(),
  d: () => here()?.querySelector('[data-do="delete"]')?.click(),
  " ": () => here()?.dispatchEvent(new CustomEvent("studio:open", { bubbles: true })),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.matches("input:not([type=checkbox]), select, textarea, [contenteditable]")) {
    // Searched for: out of the field, back to the shortcuts.
    if (event.key === "Enter" && event.target.type === "search") event.target.blur();
    return;
  }
  if (Date.now() - going < 1500) {
    going = 0;
    const place = document.querySelector(`.studio-nav [data-key="${CSS.escape(event.key)}"]`);
    if (place) {
      event.preventDefault();
      place.click();
      return;
    }
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const action = ACTIONS[key];
  if (!action || (key === " " && (!here() || event.target.matches("button, input, summary")))) return;
  event.preventDefault();
  action(event);
});

// A card that was acted on is gone or drawn anew: the focus stays where it was in the order.
let place = -1;
document.addEventListener("studio:act", () => { place = cards().indexOf(here()); });
document.addEventListener("studio:acted", () => {
  if (place < 0 || document.querySelector("dialog[open]")) return;
  const all = cards();
  all[Math.min(place, all.length - 1)]?.querySelector(".picture-title")?.focus({ preventScroll: true });
  place = -1;
});
