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
from typing import TYPE_CHECKING

from rechallenge.course.characters import plain
from rechallenge.course.problems import RefusedError
from rechallenge.course.unit_words import unit_of as unit_of

if TYPE_CHECKING:
    from pint import UnitRegistry

NUMBER = r"[-+]?(?:\d+(?:[.,]\d+)?|[.,]\d+)(?:[eE][-+]?\d+)?"
_AMOUNT = re.compile(
    rf"^(?P<sign><=|>=|<|>|≤|≥)?\s*(?P<low>{NUMBER})(?:\s*(?P<unit_low>[^\s\d.<>+\-][^\s]*?)?\s*\.\.(?!\.)\s*(?P<high>{NUMBER}))?\s*(?P<unit>[^\s\d.,<>+\-][^<>]*)?$"
)

# Molar mass (g/mol) of what laboratories give in both mg and mol.
_MOLAR_MASS: Mapping[str, float] = {"creatinine": 113.12}

_UCUM = re.compile(r"/?[A-Za-z%]{1,12}\d?(?:[./][A-Za-z]{1,12}\d?){0,3}", re.ASCII)
_COUNT = re.compile(r"10\^(\d{1,2})(/.+)", re.ASCII)


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


_POINT = re.compile(r"(?<![\d.,])(?P<whole>[1-9]\d{0,2})\.(?P<rest>\d{3})(?![\d.,eE])")


_LETTERS = str.maketrans("OoIl", "0011")


def refuse_letters(found: str, behind: str = r"(?:\s*[^\W\d_]*/\s*[^\W\d_]+)?\s*$") -> None:
    """Refuse a number in which a letter stands for a digit, as readers of printed pages leave it ("1O2 mg/L", "l2").

    Parameters
    ----------
    found
        As written.
    behind
        Pattern of what has to stand behind the number: a unit, or the end.

    Raises
    ------
    RefusedError
        With the number in digits.
    """
    match = re.search(rf"(?<![^\W_])(?=[.,OoIl]*\d)(?P<n>[\d.,]*[OoIl][\d.,OoIl]*)(?={behind})", found, re.IGNORECASE)
    # a single l behind a number may be litres
    if match is not None and re.search(r"[Oo]|[Il](?=[\d.,OoIl])", match["n"], re.ASCII):
        digits = match["n"].translate(_LETTERS)
        raise RefusedError("number.letter", found=found, write=f"{found[: match.start()]}{digits}{found[match.end() :]}".strip())


def refuse_point(text: str, least: float, most: float, times: float = 1.0) -> bool:
    """Refuse a number whose point may part thousands, where the whole number can be meant ("1.200 ug/L" of ferritin); True of any other.

    Parameters
    ----------
    least, most
        What can be meant, in the unit of the model.
    times
        By what the number is multiplied to be in that unit.

    Raises
    ------
    RefusedError
        With both numbers.
    """
    match = _POINT.search(plain(text))
    if match is not None and least <= times * float(match["whole"] + match["rest"]) <= most:
        decimal = f"{float(match[0]):g}"
        raise RefusedError("value.point", found=text, whole=match["whole"] + match["rest"], decimal=decimal)
    return True


# Thousands set apart by a space or an apostrophe, and a power of ten between a number and its unit.
# Three digits before a space are two numbers ("120 130"), but in "120 000".
_THOUSANDS = re.compile(r"(?<![\d.,])(?:\d{1,2}(?:[ ']\d{3})+|\d{3}(?:[ ']\d{3})*[ ']\d00)(?![\d'])")
_POWER_OF_TEN = re.compile(r"(?<=\d)\s*(?:x|\*|[. ])\s*10\s*(?:\^|\*\*?|[eE])\s*(\d{1,2})\s*(?=[^\W\d_]*\s*/)", re.IGNORECASE)


def joined(text: str) -> str:
    """Return a plain text with the digits of each number together.

    >>> joined("5 000 /mm3"), joined("5.2 x 10^9 /L"), joined("5 10e3/mm3")
    ('5000 /mm3', '5.2 x10^9/L', '5 x10^3/mm3')
    """
    text = _THOUSANDS.sub(lambda match: re.sub(r"[ ']", "", match[0]), text)
    return re.sub(r"\s+/", "/", _POWER_OF_TEN.sub(r" x10^\1", text)) if "10" in text and "/" in text else text


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
        When a comma is ambiguous, or an interval runs backwards or has two units.
    """
    text = joined(plain(text))
    match = _AMOUNT.match(text)
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
        below = unit_of(match["unit_low"]) if match["unit_low"] and match["unit"] else spelled
        if below != spelled and not f"{spelled}".startswith(f"{below}/"):  # "5 mg..10 mg/d" has one
            raise RefusedError("value.two_units", found=text, first=match["unit_low"], second=match["unit"])
        if last < first:
            raise RefusedError("value.backwards", found=text)
        return Amount(first, last, spelled, False)
    if match["sign"] in ("<", "<=", "≤"):
        return Amount(None, first, spelled, whole)
    if match["sign"] in (">", ">=", "≥"):
        return Amount(first, None, spelled, whole)
    return Amount(first, first, spelled, whole)


@cache
def _registry() -> UnitRegistry[float]:
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
    unit = unit_of(unit)
    if unit == to:
        return 1.0
    if count := _COUNT.fullmatch(unit):
        return float(f"{10.0 ** int(count[1]) * factor(count[2], to, what):.12g}")
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
