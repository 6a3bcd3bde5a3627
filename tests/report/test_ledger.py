"""The report's ledger holds every line of the record; answers warn of what is only shown and would bear on them."""

from __future__ import annotations

from typing import Any

import pytest

from rechallenge.course.cases import case_path
from rechallenge.formats.reading import read_course
from rechallenge.ledger.build import ledger_of_reading
from rechallenge.ledger.statement import Reason, UseKind
from rechallenge.presentation.language import Language
from rechallenge.presentation.ledger import field_words, in_short, reason_words, why, written_words
from rechallenge.questions.answer import Answer, Message
from rechallenge.questions.bearing import warned
from rechallenge.questions.registry import questions
from rechallenge.report.answers_json import answers_document
from rechallenge.report.answers_schema import answers_schema
from rechallenge.report.sections.context import ReportContext
from rechallenge.report.sections.ledger import ledger_section
from rechallenge.vocabulary.languages import languages

STEROID = """rechallenge: 1
title: A steroid without a dose
treatments:
  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, outcome: good}
  - {drug: ibuprofen, dose: 400 mg, every: 1 d, from: 3 d}
  - {drug: triamcinolone, dose: 40 mg, from: -400 d, to: -300 d}
  - drug: prednisone
observations:
  - {what: CRP, at: 0 d, value: 80 mg/L}
  - {what: fatigue, at: 0 d, value: severe}
  - {what: fatigue, at: 5 d, value: mild}
  - {what: fatigue, at: 9 d, value: none}
  - {what: fatigue, at: 12 d, value: none}
  - {what: fatigue, at: 15 d, value: none}
"""
INFECTED = f"{STEROID}events:\n  - {{what: infection, from: 3 d, to: 20 d}}\n"


def context(text: str, code: str) -> ReportContext:
    reading = read_course(text)
    return ReportContext(
        course=reading.course, answers={}, fit=None, language=Language(code), version="0", seed=0, ledger=ledger_of_reading(reading)
    )


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("case", ["index", "index.fr"])
def test_every_line_of_the_index_case_is_found_in_both_reports(case: str, code: str) -> None:
    made = context(case_path(case).read_text(encoding="utf-8"), code)
    rows = [row for block in ledger_section(made).blocks if block.kind == "table" for row in block.rows]
    assert made.ledger.statements
    for each in made.ledger.statements:
        held = [row for row in rows if written_words(each, made.language) in row[1].text and row[2].text]
        assert held, each
        assert all(row[3].text for row in held)


def test_a_row_names_the_field_the_line_the_status_and_the_reason_in_french() -> None:
    section = ledger_section(context(INFECTED, "fr"))
    rows = [[cell.text for cell in row] for block in section.blocks if block.kind == "table" for row in block.rows]
    anakinra = next(row for row in rows if row[1].startswith("anakinra"))
    assert (anakinra[0], anakinra[2]) == ("4", "utilisé")
    assert "dose\u00a0: 100 mg" in anakinra[1]
    assert any(row[2] == "montré seulement" and "rend illisible" in row[3] for row in rows)


def warnings(text: str, name: str, code: str = "en", drug: str | None = "anakinra") -> list[str]:
    question = next(each for each in questions() if each.name == name)
    (answer,) = warned(question, (Answer(sentence=Message("answer.none"), drug=drug),), ledger_of_reading(read_course(text)))
    return [Language(code).message(warning) for warning in answer.warnings]


@pytest.mark.parametrize("name", ["attribution", "dependence", "response", "withdrawal", "regimen"])
def test_a_steroid_outside_the_model_is_told_by_every_answer_on_which_it_would_bear(name: str) -> None:
    told = [text for text in warnings(STEROID, name) if "glucocorticoid" in text]
    assert len(told) == 1
    assert "“prednisone” (line 7)" in told[0]


def test_a_drug_begun_about_the_first_dose_is_told_by_the_attribution_and_one_begun_long_before_is_not() -> None:
    told = " ".join(warnings(STEROID, "attribution"))
    assert "“ibuprofen, dose: 400 mg, every: 1 d, from: 3 d” (line 5)" in told
    assert "triamcinolone" not in told


def test_an_outcome_in_a_word_that_cannot_be_read_is_told_by_the_answers_on_its_drug_alone() -> None:
    assert "“anakinra, outcome: good” (line 4)" in " ".join(warnings(INFECTED, "attribution"))
    assert "outcome: good" not in " ".join(warnings(INFECTED, "attribution", drug="canakinumab"))
    assert "outcome: good" not in " ".join(warnings(STEROID, "attribution"))  # it counts there


def test_relapses_without_days_are_told_by_the_answers_on_their_drug_where_its_treated_days_have_no_room_for_a_stop() -> None:
    text = STEROID.replace("from: 0 d, outcome: good}", "from: 12 d, relapses: at each stop}")
    for name in ("attribution", "withdrawal"):
        told = [each for each in warnings(text, name) if "relapses: at each stop" in each]
        assert len(told) == 1
        assert "“anakinra, relapses: at each stop” (line 4)" in told[0]


def test_of_many_statements_three_are_named_and_the_others_counted() -> None:
    told = next(text for text in warnings(STEROID, "response") if "fatigue" in text)
    assert told.count("fatigue") == 3
    assert "and 2 other statements" in told
    assert "2 autres indications" in " ".join(warnings(STEROID, "response", "fr"))


def test_an_answer_on_which_nothing_bears_has_no_warning() -> None:
    assert warnings(STEROID, "analogy") == []


@pytest.mark.parametrize("code", languages())
def test_every_reason_has_words(code: str) -> None:
    language = Language(code)
    assert len({reason_words(reason, language) for reason in Reason}) == len(Reason)
    assert field_words("interruptions[0].from", language)[-1] != "]"


def test_answers_json_holds_the_ledger_as_its_schema_has_it() -> None:
    jsonschema: Any = pytest.importorskip("jsonschema")
    reading = read_course(STEROID)
    ledger = ledger_of_reading(reading)
    document = answers_document(reading.course, {}, None, Language("fr"), "0", "t", 0, ledger)
    jsonschema.validate(document["ledger"], answers_schema()["properties"]["ledger"])
    assert [each["path"] for each in document["ledger"]] == [each.path for each in ledger.statements]
    assert {"statement", "status", "why"} <= set(document["ledger"][0])


JARGON = ("covaria", "likelihood", "vraisemblance", "kinetics", "cinétique", "analogy", "analogie", "posterior", "prior ", "a priori")


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("case", ["index", "aosd_33", "simulated-responder", "gout_60m"])
def test_the_ledger_says_what_a_statement_does_without_the_jargon_of_models(case: str, code: str) -> None:
    language = Language(code)
    ledger = ledger_of_reading(read_course(case_path(case)))
    words = [text for each in ledger.statements for text in (why(each, language), in_short([each], language).partition(":")[2])]
    words += [reason_words(reason, language) for reason in Reason]
    named = {"target": "-", "drug": "anakinra", "drugs": ["anakinra"]}
    codes = [f"ledger.{way}.{kind.name.lower()}" for kind in UseKind for way in ("use", "kind")]
    words += [language.text(code, **named) for code in codes if language.has(code)]
    assert not [text for text in words for jargon in JARGON if jargon in text.casefold()]


@pytest.mark.parametrize(
    ("code", "sex", "finding"),
    [
        ("en", "blood level of colchicine", "comparison with like diseases"),
        ("fr", "taux sanguin (colchicine)", "comparaison aux maladies voisines"),
    ],
)
def test_sex_is_told_by_the_drug_whose_level_it_changes_and_a_disease_by_the_comparison(code: str, sex: str, finding: str) -> None:
    language, ledger = Language(code), ledger_of_reading(read_course(case_path("index")))
    assert sex in in_short([each for each in ledger.statements if each.path == "patient.sex"], language)
    assert finding in in_short(ledger.of("findings[2]"), language)
