/* The answer to a poll whose element was replaced meanwhile, by the answer to another request, is dropped: htmx would
   look for the parts of the page below the replaced element, and report them as missing. */

document.addEventListener("htmx:beforeCleanupElement", ({ target }) => {
  if (["live", "open-work"].includes(target.id)) window.htmx.trigger(target, "htmx:abort");
});
