// Charts by Vega, drawn from here alone: no network, no code made from text.

import { settings } from "./settings.js";

const views = new Map();

export const isDark = () =>
  (document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

// The colours of the report have a counterpart each on dark ground.
function coloured(spec) {
  if (!isDark()) return spec;
  const text = JSON.stringify(spec).replace(/"(#[0-9a-f]{6}|rgba\([^"]+\))"/g, (whole, colour) => (settings.dark[colour] ? `"${settings.dark[colour]}"` : whole));
  return JSON.parse(text);
}

async function library() {
  while (!window.vegaEmbed) await new Promise((wait) => setTimeout(wait, 20));
  return window.vegaEmbed;
}

// Draw a chart in an element; drawing it again replaces it.
export async function draw(element, spec, options = {}) {
  const embed = await library();
  views.get(element)?.view.finalize();
  const { view } = await embed(element, coloured(spec), {
    actions: false,
    ast: true,
    renderer: "svg",
    defaultStyle: false,
    logLevel: 1,
    tooltip: { theme: isDark() ? "dark" : "light" },
    loader: { load: () => Promise.reject(new Error("nothing is loaded from elsewhere")) },
    ...options,
  });
  views.set(element, { view, spec, options });
  const svg = element.querySelector("svg");
  svg?.setAttribute("aria-hidden", "true");
  return view;
}

export const viewOf = (element) => views.get(element)?.view;

// After a change between light and dark.
export async function redrawAll() {
  for (const [element, { spec, options }] of [...views]) {
    if (!element.isConnected) views.delete(element);
    else if (!options.own) await draw(element, spec, options);
  }
}
