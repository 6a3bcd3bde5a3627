// The answers: the sentences first, then one tab a question with its chart. The full answers take the place of the quick ones.

import { draw, viewOf } from "./charts.js";
import { find, findAll, make } from "./dom.js";
import { word } from "./settings.js";
import { begin as beginTabs } from "./tabs.js";

const root = document.getElementById("answers");
let shown = "summary";
let specs = {};

export function empty() {
  root.replaceChildren(make("p", { class: "empty", text: word("answers.none") }));
}

// What needs no computing is told while the answers are computed.
export function showWithoutFit(found) {
  root.replaceChildren(make("section", { class: "answer", id: "without-fit" }, make("h2", { text: found.title }), blocksOf(found.html)));
}

function blocksOf(html) {
  const body = make("div", { class: "blocks" });
  // made by the program from our own templates, every text of the record escaped
  body.innerHTML = html;
  return body;
}

export function show(found) {
  specs = found.charts;
  const sections = Object.entries(found.sections);
  const names = ["summary", "timeline", ...sections.map(([name]) => name)];
  if (!names.includes(shown)) shown = "summary";
  const list = make(
    "div",
    { role: "tablist", "aria-orientation": "vertical", "aria-label": word("tab.answers"), class: "side-tabs" },
    names.map((name) => make("button", { type: "button", role: "tab", id: `answer-${name}`, "aria-controls": `answer-panel-${name}`, "aria-selected": String(name === shown), tabindex: name === shown ? "0" : "-1", text: titleOf(name, found) })),
  );
  const panels = names.map((name) => make("section", { role: "tabpanel", id: `answer-panel-${name}`, "aria-labelledby": `answer-${name}`, tabindex: "0", hidden: name !== shown, class: "answer" }, panelOf(name, found)));
  const method = make("p", { class: `method ${found.method}`, text: word(found.only ? "method.laplace_only" : `method.${found.method}`) });
  const held = root.contains(document.activeElement) ? document.activeElement.id : "";
  root.style.minHeight = `${root.offsetHeight}px`; // the page does not jump while the charts are drawn anew
  root.replaceChildren(make("div", { class: "answers" }, make("div", { class: "answers-side" }, method, list), make("div", { class: "answers-main" }, panels)));
  beginTabs(list, (tab) => {
    shown = tab.id.replace("answer-", "");
    drawShown();
  });
  if (held) document.getElementById(held)?.focus({ preventScroll: true });
  drawShown().then(() => { root.style.minHeight = ""; });
}

const titleOf = (name, found) => found.sections[name]?.title ?? word(`answers.${name}`);

function panelOf(name, found) {
  const title = make("h2", { text: titleOf(name, found) });
  if (name === "summary") {
    return [
      title,
      ...found.headlines.map((each) =>
        make("div", { class: "headline" },
          make("h3", {}, make("button", { type: "button", class: "link", text: each.title, onclick: () => find(`#answer-${each.question}`, root).click() })),
          make("div", {},
            make("p", {}, each.sentence),
            each.use ? make("p", { class: "use", text: each.use }) : null,
            each.reservations ? make("p", { class: "reservations", text: each.reservations }) : null)),
      ),
      ...found.notes.map((each) => make("p", { class: "note", text: each })),
      make("button", { type: "button", id: "copy-summary", text: word("answers.copy"), onclick: () => navigator.clipboard.writeText(found.text) }),
    ];
  }
  if (name === "timeline") {
    const chart = make("div", { class: "chart", data: { chart: "timeline" }, role: "img", "aria-label": word("timeline") });
    const bands = make("input", { type: "checkbox", checked: true, onchange: (event) => viewOf(chart)?.signal("bands", event.target.checked).runAsync() });
    bands.checked = true;
    const whole = make("button", { type: "button", text: word("chart.whole"), onclick: () => draw(chart, specs.timeline) });
    return [title, make("div", { class: "tools" }, make("label", { class: "inline" }, bands, make("span", { text: word("chart.bands") })), whole, make("span", { class: "quiet", text: word("chart.zoom") })), make("div", { class: "scroll" }, chart)];
  }
  const body = blocksOf(found.sections[name].html);
  for (const chart of findAll(".chart", body)) {
    const figure = chart.closest("figure");
    chart.setAttribute("role", "img");
    chart.setAttribute("aria-label", find("figcaption", figure ?? body)?.textContent ?? titleOf(name, found));
    const outer = chart.closest(".picture");
    outer?.removeAttribute("role");
    outer?.removeAttribute("aria-label");
  }
  return [title, body];
}

// Only what can be seen is drawn.
async function drawShown() {
  const panel = find(`#answer-panel-${shown}`, root);
  if (!panel || panel.hidden || panel.closest('[role="tabpanel"][hidden]')) return;
  const undrawn = findAll(".chart", panel).filter((chart) => specs[chart.dataset.chart] && !viewOf(chart));
  await Promise.all(undrawn.map((chart) => draw(chart, specs[chart.dataset.chart])));
}

export const seen = drawShown;
