"""Values, limits of normal and names of measurements as laboratories and letters write them: the right reading, or the line to write."""

from __future__ import annotations

import json

import pytest

from rechallenge.course.model import Observation
from rechallenge.course.problems import CourseError
from rechallenge.formats.reading import Source, read_course


def observed(what: str, value: str, **fields: object) -> Observation:
    observation = {"what": what, "at": "5 d", "value": value, **fields}
    return read_course(Source(json.dumps({"rechallenge": 1, "observations": [observation]}))).course.observations[-1]


def bounds(what: str, value: str, **fields: object) -> tuple[str | None, float | None, float | None]:
    found = observed(what, value, **fields)
    return (found.outcome.name if found.outcome else None), found.low, found.high


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        ("Normal (N)", None, 10), ("normale (N)", None, 10), ("(N)", None, 10), ("raised (high)", 10, 100), ("positive", 10, None),
        ("s'est normalisée", None, 10), ("inférieur ou égal à 5 mg/L", None, 5), ("less than or equal to 5 mg/L", None, 5),
        ("supérieure ou égale à 200 mg/L", 200, None), ("not less than 200 mg/L", 200, None),
    ],
)  # fmt: skip
def test_a_word_and_a_limit_of_crp(value: str, low: float | None, high: float | None) -> None:
    assert bounds("CRP", value) == ("crp", low, high)


@pytest.mark.parametrize("value", ["normale (élevée)", "normal (raised)"])
def test_two_words_that_contradict_each_other_are_no_value(value: str) -> None:
    with pytest.raises(CourseError, match="neither a value of CRP"):
        observed("CRP", value)


@pytest.mark.parametrize(
    "value",
    [
        "\u2191 120 mg/L", "H 120 mg/L", "* 120 mg/L", "(H) 120 mg/L", "120 mg/L, nle < 5", "120 mg/L pour une normale < 5",
        "120 mg/L pour une normale inférieure à 5", "120 mg/L for a normal of < 5", "120 mg/L (normal: below 5)",
        "120 mg/L (normale inférieure à 5 mg/L)", "120 mg/L (VN : inf. à 5)", "120 mg/L\u2020", "120 mg/L\u00b9", "120\u2020 mg/L",
    ],
)  # fmt: skip
def test_what_stands_beside_a_number_leaves_it_as_it_is(value: str) -> None:
    assert bounds("CRP", value) == ("crp", 120, 120)


@pytest.mark.parametrize(
    "value", ["120 mg/L pour une normale < 5", "120 mg/L (normal: below 5)", "120 mg/L, nle < 5", "120 mg/L for a normal of < 5"]
)
def test_a_limit_in_words_beside_a_number_is_kept(value: str) -> None:
    assert observed("CRP", value).upper_limit == 5


@pytest.mark.parametrize(
    "value", ["3 fois la LSN", "3x upper normal", "3x la limite sup", "3 x les normes", "3xN", "le triple de la normale"]
)
def test_a_multiple_of_normal_by_its_names(value: str) -> None:
    # a number of times is rounded to a half, and the limit is 5 mg/L here
    assert bounds("CRP", value, upper_limit="5 mg/L") == ("crp", 12.5, 17.5)


@pytest.mark.parametrize(
    "limit",
    [
        "<5", "0-5", "N < 5", "0 - 5 mg/L", "0,0 - 5,0 mg/L", "ref 0-5 mg/L", "\u2264 5 mg/L", "5 mg/L", "0 à 5 mg/L", "inf à 5 mg/L",
        "normal range 0\u20135 mg/L", "5",
    ],
)  # fmt: skip
def test_a_limit_of_normal_as_it_is_printed(limit: str) -> None:
    assert observed("CRP", "7", unit="mg/L", upper_limit=limit).upper_limit == 5


def test_the_limit_of_an_interval_of_normal_is_its_upper_end() -> None:
    assert bounds("ferritin", "normal", upper_limit="30-300 µg/L") == ("ferritin", None, 300)
    with pytest.raises(CourseError):
        observed("CRP", "7 mg/L", upper_limit="5-7 mg/L")  # which of the two is in doubt


@pytest.mark.parametrize(
    "value",
    [
        "60 mm à la 1re heure", "60 mm à la première heure", "60 mm 1st hr", "60 mm in the first hour", "60 mm par heure",
        "60 mm/1re heure", "60 mm per hour",
    ],
)  # fmt: skip
def test_the_first_hour_is_that_of_an_esr(value: str) -> None:
    assert bounds("VS", value) == ("esr", 60, 60)


@pytest.mark.parametrize("what", ["VS 1h", "VSG", "ESR (Westergren)", "Westergren ESR", "VS H1", "ESR 1 h"])
def test_an_esr_by_its_names(what: str) -> None:
    assert bounds(what, "60 mm/h") == ("esr", 60, 60)


@pytest.mark.parametrize(
    "what",
    [
        "CRP initiale", "CRP de contrôle", "last CRP", "dernière CRP", "CRP at admission", "CRP à l'entrée", "baseline CRP", "control CRP",
        "CRP follow-up", "CRP (initiale)", "C.R.P.", "CRP\u00b9", "CRP*", "CRP\u2020", "CRP (1)", "CRP (a)",
    ],
)  # fmt: skip
def test_the_occasion_and_a_footnote_leave_a_name_as_it_is(what: str) -> None:
    assert bounds(what, "3 mg/L") == ("crp", 3, 3)


@pytest.mark.parametrize("what", ["peak CRP", "CRP moyenne", "CRP ratio", "CRP en urgence"])
def test_a_name_of_something_else_is_only_shown(what: str) -> None:
    assert bounds(what, "3 mg/L")[0] is None


@pytest.mark.parametrize("what", ["gonalgie", "scapulalgies", "lombalgie", "gonalgies bilatérales", "polyarthralgia", "douleur initiale"])
def test_a_pain_by_the_name_of_its_site(what: str) -> None:
    assert bounds(what, "7/10") == ("pain", 6.5, 7.5)


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        ("complete resolution", None, 0.5), ("a disparu", None, 0.5), ("minimal", 0.5, 4), ("disabling", 6, None), ("invalidante", 6, None),
        ("excruciating", 8, None), ("atroce", 8, None),
    ],
)  # fmt: skip
def test_degrees_of_pain_in_other_words(value: str, low: float | None, high: float | None) -> None:
    assert bounds("pain", value) == ("pain", low, high)


def test_a_spread_in_percent_is_one_of_the_number() -> None:
    with pytest.raises(CourseError, match=r"such as 10\.8\.\.13\.2 mg/L"):
        observed("CRP", "12 mg/L (±10%)")


def test_a_limit_stands_behind_a_name_without_a_blank() -> None:
    observation = {"what": "CRP<5 mg/L", "at": "5 d"}
    found = read_course(Source(json.dumps({"rechallenge": 1, "observations": [observation]}))).course.observations[0]
    assert (found.outcome and found.outcome.name, found.high) == ("crp", 5)


def test_a_percent_behind_a_name_is_a_change() -> None:
    observations = [{"what": "CRP", "at": "0 d", "value": "120 mg/L"}, {"what": "CRP -50%", "at": "5 d"}]
    found = read_course(Source(json.dumps({"rechallenge": 1, "observations": observations}))).course.observations[1]
    assert (found.ratio, found.low, found.high) == (True, pytest.approx(0.45), pytest.approx(0.55))


@pytest.mark.parametrize(("what", "change"), [("pain -3", True), ("pain \u20133", True), ("pain - 3", False), ("pain: 3", False)])
def test_a_dash_right_before_a_number_is_its_sign(what: str, change: bool) -> None:
    observations = [{"what": "pain", "at": "0 d", "value": "8"}, {"what": what, "at": "5 d"}]
    found = read_course(Source(json.dumps({"rechallenge": 1, "observations": observations}))).course.observations[1]
    assert (found.low, found.high) == ((-3.5, -2.5) if change else (2.5, 3.5))
