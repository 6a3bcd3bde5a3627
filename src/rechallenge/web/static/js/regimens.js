// The search: limits, then the regimens that no other beats, each with its reasons.

import { draw } from "./charts.js";
import { find, make } from "./dom.js";
import { ask } from "./link.js";
import { word } from "./settings.js";
import * as trying from "./trying.js";

const root = document.getElementById("regimens");
let spec = null;
let goTo = () => {};

export function empty() {
  spec = null;
  root.replaceChildren(make("p", { class: "empty", text: word("answers.none") }));
}

export function begin(show, again) {
  goTo = show;
  if (again && find("form", root)) {
    if (find("table", root)) tellOld();
    return;
  }
  const field = (name, hint) => make("div", { class: "field" }, make("label", { for: `limit-${name}`, text: word(`search.${name}`) }), make("input", { id: `limit-${name}`, type: "number", min: "0", step: "any", inputmode: "decimal", placeholder: hint ?? "" }));
  const tested = make("input", { type: "checkbox", id: "limit-adrenal" });
  const form = make(
    "form",
    { class: "limits", "aria-label": word("search.limits") },
    make("div", { class: "grid" }, field("max_dose"), field("max_per_week"), field("lowest_prednisone"), trying.kidneys().length ? field("clearance") : null),
    make("label", { class: "inline" }, tested, make("span", { text: word("search.adrenal") })),
    make("p", { class: "quiet", text: word("search.adrenal_help") }),
    make("div", { class: "tools" }, make("button", { type: "submit", class: "main", id: "search", text: word("search.go") }), make("progress", { id: "search-bar", max: "1", hidden: true, "aria-label": word("progress") })),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const limits = { adrenal_tested: tested.checked };
    for (const name of ["max_dose", "max_per_week", "lowest_prednisone", "clearance"]) {
      const value = find(`#limit-${name}`, form)?.value;
      if (value) limits[name] = Number(value);
    }
    find("#search-bar", form).hidden = false;
    find("#search", form).disabled = true;
    const answer = await ask("search", limits);
    if (answer.wrong) failed(answer.wrong.join(" "));
  });
  root.replaceChildren(make("p", { class: "lead", text: word("search.lead") }), form, make("div", { id: "frontier", "aria-live": "polite" }));
}

export function searching(told) {
  const bar = find("#search-bar", root);
  if (bar && told.done > 0) bar.value = told.done;
}

function finished() {
  const bar = find("#search-bar", root);
  if (bar) {
    bar.hidden = true;
    bar.removeAttribute("value");
    find("#search", root).disabled = false;
  }
}

export function failed(reason) {
  finished();
  find("#frontier", root)?.replaceChildren(make("p", { class: "alert", text: reason }));
}

// The regimens shown were searched from the first answers, and better ones are there.
function tellOld() {
  if (!find("#frontier-old", root)) find("#frontier", root).prepend(make("p", { class: "note", id: "frontier-old", text: word("search.old") }));
}

export function show(found) {
  if (found.failed) return failed(word("failed", { reason: found.failed }));
  finished();
  if (found.withheld) {
    spec = null;
    find("#frontier", root).replaceChildren(...found.withheld.map((text) => make("p", { class: "alert", text })));
    return;
  }
  spec = found.chart;
  const clearance = Number(find("#limit-clearance", root)?.value) || null;
  const chart = make("div", { class: "chart", id: "frontier-chart", role: "img", "aria-label": word("search.chart") });
  const heads = ["", "regimen", "risk", "drug", "injections", "steroid", ""];
  const rows = found.rows.map((row, i) =>
    make(
      "tr",
      { class: row.current ? "current" : "" },
      make("td", { text: String(i + 1) }),
      make("th", { scope: "row" }, row.regimen, row.current ? make("span", { class: "flag plain", text: word("search.current") }) : null, row.reasons.length ? make("details", {}, make("summary", { text: word("search.why") }), make("ul", {}, row.reasons.map((text) => make("li", { text })))) : null),
      make("td", { class: "num" }, make("b", { text: row.risk }), make("span", { class: "interval", text: row.interval })),
      make("td", { class: "num", text: row.drug }),
      make("td", { class: "num", text: row.injections }),
      make("td", { class: "num", text: row.steroid }),
      make("td", {}, make("button", { type: "button", "aria-label": word("search.try_n", { n: i + 1 }), text: word("search.try"), onclick: () => { trying.tryChoice(trying.asked(), row.choice, row.regimen, clearance); goTo("tab-whatif"); } })),
    ),
  );
  find("#frontier", root).replaceChildren(
    make("p", { text: found.tried }),
    ...found.notes.map((text) => make("p", { class: "note", text })),
    found.beaten ? make("p", { class: "note", text: found.beaten }) : "",
    make("div", { class: "scroll" }, chart),
    make("div", { class: "scroll" }, make("table", { class: "frontier" }, make("caption", { text: word("search.chart") }), make("thead", {}, make("tr", {}, heads.map((head, i) => (head ? make("th", { scope: "col", class: i > 1 ? "num" : "", text: word(`search.head.${head}`) }) : make("td"))))), make("tbody", {}, rows))),
  );
  if (found.old) tellOld();
  draw(chart, spec);
}
