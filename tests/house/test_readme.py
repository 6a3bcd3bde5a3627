"""The README keeps its word: its course is one, its output is what is printed, its commands and links are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import rechallenge
from rechallenge.cli.understood import understood
from rechallenge.cli.words import language_of
from rechallenge.ledger.build import ledger_of_reading

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def test_the_first_course_is_read_without_a_remark() -> None:
    reading = rechallenge.check("".join(blocks("yaml")))
    assert [str(note) for note in reading.notes if note.severity == "warning"] == []
    assert [treatment.drug for treatment in reading.course.treatments] == ["prednisone", "anakinra"]
    assert len(reading.course.observations) == 4
    assert len(reading.course.events) == 1


def test_what_check_is_said_to_print_is_what_it_prints() -> None:
    reading = rechallenge.check("".join(blocks("yaml")))
    printed = list(understood(reading.course, ledger_of_reading(reading), language_of("en")))
    shown = blocks("text")[0].splitlines()
    begin = printed.index(shown[0])
    assert shown == printed[begin : begin + len(shown)]


def test_the_error_that_is_shown_is_the_one_that_is_told() -> None:
    text = "".join(blocks("yaml"))
    place, shown = blocks("text")[1].split(": error: ")
    _, line, column = place.split(":")
    with pytest.raises(rechallenge.CourseError) as error:
        rechallenge.check(text.replace("at: 5 d, value: normal", "at: 5 d, value: nromal"))
    (problem,) = error.value.problems
    assert (str(problem.line), str(problem.column)) == (line, column)
    assert str(problem).split(" (words:")[0].endswith(shown.split(" (…)")[0])
    assert "Did you mean 'normal'?" in str(problem)


def test_the_commands_are_those_that_the_program_has() -> None:
    from rechallenge.cli.commands import app

    named = set(re.findall(r"^\| `rechallenge (\w+)", README, re.MULTILINE))
    assert named == {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}


def test_the_functions_are_public() -> None:
    named = set(re.findall(r"rechallenge\.(\w+)\(", "".join(blocks("python"))))
    assert named <= set(rechallenge.__all__)
    assert named


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_to_a_file(document: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)\b", "".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)))
    assert named & {"demo", "test", "check", "bench"} == {"demo", "test", "check", "bench"}
    assert {name for name in named if name not in {"the", "a", "it"}} <= targets


def test_the_version_is_one_everywhere() -> None:
    assert f"version: {rechallenge.__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
