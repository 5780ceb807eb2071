/* The count of open work in front of the page's title, such as “(3) Gallery”. The server renders it into the title of a
   page; this keeps it up to date while the page stays open. A no-break space follows it, which tells it from a name
   such as “(2) Summer”. */

const MARK = /^\(\d+\+?\)\u00a0/;

function showMark() {
  const { mark } = document.getElementById("open-work")?.dataset ?? {};
  if (mark === undefined) return; // nobody is signed in
  const title = `${mark && `${mark}\u00a0`}${document.title.replace(MARK, "")}`;
  if (title !== document.title) document.title = title;
}
// From the history, htmx restores a title with an earlier count.
for (const name of ["htmx:afterSettle", "htmx:oobAfterSwap", "htmx:historyRestore"]) {
  document.addEventListener(name, showMark);
}
