"""What is too long is refused before anything is computed, and what is long takes no more than its share of time."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from rechallenge.course import checks, extent, problems, translation
from rechallenge.course.problems import CourseError
from rechallenge.formats import reading, yaml_nodes
from rechallenge.formats.reading import Source, read_course
from rechallenge.web import pasting

DOCUMENTED = (Path(__file__).parents[2] / "docs" / "course-file.md").read_text(encoding="utf-8")


def course(**sections: list[str]) -> str:
    lines = ["rechallenge: 1"]
    for name, rows in sections.items():
        lines += [f"{name}:", *(f"  - {{{row}}}" for row in rows)]
    return "\n".join(lines) + "\n"


def refused(text: str) -> set[str]:
    with pytest.raises(CourseError) as error:
        read_course(Source(text))
    return {problem.code for problem in error.value.problems}


def test_the_limits_of_the_documentation_are_those_of_the_program() -> None:
    (table,) = re.findall(r"## How long it may be\n(.*?)\n## ", DOCUMENTED, re.DOTALL)
    cells = [row.split("|")[2] for row in table.split("\n") if row.startswith("| ")][1:]
    numbers = [float(number.replace(",", "")) for cell in cells for number in re.findall(r"\d[\d,]*", cell)]
    assert numbers == [
        yaml_nodes.MAX_CHARACTERS, yaml_nodes.MAX_VALUES, reading.MAX_BYTES / 1_000_000, translation.MOST_ENTRIES, pasting.MAX_PASTED,
        translation.LONGEST_NAME, translation.LONGEST_TEXT, extent.MOST_YEARS, extent.LONG_YEARS, 1, extent.MOST_DOSES, problems.MOST_TOLD,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("rechallenge: 1\ntitle: " + "x " * 500_000, "file.too_large"),
        ("rechallenge: 1\ncodes: [" + "a," * 600_000 + "a]", "file.too_large"),
        (course(observations=["what: CRP, at: 0 d, value: 3 mg/L", "what: CRP, at: 100 a, value: 3 mg/L"]), "time.span"),
        (course(treatments=["drug: anakinra, dose: 1 mg, every: 1 min, from: 0 d, to: 30 d"]), "interval.short"),
        (course(observations=["what: CRP, at: 1e30 d, value: 3 mg/L"]), "time.beyond"),
        (course(observations=["what: CRP, at: 0 d, value: 1e300 mg/L"]), "number.beyond"),
        (course(treatments=["drug: anakinra, dose: 1e300 mg, every: 1 d, from: 0 d"]), "value.impossible"),
        (course(treatments=["drug: prednisone, dose: 5 mg, every: 1 d, from: 0 d, dependence: 1e308 kg"]), "number.beyond"),
        (course(observations=[f"what: {'x' * 40_000}, at: 0 d, value: 3 mg/L"]), "text.long"),
    ],
    ids=["a title", "a list", "a span", "doses", "a time", "a value", "a dose", "a dependence", "a name"],
)
def test_what_is_too_long_or_too_large_is_refused(text: str, code: str) -> None:
    assert code in refused(text)


def test_of_many_problems_the_first_are_listed_and_the_others_counted() -> None:
    with pytest.raises(CourseError) as error:
        read_course(Source(course(observations=[f"what: CRP, at: zz, value: {n} mg/L" for n in range(300)])))
    *first, rest = error.value.problems
    assert (len(first), rest.code, rest.values["n"]) == (200, "problems.more", 100)
    assert error.value.n_errors == 300


@pytest.mark.parametrize("n", [50, 200])
@pytest.mark.parametrize(
    "row",
    [
        lambda n: "drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 2000 d",
        lambda n: f"drug: anakinra, dose: 100 mg, every: 1 d, from: {n} d, to: {2 * n + 2000} d",
        lambda n: f"drug: anakinra, dose: 100 mg, every: 1 d, from: {n} d, to: {2000 - n} d",
        lambda n: f"drug: anakinra, dose: 100 mg, every: 1 d, from: {n} d, to: {n + 5} d, additional: yes",
    ],
    ids=["the same", "ever later", "one within another", "on top"],
)
def test_comparisons_of_doses_grow_with_their_number_and_not_with_its_square(
    row: Callable[[int], str], n: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = []
    overlap = checks._overlap

    def counted(first: object, second: object) -> bool:
        compared.append(1)
        return overlap(first, second)  # type: ignore[arg-type]

    monkeypatch.setattr(checks, "_overlap", counted)
    with suppress(CourseError):
        read_course(Source(course(treatments=[row(number) for number in range(n)])))
    assert len(compared) <= 2 * n


@pytest.mark.parametrize(
    ("named", "told"),
    [("from: 12 d, to: 13 d", True), ("from: 22 d, to: 28 d", False), ("from: 40 d, to: 50 d", False), ("from: 0 d, to: 100 d", True)],
)
def test_a_steroid_beside_one_without_a_name_is_asked_about(named: str, told: bool) -> None:
    unnamed = [f"drug: glucocorticoid, dose: 10 mg, every: 1 d, from: {start} d, to: {end} d" for start, end in ((5, 20), (30, 35))]
    text = course(
        treatments=[*unnamed, f"drug: prednisone, dose: 10 mg, every: 1 d, {named}"], observations=["what: CRP, at: 0 d, value: 3 mg/L"]
    )
    try:
        found = {note.code for note in read_course(Source(text)).notes}
    except CourseError as error:
        found = {problem.code for problem in error.problems}
    assert ("dose.class_twice" in found) == told
