"""The spellings of units in charts, with the UCUM unit that each means, from ``units.toml`` of each language and ``unit_words.toml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rechallenge.course.characters import plain, unaccented
from rechallenge.data_files import checked
from rechallenge.vocabulary.words import merged, word_lists

INDEXED = "mL/min/1.73m2"
"""Renal function for a body surface of 1.73 square metres, as laboratories print it."""

_INDEXED = re.compile(r"ml\s*/\s*(?:min|mn)\s*(?:/|per|pour|par|by)?\s*[(]?1[.,]7\d?\s*(?:m\s*\^?\s*2|sqm)?[)]?")
_POWER = re.compile(r"(?:x|\*)?\s*10\s*(?:\^|\*\*?|e)\s*(\d{1,2})\s*(.*)", re.IGNORECASE)
_MOLAR = re.compile(r"([numpk]?)M")
_PER = re.compile(r"\s*(?:/|\bper\b|\bpar\b)\s*")
_INVERSE = re.compile(r"[ .·]?\b(l|dl|ml|ul|mm3|min|kg|d|j)\s?(?:\^?-1|\^-1)(?![\d.])")


@dataclass(frozen=True, slots=True)
class UnitWords:
    """Spellings by what they mean; see ``units.toml`` of each language."""

    parts: Mapping[str, str]
    counted: frozenset[str]
    powers: Mapping[str, int]


@cache
def unit_words() -> UnitWords:
    """Load the spellings."""
    raw = merged("units", Path(__file__).with_name("unit_words.toml"))
    parts = {spelling: unit for unit, spellings in word_lists(raw["parts"], "units").items() for spelling in spellings}
    powers = checked(dict[str, int], raw["exact"], "units")
    return UnitWords(parts, frozenset(word_lists(raw["counted"], "units")["words"]), powers)


@cache
def unit_of(text: str) -> str:
    """Return the UCUM spelling of a unit; one that is not known stays as it is.

    Examples
    --------
    >>> unit_of("MG/L"), unit_of("mg/100 mL"), unit_of("cells/µL"), unit_of("G/L"), unit_of("x10⁹/L"), unit_of("µmol par litre")
    ('mg/L', 'mg/dL', '/uL', '10^9/L', '10^9/L', 'umol/L')
    """
    written = plain(text).strip("[]{}").strip()
    low = unaccented(written)
    if molar := _MOLAR.fullmatch(written):  # of these letters the case decides: "mM" is no "mm"
        return f"{molar[1]}mol/L"
    if _INDEXED.fullmatch(low):
        return INDEXED
    if power := _POWER.fullmatch(written):
        return f"10^{power[1]}{unit_of(power[2])}"
    if low in ("mg%", "mg %"):
        return "mg/dL"
    known = unit_words()
    over = _PER.split(_INVERSE.sub(r"/\1", low))
    first = _PER.split(written)[0]
    if first in known.powers and len(over) == 2 and known.parts.get(over[1]) in ("L", "uL", "mm3", "mL"):
        return f"10^{known.powers[first]}/{known.parts[over[1]]}"
    if len(over) > 1 and over[0] in known.counted:
        over[0] = ""
    parts = [known.parts.get(part.rstrip("."), "") for part in over]
    if not all(parts[1:]) or not (parts[0] or (over[0] == "" and len(over) > 1)):
        return written
    return "/".join(parts)
