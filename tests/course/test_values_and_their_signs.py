"""Values whose sign, point, limit or remark was once taken for something else, and changes that were offered as their opposite."""

from __future__ import annotations

import json

import pytest

from rechallenge.course.model import Observation
from rechallenge.course.problems import CourseError
from rechallenge.formats.reading import Source, read_course


def observed(what: str, **fields: str) -> Observation:
    first = {"what": what, "at": "-1 d", "value": "8" if what == "pain" else "120 mg/L"}
    entries = [first] if "change" in fields else []
    data = {"rechallenge": 1, "observations": [*entries, {"what": what, "at": "5 d", **fields}]}
    return read_course(Source(json.dumps(data))).course.observations[-1]


def refusal(what: str, **fields: str) -> str:
    with pytest.raises(CourseError) as caught:
        observed(what, **fields)
    (problem,) = caught.value.problems
    return problem.english


@pytest.mark.parametrize(
    ("value", "bounds"),
    [
        ("5 mg/L or less", (None, 5)),
        ("200 mg/L et plus", (200, None)),
        ("200+ mg/L", (200, None)),
        ("12·3 mg/L", (12.3, 12.3)),
        ("hardly raised", (5, 50)),
        ("à peine élevée", (5, 50)),
        ("RAS", (None, 10)),
        ("limite", (None, 20)),
    ],
)
def test_a_limit_behind_a_number_a_raised_point_and_words_of_degree(value: str, bounds: tuple[float | None, float | None]) -> None:
    found = observed("CRP", value=value)
    assert (found.low, found.high) == bounds


def test_a_limit_of_normal_may_be_told_up_to() -> None:
    found = observed("CRP", value="12 mg/L (normal range up to 5)")
    assert (found.low, found.upper_limit) == (12, 5)


@pytest.mark.parametrize("value", ["up to 120 mg/L", "jusqu'à 120 mg/L"])
def test_the_highest_of_several_is_offered_as_it_is(value: str) -> None:
    assert "write 'value: 120 mg/L'" in refusal("CRP", value=value)


@pytest.mark.parametrize(
    ("value", "write"),
    [
        ("120 mg/L under colchicine", "120 mg/L"),
        ("12 mg/L sous colchicine", "12 mg/L"),
        ("normalised by day 5", "normalised"),
        ("normal after treatment", "normal"),
    ],
)
def test_what_stands_behind_a_value_belongs_into_the_note(value: str, write: str) -> None:
    assert f"write 'value: {write}'" in refusal("CRP", value=value)


def test_a_day_between_two_values_is_no_value() -> None:
    assert "'value: 7' and 'value: 2'" in refusal("pain", value="7 on day 0, 2 on day 5")


@pytest.mark.parametrize("what", ["CRP: 120 -> 8 (J5)", "CRP 120 -> 8"])
def test_two_values_in_a_name_are_told_as_two(what: str) -> None:
    data = {"rechallenge": 1, "observations": [{"what": what, "at": "5 d"}]}
    with pytest.raises(CourseError) as caught:
        read_course(Source(json.dumps(data)))
    assert "'value: 120 mg/L' and 'value: 8 mg/L'" in caught.value.problems[0].english


@pytest.mark.parametrize("what", ["apyrexie", "AEG stable", "pas de syndrome inflammatoire"])
def test_a_sign_without_a_value_is_offered_as_a_finding_which_is_read(what: str) -> None:
    assert f"'what: {what}'" in refusal(what)
    data = {"rechallenge": 1, "findings": [{"what": what, "at": "5 d"}]}
    assert read_course(Source(json.dumps(data))).course.findings[0].what == what


@pytest.mark.parametrize(("what", "value", "whole"), [("ferritin", "1.200 µg/L", "1200"), ("ferritin", "12.500", "12500")])
def test_a_point_that_may_part_thousands_is_asked_about(what: str, value: str, whole: str) -> None:
    assert f"may be {whole} or" in refusal(what, value=value)


@pytest.mark.parametrize(
    ("what", "value", "low"), [("CRP", "1.200 mg/L", 1.2), ("ferritin", "523.4", 523.4), ("ferritin", "1.2 mg/L", 1200)]
)
def test_a_point_that_cannot_part_thousands_parts_decimals(what: str, value: str, low: float) -> None:
    assert observed(what, value=value).low == pytest.approx(low)


def test_cells_with_a_point_are_asked_about() -> None:
    data = {"rechallenge": 1, "fluids": [{"site": "knee", "cells": "5.000 /mm3"}]}
    with pytest.raises(CourseError) as caught:
        read_course(Source(json.dumps(data)))
    assert "may be 5000 or 5" in caught.value.problems[0].english


@pytest.mark.parametrize(
    ("value", "bounds"),
    [("plus de douleur", (None, 0.5)), ("presque plus de douleur", (0.5, 4)), ("residual", (0.5, 4)), ("6½", (6.5, 6.5))],
)
def test_what_is_left_of_pain(value: str, bounds: tuple[float | None, float | None]) -> None:
    found = observed("pain", value=value)
    assert (found.low, found.high) == bounds


@pytest.mark.parametrize(
    ("change", "bounds"),
    [
        ("↓", (-10, -1.3)),
        ("↑", (1.3, 10)),
        ("→", (-1.3, 1.3)),
        ("majoration", (1.3, 10)),
        ("peu d'effet", (-1.3, 10)),
        ("no benefit", (-1.3, 10)),
        ("not much better", (-1.3, 10)),
        ("statu quo", (-1.3, 1.3)),
        ("neither better nor worse", (-1.3, 1.3)),
    ],
)
def test_arrows_and_words_of_no_effect(change: str, bounds: tuple[float, float]) -> None:
    found = observed("pain", change=change)
    assert (found.low, found.high) == bounds


@pytest.mark.parametrize("change", ["transient improvement", "amélioration transitoire", "temporary improvement"])
def test_what_did_not_last_or_rose_is_never_offered_as_better(change: str) -> None:
    told = refusal("pain", change=change)
    assert "Did you mean" not in told
