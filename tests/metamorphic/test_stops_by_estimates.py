"""Relations on stops and quiet months, by estimates of the evidence; `test_readings_by_estimates` has those on readings."""

from __future__ import annotations

import pytest

from tests.metamorphic.estimated import STOPS, holds, is_weighed, named, records


@pytest.mark.parametrize("record", records(STOPS, 5))
def test_a_record_is_weighed(record: str) -> None:
    is_weighed(record)


@pytest.mark.parametrize("name", named(STOPS))
def test_a_relation_holds_on_five_random_courses(name: str) -> None:
    holds(name, 5)


@pytest.mark.slow
@pytest.mark.parametrize("name", named(STOPS))
def test_a_relation_holds_on_a_hundred_random_courses(name: str) -> None:
    holds(name, 100)
