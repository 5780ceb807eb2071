/* The plan of a batch, and that of pasting: the button and the expected time follow the ticked results. When another
   choice replaces the plan, these and the fields of the batch stay as they are. A garment is ticked as a whole or by
   its color layers. */

const { interpolate, ngettext } = window;
const CELLS = 'input[name="cell"]';
const UNLISTED = `${CELLS}[data-unlisted]:not(:checked)`; // of garments that the engine may not find
const FIELDS = '#create :is([name="name"], [name="one_tone"])';
const ticked = new Map(); // by the value of the cell: whether the person has ticked it
const entered = new Map(); // by its name: a field of the batch that the person has changed

function update() {
  const form = document.getElementById("create");
  if (!form) return;
  const count = document.querySelectorAll(`${CELLS}:checked`).length;
  const text = ngettext("Make %s result", "Make %s results", count);
  const shownCount = document.getElementById("plan-count");
  shownCount.textContent = interpolate(text, [count]);
  shownCount.closest("button").disabled = count === 0;
  const pace = document.getElementById("plan-pace");
  if (pace) pace.hidden = count === 0;
  const time = document.getElementById("plan-time");
  if (time) time.textContent = aboutTime(expectedSeconds(form.dataset, count));
  const all = document.getElementById("tick-unlisted");
  if (all) all.hidden = !document.querySelector(UNLISTED);
}

/* The same as `seconds_for` of the selectors' Pace. */
function expectedSeconds({ seconds, secondsEach, secondsAhead }, count) {
  return Number(secondsAhead) + Math.max(count * secondsEach, count ? Number(seconds) : 0);
}

/* The same words as the template filter `about_time`. */
function aboutTime(seconds) {
  if (seconds < 90) {
    const rounded = Math.max(1, Math.round(seconds));
    return interpolate(ngettext("about %s second", "about %s seconds", rounded), [rounded]);
  }
  if (seconds < 5400) {
    const minutes = Math.round(seconds / 60);
    return interpolate(ngettext("about %s minute", "about %s minutes", minutes), [minutes]);
  }
  const hours = Math.round(seconds / 3600);
  return interpolate(ngettext("about %s hour", "about %s hours", hours), [hours]);
}

document.addEventListener("change", (event) => {
  if (!event.target.matches(CELLS)) return;
  ticked.set(event.target.value, event.target.checked);
  update();
});

document.addEventListener("input", ({ target }) => {
  if (target.matches(FIELDS)) entered.set(target.name, target);
});

document.addEventListener("click", ({ target }) => {
  if (target.id !== "tick-unlisted") return;
  const cells = document.querySelectorAll(UNLISTED);
  for (const cell of cells) {
    cell.checked = true;
    ticked.set(cell.value, true);
  }
  update();
  cells[0].focus(); // the button is hidden now
});

/* Untick a garment if one of its color layers is ticked, and the reverse; both fit only into results of their own. */
document.getElementById("choice")?.addEventListener("input", ({ target }) => {
  const garment = target.closest(".choice-garment");
  if (!garment || !target.checked || document.querySelector('[name="separately"]').checked) return;
  const other = target.name === "layer" ? "target" : "layer";
  for (const box of garment.querySelectorAll(`[name="${other}"]`)) box.checked = false;
});

// A refused plan is shown as it was sent.
if (document.querySelector("#create[data-refused]")) {
  for (const cell of document.querySelectorAll(CELLS)) ticked.set(cell.value, cell.checked);
  for (const field of document.querySelectorAll(FIELDS)) entered.set(field.name, field);
}

document.addEventListener("htmx:afterSettle", () => {
  for (const cell of document.querySelectorAll(CELLS)) cell.checked = ticked.get(cell.value) ?? cell.checked;
  for (const field of document.querySelectorAll(FIELDS)) {
    const { value, checked } = entered.get(field.name) ?? field;
    Object.assign(field, { value, checked });
  }
  update();
});
update();
