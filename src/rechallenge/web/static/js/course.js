// The course being written: its document, what can be undone, and its copy in this browser.

import { settled } from "./dom.js";

const KEY = "rechallenge.course";
const MOST_UNDONE = 200;

let document_ = {};
let original = "";
let name = "";
let past = [];
let future = [];
let lastEdit = { path: "", at: 0 };
const listeners = new Set();

const copy = (value) => JSON.parse(JSON.stringify(value));

export const course = {
  get document() { return document_; },
  get original() { return original; },
  get name() { return name; },
  get canUndo() { return past.length > 0; },
  get canRedo() { return future.length > 0; },

  // Hear of each change: "typed" keeps the fields on the page, "shaped" asks to draw them anew, "loaded" is another course.
  listen(listener) { listeners.add(listener); },

  load(opened, keepUndo = false) {
    if (keepUndo) remember("");
    else [past, future] = [[], []];
    document_ = copy(opened.document ?? {});
    original = opened.original ?? "";
    name = opened.name ?? "";
    tell("loaded");
  },

  // One field; typing on in the same field is one step to undo.
  set(path, value) {
    const now = Date.now();
    if (path !== lastEdit.path || now - lastEdit.at > 2000) remember(path);
    lastEdit = { path, at: now };
    put(document_, path, value);
    tell("typed");
  },

  get(path) {
    return steps(path).reduce((inner, step) => inner?.[step], document_);
  },

  rows(section) {
    const found = course.get(section);
    return Array.isArray(found) ? found : [];
  },

  add(section, rows, place = Infinity) {
    remember("");
    const all = [...course.rows(section)];
    const at = Math.min(place, all.length);
    all.splice(at, 0, ...copy(rows));
    put(document_, section, all);
    tell("shaped", at);
    return at;
  },

  remove(section, place) {
    remember("");
    put(document_, section, course.rows(section).filter((_, i) => i !== place));
    tell("shaped");
  },

  undo() { swap(past, future); },
  redo() { swap(future, past); },

  // The copy of this tab, else the one that any tab of this browser left last.
  restore() {
    for (const store of [sessionStorage, localStorage]) {
      try {
        const kept = JSON.parse(store.getItem(KEY) ?? "null");
        if (kept?.document) {
          course.load(kept);
          return true;
        }
      } catch {
        // kept by another version, or nothing can be kept: begin with the example
      }
    }
    return false;
  },
};

function remember(path) {
  past.push({ document: copy(document_), original, name });
  if (past.length > MOST_UNDONE) past.shift();
  future = [];
  lastEdit = { path, at: Date.now() };
}

function swap(from, to) {
  const state = from.pop();
  if (!state) return;
  to.push({ document: copy(document_), original, name });
  ({ document: document_, original, name } = state);
  lastEdit = { path: "", at: 0 };
  tell("shaped");
}

function keepNow() {
  const text = JSON.stringify({ document: document_, original, name });
  for (const store of [sessionStorage, localStorage]) {
    try {
      store.setItem(KEY, text);
    } catch {
      // full or forbidden: the course lives in the page alone
    }
  }
}
const keep = settled(200, keepNow);
window.addEventListener("pagehide", keepNow);

function tell(how, place) {
  keep();
  for (const listener of listeners) listener(how, place);
}

// "treatments[1].steps[0].dose" as steps into the document.
export const steps = (path) =>
  path.split(/\.|\[|\]/).filter((part) => part !== "").map((part) => (/^\d+$/.test(part) ? Number(part) : part));

function put(into, path, value) {
  const way = steps(path);
  const last = way.pop();
  let inner = into;
  way.forEach((step, i) => {
    if (typeof inner[step] !== "object" || inner[step] === null) {
      inner[step] = typeof (way[i + 1] ?? last) === "number" ? [] : {};
    }
    inner = inner[step];
  });
  if (value === "" || value === undefined || (Array.isArray(value) && value.length === 0)) delete inner[last];
  else inner[last] = value;
}
