"""Courses made field by field from the schema of the course file: each entry holds some of the fields that it may hold."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from rechallenge.course.causality_items import QUESTIONS
from rechallenge.course.document import CourseDocument
from rechallenge.course.draft import Draft
from rechallenge.course.problems import CourseError
from rechallenge.course.reading import Reading, read_draft

Path = tuple[str | int, ...]

# Words and numbers to choose from where the examples of the schema are too few or too narrow; by field, or by entry and field.
VALUES: dict[str, list[Any]] = {
    "anchor": ["2018-03-12", "2018-03-20"],
    "upper_limit": ["6 mg/L", "8 mg/L"],
    "sex": ["female", "male"],
    "age": ["70 a", "30 a"],
    "weight": ["60 kg", "90 kg"],
    "height": ["160 cm", "180 cm"],
    "creatinine": ["70 umol/L", "140 umol/L"],
    "creatinine_clearance": ["60 mL/min", "30 mL/min"],
    "name": ["gout", "systemic sclerosis", "giant cell arteritis", "adult-onset Still's disease", "asthma"],
    "subtype": ["limited cutaneous", "tophaceous", "mild"],
    "kind": ["clinical", "laboratory"],
    "site": ["shoulder", "left knee"],
    "side": ["left", "both"],
    "titre": ["1/2560", "1/80"],
    "pattern": ["nucleolar", "centromere"],
    "size": ["4 cm", "bulky"],
    "resectable": ["no", "yes"],
    "present": ["yes", "no"],
    "additional": ["yes", "no"],
    "code": ["ORPHA:220402", "ICD-10:M10"],
    "codes": [["ATC:L04AC03"], ["LOINC:1988-5", "SNOMED:1"]],
    "route": ["sc", "iv", "po"],
    "outcome": ["none", "good", "partial"],
    "dependence": ["20 mg", "10..15 mg"],
    "drug": ["anakinra", "prednisone", "colchicine", "canakinumab", "methotrexate", "ibuprofen", "atorvastatin", "infiltration"],
    "dose": ["100 mg", "20 mg", "1 mg/kg", "unknown", "35 mg"],
    "every": ["1 d", "2 d", "12 h", "weekly"],
    "from": ["0 d", "-20 d", "-30..-25 d", "4 d", "2018-03-14"],
    "to": ["40 d", "50..60 d", "70 d"],
    "for": ["14 d", "7..21 d"],
    "taper": ["6 mg", "2 mg"],
    "StepEntry.from": ["-20 d", "0 d", "10 d", "30 d", "30..34 d"],
    "StepEntry.at": [["3 d"], ["5 d", "9 d"]],
    "TreatmentEntry.at": [["3 d"], ["5 d", "9..11 d"], ["-40 d"]],
    "InterruptionEntry.from": ["8 d", "10..12 d"],
    "InterruptionEntry.to": ["18 d", "16..20 d"],
    "at": ["3 d", "8.5 d", "1..4 d", "33 d", "2018-03-15", "0 d"],
    "after": ["stop of anakinra", "start of anakinra", "each stop of anakinra", "stop 1 of methotrexate", "start of prednisone"],
    "within": ["1..9 d", "6 d"],
    "since": ["0 d", "-2 d", "start of anakinra"],
    "ConditionEntry.since": ["2010", "many years"],
    "ConditionEntry.criteria": ["ACR/EULAR 2013", "ours"],
    "ObservationEntry.what": ["CRP", "pain", "range of motion", "ESR", "fatigue", "general state", "urate", "ferritin"],
    "ObservationEntry.value": ["80 mg/L", "normal", "7", "severe", "12", "> 40 mg/L", "present"],
    "change": ["improved", "worse", "-50 %", "unchanged"],
    "unit": ["mg/L", "mg/dL"],
    "ObservationEntry.upper_limit": ["7 mg/L", "9 mg/L"],
    "EventEntry.what": ["relapse", "remission", "infection", "adverse event", "stop", "restart", "fall", "surgery"],
    "EventEntry.drug": ["anakinra", "methotrexate", "prednisone"],
    "FindingEntry.what": ["antinuclear antibodies", "calcinosis", "Raynaud", "tophus", "blue sclerae", "shoulder pain", "puffy fingers"],
    "FindingEntry.value": ["positive", "anticentromere"],
    "ImagingEntry.what": ["bursitis", "joint effusion", "double contour"],
    "method": ["ultrasound", "radiography"],
    "FluidEntry.what": ["synovial fluid", "bursal fluid", "sweat"],
    "cells": ["5000 /mm3", "200 /mm3"],
    "crystals": ["urate crystals", "none"],
    "appearance": ["inflammatory", "clear"],
    **{question: ["yes", "no"] for question in QUESTIONS},
    "criteria": [{"Raynaud": "present", "tophus": "absent"}, {"puffy fingers": "unknown"}],
    "care": [{"consent": "given", "weather": "fine"}, {"discussion": "short"}],
    "simulated": [{"drive_mg_l": 80.0}],
}
REQUIRED_TEXT = ["some words", "others"]


def model_in(annotation: Any) -> type[BaseModel] | None:
    """Model that an annotation holds, somewhere within it."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := model_in(inner)) is not None), None)


def values_of(model: type[BaseModel], name: str) -> list[Any]:
    """Values that a field may have: of the table, else the examples of the schema, else some words."""
    info = next(info for key, info in model.model_fields.items() if (info.alias or key) == name)
    return VALUES.get(f"{model.__name__}.{name}") or VALUES.get(name) or list(info.examples or []) or REQUIRED_TEXT


def entry(model: type[BaseModel], rng: random.Random) -> dict[str, Any]:
    """Make an entry with some of its fields."""
    made: dict[str, Any] = {}
    share = rng.choice([0.15, 0.3, 0.5])
    for key, info in model.model_fields.items():
        name, inner = info.alias or key, model_in(info.annotation)
        if not info.is_required() and rng.random() > share:
            continue
        if inner is not None and name != "codes":
            made[name] = [entry(inner, rng) for _ in range(rng.randint(1, 2))]
        else:
            made[name] = rng.choice(values_of(model, name))
    return made


BASE: dict[str, Any] = {
    "rechallenge": "1",
    "title": "Made up",
    "anchor": "2018-03-12",
    "treatments": [{"drug": "anakinra", "dose": "90 mg", "every": "1 d", "from": "0 d", "to": "30 d"}],
    "observations": [{"what": "CRP", "at": "0 d", "value": "60 mg/L"}],
}


COMMON: list[tuple[str, dict[str, Any]]] = [
    ("treatments", {"drug": "colchicine", "dose": "1 mg", "every": "1 d", "from": "-20..-15 d", "to": "-6 d", "outcome": "none"}),
    (
        "treatments",
        {"drug": "prednisone", "dose": "20 mg", "every": "1 d", "from": "-30 d", "to": "60 d", "taper": "5 mg", "dependence": "15 mg"},
    ),
    ("treatments", {"drug": "canakinumab", "dose": "150 mg", "at": ["20..22 d"], "route": "sc", "outcome": "good", "dependence": "1 mg"}),
    ("treatments", {"drug": "methotrexate", "dose": "15 mg", "every": "7 d", "from": "2 d", "to": "20 d"}),
    ("observations", {"what": "CRP", "at": "12 d", "value": "normal", "upper_limit": "6 mg/L"}),
    ("observations", {"what": "ESR", "after": "stop of anakinra", "within": "3..6 d", "value": "60", "unit": "mm/h"}),
    ("observations", {"what": "pain", "at": "4.5 d", "change": "improved", "since": "-1 d", "codes": ["SNOMED:2"], "note": "less"}),
    ("events", {"what": "relapse", "after": "stop of anakinra", "within": "1..9 d", "site": "shoulder"}),
    ("events", {"what": "relapse", "at": "25..28 d", "note": "brief"}),
    ("events", {"what": "remission", "from": "6..8 d", "to": "20 d"}),
    ("events", {"what": "infection", "at": "-1 d", "for": "5 d"}),
    ("events", {"what": "stop", "drug": "anakinra", "at": "15 d"}),
    ("events", {"what": "restart", "drug": "anakinra", "at": "17..18 d"}),
    ("events", {"what": "stop", "drug": "methotrexate", "at": "9 d"}),
    ("events", {"what": "relapse", "after": "stop of methotrexate", "within": "8 d"}),
]
"""Entries of which a made one is seldom accepted; each is there in a third of the records."""


def read(data: dict[str, Any]) -> Reading | None:
    """Read a record, or None where it is refused."""
    try:
        return read_draft(Draft(data), "")
    except CourseError:
        return None


_TOP = tuple(name for name in CourseDocument.model_fields if name not in ("rechallenge", "title"))
SECTIONS = (*_TOP, *3 * ("events", "observations"), "treatments")
"""What an entry is added to: the more may be said in a section, the more often."""


def made(seed: int, entries: int = 4) -> dict[str, Any]:
    """Make a record that is accepted: entries are added while it is."""
    rng = random.Random(seed)
    data = json.loads(json.dumps(BASE))
    if rng.random() < 0.3:
        data["observations"] = []
    for section, common in COMMON:
        tried = {**data, section: [*data.get(section, []), common]}
        if rng.random() < 1 / 3 and read(tried) is not None:
            data = json.loads(json.dumps(tried))
    for _ in range(entries):
        name = rng.choice(SECTIONS)
        inner = model_in(CourseDocument.model_fields[name].annotation)
        for _ in range(4):
            tried = json.loads(json.dumps(data))
            if inner is None:
                tried[name] = rng.choice(values_of(CourseDocument, name))
            elif name in ("patient", "source"):
                tried[name] = entry(inner, rng)
            else:
                tried.setdefault(name, []).append(entry(inner, rng))
            if read(tried) is not None:
                data = tried
                break
    return data


def scalars(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Give each scalar of a record with its path."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from scalars(inner, (*path, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from scalars(inner, (*path, place))
    else:
        yield path, value


def written(path: Path) -> str:
    """Write a path as the ledger does."""
    text = ""
    for part in path:
        text = f"{text}[{part}]" if isinstance(part, int) else f"{text}.{part}" if text else part
    return text


def changed(data: dict[str, Any], path: Path, value: Any = None) -> dict[str, Any]:
    """Return a record with another value at a path, or without it."""
    copy: Any = json.loads(json.dumps(data))
    holder = copy
    for part in path[:-1]:
        holder = holder[part]
    if value is not None:
        holder[path[-1]] = value
    else:
        del holder[path[-1]]
        if len(path) > 1 and isinstance(holder, list) and not holder:
            return changed(data, path[:-1])
    return copy


def others(data: dict[str, Any], path: Path) -> list[Any]:
    """Other values that the field at a path may have."""
    model: type[BaseModel] = CourseDocument
    names = [part for part in path if isinstance(part, str)]
    for name in names[:-1]:
        info = next(info for key, info in model.model_fields.items() if (info.alias or key) == name)
        inner = model_in(info.annotation)
        if inner is None or name == "codes":
            return {"criteria": ["present", "absent", "unknown"], "simulated": [1.5]}.get(name, REQUIRED_TEXT)
        model = inner
    if names[-1] == "codes":
        return ["SNOMED:2"]
    found = []
    for value in values_of(model, names[-1]):
        found += value if isinstance(value, list) else [value]
    return [value for value in found if isinstance(value, str)]
