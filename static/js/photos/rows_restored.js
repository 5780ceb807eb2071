/* Colors that were typed for garments, but not sent, are there again after the page has been loaded again, and after
   the person has signed in again or switched back to the photo's workspace. On the way from other pages, the form
   starts empty. */

import { allValues, reloadRows } from "./color_rows.js";

const KEY = `studio:colors:${location.pathname}`; // in sessionStorage

const { signIn } = document.getElementById("recolor").dataset; // an address

function isBack() {
  if (performance.getEntriesByType("navigation")[0]?.type === "reload") return true;
  const from = document.referrer ? new URL(document.referrer).pathname : "";
  return from === location.pathname || from.startsWith(signIn);
}

const startsEmpty = !new URLSearchParams(location.search).has("again"); // not with the colors of an earlier result

addEventListener("pagehide", () => {
  const values = allValues();
  if (startsEmpty && values.color.some(Boolean)) sessionStorage.setItem(KEY, JSON.stringify(values));
  else sessionStorage.removeItem(KEY);
});

document.addEventListener("DOMContentLoaded", () => {
  const typed = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (typed && isBack() && startsEmpty) reloadRows(JSON.parse(typed));
});
