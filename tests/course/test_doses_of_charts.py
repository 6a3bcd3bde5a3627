"""Doses and names of drugs as charts write them: what is read, and what is refused with the line to write."""

from __future__ import annotations

import pytest

from rechallenge.course.model import Treatment
from rechallenge.course.problems import CourseError
from rechallenge.formats.reading import read_course

RECORD = "rechallenge: 1\npatient: {{weight: 60 kg}}\ntreatments: [{{{fields}}}]\nobservations: [{{what: CRP, at: 0 d, value: 120 mg/L}}]\n"


def treatment(fields: str) -> Treatment:
    return read_course(RECORD.format(fields=fields)).course.treatments[0]


def refusal(fields: str) -> str:
    with pytest.raises(CourseError) as caught:
        read_course(RECORD.format(fields=fields))
    (problem,) = caught.value.problems
    return problem.english


@pytest.mark.parametrize("name", ["MP", "MP IV", "bolus de MP", "bolus MP", "MP bolus", "MP 1g", "MPS"])
def test_mp_of_a_chart_is_methylprednisolone(name: str) -> None:
    found = treatment(f"drug: {name}, dose: 1 g, at: 0 d")
    assert (found.drug, found.steps[0].dose_mg) == ("methylprednisolone", 1000)


@pytest.mark.parametrize("name", ["6-MP", "6MP", "Purinethol"])
def test_six_mp_is_another_drug(name: str) -> None:
    assert treatment(f"drug: {name}, dose: 50 mg, from: 0 d").drug == "mercaptopurine"


@pytest.mark.parametrize(
    "dose", ["dose inconnue", "dose unknown", "posologie non précisée", "not stated", "non renseignée", "unspecified", "dose not recorded"]
)
def test_a_dose_that_nobody_tells_is_not_known(dose: str) -> None:
    found = treatment(f"drug: prednisone, dose: {dose}, from: 0 d")
    assert found.known
    assert found.steps[0].dose_mg is None


@pytest.mark.parametrize(
    ("dose", "write"),
    [
        ("stop", "{what: stop, drug: anakinra, at: 30 d}"),
        ("arrêt", "end the dose before it on that day"),
        ("none", "end the dose before it on that day"),
        ("'0'", "end the dose before it on that day"),
        ("idem", "write the dose itself"),
        ("same dose", "write the dose itself"),
        ("inchangée", "write the dose itself"),
        ("prn", "write the days on which it was taken"),
        ("as needed", "write the days on which it was taken"),
        ("si besoin", "write the days on which it was taken"),
        ("20 mg ↓ 10 mg", "'dose: 20 mg', 'taper: 10 mg'"),
        ("20 mg ⇒ 10 mg", "'dose: 20 mg', 'taper: 10 mg'"),
        ("1 g/j 3 jours", "'for: 3 d'"),
        ("20 mg 5 days", "'for: 5 d'"),
    ],
)
def test_what_is_no_dose_is_refused_with_what_to_write(dose: str, write: str) -> None:
    assert write in refusal(f"drug: prednisone, dose: {dose}, from: 0 d")


@pytest.mark.parametrize("name", ["anakinra 100 mg SC daily", "Kineret 100 mg par jour", "anakinra 100 mg once daily", "anakinra 100 mg/j"])
def test_a_dose_and_its_spacing_behind_the_name_of_the_drug_are_its_dose(name: str) -> None:
    step = treatment(f"drug: {name}, from: 0 d").steps[0]
    assert (step.dose_mg, step.every_days) == (100, 1)


@pytest.mark.parametrize("every", ["single dose", "dose unique", "once"])
def test_a_single_dose_has_a_day_and_no_spacing(every: str) -> None:
    assert "write its day ('at: 3 d')" in refusal(f"drug: anakinra, dose: 100 mg, every: {every}, from: 0 d")
