/* Replaces a HEIC copy of a hosted photo by a JPEG when it is chosen, because only the browser can read HEIC. */

import { keepInHistory } from "./kept.js";
import { isHeic, jpegOf } from "./upload_files.js";

const field = document.getElementById("hosted-copy");
const button = field.form.querySelector("button");
const status = document.getElementById("hosted-copy-status");
const problem = document.getElementById("hosted-copy-problem");
keepInHistory(field.form);

field.addEventListener("change", async () => {
  problem.hidden = true;
  const [file] = field.files;
  if (!file || !isHeic(file)) return;
  status.hidden = false;
  for (const control of [field, button]) control.disabled = true; // nothing is sent, or chosen, in the meantime
  try {
    const transfer = new DataTransfer();
    transfer.items.add(await jpegOf(file));
    field.files = transfer.files;
  } catch (error) {
    field.value = "";
    problem.textContent = error.message;
    problem.hidden = false;
  } finally {
    status.hidden = true;
    for (const control of [field, button]) control.disabled = false;
    if (document.activeElement === document.body) field.focus(); // which it lost; not if the person types elsewhere
  }
});
