/* The answer to a poll whose element was replaced meanwhile, by the answer to another request, is dropped: htmx would
   look for the parts of the page below the replaced element, and report them as missing. */

document.addEventListener("htmx:beforeCleanupElement", ({ target }) => {
  // Aborting the request would be reported as an error in the console.
  if (["live", "open-work"].includes(target.id)) target.addEventListener("htmx:beforeOnLoad", drop);
});

function drop(event) {
  event.preventDefault();
}
