"""Understanding who the patient is, and the quantities that have one usual unit, in which a bare number is read."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import cast

from typing_extensions import TypedDict

from rechallenge.course.characters import plain, unaccented
from rechallenge.course.context import Context
from rechallenge.course.document import PatientEntry
from rechallenge.course.keys import keys_of, meant
from rechallenge.course.model import Patient, Sex
from rechallenge.course.moments import DAYS, span_of
from rechallenge.course.our_words import field_name, time_text
from rechallenge.course.problems import RefusedError
from rechallenge.course.unit_words import INDEXED
from rechallenge.course.units import NUMBER, Amount, amount_of, factor, refuse_point
from rechallenge.course.vocabulary import vocabulary
from rechallenge.course.words_of_time import any_of, time_words
from rechallenge.data_files import checked
from rechallenge.literature.drugs import folded
from rechallenge.vocabulary.words import merged


@dataclass(frozen=True, slots=True)
class _Quantity:
    """A quantity: its unit, what is seen in people (to ask about a slip of the pen), and the other units in which laboratories give it."""

    unit: str
    low: float
    high: float
    others: tuple[str, ...] = ()

    def units_of(self, number: float, name: str) -> list[str]:
        """Units in which a number without one is what is seen in people: its own where it is, the others otherwise."""
        if self.low <= number <= self.high:
            return [self.unit]
        return [unit for unit in self.others if self.low <= number * factor(unit, self.unit, name) <= self.high] or [self.unit]


# A day old to the oldest; a premature child to the heaviest; and so on. Ours, wide on purpose: who lies beyond is asked about.
_QUANTITIES = {
    "age": _Quantity("a", 1 / 365.25, 115.0),
    "weight": _Quantity("kg", 2.0, 300.0),
    "height": _Quantity("cm", 40.0, 230.0),
    "creatinine": _Quantity("umol/L", 15.0, 2000.0, ("mg/L", "mg/dL")),
    "creatinine_clearance": _Quantity("mL/min", 2.0, 250.0),
    "cells": _Quantity("/mm3", 0.0, 1e6),
}
# From this age on a body is an adult's: lighter than 25 kg or shorter than 100 cm is asked about. Ours.
_GROWN_YEARS, _GROWN_KG, _GROWN_CM = 18.0, 25.0, 100.0
# At birth a child has 2 to 6 kg, and each year adds at most 15 kg. Ours, wide on purpose.
_NEWBORN_KG, _KG_A_YEAR = 6.0, 15.0
# Weight over squared height: published extremes are about 7.5 and 200 kg/m2; who lies beyond these is asked about. Ours.
_BODY_MASS = (9.0, 80.0)

_METRES = re.compile(r"(\d)\s*m\s*(\d{2})(?:\s*cm)?")
_FEET = re.compile(r"(\d)\s*(?:ft|feet|foot|')\s*(?:(\d{1,2}(?:\.\d)?)\s*(?:in|inch|inches|[\"\u201d\u2033]|'')?)?")
# A remark without a number: "60 mL/min (CKD-EPI)".
_REMARK = re.compile(r"\s*(\d[^()\[\]]*?)\s*[(\[][^()\[\]\d]*[)\]]\s*")

# Where in a decade its early, middle and late years lie, and its middle where nothing says more.
_EARLY, _MIDDLE, _LATE = 2, 5, 8
_VERY_OLD = 100  # few live to the middle of the decade that begins here


@dataclass(frozen=True, slots=True)
class _AgePatterns:
    years: re.Pattern[str]
    around: re.Pattern[str]
    born: re.Pattern[str]
    about: re.Pattern[str]
    decade: re.Pattern[str]
    between: re.Pattern[str]
    counted: re.Pattern[str]


class _PatientWords(TypedDict):
    age: dict[str, tuple[str, ...]]
    decades: dict[int, tuple[str, ...]]
    stages: dict[str, tuple[str, ...]]
    between: dict[str, tuple[str, ...]]
    cells: dict[str, tuple[str, ...]]


@cache
def _words() -> _PatientWords:
    return checked(_PatientWords, merged("patient"), "patient")


@cache
def _patterns() -> _AgePatterns:
    words = _words()
    age = words["age"]
    named = [name for names in words["decades"].values() for name in names]
    parts = "|".join(f"(?P<{part}>{any_of(age[part])})" for part in ("early", "middle", "late"))
    return _AgePatterns(
        years=re.compile(rf"({NUMBER})\s*[- ]?\s*{any_of(age['behind'])}"),
        around=re.compile(rf"^{any_of(age['before'])}\s+(?=\d)|(?<=\w)\s+{any_of(age['after'])}$"),
        born=re.compile(rf"{any_of(age['born'])}\b.*\d.*|(?:19|20)\d\d|\d{{1,2}}([./-])\d{{1,2}}\1(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d"),
        about=re.compile(rf"{any_of(age['some'])}\s+({any_of(named)})(?:\s+{any_of(age['of_years'])})?"),
        decade=re.compile(
            rf"(?:{any_of(age['in'])}\s+)?(?:(?:{parts})[\s-]+)?(?:{any_of(age['in'])}\s+)?"
            rf"(?:(?P<tens>\d)0\s*{any_of(age['of_decade'])}|(?P<named>{any_of(named)}))"
        ),
        between=re.compile(
            rf"(?:{any_of(words['between']['before'])}\s+)?({NUMBER})\s*(?:-|{any_of(words['between']['words'])})\s*({NUMBER})\s*(.*)"
        ),
        counted=re.compile(rf"({NUMBER})\s*{any_of(words['cells']['counted'])}"),
    )


def _age_in_years(found: str, word: str) -> str | None:
    """Return an age in words as this reader has it: ``77-year-old`` is ``77 a``; None for any other.

    Raises
    ------
    RefusedError
        When it is a decade ("septuagenarian", "in her early 70s"), or no number at all ("newborn").
    """
    patterns, decades = _patterns(), {name: ten for ten, names in _words()["decades"].items() for name in names}
    if patterns.born.fullmatch(word):
        raise RefusedError("age.born", found=found)
    bare = patterns.around.sub("", word)
    if match := patterns.years.fullmatch(word) or patterns.years.fullmatch(bare):
        return f"{match[1]} a"
    if match := patterns.about.fullmatch(word):
        raise RefusedError("number.inexact", found=found, write=f"{decades[match[1]]} a")
    if match := patterns.decade.fullmatch(word):
        tens = 10 * int(match["tens"]) if match["tens"] else decades[match["named"]]
        years = _EARLY if match["early"] or tens >= _VERY_OLD else _LATE if match["late"] else _MIDDLE
        raise RefusedError("age.decade", found=found, write=f"{tens + years}")
    for written, names in _words()["stages"].items():
        if word in names:
            raise RefusedError("age.stage", found=found, write=time_text(written))
    if re.match(r"\d", bare) and re.search(r"[a-z] \S", bare):  # "77 years and a half", "2 years 3 months"
        try:
            span = span_of(bare)
        except RefusedError:
            return None
        return f"{span.low / DAYS['a']:.10g} a" if span.low == span.high else None
    return bare if bare != word else None


def _rewritten(name: str, found: str) -> str:
    """Return a quantity as this reader has it: ``77-year-old`` is ``77 a``, ``1m62`` is ``162 cm``.

    Raises
    ------
    RefusedError
        When it is a decade, an age that is no number, or an interval with a dash.
    """
    lead = re.match(r"([^\W\d_][^\d<>~=:]*?)\s*[:=]?\s*(?=[<>]?\d)", found)
    if lead is not None and (keys_of(frozenset({name})).get(folded(lead[1])) or meant(lead[1], [name])) == name:
        found = found[lead.end() :]
    if (remark := _REMARK.fullmatch(found)) is not None:
        raise RefusedError("number.inexact", found=found, write=remark[1])
    word = unaccented(plain(found))
    if name == "age" and (years := _age_in_years(found, word)) is not None:
        return years
    if name == "height" and (match := _METRES.fullmatch(word)):
        return f"{match[1]}{match[2]} cm"
    if name == "height" and (match := _FEET.fullmatch(word)):
        return f"{12 * int(match[1]) + float(match[2] or 0):g} in"
    if name == "cells" and (match := _patterns().counted.fullmatch(word)):
        return match[1]
    if match := _patterns().between.fullmatch(word):
        raise RefusedError("number.interval", found=found, first=match[1], second=match[2])
    return found


def _without_doubt(text: str) -> str | None:
    """Return the one number of a text with its unit, in digits: "about 60 kg" holds 60 kg; None where it holds none, or several.

    >>> _without_doubt("~60 kg"), _without_doubt("sixty kg"), _without_doubt("heavy")
    ('60 kg', '60 kg', None)
    """
    words = [str(time_words().numbers.get(word, word)) for word in plain(text).strip("~? ").split()]
    found = re.findall(r"(?<![\w.,])\d+(?:[.,]\d+)?(?:\s*[^\W\d_]+(?:/[^\W\d_]+)*)?", " ".join(words))
    if len(found) != 1:
        return None
    # of "CKD stage 3" or "born 1941" the number is another thing
    lead = unaccented(" ".join(words).partition(found[0])[0]).strip()
    return found[0] if not lead or time_words().is_one_of("about", lead) else None


def _in_unit(context: Context, path: str, name: str, text: str, amount: Amount) -> Amount | None:
    """Return a quantity in its own unit; a number without one is read in it and told, where only one can be meant."""
    quantity = _QUANTITIES[name]
    if name == "age" and amount.unit not in (None, "a", "mo", "wk", "d"):
        context.error("unit.impossible", path, found=amount.unit, expected=quantity.unit, what=field_name(name))
        return None
    if name == "creatinine_clearance" and amount.unit == INDEXED:
        context.note("unit.indexed", path, found=text)
        return replace(amount, unit=quantity.unit)
    if amount.unit is None and quantity.others:
        units = [quantity.unit] if amount.low is None else quantity.units_of(amount.low, name)
        context.unit_missing(path, text, field_name(name), units)
        return None
    if amount.unit is not None:
        return context.converted(path, text, amount, quantity.unit, field_name(name))
    if name == "age":
        context.note("unit.age_assumed", path, found=text)
        return amount
    unit = "m" if name == "height" and amount.low is not None and 0.3 <= amount.low < 3 else quantity.unit
    context.note("unit.bare", path, found=text, unit=unit)
    return context.converted(path, text, replace(amount, unit=unit), quantity.unit, field_name(name))


def quantity_of(context: Context, path: str, name: str, text: str | None) -> float | None:
    """Return a quantity of the patient, or of a fluid, in its own unit; None where it is not known, and after an error."""
    if text is None or vocabulary().is_unknown(text):
        return None
    errors = len(context.problems)
    amount = context.attempt(path, lambda: amount_of(_rewritten(name, text)))
    if amount is None:
        if len(context.problems) == errors:
            write = _without_doubt(text)
            context.error(
                "number.unreadable" if write is None else "number.inexact", path, found=text, **({"write": write} if write else {})
            )
        return None
    found = _in_unit(context, path, name, text, amount)
    if found is None:
        return None
    quantity = _QUANTITIES[name]
    if name == "cells" and context.attempt(path, lambda: refuse_point(text, 1.0, quantity.high)) is None:
        return None
    if (found.low is None) != (found.high is None):
        context.error("number.limit", path, found=text)
        return None
    if not found.single or found.low is None:
        context.error("number.interval", path, found=text, first=_bound(found.low), second=_bound(found.high))
        return None
    value = found.low
    if value < 0 or (value == 0 and name not in ("age", "cells")):
        context.error("value.negative", path, found=text, what=field_name(name))
        return None
    if not quantity.low <= value <= quantity.high:
        context.warn("value.implausible", path, what=field_name(name), found=text, low=quantity.low, high=quantity.high, unit=quantity.unit)
    return value


def _bound(value: float | None) -> str:
    return "?" if value is None else f"{value:g}"


def cells_of(context: Context, path: str, text: str | None) -> float | None:
    """Return the cells of a fluid, in a cubic millimetre."""
    return quantity_of(context, path, "cells", text)


def understand_patient(context: Context, entry: PatientEntry | None) -> Patient:
    """Return the patient, in years, kg, cm, umol/L and mL/min."""
    if entry is None:
        return Patient()
    patient = Patient(
        sex=cast("Sex | None", context.choice("sex", "patient.sex", entry.sex)),
        age_years=quantity_of(context, "patient.age", "age", entry.age),
        weight_kg=quantity_of(context, "patient.weight", "weight", entry.weight),
        height_cm=quantity_of(context, "patient.height", "height", entry.height),
        creatinine_umol_l=quantity_of(context, "patient.creatinine", "creatinine", entry.creatinine),
        creatinine_clearance_ml_min=quantity_of(
            context, "patient.creatinine_clearance", "creatinine_clearance", entry.creatinine_clearance
        ),
        reference=entry.reference,
        note=entry.note,
    )
    _check_body(context, patient)
    return patient


def _check_body(context: Context, patient: Patient) -> None:
    """Doubt an age, a weight and a height that do not go together."""
    age, weight, height = patient.age_years, patient.weight_kg, patient.height_cm

    def doubt(name: str, first: float, other: str, second: float) -> None:
        if not any(problem.severity == "warning" for problem in context.problems_at(f"patient.{name}")):
            units = _QUANTITIES[name].unit, _QUANTITIES[other].unit
            context.warn("value.apart", f"patient.{name}", found=f"{first:.6g} {units[0]}", other=f"{second:.6g} {units[1]}")

    if weight is not None and height is not None:
        mass = weight / (height / 100) ** 2
        if not _BODY_MASS[0] <= mass <= _BODY_MASS[1]:
            doubt("weight", weight, "height", height)
    if age is not None and weight is not None:
        grown = age >= _GROWN_YEARS
        if (grown and weight < _GROWN_KG) or (not grown and weight > _NEWBORN_KG + _KG_A_YEAR * age):
            doubt("weight", weight, "age", age)
    if age is not None and height is not None and age >= _GROWN_YEARS and height < _GROWN_CM:
        doubt("height", height, "age", age)
