// The page: it begins with the course kept in this browser, else with the index case, and answers it at once.

import * as answers from "./answers.js";
import { draw, redrawAll, isDark } from "./charts.js";
import { course } from "./course.js";
import { download, find, make, settled } from "./dom.js";
import * as editor from "./editor.js";
import { ask, heard, lost, reloadWhenBack } from "./link.js";
import * as regimens from "./regimens.js";
import * as reporting from "./reporting.js";
import { language, word } from "./settings.js";
import { begin as beginTabs } from "./tabs.js";
import * as trying from "./trying.js";

const MOST_BYTES = 1_000_000;
const askButton = find("#ask");
let answered = ""; // the document that the answers are of
let state = "";
let usable = false;
let room = 0; // px for the timeline
let first = 0; // waits to answer what the page opened on

// the tabs

const scrolled = new Map(); // how far down each tab was left
const show = beginTabs(
  find("#tabs"),
  (tab) => {
    const top = scrolled.get(tab.id) ?? Math.min(window.scrollY, find(".bar").offsetHeight);
    window.scrollTo({ top, behavior: "instant" });
    if (tab.id === "tab-answers") answers.seen();
    if (tab.id === "tab-report") reporting.seen();
  },
  (tab) => scrolled.set(tab.id, window.scrollY),
);

// the course

const check = settled(150, async () => {
  const document_ = course.document;
  room = find("#live").clientWidth || room; // none while another tab is shown
  let answer;
  try {
    answer = await ask("check", document_, room);
  } catch (error) {
    // nothing of an earlier course stays beside this one
    answer = { usable: false, remarks: [], became: {}, timeline: null, after: [], failed: word("failed", { reason: error.message }) };
  }
  if (document_ !== course.document && JSON.stringify(document_) !== JSON.stringify(course.document)) return;
  usable = answer.usable;
  const elsewhere = editor.judge(answer);
  const wrong = answer.remarks.filter((remark) => remark.severity === "error").length;
  const faults = find("#faults");
  faults.replaceChildren(
    wrong ? make("button", { type: "button", class: "link error", text: word("faults", { n: wrong }), onclick: () => editor.firstFault()?.focus() }) : answer.failed ? "" : word("no_faults"),
    ...[...(answer.failed ? [answer.failed] : []), ...elsewhere].map((text) => make("span", { class: "remark warning", text })),
  );
  if (answer.timeline) await draw(find("#live"), answer.timeline);
  else find("#live").replaceChildren();
  progress();
});

function changed() {
  find("#undo").disabled = !course.canUndo;
  find("#redo").disabled = !course.canRedo;
  find("#course-name").textContent = course.document.title ?? "";
  check();
}

function alert_(lines) {
  const close = make("button", { type: "button", class: "icon", "aria-label": word("close"), text: "×", onclick: () => find("#alerts").replaceChildren() });
  find("#alerts").replaceChildren(...(lines.length ? [make("div", { class: "alert" }, close, make("ul", {}, lines.map((text) => make("li", { text }))))] : []));
}

function load(opened, keepUndo = true) {
  if (opened.wrong) return alert_(opened.wrong);
  // the answers of one patient never stand beside the course of another
  if (keepUndo) clearInterval(first);
  if (answered) forget();
  course.load(opened, keepUndo);
  alert_(opened.unread ?? []);
}

function forget() {
  ask("leave");
  answered = "";
  delete document.documentElement.dataset.method;
  for (const each of [answers, trying, regimens, reporting]) each.empty();
  progress({ state: "" });
}

async function openFile(file) {
  if (file.size > MOST_BYTES) return alert_([word("too_large", { name: file.name })]);
  const opened = await ask("open", await file.text());
  load({ ...opened, name: file.name });
  show("tab-course");
}

async function save() {
  const { text } = await ask("save", course.document, course.original);
  const name = (course.name || "case.yaml").replace(/\.(json|csv|txt|yml)$/, ".yaml");
  download(text, name, "application/yaml");
}

find("#new").addEventListener("click", () => load({ document: { treatments: [{}], observations: [{}], events: [{}] }, original: "", name: "" }));
find("#open").addEventListener("click", () => find("#file").click());
find("#file").addEventListener("change", (event) => {
  const [file] = event.target.files;
  if (file) openFile(file);
  event.target.value = "";
});
find("#examples").addEventListener("change", async (event) => {
  const name = event.target.value;
  event.target.value = "";
  if (name) load(await ask("example", name));
});
find("#save").addEventListener("click", save);
find("#undo").addEventListener("click", () => course.undo());
find("#redo").addEventListener("click", () => course.redo());
course.listen(changed);
new ResizeObserver(() => {
  const wide = find("#live").clientWidth;
  if (wide && room && Math.abs(wide - room) > 20) check();
}).observe(find("#live"));

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || find("dialog[open]")) return;
  const does = { z: event.shiftKey ? course.redo : course.undo, y: course.redo, s: save, Enter: answer }[event.key];
  if (!does) return;
  event.preventDefault();
  does();
});

// a file dropped anywhere

const dropping = find("#dropping");
const gone = settled(1000, () => { dropping.hidden = true; });
window.addEventListener("dragover", (event) => {
  if (![...event.dataTransfer.types].includes("Files")) return;
  event.preventDefault();
  dropping.hidden = false;
  gone(); // a browser says "over" all the time, and not always when the drag was given up
});
window.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) dropping.hidden = true;
});
window.addEventListener("drop", (event) => {
  dropping.hidden = true;
  const [file, ...others] = event.dataTransfer.files;
  if (!file) return;
  event.preventDefault();
  if (others.length) alert_([word("one_file")]);
  else openFile(file);
});

// the answers

async function answer() {
  if (askButton.disabled) return;
  answered = JSON.stringify(course.document);
  const said = await ask("ask", course.document, course.original);
  if (said.wrong) {
    answered = "";
    alert_(said.wrong);
    show("tab-course");
  }
}
askButton.addEventListener("click", answer);
find("#stop").addEventListener("click", () => ask("stop"));

// Where nobody can tell yet how long it will take, the page says how long it has taken.
let job = {};
let heardAt = 0;
function spent() {
  const seconds = Math.round(job.spent + (performance.now() - heardAt) / 1000);
  if (seconds < 10) return "";
  return seconds < 120 ? word("spent", { n: seconds - (seconds % 5) }) : word("spent_minutes", { n: Math.floor(seconds / 60) });
}
setInterval(() => job.stage && !job.left && progress(), 5000);

function progress(told = job) {
  if (told !== job) heardAt = performance.now();
  job = told;
  state = told.state ?? "";
  const active = state === "waiting" || state === "running";
  const stale = answered !== "" && answered !== JSON.stringify(course.document);
  const bar = find("#job-bar");
  bar.hidden = !active;
  if (told.done) bar.value = told.done;
  else bar.removeAttribute("value");
  find("#stop").hidden = !active;
  askButton.disabled = !usable || (active && !stale);
  askButton.textContent = word(stale ? "ask_again" : "ask");
  askButton.hidden = !stale && (active || state === "done");
  const text = stale
    ? word("stale")
    : active
      ? [told.stage || (told.place ? word("waiting_place", { n: told.place }) : word("waiting")), told.left || (told.stage && spent())].filter(Boolean).join(", ")
      : state === "failed"
        ? word("failed", { reason: told.reason })
        : state === "stopped"
          ? word("stopped")
          : state === "done"
            ? word(document.documentElement.dataset.method === "laplace" ? "done_quick" : "done")
            : usable
              ? ""
              : word("not_usable");
  const place = find("#job-text");
  if (place.textContent !== text) place.textContent = text;
  document.documentElement.dataset.job = state;
}

heard("job", progress);
heard("without_fit", (found) => {
  // answers that stand there, of this course as it was, tell more
  if (answered && !document.documentElement.dataset.method) answers.showWithoutFit(found);
});
heard("answers", (found) => {
  if (!answered) return; // of a course that was left meanwhile
  answers.show(found);
  document.documentElement.dataset.method = found.method;
  trying.begin(found.controls, found.whatif, found.again);
  regimens.begin(show, found.again);
  reporting.begin((course.name || "report").replace(/\.\w+$/, ""), found.again);
  progress();
});
heard("tried", trying.tried);
heard("searching", regimens.searching);
heard("frontier", regimens.show);
heard("report", reporting.show);
heard("failed", (failure) => {
  if (failure.what === "report") reporting.failed(word("failed", { reason: failure.reason }));
  else alert_([word("failed", { reason: failure.reason })]);
});
window.addEventListener("unhandledrejection", (event) => alert_([word("failed", { reason: event.reason?.message ?? String(event.reason) })]));
lost(() => {
  document.documentElement.dataset.job = "lost";
  alert_([word("lost")]);
  reloadWhenBack();
});

// light and dark

const theme = find("#theme");
function themed() {
  theme.setAttribute("aria-pressed", String(isDark()));
}
theme.addEventListener("click", async () => {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  try {
    localStorage.setItem("rechallenge.theme", document.documentElement.dataset.theme);
  } catch {
    // not kept: chosen anew next time
  }
  themed();
  await redrawAll();
  await trying.recoloured();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", async () => {
  themed();
  await redrawAll();
  await trying.recoloured();
});
themed();

// begin

for (const each of [answers, trying, regimens, reporting]) each.empty();
editor.begin();
const hello = await ask("hello", language);
find("#examples").append(...hello.examples.map((name) => make("option", { value: name, text: name.replaceAll("_", " ") })));
if (!course.restore()) load(hello.first, false);
first = setInterval(() => {
  if (!usable) return;
  clearInterval(first);
  if (!answered) answer();
}, 100);
document.documentElement.dataset.ready = "true";
