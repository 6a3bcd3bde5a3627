// Rows out of a spreadsheet: the program reads the table, the reader sees how many rows it found before they are added.

import { course } from "./course.js";
import { find, make, settled } from "./dom.js";
import { ask } from "./link.js";
import { word } from "./settings.js";

const dialog = document.getElementById("paste");
const text = find("#paste-text");
const found = find("#paste-found");
const add = find("#paste-add");
let section = "";
let rows = [];

export function openPaste(into) {
  section = into;
  text.value = "";
  show({ rows: [] });
  dialog.showModal();
  text.focus();
}

export async function pasteInto(into, pasted) {
  const answer = await ask("paste", into, pasted);
  if (answer.rows.length && !answer.told.length) course.add(into, answer.rows);
  else {
    openPaste(into);
    text.value = pasted;
    show(answer);
  }
}

// What each column became, or what is wrong, stands below the number of rows.
function show(answer) {
  rows = answer.rows;
  add.disabled = rows.length === 0;
  const lines = rows.length ? [word("paste_found", { n: rows.length })] : [];
  found.replaceChildren(...[...lines, ...(answer.wrong ?? []), ...(answer.told ?? [])].map((line) => make("p", {}, line)));
}

text.addEventListener("input", settled(200, async () => show(await ask("paste", section, text.value))));
// not by a form: the policy of the page lets none be sent, not even to its dialog
find("#paste-cancel").addEventListener("click", () => dialog.close());
add.addEventListener("click", () => {
  course.add(section, rows);
  dialog.close();
});
