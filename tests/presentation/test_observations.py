"""What an observation became is said once, for the terminal, the page and the report: a number, a limit, a range, a change."""

from __future__ import annotations

import pytest

from rechallenge.course.model import Observation
from rechallenge.course.times import When
from rechallenge.formats.reading import read_course
from rechallenge.outcomes import outcome
from rechallenge.presentation.language import Language
from rechallenge.presentation.observations import observation_words

ENGLISH, FRENCH = Language("en"), Language("fr")
NORMAL = "{what: CRP, at: 5 d, value: normal}"


def words(entry: str, language: Language = ENGLISH, limit: str = "") -> str:
    """Of the last of two observations."""
    earlier = "{what: CRP, at: 0 d, value: 120 mg/L}, {what: pain, at: 0 d, value: 7}"
    course = read_course(f"rechallenge: 1\n{limit}observations: [{earlier}, {entry}]\n").course
    return observation_words(course.observations[-1], language).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("entry", "english", "french"),
    [
        ("{what: CRP, at: 5 d, value: 12.5 mg/L}", "12.5 mg/L", "12,5 mg/L"),
        (NORMAL, "at most 10 mg/L", "au plus 10 mg/L"),
        ("{what: CRP, at: 5 d, value: '> 40 mg/L'}", "at least 40 mg/L", "au moins 40 mg/L"),
        ("{what: CRP, at: 5 d, value: raised}", "10 to 100 mg/L", "10 à 100 mg/L"),
        ("{what: CRP, at: 5 d, value: 0 mg/L}", "at most 0.5 mg/L", "au plus 0,5 mg/L"),
        ("{what: pain, at: 5 d, value: severe}", "at least 6 out of 10", "au moins 6 sur 10"),
        ("{what: pain, at: 5 d, value: 4}", "3.5 to 4.5 out of 10", "3,5 à 4,5 sur 10"),
        ("{what: fatigue, at: 5 d, value: severe}", "shown, not modelled", "montré, non modélisé"),
    ],
)
def test_a_value_is_a_number_a_limit_or_a_range_in_its_unit(entry: str, english: str, french: str) -> None:
    assert (words(entry), words(entry, FRENCH)) == (english, french)


@pytest.mark.parametrize(
    ("entry", "english", "french"),
    [
        (
            "{what: pain, at: 5 d, change: improved}",
            "lower by 1.3 or more (compared with day 0)",
            "baisse d’au moins 1,3 (par rapport à J0)",
        ),
        ("{what: pain, at: 5 d, change: worse}", "higher by 1.3 or more (compared with day 0)", "hausse d’au moins 1,3 (par rapport à J0)"),
        (
            "{what: pain, at: 5 d, change: unchanged}",
            "change of −1.3 to 1.3 (compared with day 0)",
            "variation de −1,3 à 1,3 (par rapport à J0)",
        ),
        ("{what: CRP, at: 5 d, change: improved}", "at most 0.7 times the value of day 0", "au plus 0,7 fois la valeur de J0"),
        ("{what: CRP, at: 5 d, change: worse}", "at least 1.4 times the value of day 0", "au moins 1,4 fois la valeur de J0"),
        ("{what: CRP, at: 5 d, change: -30 mg/L}", "change of −30 mg/L (compared with day 0)", "variation de −30 mg/L (par rapport à J0)"),
    ],
)
def test_a_change_says_by_how_much_and_compared_with_when(entry: str, english: str, french: str) -> None:
    assert (words(entry), words(entry, FRENCH)) == (english, french)


def test_a_word_follows_the_limit_of_the_laboratory() -> None:
    assert words(NORMAL, limit="upper_limit: 5 mg/L\n") == "at most 5 mg/L"


@pytest.mark.parametrize("name", ["crp", "pain"])
def test_what_says_nothing_is_said_to(name: str) -> None:
    untold = Observation("it", outcome(name), When(5, 5), None, None, "?")
    assert observation_words(untold, ENGLISH) == "any value"
    compared = Observation("it", outcome(name), When(5, 5), None, None, "?", since=When(0, 3))
    assert observation_words(compared, ENGLISH) == "compared with days 0 to 3, by how much is not said"


def test_what_a_conversion_leaves_behind_the_fourth_decimal_is_not_shown() -> None:
    assert (
        observation_words(Observation("CRP", outcome("crp"), When(5, 5), 14.00000001, 14.00000001, "1.4", "mg/L"), ENGLISH)
        == "14\u00a0mg/L"
    )
