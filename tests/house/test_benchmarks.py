"""Benchmarks run on another day than tests: that they still fit the code is seen here."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.test_tree import ROOT

SCRIPTS = sorted((ROOT / "studies" / "benchmarks").glob("how_fast_*.py"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_benchmark_starts_and_tells_what_it_measures(script: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", f"studies.benchmarks.{script.stem}", "--help"], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert "How " in done.stdout
