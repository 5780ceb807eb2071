/* Pages that show one thing after the other, with a key for each decision: review mode and the outline check. A
   decision, and a way to another one, replaces the whole section. */

import { onRequest } from "./failures.js";
import { hasModifier, isInField } from "./keys.js";

const ARROW_KEYS = { ArrowRight: "j", ArrowLeft: "k" };

export const find = (id) => document.getElementById(id);
export const click = (id) => find(id)?.click();

let sectionId = "";

/* While the next one is fetched, keys would still decide about the last one. */
export const isBusy = () => find(sectionId).ariaBusy === "true";
const setBusy = (on) => { find(sectionId).ariaBusy = String(on); };

/* Let keys and clicks wait for a request that is not htmx's. */
export function setWaiting(on) {
  setBusy(on);
  find(sectionId).inert = on;
}

/* section, title, live: ids of the section, of its heading, and of the element that tells screen readers what happened.
   said: ids of the texts that it tells. field: id of the text field, which Escape leaves.
   keys: what each key does. pressDigit: called with the digit that was pressed.
   setUp: called now, and after each replacement of the section. */
export function showOneByOne({ section, title, live, said, field, keys, pressDigit, setUp }) {
  sectionId = section;
  document.addEventListener("keydown", (event) => {
    if (hasModifier(event) || event.shiftKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && event.target.id === field) find(title).focus();
    if (isInField(event)) return;
    const arrow = event.target.closest("img-comparison-slider") ? null : ARROW_KEYS[event.key];
    const key = arrow ?? event.key.toLowerCase();
    if (!(key in keys) && !/^[1-9]$/.test(key)) return;
    event.preventDefault();
    if (isBusy() || event.repeat) return; // a held key would decide about what nobody has seen
    if (key in keys) keys[key]();
    else pressDigit(key);
  });

  onRequest("htmx:beforeRequest", () => {
    setBusy(true);
    // Otherwise htmx gives the focus to this field of the next section, where the keys would be typed.
    if (document.activeElement.id === field) document.activeElement.blur();
  });
  onRequest("htmx:afterSwap", setUp);
  onRequest("htmx:afterSettle", () => {
    setBusy(false); // also if another part of the page was replaced
    if (document.activeElement === document.body) find(title)?.focus({ preventScroll: true });
    find(live).textContent = said.map((id) => find(id)?.innerText ?? "").join(" ").trim();
  });
  for (const name of ["htmx:responseError", "htmx:sendError"]) onRequest(name, () => setWaiting(false));
  setUp();
}
