// Before anything is drawn: the colours that the reader chose last, if any; else those of the system.
(function () {
  let chosen = null;
  try {
    chosen = localStorage.getItem("rechallenge.theme");
  } catch {
    // a browser that keeps nothing shows the system's colours
  }
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
})();
