"""The example of docs/adding-an-outcome.md, written into a folder of extensions: found in report, page, JSON and command line."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs" / "adding-an-outcome.md"
COURSE = """rechallenge: 1
title: A course with an outcome from elsewhere
treatments:
  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}
observations:
  - {what: SAA, at: -1 d, value: 300 mg/L}
  - {what: protéine SAA, at: 7 d, value: 12 mg/L}
  - {what: serum amyloid A, at: 14 d, value: normal}
"""
PAGE = """
import json, sys
from rechallenge.presentation.language import Language
from rechallenge.web.suggesting import suggestions, variables
print(json.dumps({"means": variables()["serum amyloid a"], "offers": suggestions(Language("fr"))["value-saa"]}))
"""


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("extension")
    (folder / "outcomes").mkdir()
    example = re.search(r"```toml\n(.*?)```", DOCS.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert example is not None
    (folder / "outcomes" / "saa.toml").write_text(example[1], encoding="utf-8")
    (folder / "course.yaml").write_text(COURSE, encoding="utf-8")
    return folder


def run(folder: Path, *arguments: str) -> str:
    environment = {**os.environ, "RECHALLENGE_EXTENSIONS": str(folder)}
    return subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, check=True, cwd=folder).stdout


def test_the_command_line_reads_it_in_its_unit(extended: Path) -> None:
    told = run(extended, "-m", "rechallenge", "check", "course.yaml")
    assert "→ 300 mg/L" in told.replace("\u00a0", " ")
    assert "→ at most 10 mg/L" in told.replace("\u00a0", " ")


def test_the_page_knows_its_names_and_offers_its_words(extended: Path) -> None:
    assert json.loads(run(extended, "-c", PAGE)) == {"means": "saa", "offers": ["normale"]}


def test_the_report_and_the_answers_follow_it(extended: Path) -> None:
    run(extended, "-m", "rechallenge", "report", "course.yaml", "-o", "out", "--quick", "--lang", "fr")
    answers = json.loads((extended / "out" / "answers.json").read_text(encoding="utf-8"))
    assert {"saa_half_life_h", "saa_gain"} <= set(answers["diagnostics"]["parameters"])
    assert [check["index"] for check in answers["diagnostics"]["observations"]] == [0, 1, 2]
    assert [series["variable"] for series in answers["attribution"]["anakinra"]["single_case"]] == ["saa"]
    page = (extended / "out" / "report.html").read_text(encoding="utf-8")
    assert "SAA (mg/L)" in page
    assert "Demi-vie de l’amyloïde A sérique" in page
