"""Kinds of wordings of charts that were once read as their opposite, dropped in silence, or refused with a line that says another thing."""

from __future__ import annotations

import json

import pytest

from rechallenge.course.model import Course
from rechallenge.course.nearest import nearest
from rechallenge.course.problems import CourseError
from rechallenge.course.status_of_values import value_of
from rechallenge.formats.reading import Source, read_course
from rechallenge.presentation.language import Language

ANAKINRA = {"drug": "anakinra", "dose": "100 mg", "every": "1 d", "from": "0 d"}


def course_of(**more: object) -> Course:
    return read_course(Source(json.dumps({"rechallenge": 1, "anchor": "2018-03-12", **more}))).course


def refusal(language: str = "en", **more: object) -> str:
    with pytest.raises(CourseError) as caught:
        course_of(**more)
    (problem,) = caught.value.problems
    return Language(language).note(problem).translate({0x2018: "'", 0x2019: "'"})


def status(what: str, value: str | None = None) -> str:
    (finding,) = course_of(findings=[{"what": what, **({} if value is None else {"value": value})}]).findings
    return finding.status.status


class TestFindings:
    @pytest.mark.parametrize(
        "what",
        [
            "ne rapporte pas de Raynaud", "elle ne décrit pas de Raynaud", "n'a jamais eu de Raynaud", "ne présente aucun Raynaud",
            "rien en faveur d'un Raynaud", "pas en faveur d'un Raynaud", "nothing suggestive of Raynaud", "not suggestive of Raynaud",
            "nothing to suggest Raynaud", "Raynaud: RAS", "Raynaud: NAD", "Raynaud: unremarkable", "Raynaud réfuté", "Raynaud refuted",
            "Raynaud N",
        ],
    )  # fmt: skip
    def test_a_denial_is_absent(self, what: str) -> None:
        assert status(what) == "absent"

    @pytest.mark.parametrize("value", ["réfuté", "refuted", "jamais eu", "never had", "jamais présenté"])
    def test_a_value_that_denies_is_absent(self, value: str) -> None:
        assert status("Raynaud", value) == "absent"

    @pytest.mark.parametrize("value", ["pas de tophus", "no tophus", "aucun tophus"])
    def test_the_plural_of_latin_is_the_same_thing(self, value: str) -> None:
        assert status("tophi", value) == "absent"

    @pytest.mark.parametrize(
        "what",
        [
            "Raynaud ne disparaît pas", "le Raynaud ne répond pas", "Raynaud qui ne s'améliore pas", "Raynaud ne régresse pas",
            "Raynaud does not respond", "Raynaud did not improve", "Raynaud is not resolving",
        ],
    )  # fmt: skip
    def test_what_does_not_go_away_is_there(self, what: str) -> None:
        assert status(what) == "present"

    def test_what_is_like_a_finding_is_not_it(self) -> None:
        assert status("Raynaud-like") == "unknown"

    @pytest.mark.parametrize(
        ("value", "said"),
        [("37.2", "absent"), ("37", "absent"), ("37,9", "absent"), ("38.0", "present"), ("38,5", "present"), ("39°", "present")],
    )
    def test_a_temperature_without_a_unit_tells_a_fever(self, value: str, said: str) -> None:
        # a fever begins at 38.0 °C
        assert status("fever", value) == status("fièvre", value) == said

    def test_another_number_of_a_fever_is_no_temperature(self) -> None:
        assert value_of("fever", "101") is None
        assert value_of("fever", "3") is None


class TestDidYouMean:
    @pytest.mark.parametrize(
        ("written", "opposite"),
        [
            ("sub-normal", "abnormal"), ("sub normal", "abnormal"), ("disparition des symptômes", "réapparition des symptômes"),
            ("chute", "rechute"), ("apparition", "disparition"),
        ],
    )  # fmt: skip
    def test_the_opposite_is_never_offered(self, written: str, opposite: str) -> None:
        assert nearest(written, [opposite], 0.5) is None

    def test_a_slip_still_is(self) -> None:
        assert nearest("rechutte", ["rechute"]) == "rechute"
        assert nearest("sub-normel", ["sub-normal"]) == "sub-normal"

    @pytest.mark.parametrize("what", ["disparition des symptômes", "symptômes résolus", "symptoms resolved", "resolution of symptoms"])
    def test_symptoms_that_are_gone_are_no_relapse(self, what: str) -> None:
        (event,) = course_of(events=[{"what": what, "from": "20 d", "to": "50 d"}]).events
        assert event.what == "remission"


def event_refusal(what: str, language: str = "en") -> str:
    return refusal(language, treatments=[ANAKINRA], events=[{"what": what, "at": "30 d"}])


class TestEvents:
    @pytest.mark.parametrize("what", ["d/c anakinra", "anakinra d/c'd", "anakinra DC'd"])
    def test_d_c_is_a_stop(self, what: str) -> None:
        (switch,) = course_of(treatments=[ANAKINRA], events=[{"what": what, "at": "30 d"}]).switches
        assert (switch.kind, switch.drug, switch.at.earliest) == ("stop", "anakinra", 30)

    @pytest.mark.parametrize(
        "what",
        ["anakinra stopped temporarily", "transient stop of anakinra", "arrêt transitoire de l'anakinra", "arrêt temporaire anakinra"],
    )
    def test_a_stop_for_a_time_is_none_for_good(self, what: str) -> None:
        line = "{what: stop, drug: anakinra, at: 30 d, for: 7 d}"
        assert line in event_refusal(what)
        assert "{quoi: arrêt, médicament: anakinra, le: 30 d, pendant: 7 j}" in event_refusal(what, "fr")
        (switch,) = course_of(
            treatments=[ANAKINRA], events=[{"what": "stop", "drug": "anakinra", "at": "30 d", "for": "7 d", "note": "temporary"}]
        ).switches
        assert switch.until is not None
        assert switch.until.earliest == 37

    def test_one_with_its_restart_is_read(self) -> None:
        events = [{"what": "anakinra stopped temporarily", "at": "30 d"}, {"what": "anakinra restarted", "at": "37 d"}]
        assert [switch.kind for switch in course_of(treatments=[ANAKINRA], events=events).switches] == ["stop", "restart"]

    @pytest.mark.parametrize(
        ("what", "every"),
        [
            ("anakinra 100 mg 1j/2", "2 d"), ("anakinra resumed at 100 mg every other day", "2 d"), ("passage à 1j/2", "2 d"),
            ("espacement à un jour sur deux", "2 d"), ("anakinra every 3 days", "3 d"), ("anakinra 100 mg tous les 3 jours", "3 d"),
            ("passage à une injection tous les 2 jours", "2 d"), ("anakinra 100 mg", "1 d"),
        ],
    )  # fmt: skip
    def test_a_dose_in_an_event_is_offered_with_its_own_spacing(self, what: str, every: str) -> None:
        assert f"{{dose: 100 mg, every: {every}, from: 30 d}}" in event_refusal(what)

    @pytest.mark.parametrize("what", ["skipped a dose", "one dose missed", "oubli d'une dose", "dose oubliée"])
    def test_a_missed_dose_is_offered_as_a_pause_and_never_as_a_dose(self, what: str) -> None:
        said = event_refusal(what)
        assert "{what: stop, drug: anakinra, at: 30 d, for: 1 d}" in said
        assert "{dose:" not in said


def dose_refusal(dose: str, drug: str = "prednisone") -> str:
    return refusal(treatments=[{"drug": drug, "dose": dose, "from": "0 d"}])


class TestDoses:
    @pytest.mark.parametrize("dose", ["20 mg/m2", "20 mg/m²", "20 mg par m2", "20 mg per m2"])
    def test_a_dose_per_square_metre_is_not_offered_as_a_dose(self, dose: str) -> None:
        said = dose_refusal(dose)
        assert "per square metre" in said
        assert "dose: 20 mg" not in said

    def test_a_dose_of_another_drug_is_not_offered_as_one_of_this(self) -> None:
        said = dose_refusal("16 mg methylprednisolone")
        assert "drug: methylprednisolone" in said
        assert "dose: 16 mg" not in said

    @pytest.mark.parametrize("dose", ["100 mg anakinra", "100 mg d'anakinra", "100 mg of anakinra daily", "100 mg d'anakinra/j"])
    def test_the_name_of_the_drug_itself_may_stand_behind(self, dose: str) -> None:
        (treatment,) = course_of(treatments=[{"drug": "anakinra", "dose": dose, "from": "0 d"}]).treatments
        assert treatment.steps[0].dose_mg == 100

    @pytest.mark.parametrize("dose", ["1-0-1", "1-1-1", "2-0-1", "1-0-0-1"])
    def test_tablets_at_each_time_of_the_day_are_no_milligrams(self, dose: str) -> None:
        assert "does not say how many milligrams" in dose_refusal(dose)
        assert "dose: 15 mg" in dose_refusal("10-0-5")

    @pytest.mark.parametrize(("dose", "often"), [("20 mg x 2", "12 h"), ("2 x 20 mg", "12 h"), ("20 mg x3", "8 h"), ("20 mg x 4", "6 h")])
    def test_a_number_of_doses_may_be_that_of_a_day(self, dose: str, often: str) -> None:
        said = dose_refusal(dose)
        assert f"'dose: 20 mg' and 'every: {often}'" in said
        assert f"'for: {24 // int(often[:-2])} d'" in said


def time_refusal(at: str) -> str:
    return refusal(observations=[{"what": "CRP", "at": at, "value": "12 mg/L"}])


class TestTimes:
    @pytest.mark.parametrize(
        ("at", "write"),
        [
            ("J5 matin", "J5"), ("J5 au soir", "J5"), ("j5 (lundi)", "j5"), ("J5?", "J5"), ("day 5 evening", "day 5"),
            ("12/03/2018 (contrôle)", "12/03/2018"), ("2018-03-12, fasting", "2018-03-12"),
        ],
    )  # fmt: skip
    def test_a_remark_behind_a_time_is_told_apart(self, at: str, write: str) -> None:
        assert f"write '{write}', and the rest into 'note'" in time_refusal(at)

    @pytest.mark.parametrize("at", ["12 03 18", "5 ou bien plus", "3 mois ½"])
    def test_what_may_belong_to_it_is_never_left_off(self, at: str) -> None:
        assert "and the rest into" not in time_refusal(at)

    @pytest.mark.parametrize("at", ["12-15/03/2018", "12 au 15/03/2018", "du 12 au 15/03/2018", "12-15.03.2018"])
    def test_two_days_of_one_month_are_an_interval(self, at: str) -> None:
        (observation,) = course_of(observations=[{"what": "CRP", "at": at, "value": "12 mg/L"}]).observations
        assert (observation.at.earliest, observation.at.latest) == (0, 3)

    def test_spellings_of_ordinals(self) -> None:
        (observation,) = course_of(observations=[{"what": "CRP", "at": "5ième jour", "value": "12 mg/L"}]).observations
        assert observation.at.earliest == 4


class TestChanges:
    @pytest.mark.parametrize(
        ("change", "low", "high"),
        [
            ("hardly improved", -1.3, 10), ("barely improved", -1.3, 10), ("dramatic improvement", -10, -3),
            ("amélioration spectaculaire", -10, -3), ("good response", -10, -3), ("excellente réponse", -10, -3),
            ("régression", -10, -1.3), ("a diminué", -10, -1.3), ("has decreased", -10, -1.3), ("recrudescence", 1.3, 10),
            ("réapparition", 1.3, 10), ("s'aggrave", 1.3, 10), ("returned", 1.3, 10),
        ],
    )  # fmt: skip
    def test_words_of_pain(self, change: str, low: float, high: float) -> None:
        # the least change that patients notice is 1.3 of 10 points
        pain = [{"what": "pain", "at": "0 d", "value": "8"}, {"what": "pain", "at": "5 d", "change": change}]
        observation = course_of(observations=pain).observations[1]
        assert (observation.low, observation.high) == (low, high)

    @pytest.mark.parametrize(
        ("change", "low", "high"),
        [
            ("a chuté", None, 0.5),
            ("↓↓", None, 0.5),
            ("down", None, 0.7),
            ("décroissance", None, 0.7),
            ("up", 1.4, None),
            ("remontée", 1.4, None),
        ],
    )
    def test_words_of_crp(self, change: str, low: float | None, high: float | None) -> None:
        crp = [{"what": "CRP", "at": "0 d", "value": "100 mg/L"}, {"what": "CRP", "at": "5 d", "change": change}]
        observation = course_of(observations=crp).observations[1]
        assert (observation.low, observation.high) == (low, high)

    def test_of_the_two_hours_of_a_sedimentation_both_values_are_offered(self) -> None:
        said = refusal(observations=[{"what": "ESR", "at": "5 d", "value": "80 mm 1h / 110 mm 2h"}])
        assert "'value: 80 mm' and 'value: 110 mm'" in said
