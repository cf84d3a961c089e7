// Runs before the first paint: the chosen theme, or the system's where none was chosen.
(function () {
  const key = "lab-theme";
  const system = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => localStorage.getItem(key) || "system";

  function apply() {
    const dark = chosen() === "dark" || (chosen() === "system" && system.matches);
    const root = document.documentElement;
    root.dataset.theme = dark ? "dark" : "light";
    root.style.colorScheme = root.dataset.theme;
    document.querySelectorAll("link[data-scheme]").forEach(link => {
      link.media = link.dataset.scheme === root.dataset.theme ? "all" : "not all";
    });
  }

  apply();
  system.addEventListener("change", apply);
  window.labTheme = {
    current: () => document.documentElement.dataset.theme,
    toggle() {
      const next = this.current() === "dark" ? "light" : "dark";
      // Back on what the system says, the page follows the system again.
      localStorage.setItem(key, (next === "dark") === system.matches ? "system" : next);
      apply();
      return next;
    },
  };
})();
