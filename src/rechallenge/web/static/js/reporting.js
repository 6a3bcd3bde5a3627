// The report: made when asked for, shown in place, saved as a page or as a PDF.

import { download, find, make } from "./dom.js";
import { ask } from "./link.js";
import { word } from "./settings.js";
import * as trying from "./trying.js";

const root = document.getElementById("report");
let made = null;
let fileName = "report";

export function empty() {
  made = null;
  root.replaceChildren(make("p", { class: "empty", text: word("answers.none") }));
}

export function begin(name, again) {
  fileName = name || "report";
  if (again && find("#report-make", root)) {
    if (made) find("#report-status", root).textContent = word("report.old");
    return;
  }
  made = null;
  root.replaceChildren(
    make("p", { class: "lead", text: word("report.lead") }),
    make("p", { class: "quiet", id: "report-kept" }),
    make(
      "div",
      { class: "tools" },
      make("button", { type: "button", class: "main", id: "report-make", text: word("report.make"), onclick: order }),
      make("button", { type: "button", id: "report-html", disabled: true, text: word("report.html"), onclick: () => download(made.html, `${fileName}.html`, "text/html") }),
      make("button", { type: "button", id: "report-pdf", disabled: true, text: word("report.pdf"), onclick: () => download(bytes(made.pdf), `${fileName}.pdf`, "application/pdf") }),
      make("span", { role: "status", id: "report-status", class: "quiet" }),
    ),
    make("div", { id: "report-preview" }),
  );
  seen();
}

export function seen() {
  const names = trying.keptNames();
  const place = find("#report-kept", root);
  if (place) place.textContent = names.length ? word("report.kept", { names: names.join(", ") }) : word("report.kept_none");
}

async function order() {
  find("#report-make", root).disabled = true;
  find("#report-status", root).textContent = word("report.making");
  await trying.quiet();
  const answer = await ask("report", trying.keptPlaces());
  if (answer.wrong) failed(answer.wrong.join(" "));
}

export function failed(reason) {
  const status = find("#report-status", root);
  if (!status) return;
  status.textContent = reason;
  find("#report-make", root).disabled = false;
}

const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

export function show(report) {
  made = report;
  for (const id of ["make", "html", "pdf"]) find(`#report-${id}`, root).disabled = false;
  find("#report-status", root).textContent = word(report.method === document.documentElement.dataset.method ? `method.${report.method}` : "report.old");
  // a page without scripts, kept from all that is around it
  const frame = make("iframe", { title: word("report.preview"), sandbox: "", srcdoc: report.html });
  find("#report-preview", root).replaceChildren(frame);
}
