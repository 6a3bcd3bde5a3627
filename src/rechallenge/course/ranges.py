"""Intervals written with a dash or with words where a course file has two dots: ``5-7 d``, ``12 au 20 mars 2018``."""

from __future__ import annotations

import re
from functools import cache

from rechallenge.course.characters import plain
from rechallenge.course.dates import date_of
from rechallenge.course.problems import RefusedError
from rechallenge.course.units import NUMBER
from rechallenge.course.words_of_time import any_of, time_words

_DOTS = re.compile(r"\s*\.{3,}\s*")
# British charts write months as twelfths of a year, weeks as parts of 52, days as sevenths of a week.
_FRACTIONS = {"7": "d", "12": "mo", "52": "wk"}
_BARE = re.compile(r"\+?\d+(?:[.,]\d+)?")
_NUMBERED = re.compile(r"([a-z]+)\s*\+?\d+")


@cache
def _in_words() -> tuple[re.Pattern[str], ...]:
    words = time_words().words
    return (
        re.compile(rf"{any_of(words['between'])}\s+(.+?)\s+{any_of(words['and'])}\s+(.+)"),
        re.compile(rf"(?:{any_of(words['range_from'])}\s+)?(.+?)\s+{any_of(words['range_to'])}\s+(.+)"),
    )


def ends_of(found: str, word: str) -> tuple[tuple[str, ...], bool]:
    """Return the ends of an interval, or the one text that is none, and whether it was written without the two dots.

    Parameters
    ----------
    found
        The text as written, for what is told of it.
    word
        The same, plain, without accents and in lower case.

    Raises
    ------
    RefusedError
        When it has more than two ends, or a dash that may be a minus.

    Examples
    --------
    >>> ends_of("5-7 d", "5-7 d"), ends_of("J-5", "j-5")
    ((('5', '7 d'), True), (('j-5',), False))
    """
    if _DOTS.search(word):
        write = _DOTS.sub("..", plain(found))
        raise RefusedError("time.dots" if re.fullmatch(r"[^.].*\.\..*[^.]", write) else "time.unreadable", found=found, write=write)
    if ".." in word:
        parts = tuple(part.strip() for part in word.split(".."))
        if len(parts) != 2 or not all(parts):
            raise RefusedError("time.unreadable", found=found)
        ends = _completed(parts[0], parts[1])
        return ends, ends != parts
    for pattern in _in_words():
        match = pattern.fullmatch(word)
        if match and _is_end(match[1]) and _is_end(match[2]):
            return _completed(match[1], match[2]), True
    dashes = [(word[: m.start()].strip(), word[m.end() :].strip()) for m in re.finditer("[-/]", word)]
    pairs = [(left, right) for left, right in dashes if _is_end(left) and _is_end(right)]
    if len(pairs) != 1:
        return (word,), False
    left, right = pairs[0]
    spaced = " - " in word
    number, unit = _split(right)
    slash = word[len(left) :].lstrip().startswith("/")
    if re.fullmatch(NUMBER, left) and number and not _are_years(left, right) and (not unit or slash):
        if float(left.replace(",", ".")) > float(number.replace(",", ".")):
            raise RefusedError("time.no_year", found=found)  # "12/3" is a day of a month
        right = number
        if slash and unit and (left, number) == ("1", "2"):  # "1/2 d"
            of_days = unit in time_words().units and time_words().units[unit].days == 1
            values = {"write": f"{left}..{right}", "fraction": f"0.5 {unit}"} if of_days else {"write": f"0.5 {unit}"}
            raise RefusedError("time.fraction" if of_days else "time.write", found=found, **values)
        if slash and (part := _FRACTIONS.get(right)) is not None:
            raise RefusedError("time.fraction", found=found, write=f"{left}..{right}", fraction=f"{left} {part}")
        if slash and not unit and float(number) > 12 >= float(left) and len(number) == 2:
            raise RefusedError("time.two_digit_year", found=found, write=f"{left}/20{number}, {left}/19{number}")  # "03/18"
        raise RefusedError("time.dash", found=found, write=f"{left}..{right}")
    if left.startswith("-") and not right.startswith("-") and not spaced:
        number, unit = _split(right)
        raise RefusedError("time.sign", found=found, first=f"-{number}..{left} {unit}".strip(), second=f"{left}..{right}")
    return _completed(left, right), True


def _split(word: str) -> tuple[str, str]:
    """Split a number from what follows it."""
    match = re.match(NUMBER, word)
    return (match[0], word[match.end() :].strip()) if match else (word, "")


def _are_years(left: str, right: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d", left) and re.fullmatch(r"(?:19|20)\d\d", right))


@cache
def _shape() -> re.Pattern[str]:
    words = time_words()
    unit = any_of([*words.units, *words.letters])
    number = rf"(?:{NUMBER}|{any_of(words.numbers)})"
    day_of_month = rf"(?:\d{{1,2}}\s+)?{any_of(words.months)}"
    return re.compile(rf"{number}(?:\s*{unit})?|{unit}\s*[+-]?\d+|{day_of_month}")


def _is_end(word: str) -> bool:
    """Whether a text can be one end of an interval."""
    if _shape().fullmatch(word):
        return True
    try:
        return date_of(word, word) is not None
    except RefusedError:
        return False


def _completed(left: str, right: str) -> tuple[str, str]:
    """Give each end what the other says for both: ``12`` and ``20 march 2018``, ``week 2`` and ``4``, ``march`` and ``april 2018``."""
    numbered = _NUMBERED.fullmatch(left)
    if numbered and _BARE.fullmatch(right):
        return left, f"{numbered[1]} {right}"
    whole = re.fullmatch(r"\d{1,2}([/.-]\d{1,2}[/.-]\d{4})", right)
    if whole and re.fullmatch(r"\d{1,2}", left):
        return f"{left}{whole[1]}", right  # "12-15/03/2018"
    dated = re.fullmatch(rf"\d{{1,2}}\s+({any_of(time_words().months)}\.?\s+(\d{{4}}))|{any_of(time_words().months)}\.?\s+(\d{{4}})", right)
    if dated and re.fullmatch(r"\d{1,2}", left) and dated[1]:
        return f"{left} {dated[1]}", right
    if dated and re.fullmatch(rf"(?:\d{{1,2}}\s+)?{any_of(time_words().months)}", left):
        return f"{left} {dated[2] or dated[3]}", right
    return left, right
