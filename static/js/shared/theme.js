/* Runs before the page is drawn, so that a dark page never flashes white. */
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => localStorage.getItem("studio-theme");
  const apply = () => {
    document.documentElement.dataset.bsTheme = chosen() || (dark.matches ? "dark" : "light");
  };
  apply();
  dark.addEventListener("change", apply);
  addEventListener("DOMContentLoaded", () => {
    const toggle = document.getElementById("theme-toggle");
    if (!toggle) return;
    toggle.hidden = false;
    toggle.addEventListener("click", () => {
      const now = document.documentElement.dataset.bsTheme;
      localStorage.setItem("studio-theme", now === "dark" ? "light" : "dark");
      apply();
    });
    const themes = document.getElementById("themes");
    if (!themes) return;
    themes.hidden = false;
    themes.addEventListener("click", (event) => {
      const theme = event.target.dataset.chooseTheme;
      if (theme === undefined) return;
      if (theme) localStorage.setItem("studio-theme", theme);
      else localStorage.removeItem("studio-theme");
      apply();
    });
  });
})();
