"""Each sentence with which a report begins has a place of the record, or another ground; what is told as recorded is looked up again."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from rechallenge.formats.reading import read_course
from rechallenge.inference.summary import Message
from rechallenge.questions.answer import Answer
from rechallenge.questions.dependence.answer import DependenceAnswer
from rechallenge.vocabulary.catalogues import read_catalogue
from rechallenge.vocabulary.languages import base
from studies.sentence_grounds.grounds import GroundedAnswer, ground_of, parts_of
from studies.sentence_grounds.page import paths
from tests.questions.conftest import RESPONDER, STOPPED

SAID = re.compile(r"(response|attribution|dependence|withdrawal|regimen|use)\.[a-z_.]+")
NOTES = re.compile(
    r"\.short$|\.cause$|\.remedy$|^regimen\.(name|beaten|group|note|untried)|^withdrawal\.not_given|^response\.(no_pain|carried_on)"
)


def grounded(text: str, sentence: Message) -> GroundedAnswer:
    return GroundedAnswer(read_course(text), Answer(sentence=sentence, drug="anakinra"))


def recorded(text: str, before: str, after: str) -> Message:
    observations = {o.written: o.at for o in read_course(text).course.observations if o.what == "CRP"}
    values = {"what": "crp", "before": before, "after": after, "drug": "anakinra"}
    return Message("response.recorded.both", {**values, "before_when": observations.get(before), "after_when": observations.get(after)})


def test_every_sentence_of_an_answer_has_a_ground() -> None:
    codes = {code for code in read_catalogue(base().folder / "answers.po") if SAID.fullmatch(code) and not NOTES.search(code)}
    without = set()
    for code in codes:
        try:
            ground_of(grounded(RESPONDER, Message(code)), Message(code, {"what": "crp"}))
        except LookupError:
            without.add(code)
    assert without == set()


def test_a_sentence_within_a_sentence_is_taken_by_itself() -> None:
    said, given = Message("dependence.spares"), Message("dependence.given")
    assert list(parts_of(Message("dependence.beside_given", {"said": said, "given": given}))) == [said, given]
    published = Message("withdrawal.beside_published", {"said": Message("withdrawal.stop")})
    assert [each.code for each in parts_of(published)] == ["withdrawal.stop", "withdrawal.beside_published"]


def test_what_was_recorded_is_found_on_its_line() -> None:
    sentence = recorded(RESPONDER, "110 mg/L", "6 mg/L")
    ground = ground_of(grounded(RESPONDER, sentence), sentence)
    assert (ground.kind, ground.entries, ground.holds) == ("recorded", ("observations[0]", "observations[2]"), True)


@pytest.mark.parametrize(("before", "after"), [("99 mg/L", "6 mg/L"), ("110 mg/L", "5 mg/L")])
def test_what_was_not_recorded_is_found_out(before: str, after: str) -> None:
    sentence = recorded(RESPONDER, before, after)
    assert ground_of(grounded(RESPONDER, sentence), sentence).holds is False


def test_that_nobody_measured_is_counted_anew() -> None:
    sentence = Message("response.hidden", {"why": [Message("hidden.not_measured", {"days": 14.0})]})
    assert ground_of(grounded(STOPPED, sentence), sentence).holds is True
    assert ground_of(grounded(RESPONDER, sentence), sentence).holds is False


@pytest.mark.parametrize(("n", "holds"), [(1, True), (2, False)])
def test_a_relapse_at_each_stop_is_counted_anew(n: int, holds: bool) -> None:
    sentence = Message("attribution.drug.each_stop", {"dechallenges": n, "relapsed": n})
    assert ground_of(grounded(RESPONDER, sentence), sentence).holds is holds


@pytest.mark.parametrize(("now", "holds"), [(10.0, True), (20.0, False)])
def test_the_dose_that_was_given_is_that_of_the_answer(now: float, holds: bool) -> None:
    sentence = Message("dependence.given", {"now": now, "most": 20.0})
    answer = DependenceAnswer(sentence=sentence, recorded_now_mg=10.0)
    found = ground_of(replace(grounded(RESPONDER, sentence), answer=answer), sentence)
    assert (found.entries, found.holds) == (("treatments[0]",), holds)


def test_ten_records_are_told_of_and_all_are_read() -> None:
    assert len(paths()) == 10
    assert all(read_course(path).course.title for path in paths())
