"""Plans and records in words that were once read as something else, or refused without the line to write."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from rechallenge.course.model import Course
from rechallenge.course.planned_regimen import stopped
from rechallenge.course.problems import CourseError, Problem
from rechallenge.criteria.choosing import criteria_named
from rechallenge.criteria.score import score_course
from rechallenge.formats.reading import Source, convert, read_course
from rechallenge.formats.regimens import read_regimen
from rechallenge.ledger.build import ledger_of_reading
from rechallenge.ledger.statement import Reason

ANAKINRA: Mapping[str, object] = {"drug": "anakinra", "dose": "100 mg", "every": "1 d", "from": "0 d", "to": "30 d"}
PREDNISONE: Mapping[str, object] = {"drug": "prednisone", "dose": "10 mg", "every": "1 d", "from": "-10 d"}


def text_of(**more: object) -> Source:
    return Source(json.dumps({"rechallenge": 1, "anchor": "2018-03-12", "treatments": [ANAKINRA], **more}))


def course_of(**more: object) -> Course:
    return read_course(text_of(**more)).course


def refusals(**more: object) -> list[Problem]:
    with pytest.raises(CourseError) as caught:
        course_of(**more)
    return list(caught.value.problems)


def observation(**fields: object) -> list[object]:
    return [{"what": "CRP", "at": "0 d", "value": "120 mg/L"}, {"what": "CRP", "at": "5 d", "value": "12 mg/L", **fields}]


class TestPlans:
    record = course_of(treatments=[{**ANAKINRA, "to": None}, PREDNISONE])

    def of(self, written: str) -> Problem:
        with pytest.raises(CourseError) as caught:
            stopped(self.record, written)
        (problem,) = caught.value.problems
        return problem

    @pytest.mark.parametrize(
        ("written", "day"),
        [
            ("in 2 weeks", 14), ("dans 2 semaines", 14), ("2 weeks from now", 14), ("tomorrow", 1), ("demain", 1), ("after 3 d", 3),
            ("au bout de 10 jours", 10), ("3 jours plus tard", 3), ("in a week", 7), ("14", 14), ("J5", 5), ("D+5", 5),
        ],
    )  # fmt: skip
    def test_a_stop_so_long_from_today_is_on_that_day(self, written: str, day: float) -> None:
        (step,) = stopped(self.record, f"anakinra@{written}").steps
        assert step.stop is not None
        assert (step.stop.low, step.stop.high) == (day, day)

    @pytest.mark.parametrize("written", ["now", "today", "maintenant", "aujourd’hui", "tout de suite", "at once"])
    def test_a_stop_at_once_leaves_no_dose(self, written: str) -> None:
        assert stopped(self.record, f"anakinra@{written}").steps == ()

    def test_two_drugs_are_two_stops_and_never_one_of_them(self) -> None:
        problem = self.of("anakinra, prednisone@5 d")
        assert (problem.code, problem.values["write"]) == ("regimen.stop_several", "--stop anakinra@... --stop prednisone@...")

    @pytest.mark.parametrize(
        ("written", "write"), [("anakinra", "anakinra@today"), ("anakinra 5 d", "anakinra@5 d"), ("Kineret: 5 d", "anakinra@5 d")]
    )
    def test_a_stop_without_its_sign_is_told_how_it_is_written(self, written: str, write: str) -> None:
        problem = self.of(written)
        assert (problem.code, problem.values["write"]) == ("regimen.stop_form", write)

    def test_a_class_is_answered_with_the_drug_of_the_course_that_belongs_to_it(self) -> None:
        problem = self.of("steroids@today")
        assert (problem.code, problem.values["drugs"], problem.values["nearest"]) == (
            "regimen.drug_absent",
            "anakinra, prednisone",
            "prednisone",
        )

    @pytest.mark.parametrize(
        "moment", ["", "~5 d", "when well", "next week", "<5 d", "5 d for 3 d", "before relapse", "unknown", "spring 2018"]
    )
    def test_what_is_no_day_of_a_plan_is_told_in_days_from_today_and_never_in_those_before_it(self, moment: str) -> None:
        told = self.of(f"anakinra@{moment}")
        assert told.code == "regimen.time"
        assert "-" not in told.english.replace(moment, "")

    def test_an_uncertain_day_is_told_with_the_first_that_it_may_be(self) -> None:
        problem = self.of("anakinra@week 2")
        assert (problem.code, problem.values["write"]) == ("regimen.uncertain", "14")

    @pytest.mark.parametrize(("written", "day"), [("today", 0), ("tomorrow", 1), ("dans 10 jours", 10), ("10 d", 10)])
    def test_words_of_a_plan_are_days_in_a_regimen_too(self, written: str, day: float) -> None:
        text = json.dumps({"treatments": [{"drug": "anakinra", "dose": "100 mg", "every": "1 d", "from": written}]})
        (treatment,) = read_regimen(Source(text), self.record).treatments
        assert treatment.steps[0].start.low == day

    @pytest.mark.parametrize(("field", "value"), [("outcome", "none"), ("dependence", "20 mg"), ("relapses", "at each stop")])
    def test_what_tells_of_the_past_is_refused_in_a_regimen(self, field: str, value: str) -> None:
        text = json.dumps({"treatments": [{"drug": "prednisone", "dose": "5 mg", "every": "1 d", field: value}]})
        with pytest.raises(CourseError) as caught:
            read_regimen(Source(text), self.record)
        assert [problem.code for problem in caught.value.problems] == ["regimen.of_the_past"]

    @pytest.mark.parametrize("text", ["{drug: anakinra, dose: 100 mg, every: 2 d}", "anakinra 100 mg every 2 d"])
    def test_what_is_no_regimen_is_told_how_one_is_written(self, text: str) -> None:
        with pytest.raises(CourseError) as caught:
            read_regimen(Source(text), self.record)
        (problem,) = caught.value.problems
        assert problem.code == "regimen.form"
        assert read_regimen(Source(f"- {problem.values['line']}"), self.record).treatments[0].steps[0].every_days == 2

    def test_a_regimen_of_the_wrong_shape_is_told_once(self) -> None:
        with pytest.raises(CourseError) as caught:
            read_regimen(Source("treatments: {drug: anakinra, dose: 100 mg}"), self.record)
        assert [problem.code for problem in caught.value.problems] == ["shape.list"]


class TestEvents:
    @pytest.mark.parametrize(
        "what",
        [
            "flu shot", "flu jab", "COVID shots", "influenza immunisation", "3rd COVID dose", "troisième dose COVID", "flu-like symptoms",
            "long COVID", "post-COVID syndrome", "vaccin anti-grippe", "influenza vaccination",
        ],
    )  # fmt: skip
    def test_what_carries_the_name_of_an_infection_is_none(self, what: str) -> None:
        assert [event.what for event in course_of(events=[{"what": what, "at": "33 d"}]).events] == ["other"]

    @pytest.mark.parametrize("what", ["relapse at each stop", "relapse on every attempt to stop", "rechute à chaque arrêt"])
    def test_a_relapse_at_each_stop_without_days_is_told_the_field_that_says_it(self, what: str) -> None:
        (problem,) = refusals(events=[{"what": what}])
        assert problem.code == "event.write_relapses"
        assert "relapses: at each stop" in problem.english.replace("‘", "").replace("'", "")
        assert course_of(treatments=[{**ANAKINRA, "relapses": "at each stop"}]).treatments[0].relapses is not None

    def test_a_relapse_after_a_stop_is_told_with_all_that_its_line_needs(self) -> None:
        (problem,) = [each for each in refusals(events=[{"what": "flare after stopping"}]) if each.code == "event.write_line"]
        assert str(problem.values["line"]) == "{what: relapse, after: stop of anakinra, within: 1..14 d}"
        (event,) = course_of(events=[{"what": "relapse", "after": "stop of anakinra", "within": "1..14 d"}]).events
        assert (event.at.earliest, event.at.latest) == (31, 44)


class TestTimes:
    @pytest.mark.parametrize(("written", "day"), [("1 000 d", 1000), ("2 500 j", 2500)])
    def test_thousands_are_one_number(self, written: str, day: float) -> None:
        assert course_of(observations=observation(at=written)).observations[-1].at.low == day

    @pytest.mark.parametrize(
        ("written", "write"),
        [("> 5 d", "5..10 d"), ("≥3 wk", "3..6 wk"), ("before 5 d", "0..5 d"), ("avant J5", "0..5 d"), ("within 5 d", "0..5 d")],
    )
    def test_one_end_is_told_with_an_interval_on_its_own_side(self, written: str, write: str) -> None:
        (problem,) = refusals(observations=observation(at=written))
        assert (problem.code, problem.values["write"]) == ("time.one_sided", write)

    @pytest.mark.parametrize(
        "written", ["on admission", "à l’admission", "visit 2", "V2", "day of stop", "at diagnosis", "à la sortie", "jour de l’arrêt"]
    )
    def test_a_moment_by_its_name_is_asked_for_its_day(self, written: str) -> None:
        (problem,) = refusals(observations=observation(at=written))
        assert problem.code == "time.named_moment"


class TestValues:
    @pytest.mark.parametrize("value", ["-50 %", "+20%", "– 50 %"])
    def test_a_percentage_with_a_sign_is_a_change(self, value: str) -> None:
        assert [problem.code for problem in refusals(observations=observation(value=value))] == ["value.change"]

    @pytest.mark.parametrize(("value", "write"), [("twelve", "12 mg/L"), ("douze", "12 mg/L")])
    def test_a_number_in_words_is_told_in_digits(self, value: str, write: str) -> None:
        (problem,) = refusals(observations=observation(value=value))
        assert (problem.code, problem.values["write"]) == ("value.in_digits", write)

    @pytest.mark.parametrize(
        ("value", "high"),
        [("1.200,5 mg/L", 1200.5), ("1,200.5 mg/L", 1200.5), ("12 (mg/L)", 12), ("1.2 [mg/dL]", 12), ("inf. à 5 mg/L", 5)],
    )
    def test_numbers_and_units_however_they_are_set(self, value: str, high: float) -> None:
        assert course_of(observations=observation(value=value)).observations[-1].high == pytest.approx(high)

    def test_a_remark_behind_a_value_belongs_into_its_note(self) -> None:
        (problem,) = refusals(observations=observation(value="12 mg/L (haemolysed)"))
        assert (problem.code, problem.values["write"], problem.values["remark"]) == ("value.remark", "12 mg/L", "haemolysed")

    @pytest.mark.parametrize(("weight", "code"), [("~60 kg", "number.inexact"), ("sixty kg", "number.inexact"), (">60 kg", "number.limit")])
    def test_a_number_of_the_patient_that_is_not_exact_is_told_with_what_to_write(self, weight: str, code: str) -> None:
        assert [problem.code for problem in refusals(patient={"weight": weight})] == [code]

    def test_a_field_that_says_unknown_is_as_if_left_out_and_the_ledger_says_so(self) -> None:
        reading = read_course(
            text_of(patient={"sex": "unknown", "weight": "unknown"}, treatments=[{**ANAKINRA, "route": "inconnu", "outcome": "unknown"}])
        )
        assert reading.course.patient.sex is None
        said = {each.path: each.reason for each in ledger_of_reading(reading).statements if each.written in ("unknown", "inconnu")}
        assert said == dict.fromkeys(("patient.sex", "patient.weight", "treatments[0].route", "treatments[0].outcome"), Reason.SAYS_UNKNOWN)


class TestDrugsAndDoses:
    @pytest.mark.parametrize("drug", ["IVIG", "IVIg", "Ig IV", "IgIV", "immunoglobulines IV", "intravenous immunoglobulin", "Privigen"])
    def test_immunoglobulins_by_their_names(self, drug: str) -> None:
        assert course_of(treatments=[{"drug": drug, "dose": "2 g/kg", "at": "0 d"}]).treatments[0].drug == "immunoglobulin"

    @pytest.mark.parametrize(("drug", "code"), [("MTX", "drug.by_dates"), ("IVIG", "drug.by_dates"), ("paracetamol", "drug.cotreatment")])
    def test_a_drug_that_acts_by_its_dates_is_told_so(self, drug: str, code: str) -> None:
        reading = read_course(text_of(treatments=[{"drug": drug, "from": "0 d"}]))
        assert code in {note.code for note in reading.notes}

    @pytest.mark.parametrize(
        ("dose", "every"), [("100 mg jour sur deux", 2), ("100 mg Mon/Wed/Fri", 7 / 3), ("100 mg lun, mer, ven", 7 / 3)]
    )
    def test_days_of_the_week_in_short(self, dose: str, every: float) -> None:
        (treatment,) = course_of(treatments=[{"drug": "anakinra", "dose": dose, "from": "0 d"}]).treatments
        assert treatment.steps[0].every_days == pytest.approx(every)


class TestFindings:
    @pytest.mark.parametrize(
        ("what", "status"),
        [
            ("tophi 0", "absent"), ("tophi: 0", "absent"), ("tophi (0)", "absent"), ("tophi = 0", "absent"), ("tophi (n = 0)", "absent"),
            ("tophi: 0/12", "absent"), ("tophi 10", "present"), ("tophi at day 0", "present"), ("tophi, day 0", "present"),
            ("tophi 0, erosions 2", "absent"), ("tophi, erosions 0", "present"), ("2 tophi", "present"),
        ],
    )  # fmt: skip
    def test_none_of_a_thing_is_its_absence(self, what: str, status: str) -> None:
        criteria = criteria_named("gout_2015")
        assert criteria is not None
        assert score_course(criteria, course_of(findings=[{"what": what}])).evidence["tophus"].status == status

    @pytest.mark.parametrize(
        ("what", "status"), [("cristaux de PPC", "present"), ("pas de cristaux de PPC", "absent"), ("PPC crystals: none", "absent")]
    )
    def test_crystals_by_their_french_letters(self, what: str, status: str) -> None:
        criteria = criteria_named("cppd_2023")
        assert criteria is not None
        assert score_course(criteria, course_of(findings=[{"what": what}])).evidence["cpp_crystals"].status == status


def test_the_upper_bound_of_a_french_laboratory_is_the_limit_of_its_reading() -> None:
    table = "DATE;EXAMEN;VALEUR;UNITE;BORNE INF;BORNE SUP\n12/03/2018;CRP;120,5;mg/l;0;5\n"
    assert "upper_limit: 5 mg/l" in convert(Source(table), "course")
