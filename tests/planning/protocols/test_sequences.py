"""Orders of periods: counted and numbered as all of them written out say, and drawn from the entropy of the system."""

from __future__ import annotations

import random
from collections import Counter
from itertools import groupby, product

import numpy as np
import pytest

from rechallenge.planning.protocols.sequences import (
    allocation_of,
    alternating,
    count_sequences,
    drawn_allocation,
    sequence_at,
)


def written_out(periods: int, most: int) -> list[str]:
    """All orders with as many periods of each kind and no longer run than `most`, by going through every text of A and B."""
    texts = ("".join(letters) for letters in product("AB", repeat=periods))
    balanced = (text for text in texts if 2 * text.count("A") == periods)
    return [text for text in balanced if all(len(list(run)) <= most for _, run in groupby(text))]


@pytest.mark.parametrize("most", [1, 2, 3, 12])
@pytest.mark.parametrize("periods", [2, 4, 6, 8, 10, 12])
def test_sequences_are_counted_and_numbered_as_enumeration_says(periods: int, most: int) -> None:
    every = written_out(periods, most)
    assert count_sequences(periods, most) == len(every)
    assert [sequence_at(number, periods, most) for number in range(1, len(every) + 1)] == every


def test_four_periods_have_six_orders_and_eight_have_seventy_where_runs_are_free() -> None:
    assert count_sequences(4, 4) == 6  # 4 over 2
    assert count_sequences(8, 8) == 70  # 8 over 4
    assert count_sequences(24, 2) < count_sequences(24, 24) == 2_704_156  # 24 over 12


@pytest.mark.parametrize("number", [0, 7, -1])
def test_a_number_beyond_the_orders_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="there are 6 orders"):
        sequence_at(number, 4, 2)


def test_an_odd_number_of_periods_has_no_balanced_order() -> None:
    assert count_sequences(5, 5) == 0
    with pytest.raises(ValueError, match="as many with the drug as without"):
        drawn_allocation(5, 5)


def test_each_order_is_drawn_as_often_as_the_others_and_no_seed_repeats_it() -> None:
    random.seed(1)
    np.random.seed(1)
    first = [drawn_allocation(8, 3).number for _ in range(20)]
    random.seed(1)
    np.random.seed(1)
    assert [drawn_allocation(8, 3).number for _ in range(20)] != first
    counts = Counter(drawn_allocation(4, 2).sequence for _ in range(6_000))
    assert set(counts) == {"AABB", "ABAB", "ABBA", "BAAB", "BABA", "BBAA"}
    # 1,000 of each are expected, with a standard deviation of 29
    assert all(850 < count < 1_150 for count in counts.values())


def test_the_number_of_an_order_re_creates_it() -> None:
    drawn = drawn_allocation(10, 2)
    assert allocation_of(drawn.number, 10, 2) == drawn
    assert drawn.of == len(written_out(10, 2))


def test_periods_by_turns_begin_as_asked() -> None:
    assert (alternating(4), alternating(3, "B")) == ("ABAB", "BAB")
