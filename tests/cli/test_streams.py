"""What the program writes reaches any terminal, file or pipe, and no stream that is closed or full makes it crash."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rechallenge.report.job import make_report
from rechallenge.report.steps import Step
from tests.cli.running import COURSE, environment

STRANGE = COURSE.replace("A course for tests", '"é → 日 👍 {found} \u202e"').replace("120 mg/L", "12 mg/dL")


def run(arguments: str, folder: Path, **more: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program in a shell, for its redirections."""
    (folder / "case.yaml").write_text(STRANGE, encoding="utf-8")
    command = f"{sys.executable} -m rechallenge {arguments}"
    return subprocess.run(["bash", "-c", command], cwd=folder, env=environment(folder / "cache", **more), capture_output=True, check=False)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "koi8-r", "utf-8", "utf-16"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_check_writes_in_any_encoding(tmp_path: Path, encoding: str, language: str) -> None:
    done = run(f"check case.yaml --lang {language}", tmp_path, PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    said = done.stdout.decode(encoding) + done.stderr.decode(encoding)
    assert "{found}" in said
    assert "120" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_json_loses_no_character_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    done = run("check case.yaml --json", tmp_path, PYTHONIOENCODING=encoding)
    assert json.loads(done.stdout.decode(encoding))["title"] == "é → 日 👍 {found} \u202e"


def test_a_converted_file_is_utf_8_whatever_the_terminal_is(tmp_path: Path) -> None:
    done = run("convert case.yaml --to course", tmp_path, PYTHONIOENCODING="ascii")
    assert "é → 日 👍 {found}" in done.stdout.decode("utf-8")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ("check case.yaml >&-", 0),
        ("check case.yaml 2>&-", 0),
        ("check - <&-", 2),
        ("check case.yaml >/dev/full", 1),
        ("check case.yaml | head -c 1", 0),
        ("check /", 2),
        ("check /dev/null", 2),
        ("check /dev/zero", 2),
        ("check no-such-file", 2),
        ("check $'\\xff\\xfe'", 2),
        ("check --lang fr $'a\\nb'", 2),
        ("whatif case.yaml --lang fr", 2),
        ("ask case.yaml {found} --lang fr", 2),
    ],
)
def test_streams_and_paths_that_lead_nowhere_end_without_a_crash(tmp_path: Path, arguments: str, status: int) -> None:
    done = run(arguments, tmp_path)
    assert done.returncode == status
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr


def test_the_reason_of_the_system_is_told_in_the_language_of_the_user(tmp_path: Path) -> None:
    done = run("check case.yaml --lang fr >/dev/full", tmp_path)
    assert "le disque est plein" in done.stderr.decode()
    assert "No space" not in done.stderr.decode()


def test_doubts_are_told_before_anything_is_fitted(tmp_path: Path) -> None:
    class FittingError(Exception):
        pass

    told: list[str] = []

    def on_progress(step: Step) -> None:
        told.extend(note.code for note in step.notes)
        if step.stage == "laplace":
            raise FittingError

    text = COURSE + "  - {what: relapse, at: 12 a}\n"
    with pytest.raises(FittingError):
        make_report(text, tmp_path / "out", quick=True, on_progress=on_progress)
    assert "time.apart" in told
