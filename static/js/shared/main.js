/* The entry point of every page. */

import "../results/selection.js";
import "./connection.js";
import "./copy.js";
import "./forms.js";
import "./open_work.js";
import "./polls.js";
import "./problems.js";
import "./toasts.js";

// A new API key can be copied at once.
document.getElementById("new-key")?.select();
