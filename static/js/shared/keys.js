/* What several keyboard shortcuts share. */

/* The steps of the arrow keys to the right and down. */
export const ARROW_STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export const hasModifier = (event) => event.ctrlKey || event.metaKey || event.altKey;
export const isInField = (event) => event.target.matches("input, select, textarea");

/* Whether the browser opens the link that was clicked in another tab or window. */
export const opensElsewhere = (event) => event.ctrlKey || event.metaKey || event.shiftKey;
