/* Storing the mask and the name of the garment that is being corrected. */

import { fieldsOf, reloadRows } from "./color_rows.js";
import { currentCorrection } from "./mask_current.js";
import { end, focusCorrect } from "./mask_editor.js";
import { post, reasonOf } from "./mask_requests.js";
import { showNameProblem, showStatus } from "./mask_status.js";

const { gettext } = window;

const stage = document.getElementById("stage");
const nameField = document.getElementById("mask-name");

/* Store what has changed, and return the last answer. A mask that is saved unchanged counts as checked. */
async function store(correction, name) {
  const mask = await correction.mask.toBlob();
  if (correction.whole) return post(correction.garment.split, { name, mask });
  const isRenamed = correction.garment && name.toLowerCase() !== correction.name;
  if (isRenamed) {
    const response = await post(correction.garment.rename, { name });
    for (const field of fieldsOf("target", correction.name)) field.value = name.toLowerCase();
    correction.name = name.toLowerCase();
    if (!correction.hasChanges) return response;
  }
  if (correction.garment) return post(stage.dataset.save, { name, mask, existing: "correct" });
  return storeNew({ name, mask });
}

/* Ask before a garment of this name is replaced. */
async function storeNew(fields) {
  try {
    return await post(stage.dataset.save, fields);
  } catch (error) {
    if (error.status !== 409) throw error;
    if (window.confirm(error.message)) return post(stage.dataset.save, { ...fields, existing: "replace" });
    error.message = gettext("Another garment of this photo has this name. Choose another one.");
    throw error;
  }
}

export async function save() {
  const correction = currentCorrection();
  if (!correction.isOpen) return;
  const name = nameField.value.trim();
  if (!name) {
    showNameProblem(gettext("Give the garment a name, such as “blouse”."));
    return;
  }
  showStatus(gettext("Saving …"));
  let list;
  try {
    list = await correction.save(async () => (await store(correction, name)).text());
  } catch (error) {
    showSavingError(error);
    return;
  }
  end();
  if (stage.dataset.next && correction.garment && !correction.whole) {
    window.location.assign(stage.dataset.next); // the outline check has opened the studio for this correction
    return;
  }
  window.htmx.swap("#masks", list, { swapStyle: "outerHTML" });
  reloadRows();
  focusCorrect(name.toLowerCase());
}

function showSavingError(error) {
  if (error.status === 409) showNameProblem(error.message); // the name of another garment
  else if (error.status === 422) showStatus(error.message, true);
  else showStatus(`${gettext("This was not saved.")} ${reasonOf(error)}`, true);
}

/* The garment that was being corrected is removed. */
export function endForRemoval() {
  const correction = currentCorrection();
  if (!correction) return;
  for (const field of fieldsOf("color", correction.name)) field.value = ""; // so that its row is not sent
  end();
}
