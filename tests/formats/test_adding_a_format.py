"""A format of a user's own: the example of ``docs/adding-a-format.md``, in a folder outside the package, does what the page says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from rechallenge.formats import format_named, register

PAGE = Path(__file__).parents[2] / "docs" / "adding-a-format.md"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    example = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    module = tmp_path / "ours" / "formats" / "diary.py"
    module.parent.mkdir(parents=True)
    module.write_text(example[1], encoding="utf-8")
    return {**os.environ, "RECHALLENGE_EXTENSIONS": str(tmp_path / "ours"), "LC_ALL": "C.UTF-8"}


def run(environment: dict[str, str], *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "rechallenge", *arguments]
    return subprocess.run(command, input=text, capture_output=True, text=True, env=environment, timeout=60, check=False)


def test_a_text_of_it_is_read(environment: dict[str, str]) -> None:
    done = run(environment, "check", "-", text="diary of a patient\n0 pain 8\n5 pain mild\n")
    assert done.returncode == 0, done.stderr
    assert "pain" in done.stdout


def test_its_errors_stand_at_the_places_that_it_gave(environment: dict[str, str]) -> None:
    done = run(environment, "check", "-", text="diary of a patient\n0 pain 8\n5 pain midl\n")
    assert done.returncode == 2
    assert "<stdin>:3:8: error: " in done.stderr
    assert "Did you mean 'mild'?" in done.stderr


def test_it_is_listed_by_help_and_written(environment: dict[str, str]) -> None:
    assert "diary" in run(environment, "convert", "--help").stdout
    done = run(environment, "convert", "-", "--to", "diary", text="rechallenge: 1\nobservations: [{what: pain, at: 5 d, value: mild}]\n")
    assert (done.returncode, done.stdout) == (0, "diary of a patient\n5 pain mild\n")


def test_a_name_that_is_taken_is_refused() -> None:
    with pytest.raises(ValueError, match="csv"):
        register(format_named("csv"))
