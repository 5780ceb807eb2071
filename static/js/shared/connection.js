/* Polling only while the page is visible, except for its title; a notice while the connection is lost; the offline
   page. */

import { isBackground } from "./failures.js";

const wake = () => document.body.dispatchEvent(new CustomEvent("studio:wake")); // makes the page poll at once

document.addEventListener("htmx:beforeRequest", (event) => {
  // The title is also seen while another page is, and what it counts is asked for rarely.
  if (document.hidden && isBackground(event.detail) && event.detail.elt.id !== "open-work") event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) wake();
});

const notice = document.getElementById("offline");
document.addEventListener("htmx:sendError", () => { notice.hidden = false; });
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.xhr?.status) notice.hidden = true;
});
window.addEventListener("offline", () => { notice.hidden = false; });
window.addEventListener("online", () => {
  notice.hidden = true;
  wake();
});

if ("serviceWorker" in navigator) navigator.serviceWorker.register("/service-worker.js").catch(() => {});
