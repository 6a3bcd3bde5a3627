"""Codes in terminologies are kept, written and shown, and change nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rechallenge.cli.understood import understood
from rechallenge.cli.words import language_of
from rechallenge.course.model import Code
from rechallenge.course.problems import CourseError
from rechallenge.formats.reading import convert, read_course
from rechallenge.ledger.build import ledger_of_reading
from rechallenge.web.meaning import became
from rechallenge.web.record import check, opened

COURSE = """rechallenge: 1
conditions: [{name: gout, code: "ORPHA:1", codes: ["ICD-10:M10"]}]
treatments: [{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 20 d, codes: ["ATC:L04AC03", {system: RxNorm, code: 72435}]}]
observations: [{what: CRP, at: 0 d, value: 80 mg/L, codes: [{système: "http://loinc.org", code: 1988-5}]}]
events: [{what: relapse, at: 30 d, codes: ["SNOMED:58184002"]}]
"""


def test_each_kind_of_statement_keeps_its_codes() -> None:
    course = read_course(COURSE).course
    assert course.conditions[0].codes == (Code("ICD-10", "M10"),)
    assert course.treatments[0].codes == (Code("ATC", "L04AC03"), Code("RxNorm", "72435"))
    assert course.observations[0].codes == (Code("http://loinc.org", "1988-5"),)
    assert course.events[0].codes == (Code("SNOMED", "58184002"),)


@pytest.mark.parametrize("to", ["course", "json", "csv"])
def test_codes_are_written_and_read_back(to: str) -> None:
    before, after = read_course(COURSE).course, read_course(convert(COURSE, to)).course
    for section in ("conditions", "treatments", "observations", "events"):
        assert [each.codes for each in getattr(after, section)] == [each.codes for each in getattr(before, section)]


def test_check_shows_them() -> None:
    reading = read_course(COURSE)
    shown = "\n".join(understood(reading.course, ledger_of_reading(reading), language_of("en")))
    assert all(
        code in shown for code in ("ORPHA:1", "ICD-10:M10", "ATC:L04AC03", "RxNorm:72435", "http://loinc.org:1988-5", "SNOMED:58184002")
    )


def test_the_page_shows_them_beside_their_rows() -> None:
    shown = became(check(opened(COURSE).document), language_of("en"))
    assert "ATC:L04AC03" in shown["treatments[0]"]
    assert "ICD-10:M10" in shown["conditions[0]"]
    assert "http://loinc.org:1988-5" in shown["observations[0]"]
    assert "SNOMED:58184002" in shown["events[0]"]


def test_an_observation_without_a_time_shows_its_codes_in_its_note() -> None:
    (finding,) = read_course('rechallenge: 1\nobservations: [{what: CRP, value: normal, codes: ["LOINC:1988-5"]}]\n').course.findings
    assert finding.note == "LOINC:1988-5"


@pytest.mark.parametrize(
    ("entry", "code", "path"),
    [
        ("{what: relapse, at: 0 d, codes: [M10]}", "code.unreadable", "events[0].codes[0]"),
        ("{what: relapse, at: 0 d, codes: M10}", "shape.list", "events[0].codes"),
        ("{what: relapse, at: 0 d, codes: [{code: M10}]}", "key.missing", "events[0].codes[0].system"),
        ("{what: relapse, at: 0 d, codes: [{system: ICD-10, cdoe: M10}]}", "key.unknown", "events[0].codes[0]"),
    ],
)
def test_what_is_no_code_is_told_at_its_place(entry: str, code: str, path: str) -> None:
    with pytest.raises(CourseError) as caught:
        read_course(f"rechallenge: 1\nevents:\n  - {entry}\n")
    (error,) = caught.value.problems
    assert (error.code, error.path, error.line) == (code, path, 3)


def test_a_code_of_a_stop_is_told_to_belong_to_the_treatment() -> None:
    text = COURSE.replace("to: 20 d, ", "").replace("what: relapse, at: 30 d", "what: stop, drug: anakinra, at: 30 d")
    with pytest.raises(CourseError) as caught:
        read_course(text)
    assert [error.code for error in caught.value.problems] == ["code.of_switch"]


def test_codes_change_nothing_else() -> None:
    coded = read_course(COURSE).course
    plain = read_course("\n".join(line.split(", codes:")[0] + "}]" if ", codes:" in line else line for line in COURSE.splitlines())).course
    bare = {
        section: tuple(replace(each, codes=()) for each in getattr(coded, section))
        for section in ("conditions", "treatments", "observations", "events")
    }
    assert replace(coded, **bare) == plain
