"""Events held against each other and against the stops that they follow: what cannot be, what hardly can, what is told twice."""

from __future__ import annotations

import pytest

from rechallenge.course.problems import CourseError
from rechallenge.formats.csv import to_csv
from rechallenge.formats.reading import read_course
from rechallenge.presentation.language import Language
from tests.course.test_events_written import read, record, refused, told


class TestRelapseAndStop:
    @pytest.mark.parametrize("day", ["5 d", "29 d", "5..29 d", "-3 d", "2018-03-17"])
    def test_a_relapse_that_surely_came_before_the_stop_that_it_follows_is_refused(self, day: str) -> None:
        (problem,) = refused(f"{{what: relapse, after: stop of anakinra, at: {day}}}")
        assert (problem.code, problem.line, problem.values["line_first"]) == ("event.before_stop", 8, 4)
        assert "{what: relapse, at: " in problem.english

    @pytest.mark.parametrize("day", ["31 d", "20..35 d", "31..60 d", "100 d"])
    def test_one_that_may_have_come_after_it_is_read_without_a_word(self, day: str) -> None:
        assert told(f"{{what: relapse, after: stop of anakinra, at: {day}}}") == []

    @pytest.mark.parametrize("when", ["at: 230 d", "at: 200 d", "at: 200..230 d", "within: 200..210 d"])
    def test_one_long_after_the_stop_is_doubted(self, when: str) -> None:
        assert told(f"{{what: relapse, after: stop of anakinra, {when}}}") == ["event.late_relapse"]

    def test_one_on_the_day_of_the_stop_is_doubted(self) -> None:
        assert told("{what: relapse, after: stop of anakinra, at: 30 d}") == ["event.day_of_stop"]
        # nothing then tells that the drug was stopped on that day, the last of the record
        assert told("{what: relapse, at: 30 d}") == ["end.last_day", "event.day_of_stop"]

    def test_one_after_the_drug_was_given_again_is_doubted(self) -> None:
        pause = "{what: stop, drug: anakinra, at: 10 d, for: 3 d}"
        late = "{what: remission, from: 31 d, to: 40 d}"
        assert told(pause, late, "{what: relapse, after: stop 1 of anakinra, at: 20 d}") == ["event.given_again"]
        assert told(pause, late, "{what: relapse, after: stop 1 of anakinra, at: 12 d}") == []

    def test_a_relapse_after_a_stop_that_never_was_is_refused(self) -> None:
        never = ("{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}",)
        (problem,) = refused("{what: relapse, after: stop of anakinra, within: 14 d}", treatments=never)
        assert problem.code == "event.no_such_stop"

    def test_a_day_beside_a_stop_is_refused_where_it_would_change_nothing(self) -> None:
        (problem,) = refused("{what: stop, drug: anakinra, at: 10 d, after: start of anakinra}")
        assert problem.code == "time.at_and_after"

    def test_beside_the_day_of_a_reading_it_is_refused_too(self) -> None:
        text = record().replace("value: 120 mg/L}", "value: 120 mg/L}\n  - {what: CRP, at: 35 d, after: stop of anakinra, value: 90 mg/L}")
        with pytest.raises(CourseError) as caught:
            read_course(text.replace("events:\n", ""))
        assert [problem.code for problem in caught.value.problems] == ["time.at_and_after"]


class TestRelapseAndRemission:
    REMISSION = "{what: remission, from: 31 d, to: 60 d}"

    @pytest.mark.parametrize("relapse", ["at: 40 d", "at: 32..59 d", "after: stop of anakinra, within: 5..10 d", "from: 20 d, to: 50 d"])
    def test_a_relapse_that_surely_lies_within_a_remission_is_refused(self, relapse: str) -> None:
        (problem,) = refused(self.REMISSION, f"{{what: relapse, {relapse}}}")
        assert problem.code == "event.relapse_in_remission"
        assert {problem.line, problem.values["line_first"]} == {8, 9}

    def test_the_remission_to_write_instead_can_be_read(self) -> None:
        for relapse in ("{what: relapse, at: 40 d}", "{what: relapse, at: 32 d}", "{what: relapse, from: 20 d, to: 50 d}"):
            (problem,) = refused(self.REMISSION, relapse)
            assert [event.what for event in read(str(problem.values["line"]), relapse).events] == ["remission", "relapse"]

    @pytest.mark.parametrize("day", ["31 d", "60 d", "60 d, site: knee"])
    def test_one_at_its_edge_is_doubted(self, day: str) -> None:
        assert told(self.REMISSION, f"{{what: relapse, at: {day}}}") == ["event.edge_of_remission"]

    @pytest.mark.parametrize("day", ["61 d", "50..70 d", "20..40 d", "25 d"])
    def test_one_that_may_lie_outside_it_is_read_without_a_word(self, day: str) -> None:
        assert told(self.REMISSION, f"{{what: relapse, at: {day}}}") == []

    def test_an_uncertain_remission_covers_only_the_days_that_are_sure(self) -> None:
        assert told("{what: remission, from: 31..50 d, to: 60 d}", "{what: relapse, at: 40 d}") == ["event.within_remission"]
        assert told("{what: remission, from: 31..50 d, to: 60 d}", "{what: relapse, at: 31 d}") == []

    @pytest.mark.parametrize("day", ["32..49 d", "45..55 d", "50..59 d"])
    def test_one_among_the_days_that_may_be_without_one_is_doubted(self, day: str) -> None:
        assert told("{what: remission, from: 31..50 d, to: 60 d}", f"{{what: relapse, at: {day}}}") != []

    def test_relapse_and_no_relapse_on_one_day_are_refused(self) -> None:
        codes = {problem.code for problem in refused("{what: no relapse, at: 40 d}", "{what: relapse, at: 40 d}")}
        assert "event.relapse_in_remission" in codes

    def test_a_remission_without_an_end_is_asked_for_it(self) -> None:
        assert told("{what: remission, at: 40 d}") == ["event.remission_one_day"]


class TestToldTwice:
    def test_one_relapse_written_three_times_is_told_once_and_taken_once(self) -> None:
        events = ["{what: relapse, at: 40 d}", "{what: rechute, at: 40 d, site: knee}", "{what: relapse, at: 40 d, site: hip, note: fever}"]
        (event,) = read(*events).events
        assert (event.at.middle, event.site, event.note) == (40, "knee; hip", "fever")
        assert told(*events) == ["event.twice"]

    def test_relapses_after_each_stop_written_twice_are_taken_once(self) -> None:
        pause = "{what: stop, drug: anakinra, at: 10 d, for: 3 d}"
        each = "{what: relapse, after: each stop of anakinra, within: 0..2 d}"
        assert [event.at.earliest for event in read(pause, each, each).events] == [10, 30]
        assert set(told(pause, each, each)) == {"event.twice"}

    def test_two_relapses_on_two_days_are_two(self) -> None:
        assert len(read("{what: relapse, at: 40 d}", "{what: relapse, at: 50 d}").events) == 2
        assert told("{what: relapse, at: 40 d}", "{what: relapse, at: 50 d}") == []

    def test_two_adverse_events_on_one_day_are_two(self) -> None:
        assert len(read("{what: adverse event, at: 4 d, note: rash}", "{what: adverse event, at: 4 d, note: fever}").events) == 2

    def test_a_relapse_with_a_day_that_may_be_the_one_after_the_stop_is_doubted(self) -> None:
        assert told("{what: relapse, after: stop of anakinra, within: 0..14 d}", "{what: relapse, at: 35 d}") == ["event.same_relapse"]

    def test_what_is_taken_once_is_written_once(self) -> None:
        course = read("{what: relapse, at: 40 d}", "{what: relapse, at: 40 d, note: fever}")
        assert [event.note for event in read_course(to_csv(course)).course.events] == ["fever"]


def test_in_french_no_word_of_these_is_english() -> None:
    problems = [
        *refused("{quoi: rechute, après: arrêt de anakinra, le: 5 j}"),
        *refused("{quoi: rémission, du: 31 j, au: 60 j}", "{quoi: rechute, le: 40 j}"),
        *refused("{quoi: arrêt, médicament: anakinra, le: 28 j, pendant: 5 j}"),
    ]
    for problem in problems:
        words = set(Language("fr").note(problem).replace("{", " ").replace(":", " ").replace(",", " ").split())
        assert words & {"what", "relapse", "remission", "at", "from", "to", "stop", "of", "line", "day", "write"} == set()
