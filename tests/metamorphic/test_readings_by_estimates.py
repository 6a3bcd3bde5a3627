"""Relations on readings and words, by estimates of the evidence; `test_stops_by_estimates` has those on stops and quiet months."""

from __future__ import annotations

import pytest

from tests.metamorphic.estimated import READINGS, holds, is_weighed, named, records


@pytest.mark.parametrize("record", records(READINGS, 5))
def test_a_record_is_weighed(record: str) -> None:
    is_weighed(record)


@pytest.mark.parametrize("name", named(READINGS))
def test_a_relation_holds_on_five_random_courses(name: str) -> None:
    holds(name, 5)


@pytest.mark.slow
@pytest.mark.parametrize("name", named(READINGS))
def test_a_relation_holds_on_a_hundred_random_courses(name: str) -> None:
    holds(name, 100)
