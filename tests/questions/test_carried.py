"""What carries the verdict: which statements are weighed together, which are told, and in which words."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from rechallenge.inference.fit import Fit
from rechallenge.inference.leaving_out import EvidenceChange, LikelihoodStatement, WithoutStatements
from rechallenge.presentation.document import Notices
from rechallenge.presentation.language import Language
from rechallenge.questions.attribution.answer import Carrier
from rechallenge.questions.attribution.carried import MOST_TOLD, carriers
from rechallenge.questions.attribution.carriers import carrier_blocks
from rechallenge.questions.attribution.compute import attribution
from rechallenge.questions.forecasts import Forecasts
from rechallenge.questions.registry import questions
from tests.questions.conftest import made_fit

LANGUAGES = ("en", "fr")
# Places in the record of RESPONDER: CRP on days -1, 6, 18, 24, 35 and pain on day -1; one relapse, on day 17.
WEIGHTS = {("observations", 0): -0.3, ("observations", 2): 2.0, ("observations", 3): 1.0, ("observations", 4): 0.1, ("events", 0): 1.5}


@pytest.fixture
def weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights as told, which add up; the last CRP cannot be weighed."""

    def change(self: WithoutStatements, drug: str, left_out: Sequence[LikelihoodStatement]) -> EvidenceChange:
        places = [(each.entries, each.place) for each in left_out]
        log = sum(WEIGHTS.get(place, 0.0) for place in places)
        return EvidenceChange(log, 0.05, "at_least" if ("events", 0) in places else None, 0.3, ("observations", 5) not in places)

    monkeypatch.setattr(WithoutStatements, "change", change)


def places(carrier: Carrier) -> set[tuple[str, int]]:
    return {(entry.list, entry.index) for entry in carrier.entries}


@pytest.mark.usefixtures("weighed")
def test_a_stop_is_weighed_with_what_followed_it_and_then_its_parts_are_not_told_again(working: Fit) -> None:
    found = carriers(working.course, working, "anakinra")
    told = sorted((each for each in found if each.rank is not None), key=lambda each: each.rank or 0)
    assert [places(each) for each in told] == [
        {("events", 0), ("observations", 3)},
        {("observations", 2)},
        {("observations", 0)},
    ]
    assert told[0].log_bayes_factor == pytest.approx(2.5)
    assert told[0].statement.code == "carried.stop.relapse"
    assert len(told) == MOST_TOLD
    # every statement has its weight, or stands last without one
    assert sum(len(each.entries) == 1 for each in found) == 7
    assert found[-1].log_bayes_factor is None
    assert places(found[-1]) == {("observations", 5)}


@pytest.mark.usefixtures("weighed")
@pytest.mark.parametrize("code", LANGUAGES)
def test_they_stand_under_the_sentence_and_bear_their_numbers_in_the_timeline(working: Fit, code: str) -> None:
    (answer,) = attribution(Forecasts(working.course, working))
    (notices,) = carrier_blocks(answer, Language(code))
    assert isinstance(notices, Notices)
    assert len(notices.items) == MOST_TOLD + 1
    first, second, third, untold = notices.items
    assert {"en": "at least 12 times smaller", "fr": "au moins 12 fois plus petit"}[code] in first
    assert {"en": "7.4 times smaller", "fr": "7,4"}[code] in second
    assert {"en": "against", "fr": "contre"}[code] in third
    assert {"en": "Not computed for 1", "fr": "Non calculé pour 1"}[code] in untold
    question = next(each for each in questions() if each.name == "attribution")
    assert {(mark.entries, mark.place): mark.text for mark in question.marks(answer)} == {
        ("events", 0): "1",
        ("observations", 3): "1",
        ("observations", 2): "2",
        ("observations", 0): "3",
    }


def test_nothing_carries_a_verdict_that_was_not_computed(working: Fit) -> None:
    undecidable = made_fit(working.course, math.log(9.0))
    (answer,) = attribution(Forecasts(working.course, undecidable))
    assert (answer.verdict, answer.carried_by) == ("not_computed", ())
    assert tuple(carrier_blocks(answer, Language("en"))) == ()
