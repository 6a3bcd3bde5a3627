"""A change as a chart writes it: "decreased by 50 %", "halved", "divided by three", "baisse de 3 points"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from rechallenge.course.phrases import phrases, plain
from rechallenge.course.written_values import is_plain, limit_in_words, symbols_unified
from rechallenge.outcomes.outcome import Direction

_NUMBER = r"\d+(?:[.,]\d+)?"
_LONGEST = 120
# Small words before a verb or noun of change.
_SMALL = r"(?:an?|une?|was|is|has|est|de|of|in|en)"


@dataclass(frozen=True, slots=True)
class WrittenChange:
    """What a change says.

    Attributes
    ----------
    text
        The change as a number with its sign and unit, "-50 %" or "-3 points"; None when it is a factor.
    factor
        What the earlier value is multiplied by.
    """

    text: str | None
    factor: float | None = None


@cache
def written_change(written: str, improvement: Direction | None) -> WrittenChange | None:
    """Read a change with a number in words, or None when it is none.

    Parameters
    ----------
    improvement
        Which direction "improved by" means; None where it is not known.

    Examples
    --------
    >>> written_change("decreased by 50 %", "decrease"), written_change("divisée par deux", None)
    (WrittenChange(text='-50 %', factor=None), WrittenChange(text=None, factor=0.5))
    """
    text = plain(symbols_unified(written))
    if len(text) > _LONGEST or is_plain(text) or limit_in_words(text):
        return None
    known = phrases()
    if text in known.factors:
        return WrittenChange(None, known.factors[text])
    word = "|".join(re.escape(each) for each in sorted({**known.numbers, **known.parts}, key=len, reverse=True))
    number = rf"(?P<number>{_NUMBER}|\b(?:{word})\b)"
    for pattern, over in ((known.divided, True), (known.multiplied, False)):
        match = re.fullmatch(rf"{pattern}\s*{number}", text)
        if match is not None and (times := _number(match["number"])) > 0:
            return WrittenChange(None, 1 / times if over else times)
    fold = re.fullmatch(rf"{number}\s*-?\s*fold\s*(?P<verb>.*)", text)
    if fold is not None and (times := _number(fold["number"])) > 0:
        falls = _falls(fold["verb"], improvement)
        return None if falls is None else WrittenChange(None, 1 / times if falls else times)
    unit = r"\s*(?P<unit>%|percent|per cent|pour cent|[a-z/][a-z0-9/. ]*?)?"
    verb = rf"(?P<verb>(?:{_SMALL}\s+)*(?:{known.down}|{known.up}|{known.better}|{known.worse}))"
    for pattern in (rf"{verb}\s*(?:{known.by}\s*)*[-+]?\s*{number}{unit}", rf"{number}{unit}\s*(?:{known.by}\s*)?{verb}"):
        match = re.fullmatch(pattern, text)
        falls = None if match is None else _falls(match["verb"], improvement)
        if match is None or falls is None:
            continue
        found = re.sub(r"^(?:percent|per cent|pour cent)$", "%", match["unit"] or "")
        if match["number"] in known.parts:
            return None if found else WrittenChange(f"{'-' if falls else '+'}{100 * known.parts[match['number']]:.3g} %")
        shown = f"{_number(match['number']):g}" if match["number"] in known.numbers else match["number"].replace(",", ".")
        return WrittenChange(f"{'-' if falls else '+'}{shown} {found}".strip())
    return None


def _number(text: str) -> float:
    found = {**phrases().numbers, **phrases().parts}.get(text)
    return float(text.replace(",", ".")) if found is None else found


def _falls(verb: str, improvement: Direction | None) -> bool | None:
    """Whether a verb says that a value falls; None when it says nothing of it."""
    known = phrases()
    verb = re.sub(rf"^(?:{_SMALL}\s+)*", "", re.sub(rf"(?:\s*{known.by})+\s*$", "", verb.strip()))
    for pattern, falls in ((known.down, True), (known.up, False)):
        if re.fullmatch(pattern, verb):
            return falls
    for pattern, better in ((known.better, True), (known.worse, False)):
        if improvement is not None and re.fullmatch(pattern, verb):
            return better == (improvement == "decrease")
    return None
