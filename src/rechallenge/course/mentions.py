"""Finding words in what a record says, and what it says of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from rechallenge.course.assertion import read
from rechallenge.course.model import Condition, Finding
from rechallenge.course.status import said_of, said_of_condition, together
from rechallenge.course.status_of_values import AssertedStatus, named
from rechallenge.literature.drugs import folded


@cache
def _folded(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(folded(word) for word in sorted(words, key=len, reverse=True))


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    # "pseudo-gout" and "gout-like" name something else
    listed = "|".join(re.escape(word) for word in _folded(words))
    return re.compile(rf"(?<!\w)(?<!pseudo )(?<!para )(?:{listed})(?!\w)(?! like\b)(?! type\b)")


def places(words: Iterable[str], text: str, but_not: Iterable[str] = ()) -> Iterator[tuple[int, int]]:
    """Give the places in a folded text where one of the words stands, and not as a part of another name ("urinary urate")."""
    names, others = tuple(words), tuple(but_not)
    if not any(word in text for word in _folded(names)):
        return  # most texts name none of them, and need no pattern
    spans = [match.span() for match in _pattern(others).finditer(text)] if others else []
    for match in _pattern(names).finditer(text):
        if not any(start <= match.start() and match.end() <= end for start, end in spans):
            yield match.span()


def status_in(words: Iterable[str], text: str | None, but_not: Iterable[str] = ()) -> AssertedStatus | None:
    """Return what a text says of the words, or None where it does not name them.

    >>> status_in(["urate"], "no urate crystals"), status_in(["urate"], "calcifications")
    (AssertedStatus(status='absent', why='said'), None)
    """
    if text is None:
        return None
    found = read(text)
    said = [named(found.at(*place)) for place in places(words, found.text, but_not)]
    return together(said) if said else None


def said(words: Iterable[str], text: str | None, but_not: Iterable[str] = ()) -> bool:
    """Tell whether a text says that one of the words is there.

    >>> said(["urate"], "Many urate crystals"), said(["urate"], "no urate crystals"), said(["urate"], "?urate")
    (True, False, False)
    """
    found = status_in(words, text, but_not)
    return found is not None and found.status == "present"


def status_of_finding(words: Iterable[str], finding: Finding, but_not: Iterable[str] = ()) -> AssertedStatus | None:
    """Return what a finding, with its value, says of the words; None where its name does not hold them."""
    return _of_finding(tuple(words), finding, tuple(but_not))


# a ledger asks of a course with and without each statement what each criterion finds in each finding
@lru_cache(maxsize=16_384)
def _of_finding(words: tuple[str, ...], finding: Finding, but_not: tuple[str, ...]) -> AssertedStatus | None:
    found = [said_of(finding, *place) for place in places(words, read(finding.what).text, but_not)]
    return together(found) if found else None


def status_of_diagnosis(words: Iterable[str], condition: Condition, but_not: Iterable[str] = ()) -> AssertedStatus | None:
    """Return what a diagnosis says of the words; None where it does not hold them."""
    text = " ".join(filter(None, (condition.name, condition.subtype)))
    found = read(text)
    said = [said_of_condition(condition, found.at(*place)) for place in places(words, found.text, but_not)]
    return together(said) if said else None
