// What if: up to four regimens set by hand, drawn as the sliders move.

import { draw, viewOf } from "./charts.js";
import { find, findAll, make } from "./dom.js";
import { ask } from "./link.js";
import { language, settings, word } from "./settings.js";

const MOST = 4;
// Names of the panels, as the answers bring them.
const panels = new Set();
const SPACINGS = [0.5, 1, 1.5, 2, 3, 3.5, 4, 5, 7, 10, 14, 21, 28, 42, 56, 84];

const root = document.getElementById("whatif");
let controls = null;
let scenarios = [];
let results = new Map(); // place -> {series, summary}
let waiting = new Map(); // place -> {serial, since, again}
let serial = 0;
let spec = null;
let chart = null;

// How long each redraw took, from the hand on the slider to the new picture, in ms: read by the benchmark.
export const timings = (window.rechallengeTimings = []);

export function empty() {
  controls = null;
  root.replaceChildren(make("p", { class: "empty", text: word("answers.none") }));
}

export function begin(found, whatif, again) {
  const same = controls && JSON.stringify(controls) === JSON.stringify(found);
  if (same && again) {
    // the same course from better draws: what is under the hand stays, its curves are asked for anew
    scenarios.forEach((_, place) => send(place));
    return;
  }
  controls = found;
  spec = whatif;
  if (!same) {
    scenarios = [scenario()];
    const asked = controls.drugs.find((drug) => drug.asked && drug.given);
    if (asked) {
      scenarios.push(scenario());
      scenarios[1].drugs[asked.exposure].do = "stop";
    }
    rename();
  }
  results = new Map();
  waiting = new Map();
  build();
  scenarios.forEach((_, place) => send(place));
}

const scenario = (name = "") => ({
  name,
  named: name !== "", // by the reader, or by the search: it stays
  kept: false,
  clearance: null,
  unlocked: false, // doses beyond those published for the patient
  drugs: Object.fromEntries(controls.drugs.map((drug) => [drug.exposure, { do: "as_is", day: 0, dose: drug.dose, every: drug.every, by: Math.min(1, controls.steroid || 1), weeks: 4, floor: Math.min(5, controls.steroid) }])),
});

// A regimen that nobody named says what it does.
function rename() {
  scenarios.forEach((each, place) => {
    if (each.named) return;
    const changed = controls.drugs.filter((drug) => each.drugs[drug.exposure].do !== "as_is");
    const [only] = changed;
    if (!changed.length && each.clearance === null) each.name = word("whatif.as_is");
    else if (changed.length === 1 && each.clearance === null && each.drugs[only.exposure].do === "stop") each.name = word("whatif.stop_of", { drug: only.name });
    else each.name = word("whatif.regimen_n", { n: place + 1 });
  });
}

function build() {
  const bands = make("input", { type: "checkbox", onchange: (event) => viewOf(chart)?.signal("bands", event.target.checked).runAsync() });
  bands.checked = true;
  chart = make("div", { class: "chart", id: "whatif-chart", role: "img", "aria-label": word("whatif.chart") });
  root.replaceChildren(
    make("p", { class: "lead", text: word("whatif.lead") }),
    make(
      "div",
      { class: "trying" },
      make("div", { class: "tries", id: "tries" }),
      make("div", { class: "tried" }, make("div", { class: "tools" }, make("label", { class: "inline" }, bands, make("span", { text: word("chart.bands") }))), make("div", { class: "scroll" }, chart)),
    ),
  );
  cards();
  picture();
}

async function picture() {
  await draw(chart, spec, { renderer: "canvas" });
  await fill();
}

function cards(focus = "") {
  rename();
  const list = find("#tries", root);
  list.replaceChildren(
    ...scenarios.map((each, place) => card(each, place)),
    make("button", { type: "button", id: "try-add", disabled: scenarios.length >= MOST, text: word("whatif.add"), onclick: add }),
  );
  scenarios.forEach((_, place) => results.has(place) && numbers(place));
  if (focus) find(focus, list)?.focus();
}

export function add(event, made = null) {
  if (scenarios.length >= MOST) scenarios.pop();
  scenarios.push(made ?? { ...structuredClone(scenarios[scenarios.length - 1]), name: word("whatif.regimen_n", { n: scenarios.length + 1 }), named: false, kept: false });
  cards(`[data-place="${scenarios.length - 1}"] input`);
  send(scenarios.length - 1);
}

// A regimen of the frontier, to look at more closely.
export function tryChoice(exposure, choice, name, clearance) {
  const made = scenario(name.slice(0, 80));
  const given = made.drugs[exposure];
  if (given && choice.dose_mg === null) given.do = "stop";
  else if (given) Object.assign(given, { do: "give", dose: choice.dose_mg, every: choice.every_days });
  const steroid = controls.drugs.find((drug) => drug.steroid);
  if (choice.taper && steroid) Object.assign(made.drugs[steroid.exposure], { do: "taper", by: choice.taper.by_mg, weeks: choice.taper.weeks, floor: choice.taper.floor_mg });
  made.clearance = clearance;
  add(null, made);
}

export const asked = () => controls?.drugs.find((drug) => drug.asked)?.exposure;
export const kidneys = () => controls?.kidneys ?? [];
export const steroidToday = () => controls?.steroid ?? 0;
export const keptPlaces = () => scenarios.flatMap((each, place) => (each.kept && results.has(place) ? [place] : []));
// What was moved last is on its way: a report waits for it.
export async function quiet() {
  for (let turns = 0; waiting.size && turns < 100; turns += 1) await new Promise((wait) => setTimeout(wait, 50));
}
export const keptNames = () => scenarios.filter((each) => each.kept).map((each) => each.name);

function remove(place) {
  scenarios.splice(place, 1);
  const last = scenarios.length;
  results = new Map([...results].filter(([at]) => at !== place).map(([at, result]) => [at > place ? at - 1 : at, result]));
  waiting.clear();
  ask("forget", last);
  cards("#try-add");
  fill();
  scenarios.forEach((_, at) => at >= place && send(at));
}

// What may be offered of a drug at the renal function of a regimen: the last menu that begins at or below it.
function menuOf(drug, each) {
  const clearance = each.clearance ?? controls.clearance_taken ?? Infinity;
  return drug.menus.filter((menu) => menu.from <= clearance).at(-1) ?? { options: [], reasons: [] };
}

const sorted = (values) => [...new Set(values)].sort((a, b) => a - b);

// Doses that exist and are published for the patient, and intervals that go with them; the first of each where the present is none of them.
function offered(drug, each, does) {
  const { options } = menuOf(drug, each);
  const doses = sorted(options.map(([dose]) => dose));
  if (!doses.includes(does.dose)) does.dose = doses.reduce((best, dose) => (Math.abs(dose - does.dose) < Math.abs(best - does.dose) ? dose : best), doses[0]);
  const spacings = sorted(options.filter(([dose]) => dose === does.dose).map(([, every]) => every));
  if (!spacings.includes(does.every)) [does.every] = spacings;
  return { doses, spacings };
}

function card(each, place) {
  const look = settings.looks[place];
  const name = make("input", { type: "text", class: "name", maxlength: "80", value: each.name, "aria-label": word("whatif.name") });
  name.addEventListener("input", () => {
    each.name = name.value;
    each.named = name.value !== "";
    send(place);
  });
  const kept = make("input", { type: "checkbox", onchange: (event) => { each.kept = event.target.checked; } });
  kept.checked = each.kept;
  return make(
    "section",
    { class: "try", data: { place: String(place) }, "aria-label": word("whatif.regimen_n", { n: place + 1 }) },
    make("div", { class: "try-head" }, swatch(look), name, scenarios.length > 1 ? make("button", { type: "button", class: "icon", "aria-label": word("remove_of", { row: each.name }), text: "×", onclick: () => remove(place) }) : null),
    controls.drugs.filter((drug) => drug.given || drug.asked || drug.steroid).map((drug) => drugControls(drug, each, place)),
    controls.kidneys.length ? kidneyControls(each, place) : null,
    lock(each, place),
    make("dl", { class: "numbers-of", "aria-live": "polite" }),
    make("label", { class: "inline" }, kept, make("span", { text: word("whatif.keep") })),
  );
}

function lock(each, place) {
  const open = make("input", { type: "checkbox", id: `try-${place}-unlocked` });
  open.checked = each.unlocked;
  open.addEventListener("change", () => {
    each.unlocked = open.checked;
    cards(`#try-${place}-unlocked`);
    send(place);
  });
  return make("label", { class: "inline" }, open, make("span", { text: word("whatif.unlock") }));
}

function swatch(look) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 34 10");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "swatch");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", "M1 5H33");
  line.setAttribute("stroke-dasharray", look.dash.join(" "));
  line.dataset.colour = look.colour;
  line.setAttribute("class", `look look-${settings.looks.indexOf(look)}`);
  svg.append(line);
  return svg;
}

function drugControls(drug, each, place) {
  const does = each.drugs[drug.exposure];
  const ways = drug.steroid && !drug.asked ? ["as_is", "taper", "stop"] : drug.steroid ? ["as_is", "taper", "stop", "give"] : ["as_is", "stop", "give"];
  const { options, reasons } = menuOf(drug, each);
  const closed = !each.unlocked && !options.length;
  const usable = (drug.given ? ways : ["as_is", "give"]).filter((value) => value !== "give" || !closed);
  if (closed && does.do === "give") does.do = "as_is";
  const id = `try-${place}-${drug.exposure}`;
  const way = make("select", { id }, usable.map((value) => make("option", { value, text: word(drug.given ? `whatif.do.${value}` : `whatif.off.${value}`) })));
  way.value = usable.includes(does.do) ? does.do : "as_is";
  way.addEventListener("change", () => {
    does.do = way.value;
    cards(`#${CSS.escape(id)}`);
    send(place);
  });
  const sliders = [];
  const slide = (field, low, high, step, show) => sliders.push(slider(`${id}-${field}`, word(`whatif.${field}`), does[field], low, high, step, show, (value) => { does[field] = value; send(place); }));
  if (does.do !== "as_is") slide("day", 0, 90, 1, (day) => (day === 0 ? word("whatif.today") : word("whatif.on_day", { n: day })));
  if (does.do === "give" && !each.unlocked) {
    const { doses, spacings } = offered(drug, each, does);
    const pick = (field, label, values, show) => sliders.push(slider(`${id}-${field}`, label, values.indexOf(does[field]), 0, values.length - 1, 1, (at) => show(values[at]), (at) => {
      does[field] = values[at];
      // other intervals may go with another dose
      if (field === "dose" && String(offered(drug, each, does).spacings) !== String(spacings)) cards(`#${CSS.escape(`${id}-dose`)}`);
      send(place);
    }));
    pick("dose", word("whatif.dose"), doses, (dose) => `${number(dose)} mg`);
    pick("every", word("whatif.every"), spacings, (every) => word(every === 1 ? "whatif.every_day" : "whatif.every_n", { n: every }));
  } else if (does.do === "give") {
    const step = drug.usual_dose / 8;
    slide("dose", step, Math.min(drug.max_dose, drug.usual_dose * 4), step, (dose) => `${number(dose)} mg`);
    const rungs = [...new Set([...SPACINGS, drug.every])].sort((a, b) => a - b);
    const at = rungs.indexOf(does.every);
    sliders.push(slider(`${id}-every`, word("whatif.every"), at < 0 ? rungs.indexOf(drug.every) : at, 0, rungs.length - 1, 1, (rung) => word(rungs[rung] === 1 ? "whatif.every_day" : "whatif.every_n", { n: rungs[rung] }), (rung) => { does.every = rungs[rung]; send(place); }));
  }
  if (does.do === "taper") {
    slide("by", 0.5, Math.max(10, Math.ceil(controls.steroid)), 0.5, (by) => `${number(by)} mg`);
    slide("weeks", 1, 12, 1, (weeks) => word("whatif.weeks", { n: weeks }));
    slide("floor", 0, Math.max(1, controls.steroid), 0.5, (floor) => `${number(floor)} mg`);
  }
  const now = drug.given ? word(drug.every === 1 ? "whatif.now_daily" : "whatif.now", { dose: number(drug.dose), every: number(drug.every) }) : word("whatif.not_given");
  return make("fieldset", {}, make("legend", {}, make("label", { for: id, text: drug.name }), make("span", { class: "quiet", text: ` ${now}` })), way, sliders, closed ? reasons.map((text) => make("p", { class: "note", text })) : null);
}

function kidneyControls(each, place) {
  const id = `try-${place}-kidney`;
  const recorded = controls.clearance;
  const way = make("select", { id }, make("option", { value: "", text: recorded ? word("whatif.kidney_recorded", { n: number(Math.round(recorded)) }) : word("whatif.kidney_unknown") }), make("option", { value: "set", text: word("whatif.kidney_set") }));
  way.value = each.clearance === null ? "" : "set";
  way.addEventListener("change", () => {
    each.clearance = way.value ? Math.round(recorded ?? 60) : null;
    cards(`#${CSS.escape(id)}`);
    send(place);
  });
  const sliders = each.clearance === null ? null : slider(`${id}-value`, word("whatif.clearance"), each.clearance, 10, 120, 5, (value) => `${number(value)} mL/min`, (value) => {
    const before = controls.drugs.map((drug) => menuOf(drug, each));
    each.clearance = value;
    if (controls.drugs.some((drug, i) => menuOf(drug, each) !== before[i])) cards(`#${CSS.escape(`${id}-value`)}`); // other doses are published for these kidneys
    send(place);
  });
  return make("fieldset", {}, make("legend", {}, make("label", { for: id, text: word("whatif.kidney") })), way, sliders);
}

function slider(id, label, value, low, high, step, show, moved) {
  const output = make("output", { for: id, text: show(value) });
  const input = make("input", { type: "range", id, min: low, max: high, step, "aria-valuetext": show(value) });
  input.value = value;
  input.addEventListener("input", () => {
    output.textContent = show(Number(input.value));
    input.setAttribute("aria-valuetext", output.textContent);
    moved(Number(input.value));
  });
  return make("div", { class: "slider" }, make("label", { for: id, text: label }), input, output);
}

const number = (value) => new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value);

// One picture of a regimen under way at a time; what changes meanwhile is asked for when it is there.
function send(place) {
  const flying = waiting.get(place);
  if (flying) {
    flying.again = true;
    return;
  }
  const { kept, named, unlocked, ...plain } = scenarios[place];
  waiting.set(place, { serial: ++serial, since: performance.now(), again: false });
  ask("whatif", place, plain, serial).catch(() => waiting.delete(place));
}

export async function tried(answer) {
  const flying = waiting.get(answer.place);
  if (!flying || flying.serial !== answer.serial) return;
  waiting.delete(answer.place);
  if (flying.again && scenarios[answer.place]) send(answer.place);
  if (answer.wrong || !scenarios[answer.place]) return;
  results.set(answer.place, answer);
  numbers(answer.place);
  await fill();
  timings.push(performance.now() - flying.since);
}

async function fill() {
  const view = viewOf(chart);
  if (!view) return;
  for (const { series } of results.values()) for (const name of Object.keys(series)) if (name.endsWith("_m")) panels.add(name.slice(0, -2));
  for (const panel of panels) {
    const rows = [];
    for (const [place, { series }] of results) {
      const middle = series[`${panel}_m`];
      if (!middle || !scenarios[place]) continue;
      const [low, high] = [series[`${panel}_c`] ?? middle, series[`${panel}_d`] ?? middle];
      const name = scenarios[place].name;
      for (let i = 0; i < middle.length; i += 1) rows.push({ s: place, name, t: series.t[i], m: middle[i], c: low[i], d: high[i] });
    }
    try {
      view.data(panel, rows);
    } catch {
      // this patient has no such panel
    }
  }
  await view.runAsync();
}

function numbers(place) {
  const list = find(`[data-place="${place}"] .numbers-of`, root);
  const { summary } = results.get(place);
  const pair = (name, value, more = "") => make("div", {}, make("dt", { text: name }), make("dd", {}, make("b", { text: value }), more ? make("span", { class: "quiet", text: ` (${more})` }) : null));
  list?.replaceChildren(
    ...Object.entries(summary.risks).map(([day, risk]) => pair(word("whatif.risk_by", { n: day }), risk.p, risk.interval)),
    pair(word("whatif.burden_drug"), summary.drug),
    pair(word("whatif.burden_steroid"), summary.steroid),
    ...(summary.doubts.length ? [make("div", { class: "doubts" }, make("dt", { text: summary.doubted }), summary.doubts.map((text) => make("dd", { text })))] : []),
  );
}

export async function recoloured() {
  if (chart?.isConnected && spec) await picture();
}

export const drawnPlaces = () => findAll(".try", root).length;
