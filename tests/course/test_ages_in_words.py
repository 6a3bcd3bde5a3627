"""Ages as charts write them: a number with words around it is read, a decade and a time of life are refused with what to write."""

from __future__ import annotations

import json

import pytest

from rechallenge.course.problems import CourseError
from rechallenge.formats.reading import Source, read_course
from rechallenge.presentation.language import Language


def age(written: str) -> float | None:
    return read_course(Source(json.dumps({"rechallenge": 1, "patient": {"age": written}}))).course.patient.age_years


def refusal(written: str, language: str = "en") -> str:
    with pytest.raises(CourseError) as caught:
        age(written)
    (problem,) = caught.value.problems
    return Language(language).note(problem)


@pytest.mark.parametrize(
    ("written", "years"),
    [
        ("77-year-old", 77), ("77 yo", 77), ("77 y/o", 77), ("77 yr old", 77), ("aged 77", 77), ("aged 77 years", 77),
        ("77 years of age", 77),
        ("âgée de 77 ans", 77), ("77 ans révolus", 77), ("77 ans et demi", 77.5), ("77 years and a half", 77.5),
        ("2 years and 3 months", 2.25), ("6 ans 3 mois", 6.25), ("6 years 3 months old", 6.25), ("18 months", 1.5), ("18 mois", 1.5),
    ],
)  # fmt: skip
def test_a_number_with_words_around_it_is_that_number(written: str, years: float) -> None:
    assert age(written) == pytest.approx(years)


@pytest.mark.parametrize(
    ("written", "years"),
    [
        ("in her 70s", 75), ("70s", 75), ("early 70s", 72), ("in his late seventies", 78), ("mid-forties", 45), ("sexagenarian", 65),
        ("octogenarian", 85), ("septuagénaire", 75), ("quinquagénaire", 55), ("la soixantaine", 65), ("dans la cinquantaine", 55),
        ("début de la cinquantaine", 52), ("fin de la trentaine", 38), ("centenaire", 102), ("une soixantaine d'années", 60),
    ],
)  # fmt: skip
def test_a_decade_is_refused_with_a_year_of_it_which_is_taken(written: str, years: int) -> None:
    assert f"{years} a" in refusal(written)
    assert f"{years} a" in refusal(written, "fr")
    assert age(f"{years} a") == years


@pytest.mark.parametrize(
    ("written", "example", "years"),
    [
        ("newborn", "10 d", 10 / 365.25), ("nouveau-né", "10 d", 10 / 365.25), ("infant", "6 mo", 0.5), ("nourrisson", "6 mo", 0.5),
        ("toddler", "2 a", 2), ("child", "8 a", 8), ("enfant", "8 a", 8), ("teenager", "15 a", 15), ("adulte", "45 a", 45),
        ("middle-aged", "45 a", 45), ("elderly", "75 a", 75),
    ],
)  # fmt: skip
def test_a_time_of_life_is_refused_with_an_example_which_is_taken(written: str, example: str, years: float) -> None:
    assert f"such as {example}" in refusal(written)
    assert age(example) == pytest.approx(years)
    assert "write" not in refusal(written, "fr")


@pytest.mark.parametrize("written", ["1941", "born 1941", "born in 1941", "née en 1941", "né le 12/03/1941", "12/03/1941", "1941-03-12"])
def test_a_year_of_birth_is_no_age(written: str) -> None:
    assert "write the age on day 0, as 77 a" in refusal(written)


@pytest.mark.parametrize("written", ["70-79", "70 to 79", "between 70 and 79 years", "entre 70 et 79 ans", "de 70 à 79 ans"])
def test_an_interval_is_refused_with_its_ends(written: str) -> None:
    assert "between 70 and 79" in refusal(written)
