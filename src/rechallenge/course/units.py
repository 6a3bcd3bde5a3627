"""Numbers with units, as a chart has them, converted to the units of the model.

A unit in its usual spelling costs nothing; only another one loads pint, with a small list of units of our own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import isfinite
from typing import TYPE_CHECKING, Any

from rechallenge.course.problems import RefusedError

if TYPE_CHECKING:
    from pint import UnitRegistry

NUMBER = r"[-+]?(?:\d+(?:[.,]\d+)?|[.,]\d+)(?:[eE][-+]?\d+)?"
_AMOUNT = re.compile(
    rf"^(?P<sign><=|>=|<|>|≤|≥)?\s*(?P<low>{NUMBER})(?:\s*(?P<unit_low>[^\s\d.<>+\-][^\s]*?)?\s*\.\.\s*(?P<high>{NUMBER}))?\s*(?P<unit>[^\s\d.,<>+\-][^<>]*)?$"
)

# Spellings seen in charts, French and English, with the UCUM spelling that they mean.
_SPELLINGS: Mapping[str, str] = {
    "mg/l": "mg/L",
    "mg/dl": "mg/dL",
    "g/l": "g/L",
    "ug/l": "ug/L",
    "ug/ml": "ug/mL",
    "ng/ml": "ng/mL",
    "umol/l": "umol/L",
    "mmol/l": "mmol/L",
    "ml/min": "mL/min",
    "mcg": "ug",
    "mgs": "mg",
    "gr": "g",
    "kgs": "kg",
    "/mm³": "/mm3",
    "cells/mm3": "/mm3",
    "cells/mm³": "/mm3",
    "cell/mm3": "/mm3",
    "cellules/mm3": "/mm3",
    "éléments/mm3": "/mm3",
    "elements/mm3": "/mm3",
    "cells/ul": "/uL",
    "/ul": "/uL",
    "mg/day": "mg/d",
    "mg/j": "mg/d",
    "mg/jour": "mg/d",
    "mg/24h": "mg/d",
    "mg/24 h": "mg/d",
    "mg/kg/j": "mg/kg/d",
    "mg/kg/day": "mg/kg/d",
    "mg/kg/jour": "mg/kg/d",
    "ans": "a",
    "an": "a",
    "year": "a",
    "years": "a",
    "y": "a",
    "yr": "a",
    "mois": "mo",
    "month": "mo",
    "months": "mo",
    "j": "d",
    "day": "d",
    "days": "d",
    "lbs": "lb",
}

# Molar mass (g/mol) of what laboratories give in both mg and mol.
_MOLAR_MASS: Mapping[str, float] = {"creatinine": 113.12}

_UCUM = re.compile(r"/?[A-Za-z%]{1,12}\d?(?:[./][A-Za-z]{1,12}\d?){0,3}", re.ASCII)
# Powers of ten that French laboratories write as prefixes of a bare "per litre".
_COUNTS: Mapping[str, tuple[float, str]] = {"G/L": (1e9, "/L"), "Giga/L": (1e9, "/L"), "M/L": (1e6, "/L"), "T/L": (1e12, "/L")}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, limit or interval with its unit as written (None if none); open ends are None."""

    low: float | None
    high: float | None
    unit: str | None
    whole: bool
    """Whether the number is written without decimals, so that it may be rounded."""

    @property
    def single(self) -> bool:
        """Whether it is one number."""
        return self.low is not None and self.low == self.high


def number_of(text: str) -> float:
    """Return the number that a text writes, with a point or a French comma.

    Raises
    ------
    RefusedError
        When a comma may be one of thousands, or the number is too large to be one.
    """
    if re.search(r"\d,\d{3}$", text) and not re.match(r"[-+]?0,", text):
        raise RefusedError("value.comma", found=text)
    number = float(text.replace(",", "."))
    if not isfinite(number):
        raise RefusedError("number.unreadable", found=text)
    return number


def unit_of(text: str) -> str:
    """Return the UCUM spelling of a unit."""
    plain = text.strip().replace("µ", "u").replace("μ", "u").strip("[]{}")
    return _SPELLINGS.get(plain.lower(), plain)


def amount_of(text: str, unit: str | None = None) -> Amount | None:
    """Read a number, a limit (``< 5 mg/L``) or an interval (``10..20 mg/L``); None when the text is none of these.

    Parameters
    ----------
    text
        The value as written.
    unit
        Its unit, when the file gives it in a field of its own.

    Raises
    ------
    RefusedError
        When a comma is ambiguous or an interval runs backwards.
    """
    match = _AMOUNT.match(text.strip().replace("\u2212", "-"))
    if match is None:
        return None
    written = match["unit"] or match["unit_low"] or unit
    spelled = unit_of(written) if written else None
    first = number_of(match["low"])
    whole = re.fullmatch(r"[-+]?\d+", match["low"]) is not None
    if match["high"] is not None:
        last = number_of(match["high"])
        if match["sign"]:
            return None
        if last < first:
            raise RefusedError("value.backwards", found=text)
        return Amount(first, last, spelled, False)
    if match["sign"] in ("<", "<=", "≤"):
        return Amount(None, first, spelled, whole)
    if match["sign"] in (">", ">=", "≥"):
        return Amount(first, None, spelled, whole)
    return Amount(first, first, spelled, whole)


@cache
def _registry() -> UnitRegistry[Any]:
    import pint

    return pint.UnitRegistry(files("rechallenge.course").joinpath("units.txt").read_text(encoding="utf-8").splitlines())


def _expression(unit: str) -> str:
    """Return a UCUM unit in the notation of pint: ``/mm3`` is ``1/mm**3``, ``mg/kg/d`` stays a chain of divisions."""
    text = f"1{unit}" if unit.startswith("/") else unit
    text = re.sub(r"(?<=[a-zA-Z])(\d)", r"**\1", text)
    text = re.sub(r"(?<=[a-zA-Z])\.(?=[a-zA-Z])", "*", text)
    for ucum, name in (("d", "day"), ("wk", "week"), ("mo", "month"), ("a", "year")):
        text = re.sub(rf"(?<![a-zA-Z]){ucum}(?![a-zA-Z])", name, text)
    return text


def factor(unit: str, to: str, what: str) -> float:
    """Return the number by which a value in one unit is multiplied to be in another.

    Parameters
    ----------
    unit, to
        UCUM spellings.
    what
        Name of the quantity; creatinine can pass between mass and amount of substance.

    Raises
    ------
    RefusedError
        When the unit is not known, or measures something else.

    Examples
    --------
    >>> factor("mg/dL", "mg/L", "crp")
    10.0
    """
    if unit == to:
        return 1.0
    if unit in _COUNTS:
        times, unit = _COUNTS[unit]
        return times * factor(unit, to, what)
    if _UCUM.fullmatch(unit) is None:  # pint would compute with whatever else stands there
        raise RefusedError("unit.unknown", found=unit, expected=to, what=what)
    import pint

    registry = _registry()
    try:
        source = registry.Quantity(1.0, "") * registry.parse_expression(_expression(unit))
    except pint.errors.PintError:
        raise RefusedError("unit.unknown", found=unit, expected=to, what=what) from None
    target = registry.parse_expression(_expression(to))
    if what in _MOLAR_MASS:
        grams_per_mole = registry.Quantity(_MOLAR_MASS[what], "gram/mole")
        if (source * grams_per_mole).check(target.dimensionality):
            source = source * grams_per_mole
        elif (source / grams_per_mole).check(target.dimensionality):
            source = source / grams_per_mole
    try:
        return float(f"{(source / target).to('').magnitude:.12g}")
    except pint.errors.DimensionalityError:
        raise RefusedError("unit.impossible", found=unit, expected=to, what=what) from None
