// Tabs as the ARIA practices have them: arrows move, Home and End jump.

import { find, findAll } from "./dom.js";

export function begin(list, onShown = () => {}, onLeft = () => {}) {
  const tabs = findAll('[role="tab"]', list);
  const panelOf = (tab) => document.getElementById(tab.getAttribute("aria-controls"));

  function show(tab, focus = false) {
    onLeft(tabs.find((each) => each.getAttribute("aria-selected") === "true"));
    for (const each of tabs) {
      const chosen = each === tab;
      each.setAttribute("aria-selected", String(chosen));
      each.tabIndex = chosen ? 0 : -1;
      panelOf(each).hidden = !chosen;
    }
    if (focus) tab.focus();
    onShown(tab);
  }

  list.addEventListener("click", (event) => {
    const tab = event.target.closest('[role="tab"]');
    if (tab) show(tab);
  });
  list.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    show(tabs[(to + tabs.length) % tabs.length], true);
  });
  return (name) => show(find(`#${name}`));
}
