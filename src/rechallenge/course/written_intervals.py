"""An interval as people write it, with a dash, three dots or a word between its ends; read here alone, for values, limits and doses."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rechallenge.course.phrases import phrases, plain

END = r"\d+(?:[.,]\d+)?"
"""A number at an end of an interval."""


@dataclass(frozen=True, slots=True)
class WrittenInterval:
    """An interval in a text, as it is written.

    Attributes
    ----------
    low, high
        The number at each end.
    low_unit, unit
        What stands behind each of them; empty where nothing does.
    moving
        Whether the words before it may tell a change as well: "from 10 to 20".
    listed
        Whether it may be two numbers and no interval: "12 and 15" without "between".
    """

    low: str
    low_unit: str
    high: str
    unit: str
    moving: bool
    listed: bool = False

    @property
    def dotted(self) -> str:
        """The interval as a course file has it, with two points, and one unit where both ends have the same.

        >>> found = written_interval("between 10 mg/L and 20 mg/L")
        >>> found and found.dotted
        '10..20 mg/L'
        """
        same = not self.low_unit or not self.unit or plain(self.low_unit) == plain(self.unit)
        first = self.low if same else f"{self.low} {self.low_unit}"
        unit = self.unit or self.low_unit
        return f"{first}..{self.high} {unit}".strip()


def written_interval(text: str) -> WrittenInterval | None:
    """Find the interval that a text is, whose signs are unified (`rechallenge.course.written_values.symbols_unified`); None for others.

    >>> written_interval("10 - 20 mg")
    WrittenInterval(low='10', low_unit='', high='20', unit='mg', moving=False, listed=False)
    >>> written_interval("10..20 mg") is None  # as a course file has it already
    True
    """
    known = phrases()
    found = re.fullmatch(
        rf"(?P<between>{known.between}\s+)?(?P<low>{END})(?P<low_unit>\s*[^\W\d_][^\s]*(?=\s))?\s*"
        rf"(?P<sep>-|\.\.\.|\u2026|\b{known.and_}\b)\s*(?P<high>{END})(?P<unit>.*)",
        plain(text),
    )
    if found is None:
        return None
    low, low_unit, high, unit = (text[slice(*found.span(name))].strip() for name in ("low", "low_unit", "high", "unit"))
    moving = found["between"] is not None and re.match(known.moves_from, found["between"]) is not None
    return WrittenInterval(low, low_unit, high, unit, moving, found["between"] is None and found["sep"] in known.joining)
