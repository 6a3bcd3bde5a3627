// What the page was made with: its words, lists and colours.

export const settings = JSON.parse(document.getElementById("settings").textContent);
export const language = document.documentElement.lang;

// The text of a code, its blanks filled.
export function word(code, values = {}) {
  const message = settings.words[`web.${code}`];
  if (message === undefined) throw new Error(`no message web.${code}`);
  const text = typeof message === "string" ? message : message.forms[message.form[plural.select(values[message.counted])]];
  return text.replace(/\{(\w+)(?::\w+)?\}/g, (blank, name) => (name in values ? written(values[name]) : blank));
}

const plural = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
const written = (value) => (typeof value === "number" ? numbers.format(value) : String(value));

// Without accents and capitals, as the reader of course files compares words.
export const folded = (text) =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[_-]+/g, " ").trim();
