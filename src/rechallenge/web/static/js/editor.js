// The fields of a course: rows that are added, moved through with the keyboard, and judged beside each field as it is typed.

import { course, steps } from "./course.js";
import { find, findAll, make } from "./dom.js";
import { BASICS, GROUPS, PATIENT, SECTIONS } from "./fields.js";
import { openPaste, pasteInto } from "./pasting.js";
import { folded, settings, word } from "./settings.js";

const root = document.getElementById("editor");
const lists = document.createElement("div");
const opened = new Set(); // rows whose further fields are shown
let after = [];

export function begin() {
  lists.hidden = true;
  document.body.append(lists);
  for (const [name, words] of Object.entries(settings.suggestions)) addList(name, words);
  course.listen((how) => {
    if (how === "loaded") opened.clear();
    if (how !== "typed") draw(how === "loaded");
  });
  root.addEventListener("input", (event) => {
    const path = event.target.dataset.path;
    if (!path) return;
    course.set(path, path.endsWith(".at") && path.startsWith("treatments") ? several(event.target.value) : event.target.value);
    if (path.endsWith(".what")) suggestValues(event.target);
  });
  root.addEventListener("keydown", moved);
  root.addEventListener("paste", pasted);
}

// "3 d, 5 d" is a list of single doses.
const several = (value) => (/[;,]/.test(value) ? value.split(/[;,]/).map((part) => part.trim()).filter(Boolean) : value);

function addList(name, words) {
  document.getElementById(`list-${name}`)?.remove();
  lists.append(make("datalist", { id: `list-${name}` }, words.map((value) => make("option", { value }))));
}

export function draw(anew = false) {
  const focused = document.activeElement?.dataset?.path;
  const folds = new Map(anew ? [] : findAll("details", root).map((each) => [each.dataset.group, each.open]));
  root.replaceChildren(...GROUPS.map((group) => groupOf(group, folds.get(group.name))));
  if (focused) find(`[data-path="${CSS.escape(focused)}"]`, root)?.focus();
}

function groupOf(group, wasOpen) {
  const inside = [];
  if (group.basics) {
    inside.push(make("div", { class: "grid" }, BASICS.map((field) => fieldOf(field, field.name, "", true))));
    inside.push(make("h3", { text: word("section.patient") }));
    inside.push(make("div", { class: "grid" }, PATIENT.map((field) => fieldOf(field, `patient.${field.name}`, "", true))));
  }
  for (const section of group.sections) {
    if (group.sections.length > 1 || group.basics) inside.push(make("h3", { text: word(`section.${section}`) }));
    inside.push(sectionOf(section, SECTIONS[section]));
  }
  const title = make("h2", { text: word(`group.${group.name}`) });
  if (!group.folded) return make("section", { class: "group" }, title, make("p", { class: "quiet", text: word(`help.${group.name}`) }), inside);
  const filled = group.sections.some((section) => course.rows(section).length > 0);
  return make("details", { class: "group", data: { group: group.name }, open: wasOpen ?? filled }, make("summary", {}, title), inside);
}

function sectionOf(section, shape, path = section, depth = 0) {
  const rows = course.rows(path);
  const columns = shape.cells.map((field) => `minmax(0, ${field.size ?? 1}fr)`).join(" ");
  const head = make("div", { class: "row head", "aria-hidden": "true", style: `--cells: ${columns}` }, make("div", { class: "cells" }, shape.cells.map((field) => make("span", { text: word(`field.${field.label ?? field.name}`) }))));
  const label = word(`section.${section}`);
  const buttons = make(
    "div",
    { class: "tools" },
    make("button", { type: "button", class: "add", data: { add: path }, text: word(`add.${section}`), onclick: () => addRow(path) }),
    shape.pasted || section === "treatments" ? make("button", { type: "button", text: word("paste"), onclick: () => openPaste(section) }) : null,
  );
  return make(
    "div",
    { class: `rows depth${depth}${rows.length > 60 ? " many" : ""}`, data: { section: path }, role: "group", "aria-label": label },
    rows.length ? head : null,
    rows.map((_, place) => rowOf(section, shape, `${path}[${place}]`, place, columns, depth)),
    buttons,
  );
}

function rowOf(section, shape, path, place, columns, depth) {
  const more = shape.more ?? [];
  const isOpen = opened.has(path);
  // closed, a row still shows what is filled in
  const further = isOpen ? more : more.filter((field) => course.get(`${path}.${field.name}`));
  const id = `more-${path.replace(/\W+/g, "-")}`;
  const inner = Object.entries(shape.inner ?? {});
  const name = word("row", { n: place + 1, what: word(`section.${section}`) });
  const [list, index] = [path.replace(/\[\d+\]$/, ""), place];
  const row = make(
    "div",
    { class: "row", data: { row: path }, style: `--cells: ${columns}`, role: "group", "aria-label": name },
    make("div", { class: "cells" }, shape.cells.map((field) => fieldOf(field, `${path}.${field.name}`, name))),
    make(
      "div",
      { class: "handles" },
      more.length || inner.length
        ? make("button", { type: "button", class: "icon", "aria-expanded": String(isOpen), "aria-controls": id, "aria-label": word("more_of", { row: name }), title: word("more"), text: "⋯", onclick: (event) => toggle(event.currentTarget, path, id) })
        : null,
      make("button", { type: "button", class: "icon", "aria-label": word("remove_of", { row: name }), title: word("remove"), text: "×", onclick: () => removeRow(list, index) }),
    ),
    make("p", { class: "became", data: { became: path } }),
    make("p", { class: "remark", data: { remark: path }, id: remarkId(path) }),
  );
  if (more.length) row.append(make("div", { class: "grid more", id, hidden: further.length === 0 }, further.map((field) => fieldOf(field, `${path}.${field.name}`, name))));
  for (const [innerName, innerShape] of inner) {
    if (!course.rows(`${path}.${innerName}`).length) continue;
    row.append(make("div", { class: "inner" }, make("h4", { text: word(`section.${innerName}`) }), sectionOf(innerName, innerShape, `${path}.${innerName}`, depth + 1)));
  }
  const absent = inner.filter(([innerName, innerShape]) => (isOpen || !innerShape.onDemand) && !course.rows(`${path}.${innerName}`).length);
  if (absent.length) {
    row.append(make("div", { class: "tools tight" }, absent.map(([innerName]) => make("button", { type: "button", class: "link", data: { add: `${path}.${innerName}` }, text: word(`add.${innerName}`), onclick: () => addRow(`${path}.${innerName}`) }))));
  }
  return row;
}

// A field outside of rows says by itself what became of it.
function fieldOf(field, path, row = "", alone = false) {
  const id = `f-${path.replace(/\W+/g, "-")}`;
  const label = word(`field.${field.label ?? field.name}`);
  const value = course.get(path);
  const shared = { id, data: { path }, "aria-describedby": remarkId(path), "aria-label": row ? `${label}, ${row}` : null };
  let input;
  if (field.choice) {
    const options = settings.choices[field.choice];
    const known = options.some((option) => option.value === value) || !value;
    input = make("select", shared, make("option", { value: "", text: "–" }), known ? null : make("option", { value, text: value }), options.map((option) => make("option", { value: option.value, text: option.text })));
    input.value = value ?? "";
  } else {
    const list = field.list === "value" ? valueList(path) : field.list;
    input = make("input", { ...shared, type: "text", autocomplete: "off", spellcheck: "false", maxlength: "2000", list: list ? `list-${list}` : null, placeholder: hint(field), value: Array.isArray(value) ? value.join(", ") : (value ?? "") });
  }
  return make("div", { class: field.wide ? "field wide" : "field" }, make("label", { for: id, text: label }), input, alone ? make("p", { class: "became", data: { became: path } }) : null, make("p", { class: "remark", data: { remark: path }, id: remarkId(path) }));
}

// Times and ages as a file in the language of the page would have them.
const hint = (field) => (field.hint ?? "").replace(/ ([dy])$/, (_, unit) => ` ${word(`unit.${unit}`)}`);

const remarkId = (path) => `r-${path.replace(/\W+/g, "-")}`;

// Values are suggested for the variable of their row.
function valueList(path) {
  const what = course.get(path.replace(/\.value$/, ".what"));
  const variable = settings.variables[folded(String(what ?? ""))];
  return variable && `value-${variable}` in settings.suggestions ? `value-${variable}` : "unknown";
}

function suggestValues(input) {
  const path = input.dataset.path.replace(/\.what$/, ".value");
  find(`[data-path="${CSS.escape(path)}"]`, root)?.setAttribute("list", `list-${valueList(path)}`);
}

function addRow(path, seed = {}) {
  const place = course.add(path, [seed]);
  find(`[data-path^="${CSS.escape(`${path}[${place}].`)}"]`, root)?.focus();
}

function removeRow(path, place) {
  course.remove(path, place);
  const left = course.rows(path).length;
  const next = left ? `[data-path^="${CSS.escape(`${path}[${Math.min(place, left - 1)}].`)}"]` : `[data-add="${CSS.escape(path)}"]`;
  find(next, root)?.focus();
}

function toggle(button, path, id) {
  const shown = button.getAttribute("aria-expanded") === "true";
  if (shown) opened.delete(path);
  else opened.add(path);
  draw();
  if (!shown) find(`#${CSS.escape(id)} input, #${CSS.escape(id)} select`, root)?.focus();
  else find(`[data-row="${CSS.escape(path)}"] button.icon`, root)?.focus();
}

// Enter goes to the same field of the next row, and makes one where there is none.
function moved(event) {
  const path = event.target.dataset?.path;
  if (!path || event.key !== "Enter" || event.isComposing) return;
  const match = path.match(/^(.*)\[(\d+)\]\.([^.[]+)$/);
  if (!match) return;
  event.preventDefault();
  const [, section, place, field] = match;
  const next = Number(place) + (event.shiftKey ? -1 : 1);
  if (next < 0) return;
  if (next >= course.rows(section).length) {
    const seed = section === "observations" ? { at: course.get(`${section}[${place}].at`) ?? "" } : {};
    addRow(section, seed);
    return;
  }
  find(`[data-path="${CSS.escape(`${section}[${next}].${field}`)}"]`, root)?.focus();
}

// Several cells at once come from a spreadsheet.
function pasted(event) {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const section = steps(event.target.dataset?.path ?? "")[0];
  if (!/\t|\n\s*\S/.test(text) || !SECTIONS[section]?.pasted) return;
  event.preventDefault();
  pasteInto(section, text);
}

// What the program said of the course: remarks beside their fields, and what each row became.
export function judge(answer) {
  if (answer.after.join() !== after.join()) addList("after", (after = answer.after));
  for (const each of findAll(".remark, .became", root)) {
    each.textContent = "";
    delete each.dataset.severity;
  }
  for (const each of findAll("[aria-invalid]", root)) each.removeAttribute("aria-invalid");
  const order = { note: 0, warning: 1, error: 2 };
  const elsewhere = [];
  for (const remark of [...answer.remarks].sort((a, b) => order[b.severity] - order[a.severity])) {
    const place = placeOf(remark.path);
    if (!place) {
      if (remark.severity !== "note" || remark.path === "") elsewhere.push(remark.text);
      continue;
    }
    place.append(make("span", { class: remark.severity, text: remark.text }));
    place.dataset.severity ??= remark.severity;
    if (remark.severity === "error") find(`[data-path="${CSS.escape(place.dataset.remark)}"]`, root)?.setAttribute("aria-invalid", "true");
  }
  for (const [path, text] of Object.entries(answer.became)) {
    const place = find(`[data-became="${CSS.escape(path)}"]`, root);
    if (place) place.textContent = `→ ${text}`;
  }
  for (const [path, text] of Object.entries(answer.assumed)) find(`[data-path="${CSS.escape(path)}"]`, root)?.setAttribute("placeholder", text);
  return elsewhere;
}

// The place for a remark: its field, else what encloses it.
function placeOf(path) {
  for (let at = path; at; at = at.replace(/(\.[^.[]+|\[\d+\]|^[^.[]+)$/, "")) {
    const place = find(`[data-remark="${CSS.escape(at)}"]`, root);
    if (place) return place;
  }
  return null;
}

// The first field that is wrong.
export function firstFault() {
  return find("[aria-invalid]", root) ?? find('.remark[data-severity="error"]', root);
}
