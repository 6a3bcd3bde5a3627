"""Words for how well a drug worked that were refused with a word that says the opposite, or more."""

from __future__ import annotations

import json

import pytest

from rechallenge.course.model import Treatment
from rechallenge.course.problems import CourseError
from rechallenge.formats.reading import Source, read_course


def treated(**fields: str) -> Treatment:
    entry = {"drug": "anakinra", "dose": "100 mg", "every": "1 d", "from": "0 d", "to": "30 d", **fields}
    return read_course(Source(json.dumps({"rechallenge": 1, "treatments": [entry]}))).course.treatments[0]


@pytest.mark.parametrize(
    ("outcome", "effect"),
    [
        ("peu efficace", "partial"),
        ("pas très efficace", "partial"),
        ("not very effective", "partial"),
        ("little effect", "partial"),
        ("no benefit", "none"),
        ("sans bénéfice", "none"),
        ("spectaculaire", "good"),
        ("dramatic response", "good"),
    ],
)
def test_how_well_it_worked(outcome: str, effect: str) -> None:
    assert treated(outcome=outcome).effect == effect


@pytest.mark.parametrize("outcome", ["initially effective", "no relapse", "initialement efficace", "pas de rechute"])
def test_nothing_that_says_the_opposite_is_offered(outcome: str) -> None:
    with pytest.raises(CourseError) as caught:
        treated(outcome=outcome)
    assert "Did you mean" not in caught.value.problems[0].english


def test_a_slip_is_still_put_right() -> None:
    with pytest.raises(CourseError) as caught:
        treated(outcome="innefective")
    assert "Did you mean 'ineffective'" in caught.value.problems[0].english


@pytest.mark.parametrize("drug", ["anakinra/placebo", "anakinra or placebo"])
def test_a_drug_or_a_placebo_is_not_the_drug(drug: str) -> None:
    with pytest.raises(CourseError) as caught:
        treated(drug=drug)
    assert "write 'drug: anakinra' if it was given" in caught.value.problems[0].english
