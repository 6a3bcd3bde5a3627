"""What a reader sees of numbers, words and names, in both languages."""

from __future__ import annotations

import pytest

from rechallenge.course.times import When
from rechallenge.presentation.chance import SCALE, chance_word
from rechallenge.presentation.language import Language
from rechallenge.questions.answer import Estimate, Message
from rechallenge.vocabulary.catalogues import MissingMessageError
from rechallenge.vocabulary.messages import Template

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


def test_a_message_begins_with_a_capital_and_a_missing_one_is_never_shown_by_its_code() -> None:
    assert FR.message(Message("boundary.stop", {"n": 2, "drug": "anakinra"})) == "Arrêt 2 de l’anakinra"
    with pytest.raises(MissingMessageError, match=r"no\.such\.code"):
        EN.text("no.such.code")


def test_a_template_cannot_reach_into_a_value() -> None:
    language = Language("en")
    language._messages["evil"] = Template(("{x.__class__}",))
    with pytest.raises(KeyError):
        language.text("evil", x=1)


def test_every_probability_has_one_word() -> None:
    assert {chance_word(i / 1000) for i in range(1001)} == {word for _, word in SCALE}


def test_french_spaces_are_unbreakable() -> None:
    text = FR.text("diagnostics.pareto.good", k=0.3, cite="")
    assert "Pareto\u00a0: 0,30" in text
    assert not any(f" {mark}" in text for mark in ":;!?%")


USERS_TEXTS = (
    *("unknown", "cotreatment", "synonym", "anakinra.the", "cli.section.patient", "../../x"),
    *("{found}", "{drug:of}", "%s", "%(found)s", r"\1 (.*", "${x}"),
)


@pytest.mark.parametrize("written", USERS_TEXTS)
@pytest.mark.parametrize("language", [EN, FR])
def test_a_text_of_a_record_is_neither_a_code_nor_a_template(language: Language, written: str) -> None:
    assert language.drug(written) == written
    for said in (language.the_drug(written), language.of_drug(written), language.outcome(written), language.value(written)):
        assert language.typeset(written) in said or written in said
    told = language.text("drug.unknown", found=written)
    assert written in told


@pytest.mark.parametrize("spec", ["", "number", "exact", "amount", "integer", "mg", "mg_l", "days", "day", "g", "mg_per_day"])
@pytest.mark.parametrize("number", [1e15, -3.2e28, 1e300, 10**30, INF, -INF, float("nan"), 1e-12, 0.0, 5e-324, None])
def test_a_number_beyond_all_digits_is_written(number: float | None, spec: str) -> None:
    for language in (EN, FR):
        if spec == "day" and number is None:
            continue
        text = language.value(number, spec)
        assert text
        assert len(text) < 40
        assert "nan" not in text.lower()
        assert "None" not in text


@pytest.mark.parametrize(
    ("number", "english", "french"),
    [
        (3.2e28, "3.2\u00a0×\u00a010²⁸", "3,2\u00a0×\u00a010²⁸"),
        (-1e15, "−1.0\u00a0×\u00a010¹⁵", "−1,0\u00a0×\u00a010¹⁵"),
        (123_456_789_012_345, "123,456,789,012,345", "123\u202f456\u202f789\u202f012\u202f345"),
    ],
)
def test_a_count_of_too_many_digits_is_a_multiple_of_a_power_of_ten(number: float, english: str, french: str) -> None:
    assert (EN.integer(number), FR.integer(number)) == (english, french)


@pytest.mark.parametrize("days", [1e9, -1e9, 1e300, 4e6, -1e6])
def test_a_day_beyond_the_calendar_has_no_date(days: float) -> None:
    assert EN.date("2018-03-12", days) == ""
    assert "(" not in EN.when(When(days, days), "2018-03-12")


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("'15 mg/wk' of methotrexate", "‘15 mg/wk’ of methotrexate"),
        ("the patient's 'normal' ('to'), or '---'.", "the patient’s ‘normal’ (‘to’), or ‘---’."),
        ("begins with 'rechallenge: 1'", "begins with ‘rechallenge: 1’"),
        ("write '{found}'/'{other}'", "write ‘{found}’/‘{other}’"),
    ],
)
def test_quotation_marks_open_and_close(text: str, english: str) -> None:
    assert EN.typeset(text) == english


def test_the_marks_in_a_quoted_text_stay_as_they_were_written() -> None:
    values = {"found": "it's 'so'", "expected": "a"}
    assert EN.text("key.unknown", **values).startswith("‘it's 'so'’ is")
    assert FR.text("key.unknown", **values).startswith("«\u00a0it's 'so'\u00a0» n’est")
