"""The courses that ship read without error, doubtful numbers stay unused, and a table keeps all that a course says."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from rechallenge.course.cases import case_names, case_path
from rechallenge.course.model import Course
from rechallenge.course.problems import CourseError
from rechallenge.course.times import When
from rechallenge.formats.csv import to_csv
from rechallenge.formats.reading import read_course
from rechallenge.outcomes import Outcome, marker

PUBLISHED = (
    "aosd_33",
    "cppd_63m",
    "cppd_couderc_3",
    "crowned_dens_aouba_1",
    "crowned_dens_aouba_2",
    "ecd_brno",
    "gout_59m",
    "gout_60m",
    "gout_74m",
    "pericarditis_usc_1",
    "pericarditis_usc_2",
    "schnitzler_71",
    "tumoral_calcinosis_boy",
    "tumoral_calcinosis_girl",
)


def test_the_index_case_and_every_published_course_ship() -> None:
    assert {"index", "index.fr", *PUBLISHED} <= set(case_names())


@pytest.mark.parametrize("name", case_names())
def test_a_course_that_ships_reads_without_doubt(name: str) -> None:
    reading = read_course(case_path(name))
    assert [str(note) for note in reading.notes if note.severity == "warning"] == []
    assert reading.course.title


def test_a_doubtful_unit_is_a_remark_and_no_observation() -> None:
    course = read_course(case_path("pericarditis_usc_1")).course
    assert course.observations == ()
    assert [f.value for f in course.findings] == ["78 mg/dL", "1 mg/dL"]


def test_crp_in_mg_per_dl_is_converted_and_told() -> None:
    reading = read_course(case_path("gout_60m"))
    assert [o.low for o in reading.course.observations if o.outcome is marker()] == [75.0, 4.0]
    assert [n.values["value"] for n in reading.notes if n.code == "unit.converted"] == [75.0, 4.0]


def test_a_dose_by_weight_without_a_weight_is_unknown_and_said_so() -> None:
    reading = read_course(case_path("tumoral_calcinosis_boy"))
    assert reading.course.treatments_of("canakinumab")[0].steps[0].dose_mg is None
    assert "dose.no_weight" in {n.code for n in reading.notes}


def _unknowns(value: Any, keys: dict[str, str]) -> Any:
    """Number the unknown moments in order of appearance: their keys are paths, which a table changes."""
    if isinstance(value, When):
        key = "" if value.low == value.high else keys.setdefault(value.key, str(len(keys)))
        return replace(value, key=key, after=_unknowns(value.after, keys))
    if isinstance(value, tuple):
        return tuple(_unknowns(item, keys) for item in value)
    if is_dataclass(value) and not isinstance(value, (type, Outcome)):
        return replace(value, **{f.name: _unknowns(getattr(value, f.name), keys) for f in fields(value)})
    return value


def comparable(course: Course) -> Course:
    course = _unknowns(course, {})
    observations = tuple(replace(o, written="", unit=None if o.outcome is None else o.unit) for o in course.observations)
    return replace(course, observations=observations, events=tuple(replace(e, written="") for e in course.events))


@pytest.mark.parametrize("name", case_names())
def test_a_course_written_as_a_table_reads_back_the_same(name: str) -> None:
    course = read_course(case_path(name)).course
    assert comparable(read_course(to_csv(course)).course) == comparable(course)


def test_an_error_in_a_table_carries_the_line_of_the_table() -> None:
    table = to_csv(read_course(case_path("index")).course)
    lines = table.splitlines()
    wrong = next(i for i, line in enumerate(lines) if line.startswith("observation,5"))
    lines[wrong] = lines[wrong].replace("< 10 mg/L", "< 10 mmol/L")
    with pytest.raises(CourseError) as caught:
        read_course("\n".join(lines))
    assert [(e.code, e.line) for e in caught.value.problems] == [("unit.impossible", wrong + 1)]


def test_a_table_that_is_not_ours_is_refused() -> None:
    with pytest.raises(CourseError) as caught:
        read_course("record,colour\ncourse,blue\n")
    assert caught.value.problems[0].code == "file.table"


def test_a_note_cannot_become_a_formula_in_a_spreadsheet() -> None:
    course = read_course("rechallenge: 1\ntitle: '=HYPERLINK(\"x\")'\npatient: {note: '-2+3'}\n").course
    cells = re.split(r"[,\n]", to_csv(course))
    assert not any(cell.lstrip('"').startswith(("=", "+", "@")) for cell in cells)
    assert read_course(to_csv(course)).course.title == course.title
