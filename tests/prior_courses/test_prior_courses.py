"""What the model expects before any data lies within what is plausible; what does not is named, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from rechallenge.literature.references import references
from studies.prior_courses.courses import PriorCourses, diseases, prior_courses
from studies.prior_courses.plausible import MOST_CRP_MG_L, Held, PlausibleRange, held, ranges

# What lies outside today; where a published number moves a prior, its disease leaves this list. The page says by how much.
OUTSIDE = {
    ("crp_over_600", "schnitzler"),
    ("least_prednisone_high", "still"),
}


@pytest.fixture(scope="module")
def found() -> tuple[Held, ...]:
    return tuple(held())


def test_every_range_is_of_a_known_statistic_and_names_a_source_or_says_that_it_has_none() -> None:
    for each in ranges():
        assert each.source is None or each.source in references()
        assert each.source is not None or "ours" in each.note or each.at_least == 0
        assert set(each.diseases) <= set(diseases())


def test_the_bounds_are_those_that_were_asked_for() -> None:
    by_name = {each.name: each for each in ranges()}
    assert (MOST_CRP_MG_L, by_name["crp_over_600"].at_most) == (600.0, 0.01)
    assert (by_name["least_prednisone_low"].at_least, by_name["least_prednisone_high"].at_most) == (0, 100)


def test_what_is_implausible_is_known_and_nothing_else(found: tuple[Held, ...]) -> None:
    assert {(each.range.name, each.disease) for each in found if not each.plausible} == OUTSIDE


def test_every_disease_is_held_against_every_range(found: tuple[Held, ...]) -> None:
    of_all = [each for each in ranges() if not each.diseases]
    assert len(found) == len(of_all) * len(tuple(diseases())) + sum(len(each.diseases) for each in ranges())


@pytest.mark.parametrize(("value", "holds"), [(0.9, False), (1.0, True), (2.0, True), (2.1, False)])
def test_a_value_on_a_bound_is_plausible(value: float, holds: bool) -> None:
    assert PlausibleRange("", "", 1.0, 2.0, (), None, "").holds(value) is holds


def test_another_flare_is_counted_from_the_end_of_the_first() -> None:
    """One patient whose second flare comes 30 days after the first, one who has none, one whose flare does not end."""
    crp = np.full((3, 365), 3.0)
    crp[:2, :20] = 80.0
    crp[0, 50:60] = 80.0
    crp[2] = 80.0
    told = PriorCourses(np.arange(365.0), crp, crp, np.zeros(3), np.zeros(3))
    assert told.another_flare_within(29.0) == 0.0
    assert told.another_flare_within(30.0) == 0.5


def test_records_begin_in_a_flare_mostly() -> None:
    """Nine in ten of those whose flares are high; no other disease has as few of them."""
    assert np.mean(prior_courses("schnitzler").active[:, 0]) > 0.9
