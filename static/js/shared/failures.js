/* Requests that failed: what to do is said beside the control that was used. Polls are left out: they are repeated, and
   connection.js shows that the connection is lost. Only if the page is of another workspace, they say so. */

const template = document.getElementById("failure");
const { notSaved, notLoaded, noConnection, noReason } = template.dataset;

const CONTROLS = "a, button, input, select, textarea, summary";
// In these, the text has a line of its own at the end; elsewhere it follows the control, or the group that has it.
const LINES = ".color-row, .mask-list > li, .bulk-actions, .actions, .lightbox-actions, .reviewing-ways, .mask-tools, "
  + ".toast-message";
const GROUPS = ".input-group, .btn-group, .card-actions";
const MAX_REASON = 300; // characters; a longer answer is no sentence of ours

const failed = new WeakSet(); // the events whose requests failed
let shown = null; // the failure on the page
let shownFor = null; // the control that it is about

/* Whether the request that an event has caused failed. */
export const hasFailed = (event) => failed.has(event);

/* Whether a request was not caused by a person: a poll, or a poll that is made at once. */
export const isBackground = ({ requestConfig }) =>
  [undefined, "studio:wake"].includes(requestConfig?.triggeringEvent?.type);

/* Listen to an event of htmx, except for background requests such as polls. */
export const onRequest = (name, listener) =>
  document.addEventListener(name, (event) => { if (!isBackground(event.detail)) listener(event); });

export function removeFailure() {
  shown?.remove();
  shown = shownFor = null;
}

/* Show a text beside a control; without a control that can be seen, in the open dialog or as a message. */
export function showFailure(control, text) {
  removeFailure();
  shown = template.content.firstElementChild.cloneNode(true);
  shown.append(text);
  shownFor = control;
  const visible = control !== document.body && control?.isConnected && control.checkVisibility() ? control : null;
  if (!visible) (document.querySelector("dialog[open]") ?? document.getElementById("messages")).append(shown);
  else if (visible.closest(LINES)) visible.closest(LINES).append(shown);
  else (visible.closest(GROUPS) ?? visible).after(shown);
  shown.scrollIntoView({ block: "nearest" });
}

/* What the server's answer says: a sentence, or one of our error pages. Empty if it says nothing that helps. */
function reasonIn(xhr) {
  const type = xhr.getResponseHeader("Content-Type") ?? "";
  if (type.startsWith("text/plain")) return xhr.responseText.length <= MAX_REASON ? xhr.responseText.trim() : "";
  if (!type.startsWith("text/html")) return "";
  const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
  return page.querySelector(".empty-subtitle")?.textContent.replace(/\s+/g, " ").trim() ?? "";
}

/* The control that was used: of a form that was sent by a key, its main button. */
function controlOf(event, elt) {
  const control = event.submitter ?? event.target?.closest?.(CONTROLS) ?? elt;
  const form = control.matches(".visually-hidden") ? control.form : control;
  if (!form?.matches("form")) return control;
  return form.querySelector(".btn-primary") ?? form.querySelector("button") ?? form;
}

function report({ detail }, reason) {
  if (isBackground(detail)) {
    if (detail.xhr.status === 412 && !shown?.isConnected) showFailure(null, reason);
    return;
  }
  const { elt, triggeringEvent: event, verb } = detail.requestConfig;
  failed.add(event);
  showFailure(controlOf(event, elt), `${verb === "get" ? notLoaded : notSaved} ${reason}`);
}

// A color is read a moment after it was typed; what was used meanwhile may have failed, which must stay on the page.
const isLateReading = (elt) => elt.name === "color" && elt !== shownFor;

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (!isBackground(detail) && !isLateReading(detail.elt)) removeFailure();
});
document.addEventListener("htmx:sendError", (event) => report(event, noConnection));
document.addEventListener("htmx:responseError", (event) => report(event, reasonIn(event.detail.xhr) || noReason));
