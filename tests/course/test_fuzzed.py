"""Invented inputs: nothing crashes, takes seconds or is refused without its place; and what was once found stays mended."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import studies.fuzz.__main__ as fuzz_command
from rechallenge.execution import Serial
from studies.fuzz import running
from studies.fuzz.inputs import Input, made
from studies.fuzz.running import run
from studies.fuzz.trying import FuzzFault, tried

DEFAULT = 2_000
"""More of the same are tried by ``make fuzz``."""


def faults(numbers: range) -> list[str]:
    outcomes = [tried(made(0, number), number) for number in numbers]
    return [f"{found.number}: {found.what} in {found.where}" for _, found, _ in outcomes if found is not None]


@pytest.mark.parametrize("first", range(0, DEFAULT, 250))
def test_invented_inputs_are_read_or_refused_with_their_place(first: int) -> None:
    assert faults(range(first, first + 250)) == []


def test_a_run_goes_on_where_it_was_and_begins_anew_with_another_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [run(5, inputs, tmp_path).next for inputs in (3, 3, 5)] == [3, 3, 5]
    assert sum(run(5, 5, tmp_path).counts.values()) == 5
    monkeypatch.setattr(running, "fingerprint", lambda: "another")
    assert run(5, 2, tmp_path).next == 2


def test_what_is_found_ends_the_command_with_a_failure_and_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(running, "tried", lambda given, number: ("failed", FuzzFault("it broke", "here", "course", "x", number), 0.0))
    monkeypatch.setattr(fuzz_command, "processes", Serial)
    monkeypatch.setattr(sys, "argv", ["fuzz", "--inputs", "9", "--workers", "2", "--results", str(tmp_path)])
    assert fuzz_command.main() == 1
    assert "9  it broke | here" in capsys.readouterr().out
    assert [len((tmp_path / f"found-{seed}.jsonl").read_text().splitlines()) for seed in (0, 1)] == [3, 3]


def test_inputs_are_the_same_for_the_same_number_and_of_every_kind() -> None:
    assert made(3, 7) == made(3, 7)
    assert {made(0, number).kind for number in range(300)} == {"course", "table", "nonmem", "regimen", "stop"}


def test_many_invented_courses_are_accepted_so_that_what_follows_reading_is_tried() -> None:
    outcomes = [tried(made(0, number))[0] for number in range(100)]
    assert outcomes.count("accepted") > 15
    assert outcomes.count("refused") > 40


FOUND = {
    "a word of movement in a table": "observations:\n  - {what: range of motion, at: 3 d, value: free}\n",
    "a drug that is a code of a message": "treatments:\n  - {drug: unknown, dose: 5 mg, from: 0 d}\n  - {drug: cotreatment, from: 0 d}\n",
    "a change in percent of another outcome": "observations:\n  - {what: ESR, at: 3 d, change: +10 %, since: 0 d}\n",
    "half a character": 'title: "\\ud83d"\n',
    "a name without end": f"conditions:\n  - {{name: {'x' * 40_000}}}\n",
    "brackets without end": "events: " + "[" * 5_000 + "\n",
    "a NUL": "title: a\x00b\n",
    "aliases": "title: &a x\nevents: [*a, *a]\n",
    "a count beyond numbers": f"events:\n  - {{what: {'1' * 400}, at: 3 d}}\n",
    "a unit with a foreign figure": "fluids:\n  - {what: fluid, cells: 8734 /mm٣}\n",
    "a true parameter that is no number": "simulated: {a: .nan}\n",
    "a tab": "treatments:\n\t- {drug: anakinra}\n",
}


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found_stays_mended(name: str) -> None:
    _, found, _ = tried(Input("course", f"rechallenge: 1\n{FOUND[name]}"))
    assert found is None
