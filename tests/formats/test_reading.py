"""A source is known by what it holds; its errors carry a path and stand where its user finds them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import rechallenge
from rechallenge.course.cases import case_names, case_path
from rechallenge.course.problems import Cell, CourseError, Problem
from rechallenge.formats import format_named, formats
from rechallenge.formats.csv import to_csv
from rechallenge.formats.event_table import read_nonmem
from rechallenge.formats.reading import convert, read_course, source_of
from rechallenge.formats.registry import recognised

COURSE = """rechallenge: 1
treatments: [{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 20 d}]
observations: [{what: CRP, at: 0 d, value: 80 mg/L}]
"""
NONMEM = "ID,TIME,AMT,DV\n1,0,100,.\n1,2,.,8.1\n"


def errors_of(text: str | Path) -> tuple[Problem, ...]:
    with pytest.raises(CourseError) as caught:
        read_course(text)
    return caught.value.problems


@pytest.mark.parametrize("line", ["rechallenge: 1", "{rechallenge: 1}", '{"rechallenge": 1}', "title: a: b.yaml"])
def test_a_line_that_a_format_knows_is_a_course_and_no_name_of_a_file(line: str) -> None:
    assert source_of(line).name is None


@pytest.mark.parametrize("name", ["case.yaml", "CRP,date.csv", "diary of a patient"])
def test_any_other_line_is_the_name_of_a_file(name: str) -> None:
    assert [problem.code for problem in errors_of(name)] == ["file.missing"]


def test_a_file_that_exists_is_read_however_it_is_named(tmp_path: Path) -> None:
    path = tmp_path / "{title: x}"
    path.write_text(COURSE, encoding="utf-8")
    assert source_of(str(path)).text == COURSE


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (COURSE, "course"),
        ("traitements:\n- {médicament: anakinra}\n", "course"),
        ("{rechallenge: 1, title: x}\n", "course"),
        ('{"rechallenge": 1}', "json"),
        ('{\n "title": "x"}', "json"),
        (to_csv(read_course(COURSE).course), "csv"),
        (NONMEM, "nonmem"),
        ("TABLE NO.  1\n ID  TIME  DV  PRED\n 1  0  0  0\n", "nonmem"),
    ],
)
def test_a_text_is_known_by_what_it_holds(text: str, name: str) -> None:
    assert recognised(text).name == name


@pytest.mark.parametrize("text", ["<ClinicalDocument>\n</ClinicalDocument>\n", "colour;shape\nred;round\n", "colour\tshape\nred\tround\n"])
def test_what_is_of_no_known_format_is_refused_with_those_that_are_known(text: str) -> None:
    (error,) = errors_of(text)
    assert error.code == "format.unknown"
    assert all(each.title in str(error) for each in formats())


def test_a_nonmem_table_is_told_apart_from_a_course_and_where_to_take_it() -> None:
    (error,) = errors_of(NONMEM)
    assert error.code == "format.not_a_course"
    assert "rechallenge.read_nonmem" in str(error)


@pytest.mark.parametrize("name", case_names())
@pytest.mark.parametrize("to", [each.name for each in formats() if each.writes])
def test_every_shipped_course_is_written_and_read_back_in_every_format_that_is_written(name: str, to: str) -> None:
    written = convert(case_path(name), to)
    assert recognised(written).name == to
    assert read_course(written).course == read_course(case_path(name)).course


def test_a_format_that_is_only_read_is_not_written() -> None:
    assert not format_named("nonmem").writes
    with pytest.raises(TypeError, match="nonmem"):
        rechallenge.convert(COURSE, "nonmem")


def test_the_path_of_an_error_counts_the_entries_as_the_file_does() -> None:
    text = """rechallenge: 1
traitements:
  -
  - {médicament: prednisone, paliers: [a, {posologie: beaucoup, du: 0 d}]}
observations:
  - {what: CRP, at: [a, b], value: normal}
  - {what: CRP, at: 5 zz, value: normal}
"""
    assert [(e.path, e.code) for e in errors_of(text)] == [
        ("treatments[0]", "shape.map"),
        ("treatments[1].steps[0]", "shape.entry"),
        ("treatments[1].steps[1].dose", "dose.unreadable"),
        ("observations[0].at", "shape.text"),
        ("observations[1].at", "time.unit_unknown"),
    ]


def test_an_error_in_a_table_stands_at_its_row_and_the_name_of_its_column() -> None:
    text = to_csv(read_course(COURSE.replace("title", "x") + 'title: "two\\nlines"\n').course).replace("80 mg/L", "many")
    (error,) = errors_of(text)
    assert isinstance(error.place, Cell)
    assert (error.place.row, error.place.name, error.place.line) == (5, "value", 6)
    assert str(error).startswith("row 5, column value: ")
    assert error.path == "observations[0].value"


def test_a_character_that_json_writes_in_two_halves_is_read_as_one() -> None:
    text = json.dumps({"rechallenge": 1, "title": "thumbs up 👍", "observations": [{"what": "CRP", "at": "0 d", "value": "80 mg/L"}]})
    assert "\\ud83d\\udc4d" in text
    assert read_course(text).course.title == "thumbs up 👍"


def test_half_a_character_is_refused_with_its_place() -> None:
    (error,) = errors_of('{"rechallenge": 1, "title": "\\ud83d"}')
    assert (error.code, error.line, error.column) == ("yaml.half", 1, 29)


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        ("title: \x1b[0m", "yaml.control", 8),
        ('title: "\\U00110000"', "yaml.escape", 9),
        ("title: \ud800", "yaml.control", 8),
        ("title: \ufffe", "yaml.control", 8),
    ],
)
def test_a_character_that_there_is_not_is_refused_with_its_place(line: str, code: str, column: int) -> None:
    (error,) = errors_of(f"rechallenge: 1\n{line}\n")
    assert (error.code, error.line, error.column) == (code, 2, column)


@pytest.mark.parametrize("row", ["source,,,", "patient,,,", "treatment,1,,", "care,,,", ",,,", "step,1,,", "nothing,,,"])
def test_a_row_with_nothing_in_it_never_stops_the_reader(row: str) -> None:
    text = f"record,entry,rechallenge,title\ncourse,,1,x\n{row}\n"
    found: tuple[Problem, ...] = ()
    try:
        read_course(text)
    except CourseError as error:
        found = error.problems
    assert all(problem.line == 3 for problem in found)


@pytest.mark.parametrize("text", ["C,ID,TIME\nC,1,0\n", "ID TIME DV\nID TIME DV\n"])
def test_a_table_of_nonmem_with_no_rows_left_is_told_to_have_none(text: str) -> None:
    with pytest.raises(CourseError) as caught:
        read_nonmem(text)
    assert [problem.code for problem in caught.value.problems] == ["nonmem.no_rows"]
