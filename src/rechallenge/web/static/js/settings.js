// What the page was made with: its words, lists and colours.

export const settings = JSON.parse(document.getElementById("settings").textContent);
export const language = document.documentElement.lang;

// The text of a code, its blanks filled.
export function word(code, values = {}) {
  const text = settings.words[`web.${code}`] ?? code;
  return text.replace(/\{(\w+)(?::\w+)?\}/g, (blank, name) => (name in values ? String(values[name]) : blank));
}

// Without accents and capitals, as the reader of course files compares words.
export const folded = (text) =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[_-]+/g, " ").trim();
