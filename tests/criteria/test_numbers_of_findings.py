"""A number says that a finding is there only where a limit of normal, or the name of the finding, says so."""

from __future__ import annotations

import json

import pytest

from rechallenge.course.model import Finding
from rechallenge.course.status import status_of
from rechallenge.criteria.score import score_course
from rechallenge.formats.reading import Source, read_course
from rechallenge.literature.classification import criteria_sets


def found(what: str, value: str, upper_limit: str | None = None) -> tuple[Finding, list[str]]:
    finding = {"what": what, "value": value} | ({} if upper_limit is None else {"upper_limit": upper_limit})
    reading = read_course(Source(json.dumps({"rechallenge": 1, "findings": [finding]})))
    return reading.course.findings[0], [note.code for note in reading.notes]


@pytest.mark.parametrize(
    ("what", "value"),
    [("ferritin", "500 µg/L"), ("leukocytes", "15 G/L"), ("LDH", "300 U/L"), ("complement C3", "0.4 g/L"), ("albumine", "30 g/L")],
)
def test_a_number_of_a_quantity_without_a_limit_is_unknown_and_told(what: str, value: str) -> None:
    finding, notes = found(what, value)
    assert status_of(finding).status == "unknown"
    assert "finding.no_limit" in notes


@pytest.mark.parametrize(("value", "limit", "status"), [("500 µg/L", "300 µg/L", "present"), ("200 µg/L", "300 µg/L", "absent")])
def test_a_limit_decides(value: str, limit: str, status: str) -> None:
    assert status_of(found("ferritin", value, limit)[0]).status == status
    assert status_of(found("ferritin", f"{value} (N<{limit.split()[0]})")[0]).status == status


@pytest.mark.parametrize("what", ["leukocytosis", "leucocytose", "raised LDH", "LDH élevées", "hyperferritinaemia", "protéinurie"])
def test_a_name_that_says_that_a_result_is_not_normal_needs_no_limit(what: str) -> None:
    assert status_of(found(what, "2 g/L")[0]).status == "present"


def test_unless_a_limit_beside_it_says_otherwise() -> None:
    assert status_of(found("hyperferritinaemia", "200 µg/L (N<300)")[0]).status == "absent"


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("tophus", "12 mm"),
        ("calcification", "5 x 3 cm"),
        ("psoriasis", "10 %"),
        ("arthralgia", "7/10"),
        ("tophi", "3"),
        ("rash", "2 weeks"),
    ],
)
def test_a_size_a_count_a_score_or_a_time_is_of_something_that_is_there(what: str, value: str) -> None:
    assert status_of(found(what, value)[0]).status == "present"


@pytest.mark.parametrize(
    ("what", "value"),
    [("double contour sign", "ultrasound not performed"), ("érosions", "radiographie non faite"), ("cousin with gout", "yes")],
)
def test_what_nobody_looked_for_and_what_a_cousin_has_is_unknown(what: str, value: str) -> None:
    assert status_of(found(what, value)[0]).status == "unknown"


def test_what_is_to_be_excluded_is_unknown() -> None:
    course = read_course(Source(json.dumps({"rechallenge": 1, "findings": [{"what": "to exclude gout"}]}))).course
    assert status_of(course.findings[0]).status == "unknown"


def test_an_examination_of_another_place_that_was_not_done_says_nothing_of_this_one() -> None:
    assert status_of(found("tophi", "two on the right ear, left ear not examined")[0]).status == "present"


@pytest.mark.parametrize(
    ("what", "value", "status"),
    [
        ("fever", "38.0 °C", "present"),
        ("fever", "37.9 °C", "absent"),
        ("fièvre", "38,2°C", "present"),
        ("fièvre", "36,8°C", "absent"),
        ("temperature", "36.8 °C", "absent"),
        ("fever", "37.5..38.5 °C", "unknown"),
    ],
)
def test_a_temperature_is_a_fever_from_38_degrees(what: str, value: str, status: str) -> None:
    assert status_of(found(what, value)[0]).status == status


@pytest.mark.parametrize("value", ["0.54", "540", "91", "9.1"])
@pytest.mark.parametrize("section", ["findings", "observations"])
def test_urate_without_a_unit_may_be_in_any_of_three_and_scores_nothing(section: str, value: str) -> None:
    at = ", at: 0 d" if section == "observations" else ""
    text = f"rechallenge: 1\nconditions: [gout]\n{section}: [{{what: uric acid{at}, value: '{value}'}}]\n"
    evidence = score_course(criteria_sets()["gout_2015"], read_course(text).course).evidence
    assert {each.status for item, each in evidence.items() if item.startswith("urate_") and item != "urate_deposition"} == {"unknown"}


def test_a_limit_is_asked_for_in_the_unit_of_the_number() -> None:
    notes = read_course("rechallenge: 1\nfindings: [{what: ferritin, value: 12000 ng/mL}]\n").notes
    assert ["'upper_limit: 20 ng/mL'" in note.english for note in notes if note.code == "finding.no_limit"] == [True]
