"""What is written in one format says the same in another: every field of the record, whatever text it holds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

import rechallenge
from rechallenge.course.clean_text import clean
from rechallenge.course.document import CourseDocument
from rechallenge.course.validation import validate
from rechallenge.formats import format_named
from rechallenge.formats.csv import table_of
from rechallenge.formats.reading import convert, read_course
from rechallenge.formats.yaml import dumped, fresh, in_order, plain
from tests.formats.documents import documents


def said(document: CourseDocument | None) -> dict[str, Any]:
    """Fields of a document; a part that holds nothing says nothing."""
    assert document is not None
    fields = document.model_dump(by_alias=True, exclude_defaults=True, exclude_none=True)
    return {name: value for name, value in fields.items() if value != {}}


def without_marks(value: Any, path: str = "") -> Any:
    """What reading keeps of a text: not the marks that a word processor or a web page puts around it."""
    if isinstance(value, dict):
        return {name: without_marks(inner, f"{path}.{name}") for name, inner in value.items()}
    if isinstance(value, list):
        return [without_marks(inner, path) for inner in value]
    return clean(value, path) if isinstance(value, str) else value


def read(text: str, name: str) -> CourseDocument | None:
    draft = format_named(name).read(text)
    document, _, problems = validate(draft)
    assert [str(problem) for problem in (*draft.problems, *problems)] == []
    return document


@given(documents())
@settings(max_examples=12, deadline=None, derandomize=True)
def test_a_table_holds_every_field_of_a_record(document: CourseDocument) -> None:
    assert said(read(table_of(document), "csv")) == without_marks(said(document))


@given(documents())
@settings(max_examples=12, deadline=None, derandomize=True)
def test_a_course_file_holds_every_field_of_a_record(document: CourseDocument) -> None:
    assert said(read(dumped(fresh(in_order(plain(document)))), "course")) == without_marks(said(document))


@pytest.mark.parametrize(
    ("field", "entry"),
    [
        ("a dose on top of another", "treatments: [{drug: prednisone, dose: 10 mg, every: 1 d, at: [0 d, 3 d], additional: yes}]"),
        ("a change in per cent", "observations: [{what: ESR, at: 0 d, value: 50 mm/h}, {what: ESR, at: 5 d, change: +10 %}]"),
        ("words", "observations: [{what: CRP, at: 0 d, value: normal}, {what: pain, at: 0..5 d, value: severe}]"),
    ],
)
def test_a_record_survives_a_table(field: str, entry: str) -> None:
    text = f"rechallenge: 1\n{entry.replace('every: 1 d, at', 'at')}\n"
    first, again = read_course(text), read_course(convert(text, "csv"))
    assert again.course == first.course, field
    assert again.document == first.document, field


OWN = "record,entry,rechallenge,what,at,value\ncourse,,1,,,\nobservation,1,,CRP,0 d,12.5 mg/L\n"


@pytest.mark.parametrize(
    "text",
    [
        OWN,
        OWN.replace(",", ";"),
        OWN.replace(",", "\t"),
        OWN.replace(",", ";").replace("12.5", "12,5"),
        "\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in OWN.splitlines()) + "\n",
        "\ufeff" + OWN,
        "sep=;\n" + OWN.replace(",", ";"),
        OWN.replace("\n", "\r\n"),
        OWN.replace("\n", ",,,\n"),
        OWN.replace("record,entry", "Record,Entry"),
    ],
)
def test_our_own_table_is_known_after_a_spreadsheet_has_saved_it(text: str) -> None:
    (observation,) = read_course(text).course.observations
    assert (observation.low, observation.high, observation.at.earliest) == (12.5, 12.5, 0.0)


def test_a_row_with_more_cells_than_heads_is_refused_at_its_row() -> None:
    with pytest.raises(rechallenge.CourseError, match="row 3, column record: This row has 7 cells where the head has 6") as caught:
        read_course(OWN.replace("12.5", "12,5"))
    assert [problem.code for problem in caught.value.problems][:1] == ["table.long_row"]


def test_an_open_quotation_mark_is_refused_at_its_row() -> None:
    with pytest.raises(rechallenge.CourseError) as caught:
        read_course(OWN.replace("CRP", '"CRP'))
    assert [(problem.code, problem.line) for problem in caught.value.problems] == [("file.table_cells", 3)]


@pytest.mark.parametrize("width", range(160, 200, 3))
def test_a_tab_keeps_its_neighbours_where_a_long_line_is_folded(width: int) -> None:
    from rechallenge.formats.yaml_nodes import parse

    events = [{"note": "x" * width, "what": "0\t0 0", "drug": "a b"}]
    assert parse(dumped(fresh({"events": events}))).data == {"events": events}
