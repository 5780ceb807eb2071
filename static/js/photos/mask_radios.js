/* The groups of radio buttons of the mask tools: one button is chosen, one is a tab stop, and the arrow keys choose the
   button before or after. */

import { ARROW_STEPS } from "../shared/keys.js";

/* The item before (-1) or after (1) one of a list, which ends there. */
export const neighbor = (list, item, step) =>
  list[Math.min(list.length - 1, Math.max(0, list.indexOf(item) + step))];

/* Mark the chosen button. name: the data attribute of the buttons with their values. */
export function markRadios(group, name, chosen, tabStop = chosen) {
  for (const button of group.children) {
    button.setAttribute("aria-checked", String(button.dataset[name] === chosen));
    button.tabIndex = button.dataset[name] === tabStop ? 0 : -1;
  }
}

/* change: called with -1 or 1. */
export function onArrows(group, change) {
  group.addEventListener("keydown", (event) => {
    if (!(event.key in ARROW_STEPS)) return;
    event.preventDefault();
    const [dx, dy] = ARROW_STEPS[event.key];
    change(dx + dy);
  });
}
