/* What every page does: quiet polling, a lost connection, questions before deleting, selections. */

const isPoll = (detail) => detail.requestConfig?.triggeringEvent?.type === undefined;

// A page nobody sees asks nothing; once seen again, it asks at once.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && isPoll(event.detail)) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) document.body.dispatchEvent(new CustomEvent("studio:wake"));
});

const offline = document.getElementById("offline");
document.addEventListener("htmx:sendError", () => { offline.hidden = false; });
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.xhr?.status) offline.hidden = true;
});

document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

// Selecting results in the gallery.
const bulk = document.getElementById("bulk");
if (bulk) {
  const boxes = () => [...document.querySelectorAll('input[form="bulk"][name="task"]')];
  const all = document.querySelector("#select-page input");
  const update = () => {
    const ticked = boxes().filter((box) => box.checked).length;
    document.getElementById("selected-count").textContent = ticked ? `(${ticked})` : "";
    document.getElementById("delete-selected").disabled = ticked === 0;
    all.checked = ticked > 0 && ticked === boxes().length;
    all.indeterminate = ticked > 0 && !all.checked;
  };
  document.getElementById("select-page").hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes()) box.checked = all.checked;
    update();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches('input[form="bulk"]')) update();
  });
  // A card drawn anew keeps its tick.
  let ticked = new Set();
  document.addEventListener("htmx:beforeSwap", () => {
    ticked = new Set(boxes().filter((box) => box.checked).map((box) => box.value));
  });
  document.addEventListener("htmx:oobAfterSwap", () => {
    for (const box of boxes()) if (ticked.has(box.value)) box.checked = true;
    update();
  });
  update();
}

document.getElementById("new-key")?.select();
