"""Records that hold together, however strange: most are accepted, so that what comes after reading is tried too."""

from __future__ import annotations

from random import Random
from typing import Any

from studies.fuzz import pools

DRUGS = (
    "anakinra",
    "anakinra",
    "prednisone",
    "colchicine",
    "canakinumab",
    "methylprednisolone",
    "ibuprofen",
    "methotrexate",
    "unknown",
    "x{y}%s",
)
DOSES = {"colchicine": ("0.5 mg", "1 mg"), "canakinumab": ("150 mg", "2 mg/kg"), "methylprednisolone": ("4 mg", "500 mg")}
READINGS = {
    "CRP": (
        "120 mg/L",
        "normal",
        "raised",
        "< 5 mg/L",
        "10..20 mg/L",
        "> 200 mg/L",
        "12 mg/dL",
        "0 mg/L",
        "0.001 mg/L",
        "49000 mg/L",
        "unknown",
    ),
    "pain": ("severe", "none", "8", "3/10", "0", "10", "2..4", "mild"),
    "range of motion": ("limited", "free", "blocked", "80 deg"),
    "ESR": ("50 mm/h", "normal", "120 mm/h"),
    "ferritin": ("300 ug/L", "20000 ug/L", "normal"),
    "haemoglobin": ("11 g/dL", "low"),
    "{found}": ("%s", "unknown", "5"),
}
NOTES = (*pools.USERS, "👍 日本 é", "\u202eright to left", "<script>alert(1)</script>", "a" * 400, "« oui »", "it's", "1\u00a0000")


def _when(rng: Random, low: int, high: int) -> tuple[str, int, int]:
    """Return a time, and between which days it lies."""
    first = rng.randint(low, high)
    if rng.random() < 0.7:
        return f"{first} d", first, first
    last = first + rng.choice((1, 3, 10, 40))
    return f"{first}..{last} d", first, last


def _treatment(rng: Random, drug: str, begin: int) -> tuple[dict[str, Any], bool]:
    """Return a treatment, and whether it is stopped."""
    entry: dict[str, Any] = {"drug": drug}
    if rng.random() < 0.9:
        entry["dose"] = rng.choice(DOSES.get(drug, ("100 mg", "20 mg", "30 mg", "1 mg/kg", "unknown")))
    if rng.random() < 0.8:
        entry["every"] = rng.choice(("1 d", "1 d", "2 d", "12 h", "1 wk", "28 d", "1.5 d", "0.3 d"))
    entry["from"], _, last = _when(rng, begin, begin + 40)
    stopped = rng.random() < 0.6
    if stopped:
        entry["to"], _, _ = _when(rng, last + 2, last + 100)
        if rng.random() < 0.1 and "dose" in entry and "kg" not in entry["dose"] and entry["dose"] != "unknown":
            entry["taper"] = "5 mg"
    if rng.random() < 0.05:
        entry = {"drug": drug, "dose": entry.get("dose", "100 mg"), "at": [f"{begin + 7 * i} d" for i in range(rng.randint(1, 5))]}
        stopped = False
    for name, values in (
        ("outcome", ("none", "partial", "good")),
        ("route", ("sc", "po", "iv")),
        ("note", NOTES),
        ("dependence", ("20 mg", "7..10 mg")),
        ("indication", NOTES),
    ):
        if rng.random() < 0.1 and (name != "dependence" or drug == "prednisone"):
            entry[name] = rng.choice(values)
    return entry, stopped


def a_sound_course(rng: Random) -> dict[str, Any]:
    """Return the fields of a record."""
    span = rng.choice((5, 60, 200, 700))
    drugs = rng.sample(sorted(set(DRUGS)), rng.choice((0, 1, 1, 2, 3))) if rng.random() < 0.5 else ["anakinra"]
    entries = [_treatment(rng, drug, rng.choice((0, -20, -400 if drug != "anakinra" else 0))) for drug in drugs]
    observations: list[dict[str, Any]] = []
    taken: set[tuple[str, int]] = set()
    for _ in range(rng.choice((0, 1, 3, 6, 12))):
        what = rng.choice(("CRP", "CRP", "CRP", *READINGS))
        at, first, last = _when(rng, -30, span)
        if any((what, day) in taken for day in range(first, last + 1)):
            continue
        taken |= {(what, day) for day in range(first, last + 1)}
        if rng.random() < 0.15 and what in ("CRP", "pain"):
            entry = {"what": what, "at": at, "change": rng.choice(("improved", "worse", "unchanged", "-50 %")), "since": f"{first - 9} d"}
        else:
            entry = {"what": what, "at": at, "value": rng.choice(READINGS[what])}
        observations.append(entry | ({"note": rng.choice(NOTES)} if rng.random() < 0.1 else {}))
    course: dict[str, Any] = {"rechallenge": "1", "title": rng.choice(NOTES)}
    if rng.random() < 0.5:
        course["anchor"] = rng.choice(("2018-03-12", "1970-01-01", "2024-02-29"))
    patient = {"sex": "female", "age": "77 a", "weight": "60 kg", "height": "162 cm", "creatinine": "70 umol/L", "note": rng.choice(NOTES)}
    course["patient"] = {name: value for name, value in patient.items() if name == "weight" or rng.random() < 0.5}
    course["conditions"] = [{"name": rng.choice((*NOTES[:6], "systemic sclerosis", "gout"))}]
    course["findings"] = [{"what": rng.choice(NOTES), "value": rng.choice(NOTES)}] if rng.random() < 0.3 else []
    return course | {"treatments": [entry for entry, _ in entries], "observations": observations, "events": _events(rng, entries, span)}


def _events(rng: Random, entries: list[tuple[dict[str, Any], bool]], span: int) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    for entry, stopped in entries:
        if stopped and rng.random() < 0.5:
            events.append({"what": "relapse", "after": f"stop of {entry['drug']}", "within": rng.choice(("1..14 d", "30 d", "0..3 d"))})
        elif rng.random() < 0.1:
            events.append({"what": "adverse event", "drug": entry["drug"], "at": f"{rng.randint(0, span)} d", "note": rng.choice(NOTES)})
    if rng.random() < 0.2:
        events.append({"what": rng.choice(("relapse", "infection", "unknown", "{found}")), "at": _when(rng, 0, span)[0]})
    if rng.random() < 0.1:
        events.append({"what": "remission", "from": f"{span + 60} d", "to": f"{span + 90} d"})
    return events


def spoilt(fields: dict[str, Any], rng: Random, anything: Any) -> dict[str, Any]:
    """Put anything into one place of a record."""
    entries = [entry for name in ("treatments", "observations", "events") for entry in fields[name]] or [fields["patient"]]
    entry = rng.choice(entries)
    if entry:
        entry[rng.choice(sorted(entry))] = anything
    return fields
