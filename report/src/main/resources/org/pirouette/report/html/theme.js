"use strict";
// Light and dark: what the system says, unless the reader chose; paper is always light.
window.pirouette = { themed: [] };
(() => {
  const names = { auto: "automatic", light: "light", dark: "dark" };
  const order = ["auto", "light", "dark"];
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const button = document.getElementById("theme");
  let choice = "auto";
  try {
    choice = window.localStorage.getItem("pirouette-theme") || "auto";
  } catch (e) {
    // a browser may refuse storage to files; then the choice lasts as long as the page
  }
  if (!order.includes(choice)) choice = "auto";
  let onPaper = false;

  function apply() {
    const dark = !onPaper && (choice === "dark" || (choice === "auto" && system.matches));
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    button.textContent = "Theme: " + names[choice];
    for (const redraw of window.pirouette.themed) redraw(onPaper);
  }
  button.addEventListener("click", () => {
    choice = order[(order.indexOf(choice) + 1) % order.length];
    try {
      window.localStorage.setItem("pirouette-theme", choice);
    } catch (e) {
      // as above
    }
    apply();
  });
  system.addEventListener("change", apply);
  window.addEventListener("beforeprint", () => {
    onPaper = true;
    document.querySelectorAll("details").forEach((it) => { it.dataset.was = it.open; it.open = true; });
    apply();
  });
  window.addEventListener("afterprint", () => {
    onPaper = false;
    document.querySelectorAll("details").forEach((it) => { it.open = it.dataset.was === "true"; });
    apply();
  });
  window.pirouette.applyTheme = apply;
  apply();
})();
