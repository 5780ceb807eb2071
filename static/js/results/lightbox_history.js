/* The lightbox as an entry of the browser's history, so that Back closes it and leaves the list below as it is. */

/* The address of the current entry, and the result that the lightbox shows there, if it is open. */
const currentEntry = () => ({ address: location.href, shown: history.state?.lightbox });
let entry = currentEntry();

/* The lightbox shows a result; the first one makes the entry. */
export function entered(id) {
  const state = { ...history.state, lightbox: id };
  if (history.state?.lightbox) history.replaceState(state, "");
  else {
    history.scrollRestoration = "manual"; // closing scrolls to the card that was shown last, if it is not in view
    history.pushState(state, "");
  }
  entry = currentEntry();
}

/* The lightbox was closed, perhaps by Back, which has left its entry already. */
export function left() {
  if (history.state?.lightbox) history.back();
}

/* Let another page take the place of the current entry: closing the lightbox does not go back then. */
export function giveUpEntry() {
  history.replaceState({ ...history.state, lightbox: undefined }, "");
  entry = currentEntry();
}

/* Call `show` with the id of a result if Back or Forward leads to the lightbox, and `close` if it leads away from it.
   In the capture phase, before htmx, which would replace the list by an earlier copy of it. */
export function onBack(show, close) {
  window.addEventListener("popstate", (event) => {
    const before = entry;
    entry = currentEntry();
    if (!before.shown && !entry.shown) return;
    if (entry.address === before.address) event.stopImmediatePropagation();
    if (entry.shown) show(entry.shown, event);
    else {
      history.scrollRestoration = "auto";
      close();
    }
  }, { capture: true });
}

// Back from another page: the lightbox was open when the person left this one.
if (entry.shown) giveUpEntry();
