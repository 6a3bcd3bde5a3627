"""Cells of people's tables that only say yes or no: of an event on a day, or of a drug."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from rechallenge.course.vocabulary import vocabulary
from rechallenge.formats.people_entries import is_missing
from rechallenge.formats.people_heads import words
from rechallenge.literature.drugs import folded


@cache
def _answers(kind: str) -> frozenset[str]:
    return frozenset(map(folded, words()["cells"][kind]))


def is_yes(cell: str) -> bool:
    """Whether a cell says that something was so: a word, a cross, a tick."""
    return _is(cell, "yes")


def is_no(cell: str) -> bool:
    """Whether a cell says that something was not so."""
    return _is(cell, "no")


def _is(cell: str, answer: str) -> bool:
    return vocabulary().choice("answer", cell) == answer or folded(cell.rstrip("\ufe0f")) in _answers(answer)


def is_flagged(cells: Iterable[str]) -> bool:
    """Whether a column only says on which days something was: yes and no, 1 and 0, a tick and nothing."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(
        is_yes(cell) or is_no(cell) or vocabulary().choice("answer", cell) is not None or is_missing(cell) for cell in filled
    )


def is_ticked(cells: Iterable[str]) -> bool:
    """Whether a column of a drug tells on which days it was given, and not how much; numbers are doses."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(
        not cell.isdigit() and (is_yes(cell) or is_no(cell) or folded(cell) in _answers("ticks")) for cell in filled
    )
