// Which fields each part of a course has, and how they are filled. The first fields of a row are always shown, `more` on demand.

const text = (name, more = {}) => ({ name, ...more });

export const PATIENT = [
  text("sex", { choice: "sex" }),
  text("age", { hint: "77 y" }),
  text("weight", { hint: "60 kg" }),
  text("height", { hint: "162 cm" }),
  text("creatinine", { hint: "70 umol/L" }),
  text("creatinine_clearance", { hint: "56 mL/min" }),
];

export const BASICS = [
  text("title", { wide: true }),
  text("anchor", { hint: "2018-03-12" }),
  text("upper_limit", { label: "upper_limit_crp" }),
];

const STEP = [text("dose", { hint: "20 mg" }), text("every", { list: "every" }), text("from", { hint: "0 d" }), text("to", { hint: "30 d" }), text("taper", { hint: "6 mg" })];

// Codes in terminologies, which are kept and shown; asked for only where a row is opened.
const codes = (system, code) => ({ onDemand: true, cells: [text("system", { hint: system }), text("code", { hint: code })] });

export const SECTIONS = {
  treatments: {
    main: "drug",
    cells: [
      text("drug", { list: "drug", size: 1.35 }),
      text("dose", { hint: "100 mg", list: "unknown", size: 1.05 }),
      text("every", { hint: "1 d", list: "every", size: 0.7 }),
      text("from", { hint: "0 d", size: 1.1 }),
      text("to", { hint: "30..60 d", size: 1.1 }),
      text("outcome", { choice: "outcome", size: 0.9 }),
    ],
    more: [
      text("for", { hint: "14 d" }),
      text("at", { hint: "3 d" }),
      text("taper", { hint: "6 mg" }),
      text("route", { choice: "route" }),
      text("dependence", { hint: "20 mg" }),
      text("relapses", { hint: "3/3" }),
      text("indication", { wide: true }),
      text("note", { wide: true }),
    ],
    inner: {
      steps: { cells: STEP },
      interruptions: { cells: [text("from", { hint: "60..90 d" }), text("to", { hint: "75..100 d", label: "until" }), text("for", { hint: "7..28 d" })] },
      codes: codes("ATC", "L04AC03"),
    },
  },
  observations: {
    main: "what",
    pasted: true,
    cells: [
      text("at", { hint: "5 d", size: 0.8 }),
      text("what", { list: "what" }),
      text("value", { hint: "120 mg/L", list: "value" }),
      text("change", { list: "change" }),
    ],
    more: [text("since", { hint: "0 d", label: "compared" }), text("after", { list: "after" }), text("within", { hint: "1..14 d" }), text("upper_limit", { hint: "5 mg/L" }), text("note", { wide: true })],
    inner: { codes: codes("LOINC", "1988-5") },
  },
  events: {
    main: "what",
    pasted: true,
    cells: [text("what", { list: "event" }), text("at", { hint: "31 d", size: 0.8 }), text("after", { list: "after", size: 1.4 }), text("within", { hint: "1..14 d", size: 0.8 })],
    more: [text("from", { hint: "180 d" }), text("to", { hint: "365 d", label: "until" }), text("for", { hint: "14 d" }), text("drug", { list: "drug" }), text("site"), text("note", { wide: true })],
    inner: { codes: codes("MedDRA", "10043554") },
  },
  conditions: {
    main: "name",
    cells: [text("name", { size: 1.5 }), text("subtype"), text("criteria"), text("since")],
    more: [text("code"), text("note", { wide: true })],
    inner: { codes: codes("ORPHA", "220402") },
  },
  excluded: { main: "name", cells: [text("name", { size: 1.5 }), text("criteria")], more: [text("note", { wide: true })] },
  findings: {
    main: "what",
    cells: [text("what", { size: 1.3 }), text("site"), text("side", { choice: "side", size: 0.8 }), text("value")],
    more: [text("kind"), text("titre", { hint: "1/2560" }), text("pattern"), text("size"), text("resectable"), text("present"), text("at", { hint: "0 d" }), text("note", { wide: true })],
  },
  imaging: {
    main: "what",
    cells: [text("method"), text("what", { size: 1.3 }), text("site"), text("side", { choice: "side", size: 0.8 })],
    more: [text("value"), text("size"), text("present"), text("at", { hint: "0 d" }), text("note", { wide: true })],
  },
  fluids: {
    main: "what",
    cells: [text("what"), text("site"), text("cells", { hint: "5000 /mm3" }), text("crystals")],
    more: [text("side", { choice: "side" }), text("appearance"), text("at", { hint: "0 d" }), text("note", { wide: true })],
  },
};

export const GROUPS = [
  { name: "who", basics: true, sections: ["conditions"] },
  { name: "treatments", sections: ["treatments"] },
  { name: "observations", sections: ["observations"] },
  { name: "events", sections: ["events"] },
  { name: "findings", sections: ["excluded", "findings", "imaging", "fluids"], folded: true },
];
