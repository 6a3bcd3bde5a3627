"""Orders of the periods of one patient, drawn by constrained randomisation: all that keep the constraints are as likely as each other.

Constrained randomisation of single-case designs: Edgington and Onghena (2007, Randomization Tests, 4th edition). The order is a text of one
letter a period, as in `rechallenge.single_case`: ``A`` without the drug, or at the lower dose, and ``B`` with it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import cache

WITHOUT, WITH = "A", "B"
MOST_PERIODS = 24
"""Periods of one protocol; more have no meaning for a patient, and their orders are millions."""


@dataclass(frozen=True, slots=True)
class Allocation:
    """An order that was drawn.

    Attributes
    ----------
    number
        Its number among all orders, counted from 1 in the order of the alphabet: with the constraints it re-creates the order.
    of
        How many orders there are.
    sequence
        One letter a period.
    """

    number: int
    of: int
    sequence: str


def alternating(periods: int, first: str = WITHOUT) -> str:
    """Periods by turns.

    >>> alternating(3), alternating(2, "B")
    ('ABA', 'BA')
    """
    second = WITH if first == WITHOUT else WITHOUT
    return ((first + second) * periods)[:periods]


def count_sequences(periods: int, most_in_a_row: int) -> int:
    """How many orders there are with as many periods with the drug as without it, and no more than so many alike in a row.

    >>> count_sequences(4, 2), count_sequences(6, 2), count_sequences(6, 1), count_sequences(5, 2)
    (6, 14, 2, 0)
    """
    if periods % 2:
        return 0
    half = periods // 2
    return _ways(half, half, "", 0, most_in_a_row)


@cache
def _ways(without: int, with_drug: int, last: str, run: int, most: int) -> int:
    """How many ways there are to go on with so many periods of each kind, after a run of one kind."""
    if not without and not with_drug:
        return 1
    found = 0
    for letter, left in ((WITHOUT, without), (WITH, with_drug)):
        length = run + 1 if letter == last else 1
        if left and length <= most:
            found += _ways(without - (letter == WITHOUT), with_drug - (letter == WITH), letter, length, most)
    return found


def sequence_at(number: int, periods: int, most_in_a_row: int) -> str:
    """Order of a number, counted from 1 in the order of the alphabet.

    Raises
    ------
    ValueError
        There is no such order.

    Examples
    --------
    >>> [sequence_at(number, 4, 2) for number in range(1, 7)]
    ['AABB', 'ABAB', 'ABBA', 'BAAB', 'BABA', 'BBAA']
    """
    total = count_sequences(periods, most_in_a_row)
    if not 1 <= number <= total:
        raise ValueError(f"there are {total} orders, and none has the number {number}")
    left = {WITHOUT: periods // 2, WITH: periods // 2}
    before, found, run = number - 1, "", 0
    while len(found) < periods:
        for letter in (WITHOUT, WITH):
            length = run + 1 if found.endswith(letter) else 1
            if not left[letter] or length > most_in_a_row:
                continue
            rest = {**left, letter: left[letter] - 1}
            ways = _ways(rest[WITHOUT], rest[WITH], letter, length, most_in_a_row)
            if before < ways:
                found, run, left = found + letter, length, rest
                break
            before -= ways
    return found


def drawn_allocation(periods: int, most_in_a_row: int) -> Allocation:
    """Draw an order from the entropy of the system, which no seed repeats.

    Raises
    ------
    ValueError
        No order keeps the constraints.
    """
    total = count_sequences(periods, most_in_a_row)
    if not total:
        raise ValueError(f"no order of {periods} periods has as many with the drug as without it")
    return allocation_of(secrets.randbelow(total) + 1, periods, most_in_a_row)


def allocation_of(number: int, periods: int, most_in_a_row: int) -> Allocation:
    """Re-create an order from its number."""
    return Allocation(number, count_sequences(periods, most_in_a_row), sequence_at(number, periods, most_in_a_row))
