"""Courses, regimens and tables made by the grammar of their formats: mostly right, now and then not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from random import Random
from typing import Any

from studies.fuzz import pools

FRENCH = {
    "treatments": "traitements",
    "observations": "mesures",
    "events": "événements",
    "drug": "médicament",
    "dose": "posologie",
    "every": "tous les",
    "from": "du",
    "to": "au",
    "what": "quoi",
    "value": "valeur",
    "at": "à",
    "findings": "constatations",
}
"""Some fields in French; a name that is none is one more wrong input."""

ODDLY = 0.04
"""How often a value is anything at all."""


def anything(rng: Random) -> str:
    """Return a text that may stand anywhere in a record, rightly or not."""
    every = (pools.USERS, pools.ODD, pools.NUMBERS, pools.TIMES, pools.DOSES, pools.VALUES, pools.DRUGS, pools.EVENTS, pools.WORDS)
    return rng.choice(rng.choice(every))


def _of(rng: Random, *pool: Sequence[str]) -> str:
    return anything(rng) if rng.random() < ODDLY else rng.choice(rng.choice(pool))


def a_time(rng: Random, low: int = -30, high: int = 200) -> str:
    """Return a time, most often a day."""
    kind = rng.random()
    if kind < 0.7:
        return f"{rng.randint(low, high)} d"
    if kind < 0.85:
        first = rng.randint(low, high)
        return f"{first}..{first + rng.randint(0, 20)} {rng.choice(('d', 'j', 'd', 'wk'))}"
    if kind < 0.93:
        return f"{_of(rng, pools.NUMBERS)} {rng.choice(pools.UNITS_OF_TIME)}"
    return _of(rng, pools.TIMES)


def a_number(rng: Random, high: float, unit: str) -> str:
    """Return a quantity."""
    number = f"{rng.uniform(0, high):.4g}" if rng.random() < 0.85 else _of(rng, pools.NUMBERS)
    return f"{number} {unit}" if rng.random() < 0.95 else number


def _some(rng: Random, fields: dict[str, Any], needed: Sequence[str], share: float = 0.25) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name in needed or rng.random() < share}


def a_step(rng: Random) -> dict[str, Any]:
    """Return the fields of a stretch of doses."""
    begin = rng.randint(-60, 120)
    fields: dict[str, Any] = {
        "dose": _of(rng, pools.DOSES),
        "every": _of(rng, pools.SPACINGS) if rng.random() < 0.3 else rng.choice(("1 d", "2 d", "1 wk")),
        "from": a_time(rng) if rng.random() < 0.4 else f"{begin} d",
        "to": a_time(rng) if rng.random() < 0.4 else f"{begin + rng.randint(1, 90)} d",
    }
    wild = {
        "for": a_time(rng, 1, 60),
        "at": [a_time(rng) for _ in range(rng.randint(1, 4))],
        "taper": _of(rng, pools.DOSES),
        "additional": "yes",
    }
    return _some(rng, fields, ("dose", "from"), 0.7) | _some(rng, wild, (), 0.06)


def a_treatment(rng: Random) -> dict[str, Any]:
    """Return one treatment."""
    treatment = {"drug": _of(rng, pools.DRUGS, pools.DRUGS[:4], pools.USERS[:3]), **a_step(rng)}
    if rng.random() < 0.1:
        treatment["steps"] = [a_step(rng) for _ in range(rng.randint(0, 4))]
        for name in ("dose", "at", "taper", "from", "to"):
            treatment.pop(name, None)
    if rng.random() < 0.1:
        treatment["interruptions"] = [_some(rng, {"from": a_time(rng), "to": a_time(rng), "for": a_time(rng, 1, 20)}, ("from",), 0.5)]
    more = {
        "route": _of(rng, pools.WORDS),
        "outcome": _of(rng, pools.WORDS),
        "dependence": _of(rng, pools.DOSES),
        "indication": _of(rng, pools.NAMES),
        "codes": ["ATC:L04AC03"],
        "note": _of(rng, pools.TEXTS),
    }
    return treatment | _some(rng, more, (), 0.08)


def an_observation(rng: Random) -> dict[str, Any]:
    """Return one reading or change."""
    what = _of(rng, pools.OUTCOMES) if rng.random() < 0.5 else rng.choice(("CRP", "pain"))
    value = _of(rng, pools.VALUES) if rng.random() < 0.5 else a_number(rng, 150 if what == "CRP" else 10, "mg/L" if what == "CRP" else "")
    fields: dict[str, Any] = {"what": what, "at": a_time(rng)}
    if rng.random() < 0.15:
        fields |= {"change": _of(rng, pools.CHANGES)} | _some(rng, {"since": a_time(rng)}, (), 0.6)
    else:
        fields["value"] = value.strip()
    more = {
        "unit": "mg/L",
        "upper_limit": a_number(rng, 10, "mg/L"),
        "after": _of(rng, pools.TIMES),
        "within": a_time(rng, 0, 30),
        "note": "x",
    }
    return fields | _some(rng, more, (), 0.04)


def an_event(rng: Random) -> dict[str, Any]:
    """Return one event."""
    fields: dict[str, Any] = {"what": _of(rng, pools.EVENTS)}
    if rng.random() < 0.3:
        fields |= {"after": _of(rng, pools.TIMES[-12:]), "within": a_time(rng, 0, 30)}
    elif rng.random() < 0.2:
        fields |= {"from": a_time(rng), "to": a_time(rng)}
    else:
        fields["at"] = a_time(rng)
    if fields["what"] in ("stop", "restart", "adverse event", "arrêt", "reprise") or rng.random() < 0.05:
        fields["drug"] = _of(rng, pools.DRUGS[:4])
    more = {"objective": _of(rng, pools.WORDS), "site": "knee", "for": a_time(rng, 1, 30), "note": _of(rng, pools.TEXTS)}
    return fields | _some(rng, more, (), 0.08)


def a_finding(rng: Random) -> dict[str, Any]:
    """Return one finding."""
    more = {
        "kind": _of(rng, pools.WORDS, ("clinical", "laboratory")),
        "side": _of(rng, pools.WORDS),
        "value": _of(rng, pools.VALUES, pools.WORDS),
        "titre": _of(rng, pools.NUMBERS),
        "present": _of(rng, pools.WORDS),
        "at": a_time(rng),
    }
    return {"what": _of(rng, pools.NAMES)} | _some(rng, more, (), 0.2)


def a_patient(rng: Random) -> dict[str, Any]:
    """Return who the patient is."""
    fields = {
        "sex": _of(rng, ("female", "male", "F", "homme")),
        "age": a_number(rng, 90, "a"),
        "weight": a_number(rng, 100, "kg"),
        "height": a_number(rng, 190, "cm"),
        "creatinine": a_number(rng, 150, "umol/L"),
        "creatinine_clearance": a_number(rng, 120, "mL/min"),
    }
    return _some(rng, fields, (), 0.6)


def a_course(rng: Random) -> dict[str, Any]:
    """Return the fields of a course."""
    course: dict[str, Any] = {"rechallenge": "1", "title": _of(rng, pools.TEXTS), "anchor": _of(rng, ("2018-03-12", "12/03/2018"))}
    if rng.random() < 0.3:
        course.pop("anchor")
    course["patient"] = a_patient(rng)
    course["treatments"] = [a_treatment(rng) for _ in range(rng.choice((0, 1, 1, 1, 2, 3)))]
    course["observations"] = [an_observation(rng) for _ in range(rng.choice((0, 1, 2, 3, 5, 8)))]
    course["events"] = [an_event(rng) for _ in range(rng.choice((0, 0, 1, 2, 3)))]
    more = {
        "conditions": [_of(rng, pools.NAMES)],
        "excluded": [{"name": _of(rng, pools.NAMES), "subtype": "x"}],
        "findings": [a_finding(rng) for _ in range(rng.randint(0, 3))],
        "imaging": [{"method": "ultrasound", **a_finding(rng)}],
        "fluids": [{"what": "fluid", "cells": a_number(rng, 9000, "/mm3"), "crystals": _of(rng, pools.WORDS)}],
        "upper_limit": a_number(rng, 10, "mg/L"),
        "criteria": {_of(rng, ("ana", "raynaud", "puffy_fingers")): _of(rng, pools.WORDS)},
        "care": {"consent": _of(rng, pools.TEXTS)},
        "source": {"doi": "10.1/x"},
    }
    return course | _some(rng, more, (), 0.15)


def yaml_of(value: Any, rng: Random, indent: int = 0) -> str:
    """Write fields as people do, quoting little: what is then read otherwise is one more input."""
    pad = "  " * indent
    lines = []
    for name, inner in value.items():
        key = FRENCH.get(name, name) if rng.random() < 0.05 else name
        if isinstance(inner, dict):
            lines.append(f"{pad}{key}:")
            lines.append(yaml_of(inner, rng, indent + 1) if inner else "")
        elif isinstance(inner, list):
            lines.append(f"{pad}{key}:")
            lines += [f"{pad}  - {_flow(item, rng)}" for item in inner]
        else:
            lines.append(f"{pad}{key}: {_scalar(inner, rng)}")
    return "\n".join(lines)


def _flow(value: Any, rng: Random) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_flow(inner, rng)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(inner, rng) for inner in value) + "]"
    return _scalar(value, rng)


def _scalar(value: Any, rng: Random) -> str:
    text = str(value)
    if rng.random() < 0.03 or not any(sign in text for sign in ",:{}[]#'\"&*!|%@`\\"):
        return text
    return json.dumps(text, ensure_ascii=rng.random() < 0.1) if rng.random() < 0.7 else "'" + text.replace("'", "''") + "'"


def a_nonmem_table(rng: Random) -> str:
    """Return a table of doses and measurements."""
    columns = ["ID", "TIME", "AMT", "DV", "EVID"]
    columns += [
        name
        for name in ("MDV", "CMT", "RATE", "II", "ADDL", "SS", "CENS", "WT", "SEX", "DATE", "DAT1", "DOSE", "LIMIT", "L2")
        if rng.random() < 0.2
    ]
    rng.shuffle(columns) if rng.random() < 0.2 else None
    mark = rng.choice((",", ",", ";", "\t", " "))
    rows, clock = [mark.join(columns)], 0.0
    for patient in range(1, rng.randint(1, 4)):
        clock = 0.0
        for _ in range(rng.randint(0, 6)):
            clock += rng.uniform(0, 24)
            dose = rng.random() < 0.4
            cells = {"ID": patient, "TIME": round(clock, 2), "AMT": 100 if dose else 0, "DV": "." if dose else round(rng.uniform(0, 90), 1)}
            cells |= {"EVID": int(dose), "MDV": int(dose), "CMT": 1, "WT": 70, "II": 24, "DATE": "3/12/2018"}
            rows.append(mark.join(_of(rng, pools.NUMBERS) if rng.random() < 0.04 else str(cells.get(name, 0)) for name in columns))
    return "\n".join(rows) + "\n"


def a_peoples_table(rng: Random) -> str:
    """Return a table as a spreadsheet or a laboratory exports it."""
    mark, comma = rng.choice(((",", "."), (";", ","), ("\t", "."), ("\t", ",")))
    heads = rng.choice(
        (
            ("Date", "CRP (mg/L)", "Pain"),
            ("Date", "Analyse", "Résultat", "Unité"),
            ("date", "test", "result", "unit", "normal"),
            ("Day", "CRP", "VS", "anakinra (mg)"),
            ("", "12/03/2018", "15/03/2018", "01/04/2018"),
            ("J", "CRP mg/dL", "prednisone"),
        )
    )
    rows = [mark.join(heads)]
    for number in range(rng.randint(0, 8)):
        cells = []
        for place, head in enumerate(heads):
            if place == 0:
                cell = rng.choice((f"{1 + number:02}/03/2018", f"2018-03-{1 + number:02}", str(number), "CRP", "43171"))
            elif head in ("Analyse", "test"):
                cell = _of(rng, pools.OUTCOMES)
            elif head.lower() in ("unité", "unit"):
                cell = rng.choice(("mg/L", "mg/dL", "", "g/L"))
            else:
                cell = f"{rng.uniform(0, 150):.1f}".replace(".", comma) if rng.random() < 0.85 else anything(rng)
            cells.append(f'"{cell}"' if mark in cell or rng.random() < 0.05 else cell)
        rows.append(mark.join(cells))
    return ("\ufeff" if rng.random() < 0.1 else "") + rng.choice(("\n", "\r\n", "\r")).join(rows) + "\n"


def a_regimen(rng: Random) -> dict[str, Any]:
    """Return a regimen to try."""
    return {"treatments": [a_treatment(rng) for _ in range(rng.randint(0, 3))]}


def a_stop(rng: Random) -> str:
    """Return what `--stop` may be given."""
    return f"{_of(rng, pools.DRUGS, pools.USERS)}{rng.choice(('@', '@', '@', '', '@@', ' @ '))}{a_time(rng, 0, 60)}"
