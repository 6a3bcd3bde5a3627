"""How a drug worked or what changed, told as an event; days and clock times as charts write them; values that are nearly normal."""

from __future__ import annotations

import json

import pytest

from rechallenge.course.problems import CourseError, Problem
from rechallenge.course.reading import Reading
from rechallenge.formats.reading import Source, converted, read_course

GIVEN = [{"drug": "anakinra", "dose": "100 mg", "every": "1 d", "from": "0 d", "to": "60 d"}]


def reading(**more: object) -> Reading:
    return read_course(Source(json.dumps({"rechallenge": 1, "anchor": "2018-03-12", **more})))


def refused(**more: object) -> Problem:
    with pytest.raises(CourseError) as caught:
        reading(**more)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize(
    ("what", "outcome"),
    [
        *((each, "none") for each in ("failure", "treatment failure", "no response", "ineffective", "lack of efficacy")),
        *((each, "none") for each in ("no response to anakinra", "Kineret: no effect", "primary failure", "unresponsive to treatment")),
        *((each, "none") for each in ("échec", "échec du traitement", "pas de réponse", "inefficace", "sans effet", "échec de l'anakinra")),
        *((each, "none") for each in ("anakinra ineffective", "absence de réponse", "inefficacité", "pas d'effet", "réfractaire")),
        *((each, "partial") for each in ("partial response", "réponse partielle", "partially effective", "réponse incomplète")),
        *((each, "good") for each in ("good response", "complete response", "bonne réponse", "réponse complète", "efficace", "responder")),
    ],
)  # fmt: skip
def test_how_a_drug_worked_is_refused_as_an_event_with_the_field_of_its_treatment(what: str, outcome: str) -> None:
    problem = refused(treatments=GIVEN, events=[{"what": what, "at": "20 d"}])
    assert problem.code == f"event.effect.{outcome}"
    assert f"write 'outcome: {outcome}' at anakinra" in problem.english


@pytest.mark.parametrize(
    "what",
    [
        "loss of response",
        "secondary failure",
        "anakinra stopped working",
        "échappement",
        "perte de réponse",
        "perte d'efficacité de l'anakinra",
    ],
)
def test_a_drug_that_no_longer_works_is_asked_what_was_seen(what: str) -> None:
    problem = refused(treatments=GIVEN, events=[{"what": what, "at": "20 d"}])
    assert (problem.code, "{what: relapse, at: 20 d}" in problem.english) == ("event.effect.lost", True)


def test_the_drug_of_an_effect_is_the_one_that_it_names_or_that_was_given_that_day() -> None:
    both = [{"drug": "colchicine", "dose": "1 mg", "every": "1 d", "from": "-90 d", "to": "-10 d"}, *GIVEN]
    assert "at colchicine" in refused(treatments=both, events=[{"what": "échec", "at": "-40 d"}]).english
    assert "at anakinra" in refused(treatments=both, events=[{"what": "échec", "at": "40 d"}]).english
    assert "at colchicine" in refused(treatments=both, events=[{"what": "échec de la colchicine", "at": "40 d"}]).english


@pytest.mark.parametrize("what", ["improvement", "worse", "aggravation", "stable", "amélioration", "better", "much improved"])
def test_a_change_that_does_not_say_of_what_is_shown_and_told(what: str) -> None:
    found = reading(treatments=GIVEN, events=[{"what": what, "at": "20 d"}])
    assert [event.what for event in found.course.events] == ["other"]
    (told,) = (note for note in found.notes if note.code == "event.change")
    assert f"{{what: pain, at: 20 d, change: {what}}}" in told.english


@pytest.mark.parametrize("what", ["remission", "relapse", "fracture", "no relapse", "surgery", "moved house"])
def test_other_events_stay_what_they_are(what: str) -> None:
    found = reading(treatments=GIVEN, events=[{"what": what, "from": "20 d", "to": "40 d"}])
    assert not {note.code for note in found.notes} & {"event.change", "event.effect.none"}


@pytest.mark.parametrize(
    ("at", "day"), [("14 03 2018", 2), ("14 3 2018", 2), ("2018 03 14", 2), ("le 14 03 2018", 2), ("14 03 2018 8h30", 2 + 8.5 / 24)]
)
def test_a_date_with_blanks_is_a_date(at: str, day: float) -> None:
    (seen,) = reading(observations=[{"what": "CRP", "at": at, "value": "12 mg/L"}]).course.observations
    assert seen.at.low == pytest.approx(day)


@pytest.mark.parametrize("at", ["14 13 2018", "32 03 2018"])
def test_a_date_with_blanks_that_no_calendar_has_is_refused(at: str) -> None:
    assert refused(observations=[{"what": "CRP", "at": at, "value": "12 mg/L"}]).code in ("time.no_such_date", "time.american")


@pytest.mark.parametrize("at", ["8h30", "08:30", "8:30 pm", "20h15"])
def test_a_clock_time_alone_asks_for_its_day(at: str) -> None:
    assert refused(observations=[{"what": "CRP", "at": at, "value": "12 mg/L"}]).code == "time.clock_without_day"


def test_so_many_hours_are_no_clock_time() -> None:
    (seen,) = reading(observations=[{"what": "CRP", "at": "8 h", "value": "12 mg/L"}]).course.observations
    assert seen.at.low == pytest.approx(8 / 24)


@pytest.mark.parametrize(
    "value", ["normalisation incomplète", "incomplete normalisation", "partially normalised", "incomplètement normalisée"]
)
@pytest.mark.parametrize(("what", "limit"), [("CRP", 10), ("ESR", 30), ("ferritin", 300)])
def test_what_is_not_quite_normal_lies_above_the_limit(what: str, limit: float, value: str) -> None:
    (seen,) = reading(observations=[{"what": what, "at": "2 d", "value": value}]).course.observations
    assert (seen.low, seen.high) == (limit, None)


@pytest.mark.parametrize("value", ["near normal", "nearly normal", "presque normale", "quasi normale", "borderline"])
@pytest.mark.parametrize(("what", "most"), [("CRP", 20), ("ESR", 60)])
def test_what_is_nearly_normal_is_normal_or_just_above(what: str, most: float, value: str) -> None:
    (seen,) = reading(observations=[{"what": what, "at": "2 d", "value": value}]).course.observations
    assert (seen.low, seen.high) == (None, most)


@pytest.mark.parametrize(
    "text", ["12/03/2018;120;8\n15/03/2018;12;2\n", "2018-03-12,120\n2018-03-15,12\n", "12/03/2018\t120\t<5\n", "\ufeffJ0;120\nJ5;12\n"]
)
def test_rows_of_values_without_names_are_refused_with_the_row_to_write(text: str) -> None:
    with pytest.raises(CourseError) as caught:
        converted(Source(text), "course")
    (problem,) = caught.value.problems
    assert (problem.code, problem.line) == ("table.headless", 1)
    assert "(date, CRP (mg/L), pain)" in problem.english


@pytest.mark.parametrize("text", ["12/03/2018 CRP 120 mg/L\n13/04/2018 CRP 12 mg/L", "03/14/2018 CRP 120 mg/L"])
def test_what_is_told_of_lines_speaks_of_no_column(text: str) -> None:
    told = converted(Source(text), "course")[1]
    assert told
    assert not [each for each in told if "olumn" in each.english or "table" in each.english]


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("RF < 20 IU/mL (N<20)", "absent"),
        ("anti-CCP 3 U/mL (N < 7)", "absent"),
        ("anti-CCP 30 U/mL (N < 7)", "present"),
        ("anti-CCP < 7 U/mL", "absent"),
        ("ANCA PR3 12 UI/mL [0-20]", "absent"),
        ("HLA-B27 ND", "unknown"),
        ("HLA B27 NA", "unknown"),
        ("ANA 1/40", "unknown"),
        ("ANA 1:640", "present"),
        ("anti-Ro 52", "present"),
        ("anti-Scl 70", "present"),
    ],
)
def test_a_result_within_the_name_of_a_finding_counts_as_one_beside_it(name: str, status: str) -> None:
    assert reading(findings=[{"what": name}]).course.findings[0].status.status == status


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("12 IU/mL, normal", "absent"),
        ("3 U/mL négatif", "absent"),
        ("25 U/mL positive", "present"),
        ("25 U/mL", "unknown"),
        ("don't know", "unknown"),
        ("ne sait pas", "unknown"),
        ("je ne me souviens plus", "unknown"),
        ("not sure", "unknown"),
    ],
)
def test_a_word_behind_a_number_says_what_the_number_means(value: str, status: str) -> None:
    assert reading(findings=[{"what": "anti-CCP", "value": value}]).course.findings[0].status.status == status


@pytest.mark.parametrize("value", ["don't know", "I do not remember", "ne sait pas", "aucune idée", "unsure"])
def test_what_nobody_knows_is_unknown(value: str) -> None:
    assert reading(findings=[{"what": "tophi", "value": value}]).course.findings[0].status.status == "unknown"


@pytest.mark.parametrize(
    ("at", "low", "high"),
    [
        ("week 12 of 2018", 7, 13),
        ("S12 2018", 7, 13),
        ("semaine 12 de 2018", 7, 13),
        ("the 1990s", -10297, -6646),
        ("années 2000", -6645, -2993),
        ("les années 90", -10297, -6646),
        ("day zero", 0, 0),
        ("jour zéro", 0, 0),
    ],
)
def test_weeks_of_a_year_and_decades_are_intervals(at: str, low: float, high: float) -> None:
    (seen,) = reading(observations=[{"what": "CRP", "at": at, "value": "12 mg/L"}]).course.observations
    assert (seen.at.low, seen.at.high) == (low, high)


@pytest.mark.parametrize(
    ("at", "code"),
    [
        *((each, "time.age") for each in ("at age 45", "à 45 ans", "à l'âge de 45 ans", "age 45", "45 years old", "aged 45")),
        *((each, "time.one_sided") for each in ("plus de 3 mois", "more than 3 months", "au moins 2 semaines", "at least 2 weeks")),
        *((each, "time.named_moment") for each in ("baseline", "à l'inclusion", "childhood", "dans l'enfance")),
        *((each, "time.relative") for each in ("the next morning", "le lendemain matin")),
    ],
)
def test_what_does_not_say_when_is_refused_for_what_it_is(at: str, code: str) -> None:
    assert refused(observations=[{"what": "CRP", "at": at, "value": "12 mg/L"}]).code == code


def test_a_few_years_after_day_0_are_no_age() -> None:
    (seen,) = reading(observations=[{"what": "CRP", "at": "à 2 ans", "value": "12 mg/L"}]).course.observations
    assert (seen.at.low, seen.at.high) == (640, 822)


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("ran out", "{what: stop, drug: anakinra, at: 70 d}"),
        ("rupture de stock", "{what: stop, drug: anakinra, at: 70 d}"),
        ("out of stock for 5 days", "{what: stop, drug: anakinra, at: 70 d, for: 5 d}"),
        ("vacances thérapeutiques", "{what: stop, drug: anakinra, at: 70 d}"),
        ("déchallenge positif", "{what: stop, drug: anakinra, at: 70 d}"),
        ("colchicine added", "{drug: colchicine, dose: unknown, every: 1 d, from: 70 d}"),
        ("ajout de colchicine 1 mg/j", "{drug: colchicine, dose: 1 mg, every: 1 d, from: 70 d}"),
        ("corticoïdes débutés", "{drug: glucocorticoid, dose: unknown, every: 1 d, from: 70 d}"),
    ],
)
def test_stops_and_starts_by_other_words_are_refused_with_the_line_to_write(what: str, line: str) -> None:
    given = [{"drug": "anakinra", "dose": "100 mg", "every": "1 d", "from": "0 d"}]
    assert line in refused(treatments=given, events=[{"what": what, "at": "70 d"}]).english


def test_a_drug_that_ran_out_is_a_stop_of_it() -> None:
    given = [{"drug": "anakinra", "dose": "100 mg", "every": "1 d", "from": "0 d"}]
    (treatment,) = reading(treatments=given, events=[{"what": "ran out of anakinra", "at": "70 d"}]).course.treatments
    assert treatment.steps[0].stop is not None
    assert treatment.steps[0].stop.low == 70


@pytest.mark.parametrize("what", ["rupture du tendon", "tendon rupture", "added stress", "shortage of breath"])
def test_words_like_those_of_a_stop_are_none(what: str) -> None:
    assert [event.what for event in reading(treatments=GIVEN, events=[{"what": what, "at": "70 d"}]).course.events] == ["other"]


@pytest.mark.parametrize("dose", ["20 mg si douleur", "20 mg si crise", "20 mg if flare", "20 mg on bad days", "20 mg en cas de poussée"])
def test_a_dose_on_bad_days_asks_for_the_days(dose: str) -> None:
    assert refused(treatments=[{"drug": "prednisone", "dose": dose, "from": "0 d"}]).code == "dose.as_needed"


@pytest.mark.parametrize(
    ("value", "code", "write"),
    [
        ("120 mg/L (VS 80)", "value.other_outcome", "write 'value: 120 mg/L' here"),
        ("120 mg/L, ferritine 800", "value.other_outcome", "for 'ferritine 800'"),
        ("12 mg/L à 8h", "value.remark", "write 'value: 12 mg/L'"),
        ("mean 12 mg/L", "value.remark", "write 'value: 12 mg/L'"),
        ("moyenne 12 mg/L", "value.remark", "write 'value: 12 mg/L'"),
        ("12 (±3) mg/L", "value.about", "such as 9..15 mg/L"),
        ("12.", "unit.missing", "write 12 mg/L if"),
    ],
)
def test_what_stands_beside_a_value_is_told_with_the_value_to_write(value: str, code: str, write: str) -> None:
    problem = refused(observations=[{"what": "CRP", "at": "2 d", "value": value}])
    assert problem.code == code
    assert write in problem.english


@pytest.mark.parametrize("value", ["CRP 120 mg/L", "120 mg/L CRP", "120 mg/L (CRP us)", "120 mg/L (0-5)"])
def test_the_own_name_of_a_value_beside_it_is_none_of_something_else(value: str) -> None:
    (seen,) = reading(observations=[{"what": "CRP", "at": "2 d", "value": value}]).course.observations
    assert (seen.low, seen.high) == (120, 120)


@pytest.mark.parametrize("value", ["discomfort", "gêne", "légère gêne", "sore", "inconfort"])
def test_discomfort_is_a_mild_pain(value: str) -> None:
    (seen,) = reading(observations=[{"what": "pain", "at": "2 d", "value": value}]).course.observations
    assert (seen.low, seen.high) == (0.5, 4)


@pytest.mark.parametrize(("change", "sign"), [("moins mal", -1), ("less painful", -1), ("as before", 0), ("comme avant", 0), ("pareil", 0)])
def test_changes_as_patients_say_them(change: str, sign: int) -> None:
    seen = reading(
        observations=[{"what": "pain", "at": "0 d", "value": "8"}, {"what": "pain", "at": "5 d", "change": change}]
    ).course.observations[1]
    assert seen.high is not None
    assert seen.high < 0 if sign else (seen.low or 0) < 0 < seen.high
