"""What keyboards, word processors and habits put into a course file, read as it is meant or refused with what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from rechallenge.course.problems import CourseError
from rechallenge.formats.reading import read_course, source_of
from rechallenge.formats.yaml_nodes import parse

HEAD = "rechallenge: 1\n"


def problem_of(text: str) -> tuple[str, int | None, str]:
    with pytest.raises(CourseError) as caught:
        read_course(text)
    (problem,) = caught.value.problems
    return problem.code, problem.line, str(problem)


@pytest.mark.parametrize(
    ("text", "line", "write"),
    [
        (f"{HEAD}title: Case #2 of the series\n", 2, "'Case #2 of the series'"),
        (f"{HEAD}titre: Cas #2\n", 2, "'Cas #2'"),
        (f"{HEAD}observations:\n  - what: CRP\n    at: 0 d\n    value: 5 mg/L\n    note: lab #3 said high\n", 6, "'lab #3 said high'"),
        (f"{HEAD}title: Dr's case #2\n", 2, "'Dr''s case #2'"),
        (f"{HEAD}conditions:\n  - gout #1\n", 3, "'gout #1'"),
    ],
)
def test_a_text_that_is_cut_at_a_number_sign_is_refused_with_the_quotes_to_write(text: str, line: int, write: str) -> None:
    code, where, said = problem_of(text)
    assert (code, where) == ("yaml.cut", line)
    assert f"put it in quotes: {write}." in said


def test_a_comment_behind_a_free_text_is_told_and_behind_anything_else_is_one() -> None:
    found = read_course(f"{HEAD}title: A case # of the series\nobservations:\n  - {{what: CRP, at: 0 d, value: 5 mg/L}}  # first visit\n")
    assert [(note.code, note.line) for note in found.notes] == [("yaml.comment", 2)]
    assert "yaml." not in str(
        read_course(f"{HEAD}treatments:\n  - drug: anakinra # tapered\n    dose: 100 mg ## twice\n    from: 0 d\n").notes
    )


def test_a_quoted_text_keeps_its_number_sign() -> None:
    assert read_course(f"{HEAD}title: 'Case #2'\n").course.title == "Case #2"


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f", "\u2009", "\u3000", "\t", "\u00a0 "])
@pytest.mark.parametrize("text", ["{what:_CRP, at:_0 d, value:_12 mg/L}", "\n      what:_CRP\n      at:_0 d\n      value:_12 mg/L"])
def test_a_blank_of_another_width_after_a_name_is_a_blank(blank: str, text: str) -> None:
    (observation,) = read_course(f"{HEAD}observations:\n  - {text.replace('_', blank)}\n").course.observations
    assert (observation.what, observation.low) == ("CRP", 12.0)


def test_lines_indented_by_no_break_spaces_are_read() -> None:
    (observation,) = read_course(
        f"{HEAD}observations:\n\u00a0\u00a0-\u00a0what : CRP\n\u00a0\u00a0\u00a0 at: 0 d\n    value: 12 mg/L\n"
    ).course.observations
    assert observation.low == 12.0


@pytest.mark.parametrize(("opening", "closing"), ["“”", "«»", "„“", "‘’", "””", ("«\u00a0", "\u00a0»")])
def test_curly_quotes_around_a_value_are_quotes(opening: str, closing: str) -> None:
    entry = f"{{what: {opening}CRP{closing}, at: 0 d, value: {opening}120 mg/L{closing}, note: {opening}one, two: three{closing}}}"
    (observation,) = read_course(f"{HEAD}observations:\n  - {entry}\n").course.observations
    assert (observation.what, observation.low, observation.note) == ("CRP", 120.0, "one, two: three")


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("note: “Improved”, he said", "“Improved”, he said"),
        ("note: he said “fine”", "he said “fine”"),
        ("note: '“x”'", "“x”"),
        ('note: "a:\u00a0b"', "a:\u00a0b"),
        ("note: “d’un”", "d’un"),
        ('note: “a "b" c”', 'a "b" c'),
    ],
)
def test_quotes_inside_a_text_stay(text: str, note: str) -> None:
    assert parse(f"patient:\n  {text}\n").data == {"patient": {"note": note}}


def test_a_character_that_looks_like_a_sign_stays_what_it_is() -> None:
    assert parse("title: a \uff1e b \ue000\nvalue: > 5 mg/L\n").data == {"title": "a \uff1e b \ue000", "value": "> 5 mg/L"}


@pytest.mark.parametrize("name", ["case: 2.yaml", "{case}.yaml", "a: b"])
def test_a_file_is_a_file_however_it_is_named(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / name).write_text("rechallenge: 1\ntitle: inside\n")
    monkeypatch.chdir(tmp_path)
    assert "inside" in source_of(name).text
    assert source_of("title: x").text == "title: x"
