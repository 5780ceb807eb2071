/* Conditions that several keyboard shortcuts share. */

export const hasModifier = (event) => event.ctrlKey || event.metaKey || event.altKey;
export const isInField = (event) => event.target.matches("input, select, textarea");
