"""A course opened in the page and saved again is the same file; what was changed is all that changes in it."""

from __future__ import annotations

import difflib
import json
from typing import Any

import pytest
from hypothesis import given, settings

import rechallenge
from rechallenge.course.cases import case_names, case_path
from rechallenge.course.document import CourseDocument
from rechallenge.web.record import check, opened
from rechallenge.web.saving import saved
from tests.formats.documents import documents


def text_of(name: str) -> str:
    return case_path(name).read_text(encoding="utf-8")


def document_of(text: str) -> dict[str, Any]:
    copied: dict[str, Any] = json.loads(json.dumps(opened(text).document))
    return copied


def changed_lines(before: str, after: str) -> list[str]:
    return [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


@pytest.mark.parametrize("name", case_names())
def test_an_unchanged_course_is_saved_to_the_byte(name: str) -> None:
    text = text_of(name)
    assert saved(document_of(text), text) == text


@pytest.mark.parametrize("name", case_names())
def test_a_course_written_anew_reads_as_the_same_course(name: str) -> None:
    text = text_of(name)
    assert rechallenge.check(saved(document_of(text))).course == rechallenge.check(text).course


@pytest.mark.parametrize(
    ("name", "added"), [("index", "what: CRP, at: 400 d, value: 12 mg/L"), ("index.fr", "quoi: CRP, le: 400 d, valeur: 12 mg/L")]
)
def test_a_new_row_changes_one_line_and_speaks_the_language_of_the_file(name: str, added: str) -> None:
    text = text_of(name)
    document = document_of(text)
    document["observations"].append({"what": "CRP", "at": "400 d", "value": "12 mg/L"})
    assert changed_lines(text, saved(document, text)) == [f"+   - {{{added}}}"]


@pytest.mark.parametrize("name", ["index", "index.fr"])
def test_a_removed_row_takes_only_its_own_line(name: str) -> None:
    text = text_of(name)
    document = document_of(text)
    del document["observations"][3]
    (line,) = changed_lines(text, saved(document, text))
    assert line.startswith("-")
    assert "CRP" in line


def test_a_changed_field_keeps_the_comments_around_it() -> None:
    text = text_of("index")
    document = document_of(text)
    document["treatments"][1]["steps"][1]["dose"] = "15 mg"
    after = saved(document, text)
    assert "# tapered, and stuck at 20 mg a day" in after
    assert len(changed_lines(text, after)) == 2
    assert rechallenge.check(after).course.treatments[1].steps[1].dose_mg == 15.0


@pytest.mark.parametrize(
    "text", ["#", "null", "no", "1e3", "'", '"', "a: b", "- x", "{", "[", "@", "%", "\u00e9: \u2013", "=", "!tag", "&a", "*a", "2018-03-12"]
)
def test_any_text_in_a_field_is_read_back_as_it_was(text: str) -> None:
    assert (
        opened(saved({"title": text, "observations": [{"what": "CRP", "at": "1 d", "value": "normal", "note": text}]})).document["title"]
        == text
    )


def test_a_limit_written_with_a_sign_survives() -> None:
    document = {"observations": [{"what": "CRP", "at": "1 d", "value": "> 200 mg/L"}]}
    assert rechallenge.check(saved(document)).course.observations[0].low == 200.0


@given(documents())
@settings(max_examples=6, deadline=None, derandomize=True)
def test_whatever_the_page_saves_is_read_back_as_it_was(made: CourseDocument) -> None:
    document = opened(convert_to_text(made)).document
    assert filled(opened(saved(document)).document) == filled(document)


def filled(value: Any) -> Any:
    """Leave out rows and parts with nothing in them, which the page does not save."""
    if isinstance(value, dict):
        return {name: inner for name, item in value.items() if (inner := filled(item))}
    return [inner for item in value if (inner := filled(item))] if isinstance(value, list) else value


def convert_to_text(document: CourseDocument) -> str:
    fields = document.model_dump(by_alias=True, exclude_defaults=True, exclude_none=True)
    return json.dumps({name: value for name, value in fields.items() if value != {}} | {"rechallenge": "1"})


def test_a_text_that_begins_with_a_question_mark_is_read_back() -> None:
    document = {"title": "t", "observations": [{"at": "0 d", "what": "CRP", "value": "12 mg/L", "note": "? gout"}]}
    assert opened(saved(document)).document == document


def test_a_file_with_a_bare_sign_keeps_its_comments_and_its_french_names() -> None:
    text = """rechallenge: 1
# seen with Dr B
titre: Essai
observations:
  - {quoi: CRP, le: 0 j, valeur: > 200 mg/L}
  - {quoi: CRP, le: 5 j, valeur: 12 mg/L}
"""
    document = document_of(text)
    document["observations"][1]["value"] = "13 mg/L"
    assert saved(document, text) == text.replace("12 mg/L", "13 mg/L")


@pytest.mark.parametrize("field", ["+3", "1e3", "2018-03-12", "0x10", "yes", "007", "1_000", "1:30"])
def test_a_field_that_was_not_touched_stays_as_it_was_written(field: str) -> None:
    text = f"rechallenge: 1\nobservations:\n  - {{what: pain, at: 0 d, value: '7'}}\n  - {{what: pain, at: 5 d, change: {field}}}\n"
    document = document_of(text)
    document["observations"][0]["value"] = "8"
    assert saved(document, text) == text.replace("'7'", "'8'")


CODED = """rechallenge: 1
conditions:
  - {name: gout, codes: ["ICD-10:M10"]}  # as coded by the ward
treatments:
  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 20 d, codes: ["ATC:L04AC03", {system: RxNorm, code: 72435}]}
observations:
  - {what: CRP, at: 0 d, value: 80 mg/L, codes: ["LOINC:1988-5"]}
events:
  - {what: relapse, at: 30 d, codes: ["SNOMED:58184002"]}
"""
SECTIONS = ("conditions", "treatments", "observations", "events")


def codes_of(text: str) -> dict[str, list[str]]:
    course = rechallenge.check(text).course
    assert course is not None
    return {section: [str(code) for code in getattr(course, section)[0].codes] for section in SECTIONS}


@pytest.mark.parametrize("section", SECTIONS)
def test_the_page_holds_codes_as_system_and_code_and_keeps_them_when_their_row_changes(section: str) -> None:
    document = document_of(CODED)
    assert all(set(code) == {"system", "code"} for code in document[section][0]["codes"])
    document[section][0]["note"] = "looked at again"
    text = saved(document, CODED)
    assert codes_of(text) == codes_of(CODED)
    assert "# as coded by the ward" in text


@pytest.mark.parametrize("section", SECTIONS)
def test_a_code_added_on_the_page_stands_in_the_file_and_an_empty_row_of_codes_does_not(section: str) -> None:
    document = document_of(CODED)
    document[section][0]["codes"] += [{"system": "SNOMED", "code": "90560007"}, {"system": "", "code": ""}]
    text = saved(document, CODED)
    assert codes_of(text)[section] == [*codes_of(CODED)[section], "SNOMED:90560007"]
    assert codes_of(saved(document))[section] == codes_of(text)[section]


def test_half_a_code_is_told_beside_its_missing_half() -> None:
    document = document_of(CODED)
    document["events"][0]["codes"] = [{"system": "SNOMED", "code": ""}]
    assert [r.path for r in check(document).remarks if r.severity == "error"] == ["events[0].codes[0].code"]
