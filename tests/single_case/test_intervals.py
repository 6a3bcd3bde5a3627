"""What follows from a share of pairs: its interval on the scale of Tau."""

from __future__ import annotations

import pytest

from rechallenge.single_case.overlap import nap, tau


def test_tau_and_its_interval_are_twice_the_share_of_pairs_minus_one() -> None:
    without, with_drug = [5.0, 6.0, 7.0, 8.0], [6.5, 9.0, 10.0, 4.0, 11.0]
    share, found = nap(without, with_drug), tau(without, with_drug)
    # of 20 pairs 14 are better: 6.5 beats two, 9, 10 and 11 all four, 4 none
    assert share.value == pytest.approx(0.7)
    assert found.value == pytest.approx(0.4)
    assert share.low is not None
    assert share.high is not None
    assert share.error is not None
    assert share.low < 0.7 < share.high
    assert (found.low, found.high, found.error) == pytest.approx((2 * share.low - 1, 2 * share.high - 1, 2 * share.error))
