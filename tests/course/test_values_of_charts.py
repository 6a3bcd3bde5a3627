"""Values as charts and analysers print them: what is read, and what is refused with the line to write."""

from __future__ import annotations

import pytest

from rechallenge.course.model import Observation
from rechallenge.course.problems import CourseError
from rechallenge.formats.reading import read_course

RECORD = """rechallenge: 1
treatments: [{{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}}]
observations: [{{what: CRP, at: -1 d, value: 120 mg/L}}, {{what: pain, at: -1 d, value: 8}}, {{what: "{what}", at: 5 d, {field}: "{said}"}}]
"""


def observed(what: str, said: str, field: str = "value") -> Observation:
    return read_course(RECORD.format(what=what, said=said, field=field)).course.observations[-1]


def refusal(what: str, said: str, field: str = "value") -> str:
    with pytest.raises(CourseError) as caught:
        observed(what, said, field)
    (problem,) = caught.value.problems
    return problem.english


@pytest.mark.parametrize(
    ("what", "value", "bounds"),
    [
        ("CRP", "↑", (10, 100)),
        ("CRP", "↑↑", (40, 500)),
        ("CRP", "nl", (None, 10)),
        ("CRP", "nle", (None, 10)),
        ("CRP", "1.2 × 10² mg/L", (120, 120)),
        ("CRP", "between 5 and 10 mg/L", (5, 10)),
        ("CRP", "5 à 10 mg/L", (5, 10)),
        ("pain", "persistent", (0.5, None)),
        ("douleur", "persistante", (0.5, None)),
    ],
)
def test_a_value_in_signs_and_words_is_read(what: str, value: str, bounds: tuple[float | None, float | None]) -> None:
    found = observed(what, value)
    assert (found.low, found.high) == bounds


@pytest.mark.parametrize(
    ("what", "value", "write"),
    [
        ("CRP", "12 mg/L à J5", "write 'value: 12 mg/L'"),
        ("CRP", "12 mg/L ce jour", "write 'value: 12 mg/L'"),
        ("CRP", "12 mg/L this morning", "write 'value: 12 mg/L'"),
        ("CRP", "12 mg/L (15/03)", "write 'value: 12 mg/L'"),
        ("CRP", "12 mg/L le 15/03/2018", "write 'value: 12 mg/L'"),
        ("CRP", "peak 120 mg/L", "write 'value: 120 mg/L'"),
        ("CRP", "pic à 120 mg/L", "write 'value: 120 mg/L'"),
        ("CRP", "nadir 3 mg/L", "write 'value: 3 mg/L'"),
        ("CRP", "max 12 mg/L", "write 'value: 12 mg/L'"),
        ("pain", "7/10 au repos", "write 'value: 7/10'"),
        ("pain", "7/10 on movement", "write 'value: 7/10'"),
        ("CRP", "12 mg/L and 15 mg/L", "'value: 12 mg/L' and 'value: 15 mg/L'"),
        ("CRP", "12 et 15 mg/L", "'value: 12 mg/L' and 'value: 15 mg/L'"),
        ("VS", "45 mm/1h, 78 mm/2h", "'value: 45 mm/1h' and 'value: 78 mm/1h'"),
        ("CRP", "idem", "'change: idem'"),
        ("CRP", "decreasing", "'change: decreasing'"),
        ("CRP", "↓", "'change: ↓'"),
        ("CRP", "en voie de normalisation", "'change: en voie de normalisation'"),
        ("pain", "relieved", "'change: relieved'"),
        ("douleur", "soulagée", "'change: soulagée'"),
        ("douleur", "moins intense", "'change: moins intense'"),
        ("CRP", "hémolysé", "leave this line out"),
        ("CRP", "haemolysed", "leave this line out"),
        ("CRP", "QNS", "leave this line out"),
        ("CRP", "cancelled", "leave this line out"),
    ],
)
def test_what_is_more_or_less_than_a_value_is_refused_with_what_to_write(what: str, value: str, write: str) -> None:
    assert write in refusal(what, value)


@pytest.mark.parametrize("change", ["relieved", "milder", "soulagée", "apaisée", "moins forte"])
def test_a_relief_is_an_improvement(change: str) -> None:
    found = observed("pain", change, "change")
    assert found.low == observed("pain", "improved", "change").low
    assert found.high == observed("pain", "improved", "change").high == -1.3


@pytest.mark.parametrize("unit", ["µM", "μM", "uM", "umol/L", "micromol/L"])
def test_creatinine_in_micromolar_is_read_whichever_micro_is_typed(unit: str) -> None:
    text = f"rechallenge: 1\npatient: {{creatinine: 70 {unit}}}\nobservations: [{{what: CRP, at: 0 d, value: 5 mg/L}}]\n"
    assert read_course(text).course.patient.creatinine_umol_l == 70


def test_millimolar_is_no_millimetre() -> None:
    text = "rechallenge: 1\npatient: {creatinine: 0.07 mM}\nobservations: [{what: CRP, at: 0 d, value: 5 mg/L}]\n"
    assert read_course(text).course.patient.creatinine_umol_l == pytest.approx(70)


@pytest.mark.parametrize(
    ("what", "value", "write"),
    [
        ("bilan biologique", "CRP 120 mg/L, VS 45 mm", "'what: CRP'"),
        ("bilan inflammatoire", "CRP à 120 mg/L", "'what: CRP'"),
        ("inflammatory markers", "CRP normal, ESR 12", "'what: CRP'"),
        ("laboratory", "ESR 45 mm/h", "'what: ESR'"),
        ("general state", "poor, pain 7/10", "'what: pain'"),
    ],
)
def test_a_measurement_within_the_value_of_another_is_not_lost(what: str, value: str, write: str) -> None:
    assert write in refusal(what, value)


@pytest.mark.parametrize("what", ["general state", "imaging"])
def test_a_value_that_tells_no_measurement_is_shown(what: str) -> None:
    assert observed(what, "poor, with weight loss").outcome is None


@pytest.mark.parametrize(
    ("what", "value", "level"),
    [
        ("crp_mg_l", "12", 12),
        ("CRP_mgL", "12", 12),
        ("crp_mg_dl", "1.2", 12),
        ("CRP_mgdL", "1.2", 12),
        ("crp_ug_per_ml", "12", 12),
        ("esr_mm_h", "30", 30),
    ],
)
def test_the_name_of_a_variable_of_a_data_base_tells_its_unit(what: str, value: str, level: float) -> None:
    assert observed(what, value).low == level


@pytest.mark.parametrize(
    ("name", "day"),
    [("CRP (J5)", "J5"), ("CRP day 5", "day 5"), ("J5 CRP", "J5"), ("CRP 12/03/2018", "12/03/2018"), ("ESR W12", "W12")],
)
def test_a_day_in_the_name_of_a_reading_is_refused_with_its_own_line(name: str, day: str) -> None:
    assert f"'at: {day}'" in refusal(name, "12")


@pytest.mark.parametrize("name", ["CRP 2", "ESR 2 h", "CRP peak"])
def test_what_is_no_day_in_a_name_is_told_and_not_used(name: str) -> None:
    notes = read_course(RECORD.format(what=name, said="12", field="value")).notes
    assert "observation.of_another" in {problem.code for problem in notes}


@pytest.mark.parametrize(
    ("value", "bounds"),
    [
        ("pas plus de 10 mg/L", (None, 10)),
        ("ne dépasse pas 10 mg/L", (None, 10)),
        ("not exceeding 10 mg/L", (None, 10)),
        ("pas moins de 100 mg/L", (100, None)),
        ("85 mg/L raised", (85, 85)),
        ("85 mg/L increased", (85, 85)),
        ("about 10-fold normal", (22.8, 126)),
        ("environ 3 fois la normale", (6, 42)),
        ("~3N", (6, 42)),
        ("12 mg/L pour N<5", (12, 12)),
        ("12 mg/L pour une N < 5 mg/L", (12, 12)),
    ],
)
def test_a_limit_a_level_or_a_rough_multiple_is_read(value: str, bounds: tuple[float | None, float | None]) -> None:
    found = observed("CRP", value)
    assert found.since is None
    assert (found.low, found.high) == pytest.approx(bounds)


@pytest.mark.parametrize(("what", "value"), [("pain", "+3"), ("CRP", "+12 mg/L"), ("CRP", "+ 12 mg/L")])
def test_a_number_with_a_plus_is_a_change_and_no_level(what: str, value: str) -> None:
    assert f"write it as a change ('change: {value}')" in refusal(what, value)
    assert observed(what, value, "change").since is not None


@pytest.mark.parametrize("value", ["a little over 10 mg/L", "just over 10 mg/L"])
def test_an_article_is_no_number_to_write(value: str) -> None:
    assert "in digits" not in refusal("CRP", value)
