"""What a reader sees of numbers, words and names, in both languages."""

from __future__ import annotations

import string

import pytest

from rechallenge.course.problems import ENGLISH
from rechallenge.course.times import When
from rechallenge.presentation.chance import SCALE, chance_word
from rechallenge.presentation.language import CATALOGUES, LOCALE, Language, read_catalogue
from rechallenge.questions.answer import Estimate, Message

EN, FR = Language("en"), Language("fr")
INF = float("inf")


@pytest.mark.parametrize(
    ("value", "spec", "english", "french"),
    [
        (0.9612, "percent", "96%", "96\u202f%"),
        (0.0, "percent", "<1%", "<\u202f1\u202f%"),
        (1.0, "percent", ">99%", ">\u202f99\u202f%"),
        (4.123, "number", "4.1", "4,1"),
        (0.0381, "number", "0.038", "0,038"),
        (9.99, "number", "10", "10"),
        (12345.6, "number", "12,346", "12\u202f346"),
        (-2.5, "number", "−2.5", "−2,5"),
        (INF, "number", "not reached", "non atteint"),
        (float("nan"), "number", "–", "–"),
        (12.5, "mg", "12.5\u00a0mg", "12,5\u00a0mg"),
        (1.0, "days", "1\u00a0day", "1\u00a0jour"),
        (1.5, "days", "1.5\u00a0days", "1,5\u00a0jour"),
        (5, "days", "5\u00a0days", "5\u00a0jours"),
        (5.0, "day", "day 5", "J5"),
        (-3.0, "day", "day −3", "J−3"),
        (0.96, "chance", "very likely (96%)", "très probable (96\u202f%)"),
        (0.996, "chance_feminine", "virtually certain (>99%)", "quasi certaine (>\u202f99\u202f%)"),
        (0.04, "chance_feminine", "very unlikely (4%)", "très peu probable (4\u202f%)"),
        (Estimate(4.13, 3.02, 6.2, "mg/L"), "interval", "4.1\u00a0mg/L (3.0 to 6.2)", "4,1\u00a0mg/L (3,0 à 6,2)"),
        (Estimate(4.1, 3, INF), "interval_days", "4.1\u00a0days (3.0 or more)", "4,1\u00a0jours (3,0 ou plus)"),
        (Estimate(INF, INF, INF), "interval_days", "not reached", "non atteint"),
        (Estimate(0.6, 0.1, 0.98), "interval_percent", "60% (10% to 98%)", "60\u202f% (10\u202f% à 98\u202f%)"),
        ("anakinra", "the", "anakinra", "l’anakinra"),
        ("prednisone", "of", "of prednisone", "de la prednisone"),
        ("ibuprofène", "of", "of ibuprofène", "d’ibuprofène"),
        (["a", "b", "c"], "list", "a, b and c", "a, b et c"),
        (When(20, 30), "when", "between days 20 and 30", "entre J20 et J30"),
    ],
)
def test_values_are_written_as_each_locale_writes_them(value: object, spec: str, english: str, french: str) -> None:
    assert EN.value(value, spec) == english
    assert FR.value(value, spec) == french


def test_a_known_day_gets_its_date_when_day_0_has_one() -> None:
    assert EN.when(When(5, 5), "2018-03-12") == "day 5 (17 Mar 2018)"
    assert FR.when(When(5, 5), "2018-03-12") == "J5 (17 mars 2018)"


def test_a_message_begins_with_a_capital_and_an_unknown_code_is_shown() -> None:
    assert FR.message(Message("boundary.stop", {"n": 2, "drug": "anakinra"})) == "Arrêt 2 de l’anakinra"
    assert EN.text("no.such.code") == "no.such.code"


def test_a_template_cannot_reach_into_a_value() -> None:
    language = Language("en")
    language._texts["evil"] = "{x.__class__}"
    with pytest.raises(KeyError):
        language.text("evil", x=1)


def test_every_probability_has_one_word() -> None:
    assert {chance_word(i / 1000) for i in range(1001)} == {word for _, word in SCALE}


@pytest.mark.parametrize("name", CATALOGUES)
def test_both_languages_hold_the_same_codes_with_the_same_blanks(name: str) -> None:
    english = ENGLISH if name == "problems" else read_catalogue(LOCALE / "en" / f"{name}.po")
    french = read_catalogue(LOCALE / "fr" / f"{name}.po")
    assert set(english) == set(french)

    def blanks(text: str) -> set[str]:
        return {field for _, field, _, _ in string.Formatter().parse(text) if field}

    # a French sentence may need a blank in another form (the article of a drug), never another blank
    assert {code: blanks(t) for code, t in english.items()} == {code: blanks(t) for code, t in french.items()}


@pytest.mark.parametrize("code", ["en", "fr"])
def test_every_format_named_in_a_catalogue_exists(code: str) -> None:
    language = Language(code)
    from rechallenge.presentation.language import _WAYS

    used = {spec for text in language._texts.values() for _, field, spec, _ in string.Formatter().parse(text) if field and spec}
    assert used <= set(_WAYS)


def test_no_code_stands_in_two_catalogues() -> None:
    for code in ("en", "fr"):
        codes = [c for name in CATALOGUES for c in read_catalogue(LOCALE / code / f"{name}.po")]
        assert len(codes) == len(set(codes))


def test_french_spaces_are_unbreakable() -> None:
    text = FR.text("diagnostics.pareto.good", k=0.3, cite="")
    assert "Pareto\u00a0: 0,30" in text
    assert not any(f" {mark}" in text for mark in ":;!?%")
