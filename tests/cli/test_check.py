"""``rechallenge check``: what was understood, or all that is wrong, and an exit status that a script can use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import COURSE, WRONG_COURSE, run


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text(COURSE)
    return path


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    path = tmp_path / "wrong.yaml"
    path.write_text(WRONG_COURSE)
    return path


def test_each_word_is_shown_beside_the_interval_that_it_became(case: Path, tmp_path: Path) -> None:
    done = run("check", str(case), cache=tmp_path)
    assert done.returncode == 0
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert "day 5 CRP normal → at most 10 mg/L used: value" in lines
    assert "day 0 pain severe → at least 6 out of 10 used: value" in lines
    assert "day 21..34 relapse → relapse 1 to 14 days after stop 1 of anakinra used: relapse" in lines


def test_a_course_comes_from_standard_input_as_well(case: Path, tmp_path: Path) -> None:
    from_file, from_stdin = run("check", str(case), cache=tmp_path), run("check", "-", cache=tmp_path, stdin=COURSE)
    assert from_stdin.returncode == 0
    assert from_stdin.stdout == from_file.stdout


def test_a_wrong_course_ends_with_status_2_after_all_errors_with_line_and_column(wrong: Path, tmp_path: Path) -> None:
    done = run("check", str(wrong), cache=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    *errors, last = done.stderr.splitlines()
    places = [error.removeprefix(str(wrong)).split(": ")[0] for error in errors]
    assert places == [":2:1", ":4:28", ":4:64", ":6:33"]
    assert "Did you mean 'normal'?" in errors[3]
    assert last == "4 errors. Nothing was written."


def test_errors_are_in_the_language_asked_for_or_that_of_the_machine(wrong: Path, tmp_path: Path) -> None:
    asked = run("check", str(wrong), "--lang", "fr", cache=tmp_path)
    machine = run("check", str(wrong), cache=tmp_path, LC_ALL="fr_FR.UTF-8")
    assert asked.stderr == machine.stderr
    assert "4 erreurs. Rien n’a été écrit." in asked.stderr
    assert "Did you mean" not in asked.stderr


@pytest.mark.parametrize("text", [COURSE, WRONG_COURSE], ids=["right", "wrong"])
def test_json_prints_json_and_nothing_else(text: str, tmp_path: Path) -> None:
    done = run("check", "-", "--json", cache=tmp_path, stdin=text)
    answer = json.loads(done.stdout)
    assert answer["ok"] is (done.returncode == 0)
    assert [problem["severity"] for problem in answer["problems"]] == ([] if answer["ok"] else ["error"] * 4)


def test_a_missing_file_is_wrong_input(tmp_path: Path) -> None:
    done = run("check", str(tmp_path / "nowhere.yaml"), cache=tmp_path)
    assert done.returncode == 2
    assert "There is no file" in done.stderr


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02PK", b"just words", b"\xff\xfe\xfa", b"a: [", b"- 1\n- 2\n"])
def test_what_is_no_course_ends_with_status_2_and_one_sentence(content: bytes, tmp_path: Path) -> None:
    done = run("check", "-", cache=tmp_path, stdin=content)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("<stdin>")


@pytest.mark.parametrize("arguments", [["chekc", "x"], ["check"], ["check", "x", "--lang", "de"], ["report", "x", "--seed", "-1"]])
def test_a_wrong_command_line_ends_with_status_2(arguments: list[str], tmp_path: Path) -> None:
    done = run(*arguments, cache=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_record_cannot_command_the_terminal(tmp_path: Path) -> None:
    done = run("check", "-", cache=tmp_path, stdin=COURSE.replace("A course for tests", '"title \\e[2J\\a with escapes"'))
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert "\x07" not in done.stdout


def test_the_ledger_is_counted_and_stands_in_json_statement_by_statement(case: Path, tmp_path: Path) -> None:
    printed = run("check", str(case), cache=tmp_path).stdout.splitlines()
    listed = json.loads(run("check", str(case), "--json", cache=tmp_path).stdout)["ledger"]
    used, shown = (sum(each["status"] == status for each in listed) for status in ("used", "shown only"))
    assert f"{len(listed)} statements: {used} used, {shown} shown only." in printed
    value = next(each for each in listed if each["written"] == "120 mg/L")
    assert value["uses"] == [{"kind": "value", "of": "crp"}]
    assert value["statement"].endswith(".value: 120 mg/L")
    assert value["why"]
    assert value["line"]
