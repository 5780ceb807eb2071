/* The light or dark theme. Runs before the page is rendered, so that a dark page does not flash white. */
(() => {
  const STORAGE_KEY = "studio-theme";
  const systemDark = matchMedia("(prefers-color-scheme: dark)");
  const storedTheme = () => localStorage.getItem(STORAGE_KEY);
  const apply = () => {
    document.documentElement.dataset.bsTheme = storedTheme() || (systemDark.matches ? "dark" : "light");
    for (const button of document.querySelectorAll("[data-choose-theme]")) {
      button.setAttribute("aria-pressed", String(button.dataset.chooseTheme === (storedTheme() ?? "")));
    }
  };
  apply();
  systemDark.addEventListener("change", apply);
  addEventListener("DOMContentLoaded", () => {
    const toggle = document.getElementById("theme-toggle");
    if (!toggle) return;
    toggle.hidden = false;
    toggle.addEventListener("click", () => {
      const current = document.documentElement.dataset.bsTheme;
      localStorage.setItem(STORAGE_KEY, current === "dark" ? "light" : "dark");
      apply();
    });
    const themes = document.getElementById("themes");
    if (!themes) return;
    themes.hidden = false;
    apply(); // marks the chosen one
    themes.addEventListener("click", (event) => {
      const theme = event.target.dataset.chooseTheme;
      if (theme === undefined) return;
      if (theme) localStorage.setItem(STORAGE_KEY, theme);
      else localStorage.removeItem(STORAGE_KEY); // follow the system
      apply();
    });
  });
})();
