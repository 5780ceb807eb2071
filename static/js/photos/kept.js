/* Elements that stay as they are when htmx restores an earlier list: its copy of the page would replace them, and lose
   their state and what listens to them. */

/* Each element needs an id. */
export function keepInHistory(...elements) {
  document.addEventListener("htmx:historyRestore", () => {
    for (const element of elements) document.getElementById(element.id)?.replaceWith(element);
  });
}
