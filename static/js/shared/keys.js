/* What several keyboard shortcuts share. */

/* The steps to the right and down. */
export const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export const hasModifier = (event) => event.ctrlKey || event.metaKey || event.altKey;
export const isInField = (event) => event.target.matches("input, select, textarea");
