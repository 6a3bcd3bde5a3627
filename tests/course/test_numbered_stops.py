"""Stops that events tell have numbers, from 1, with those of the treatments and in order of time."""

from __future__ import annotations

import json

import pytest

from rechallenge.course.model import Condition
from rechallenge.formats.reading import Source, read_course

EVENTS = [
    {"what": "stop", "drug": "anakinra", "at": "30 d", "for": "5 d"},
    {"what": "stop", "drug": "anakinra", "at": "10 d", "for": "5 d"},
]


@pytest.mark.parametrize(
    ("after", "days"),
    [
        ("first stop of anakinra", (11, 13)),
        ("stop 1 of anakinra", (11, 13)),
        ("second stop of anakinra", (31, 33)),
        ("stop 2 of anakinra", (31, 33)),
        ("third stop of anakinra", (61, 63)),
        ("last stop of anakinra", (61, 63)),
    ],
)
def test_a_stop_is_found_by_its_number(after: str, days: tuple[float, float]) -> None:
    given = [{"drug": "anakinra", "dose": "100 mg", "every": "1 d", "from": "0 d", "to": "60 d"}]
    data = {"rechallenge": 1, "treatments": given, "events": [*EVENTS, {"what": "relapse", "after": after, "within": "1..3 d"}]}
    (relapse,) = (event for event in read_course(Source(json.dumps(data))).course.events if event.what == "relapse")
    assert (relapse.at.earliest, relapse.at.latest) == days


def test_a_restart_that_follows_a_numbered_stop_is_found_by_the_number_too() -> None:
    given = [{"drug": "anakinra", "dose": "100 mg", "every": "1 d", "from": "0 d", "to": "60 d"}]
    events = [
        {"what": "stop", "drug": "anakinra", "at": "30 d"},
        {"what": "stop", "drug": "anakinra", "at": "10 d"},
        {"what": "restart", "drug": "anakinra", "after": "first stop of anakinra", "within": "5 d"},
        {"what": "restart", "drug": "anakinra", "after": "second stop of anakinra", "within": "5 d"},
    ]
    (treatment,) = read_course(Source(json.dumps({"rechallenge": 1, "treatments": given, "events": events}))).course.treatments
    assert [step.start.middle for step in treatment.steps] == [0, 12.5, 32.5]
    assert [step.stop.middle for step in treatment.steps if step.stop is not None] == [10, 30, 60]


def test_a_condition_is_not_excluded_unless_the_record_says_so() -> None:
    assert Condition("gout").excluded is False
