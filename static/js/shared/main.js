/* The entry point of every page. */

import "../results/selection.js";
import "./connection.js";
import "./copy.js";
import "./forms.js";
import "./open_work.js";
import "./polls.js";
import "./problems.js";
import "./suggestions.js";
import "./toasts.js";

// A new API key or invite link can be copied at once, also on a phone, where the page is long.
const made = document.querySelector("#new-key, #invite-link");
made?.select();
made?.scrollIntoView({ block: "center" });
