/* From one result to the next by the arrow keys, where they do not move something else. */

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input, select, textarea, img-comparison-slider, summary")) return;
  const way = { ArrowLeft: "newer", ArrowRight: "older" }[event.key];
  document.querySelector(`[data-neighbor="${way}"]`)?.click();
});
