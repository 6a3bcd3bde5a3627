"""Benchmarks run on another day than tests: that they still fit the code is seen here."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from studies.benchmarks.how_fast_is_a_gpu import KEPT, shown
from tests.house.test_tree import ROOT

SCRIPTS = sorted((ROOT / "studies" / "benchmarks").glob("how_fast_*.py"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_benchmark_starts_and_tells_what_it_measures(script: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", f"studies.benchmarks.{script.stem}", "--help"], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert "How " in done.stdout


def test_what_was_measured_on_a_gpu_stands_on_the_page() -> None:
    """The page is drawn where there is no GPU, from the result that is kept."""
    if KEPT.exists():
        kept = json.loads(KEPT.read_text(encoding="utf-8"))
        page = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
        assert shown(kept) in page
        assert f"Measured on {kept['machine']['day']}: {kept['machine']['processor']}" in page


@pytest.mark.slow
def test_a_measurement_on_a_gpu_is_kept_and_shown_where_there_is_none(tmp_path: Path) -> None:
    """Two processes of the processors stand in for both devices, so that what they compute is the same to the last digit."""
    asked = ["--cases", "crowned_dens_aouba_1", "--walkers", "1", "--patients", "50", "--whole", "50", "--fits"]
    command = [sys.executable, "-m", "studies.benchmarks.how_fast_is_a_gpu", "--result", str(tmp_path / "kept.json")]
    measured, shown_again = (
        subprocess.run([*command, *more], cwd=ROOT, capture_output=True, text=True, timeout=600)
        for more in (["--platforms", "cpu", "cpu", *asked], [])
    )
    assert measured.returncode == shown_again.returncode == 0, measured.stderr + shown_again.stderr
    assert measured.stdout == shown_again.stdout
    assert "1 walker" in measured.stdout
    assert "gradients 0e+00" in measured.stdout
