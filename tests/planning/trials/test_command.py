"""``rechallenge trial``: files, JSON, refusals, and a cluster that is not there."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from rechallenge.planning.trials.reading import read_design
from tests.cli.running import environment, run
from tests.planning.trials.designs import CROSS_OVER, RATES

IMPATIENT = """
from rechallenge import cluster
from rechallenge.cli import main
cluster._WAITED_S = 2
main()
"""
"""The program itself, which gives a scheduler two seconds to answer and not twenty."""


def test_a_design_gives_a_page_a_pdf_and_json(tmp_path: Path) -> None:
    (tmp_path / "design.yaml").write_text(RATES, encoding="utf-8")
    done = run("trial", str(tmp_path / "design.yaml"), "-o", str(tmp_path / "out"), "--json", cache=tmp_path / "cache")
    assert done.returncode == 0, done.stderr
    assert "20 of 20 settings" in done.stderr
    record = json.loads(done.stdout)
    assert record["design"]["kind"] == "parallel"
    assert record["result"]["done"] == record["result"]["settings"] == 20
    assert record == json.loads((tmp_path / "out" / "trial.json").read_text(encoding="utf-8"))
    assert (tmp_path / "out" / "trial.pdf").read_bytes().startswith(b"%PDF")
    page = (tmp_path / "out" / "trial.html").read_text(encoding="utf-8")
    assert "What this trial would settle" in page
    french = run("trial", str(tmp_path / "design.yaml"), "-o", str(tmp_path / "fr"), "--lang", "fr", cache=tmp_path / "cache")
    assert re.search("Avec 20 patients, la probabilité que l’essai trouve l’anakinra plus efficace que le placebo", french.stdout)
    assert (tmp_path / "fr" / "trial.json").read_bytes() == (tmp_path / "out" / "trial.json").read_bytes()


def test_a_design_that_cannot_be_ends_with_status_2_and_all_errors(tmp_path: Path) -> None:
    text = CROSS_OVER.replace("washout: 7 d", "washout: 30 d").replace("endpoint: {what: CRP, over: 7 d}\n", "")
    done = run("trial", "-", "-o", str(tmp_path / "out"), stdin=text, cache=tmp_path / "cache")
    assert done.returncode == 2
    assert "A washout of 30 d leaves nothing of a period of 28 d" in done.stderr
    assert "The field 'endpoint' is missing." in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_scheduler_that_does_not_answer_or_is_not_installed_is_told(tmp_path: Path) -> None:
    arguments = ["trial", "-", "-o", str(tmp_path / "out"), "--scheduler", "tcp://127.0.0.1:9"]
    command = [sys.executable, "-c", IMPATIENT, *arguments]
    done = subprocess.run(
        command, input=RATES, env=environment(tmp_path / "cache"), capture_output=True, text=True, timeout=1200, check=False
    )
    assert done.returncode == 1
    assert re.search(r"no scheduler answers at tcp://127\.0\.0\.1:9|pip install 'rechallenge\[cluster\]'", done.stderr)
    assert not (tmp_path / "out").exists()


def test_the_design_that_ships_in_french_is_the_english_one() -> None:
    english, french = read_design("anakinra-calcinosis"), read_design("anakinra-calcinose")
    assert (english.population, english.analysis, english.occurrences) == (french.population, french.analysis, french.occurrences)
    assert (english.kind, english.run_in, english.unblinding, english.enrolment) == (
        french.kind,
        french.run_in,
        french.unblinding,
        french.enrolment,
    )
