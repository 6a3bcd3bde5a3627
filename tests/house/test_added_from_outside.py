"""An outcome, a question, a language and a format in one folder, the package untouched: each in command line, report, JSON and page.

They are the examples of the pages on how to add them, together. What each does by itself stands in the test of its page.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from rechallenge.extensions import VARIABLE
from tests.cli.running import environment

ROOT = Path(__file__).parents[2]
DIARY = """diary of a patient
0 pain 8
0 SAA 300 mg/L
7 SAA 12 mg/L
14 CRP prawidłowe
14 SAA normal
"""


def blocks(page: str, kind: str) -> list[str]:
    """The examples of one kind on a page, in their order."""
    return re.findall(rf"```{kind}\n(.*?)```", (ROOT / "docs" / f"adding-{page}.md").read_text(encoding="utf-8"), re.DOTALL)


def examples() -> dict[str, str]:
    """The files of the four examples, by their place in the folder."""
    language = (ROOT / "docs" / "adding-a-language.md").read_text(encoding="utf-8")
    files = dict(re.findall(r"`(languages/pl/[\w.]+)`:\n\n```\w+\n(.*?)```", language, flags=re.DOTALL))
    files["outcomes/saa.toml"] = blocks("an-outcome", "toml")[0]
    files["formats/diary.py"] = blocks("a-format", "python")[0]
    files["questions/reach/__init__.py"] = blocks("a-question", "python")[0]
    for code, texts in zip(("en", "fr"), blocks("a-question", "po"), strict=True):
        files[f"questions/reach/locale/{code}.po"] = texts
    return files


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("outside")
    for name, content in examples().items():
        (made / "ours" / name).parent.mkdir(parents=True, exist_ok=True)
        (made / "ours" / name).write_text(content, encoding="utf-8")
    (made / "course.diary").write_text(DIARY, encoding="utf-8")
    return made


def run(folder: Path, *arguments: str) -> str:
    known = environment(folder / "cache", PYTHONPATH=f"{ROOT / 'src'}:{ROOT}", **{VARIABLE: str(folder / "ours")})
    command = [sys.executable, "-m", "tests.house.outside", *arguments]
    done = subprocess.run(command, env=known, cwd=folder, capture_output=True, text=True, timeout=1200, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_command_line_knows_all_four(folder: Path) -> None:
    told = run(folder, "check", "course.diary", "--lang", "pl")
    assert "diary of a patient" in told, "the format"
    assert "→ 300 mg/L" in told, "the outcome"
    assert "→ at most 10 mg/L" in told, "the word of the language"
    asked = run(folder, "ask", "course.diary", "reach", "--quick", "--lang", "pl")
    assert "The record reaches over 14 dni." in asked, "the question, with a plural of the language"


def test_the_report_and_its_answers_know_all_four(folder: Path) -> None:
    run(folder, "report", "course.diary", "-o", "out", "--quick", "--lang", "pl")
    page = (folder / "out" / "report.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "diary of a patient" in page
    assert "SAA (mg/L)" in page
    assert "Przebieg w czasie" in page
    assert "The record reaches over 14 dni." in page
    assert '<section id="reach"' in page
    answers = json.loads((folder / "out" / "answers.json").read_text(encoding="utf-8"))
    assert answers["case"] == "diary of a patient"
    assert answers["language"] == "pl"
    assert answers["reach"]["reach_days"] == 14
    written = [entry["statement"] for entry in answers["ledger"]]
    assert any("300 mg/L" in each for each in written)


def test_json_of_the_command_line_knows_all_four(folder: Path) -> None:
    asked = json.loads(run(folder, "ask", "course.diary", "reach", "--quick", "--lang", "pl", "--json"))
    assert asked["reach"]["sentence"] == "The record reaches over 14 dni."
    told = json.loads(run(folder, "check", "course.diary", "--lang", "pl", "--json"))
    assert "SAA" in json.dumps(told)


def test_the_page_knows_all_four(folder: Path) -> None:
    shown = json.loads(run(folder, "page", str(folder / "course.diary"), "pl"))
    assert [each["value"] for each in shown["opened"]["observations"]] == ["8", "300 mg/L", "12 mg/L", "prawidłowe", "normal"]
    assert 'href="?lang=pl"' in shown["page"]
    assert "prawidłowe" in shown["page"]
    assert shown["means"] == "saa"
    assert shown["offers"]
    assert "What came after is not known." in shown["answers"]["sections"]["reach"]["html"]
    assert "SAA (mg/L)" in json.dumps(shown["answers"]["charts"]["timeline"])
