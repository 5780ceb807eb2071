/* Swagger UI is dark if the page has the class dark-mode; theme.js knows whether it is to be. */

const root = document.documentElement;
const apply = () => root.classList.toggle("dark-mode", root.dataset.bsTheme === "dark");
new MutationObserver(apply).observe(root, { attributeFilter: ["data-bs-theme"] });
apply();
