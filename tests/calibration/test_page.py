"""The page on calibration says what its results hold, and the opposite of opposite results."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import altair
import pytest

from studies.calibration.cases import PRIOR, STUDIES, SUCCESSES
from studies.calibration.factors import FACTORS
from studies.calibration.page import figures, results_in, write, written
from studies.calibration.runs import noted, noted_in
from tests.calibration.invented import results


def page(folder: Path) -> str:
    return written(results_in(folder))


def sentence(text: str, start: str) -> str:
    (found,) = (line for line in text.splitlines() if line.startswith(f"- **{start}"))
    return found


def narrow(rank: float) -> float:
    """Rank of the truth among draws that are too narrow."""
    return 0.5 + 0.5 * (1 if rank > 0.5 else -1) * abs(2.0 * rank - 1.0) ** 0.4


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> str:
    return page(results(tmp_path_factory.mktemp("right")))


def test_answers_that_are_right_are_called_calibrated(right: str) -> None:
    for start in ("The full answer**", "The first answer**", "The first answer, where it warns"):
        assert ": calibrated, as far as so many patients can tell." in sentence(right, start)
    assert "unfinished" not in right


def test_a_full_answer_that_is_too_narrow_is_called_so_and_the_first_answer_is_not(tmp_path: Path) -> None:
    text = page(results(tmp_path, full=narrow))
    full = sentence(text, "The full answer**")
    assert "not calibrated in days to normal CRP and CRP today." in full
    assert "The ranks of 4 of 4 quantities depart from uniform" in full
    assert "too narrow" in full
    assert "not calibrated" not in sentence(text, "The first answer**")


def test_first_answers_that_warn_are_judged_apart(tmp_path: Path, right: str) -> None:
    text = page(results(tmp_path, warned=lambda rank: rank**2))
    assert "too high" in sentence(text, "The first answer, where it warns")
    assert "too high" not in sentence(right, "The first answer, where it warns")


def test_every_level_of_every_factor_has_its_row(right: str) -> None:
    (table,) = re.findall(r"### By factors, first answer\n\n((?:\|.*\n)+)", right)
    rows = [[cell.strip() for cell in line.strip("|\n ").split(" | ")] for line in table.splitlines()[2:]]
    assert [row[:3] for row in rows] == [
        [name, level, str(sum(case.levels[name] == level for case in STUDIES[PRIOR]()))]
        for name, factor in FACTORS.items()
        for level in factor.levels
    ]
    assert "Too few patients to tell" not in right
    assert "no departure was found" in sentence(right, "Answers by level**")


def test_a_level_whose_answers_are_wrong_is_named_and_no_other(tmp_path: Path) -> None:
    text = page(results(tmp_path, of_level=("patient", "child", lambda rank: rank**2)))
    told = sentence(text, "Answers by level**")
    assert "patient: child in " in told
    assert "CRP today (too high" in told
    assert not any(f"{name}: {level} in" in told for name, level in (("drugs", "anakinra alone"), ("patient", "adult"), ("stops", "2")))


def test_a_probability_that_is_too_sure_is_told_by_level(tmp_path: Path, right: str) -> None:
    start = "Probability that the drug works, by level**"
    assert "no departure" in sentence(right, start)
    exaggerated = sentence(page(results(tmp_path, prior_weight=4.0)), start)
    assert "record: usual (too sure" in exaggerated


def test_probabilities_that_are_too_high_are_called_so(tmp_path: Path, right: str) -> None:
    text = page(results(tmp_path, forecast=lambda p: p**0.5))
    assert "the probability of “relapse by day 7”" in sentence(text, "The first answer**")
    assert re.search(r"\| relapse by day 7 \|.*\*\*too high", text)
    assert re.search(r"\| relapse by day 7 \|.*\| agrees \|", right)


def test_evidence_that_grows_with_every_stop_is_told_from_evidence_that_does_not(tmp_path: Path, right: str) -> None:
    grows, lost = (sentence(text, "Patients whose CRP fell by half") for text in (right, page(results(tmp_path, weight=0.0))))
    assert "For drugs that work the evidence moves towards the drug with the number of stops" in grows
    assert "For drugs that do nothing the evidence moves against the drug with the number of stops" in grows
    assert "shows no trend" in lost
    assert "100 % (79 to 100)" not in lost
    assert "0 % (0 to 21) after 3 stops were held to work" in lost


def test_a_report_that_notices_a_wrong_world_is_told_from_one_that_does_not(tmp_path: Path, right: str) -> None:
    blind, seeing = (sentence(text, "Tachyphylaxis") for text in (right, page(results(tmp_path, noticed=0.9))))
    warns = re.compile(r"The report warns that the model may not hold in (\d+) %.* against (\d+) %")
    for text, more in ((blind, False), (seeing, True)):
        there, here = map(int, warns.search(text).groups())  # type: ignore[union-attr]
        assert (there > here + 40) == more


def test_a_study_without_results_is_said_to_be_missing(tmp_path: Path, right: str) -> None:
    text = page(results(tmp_path, (PRIOR,)))
    assert "there are no results of this study" in sentence(text, "Patients of scenarios")
    assert "no results of this study" not in right
    assert "no results" in page(tmp_path / "nothing")


@pytest.mark.parametrize("full", [lambda rank: rank, lambda rank: 0.5 + 0.001 * rank])
def test_an_unfinished_run_says_so_and_few_patients_are_not_called_calibrated(tmp_path: Path, full: Callable[[float], float]) -> None:
    (tmp_path / "few").mkdir()
    lines = (results(tmp_path, full=full) / f"{PRIOR}.jsonl").read_text(encoding="utf-8").splitlines()
    (tmp_path / "few" / f"{PRIOR}.jsonl").write_text("\n".join(lines[:30]), encoding="utf-8")
    text = page(tmp_path / "few")
    assert "This run is unfinished" in text
    told = sentence(text, "The full answer**")
    assert "too few patients to call it calibrated" in told or "not calibrated in" in told
    assert "patients can tell" not in told
    few = sentence(text, "Too few patients to tell** (under 100)")
    assert "record: dense (" in few
    assert "works: works (" in few


def test_the_same_results_in_another_order_make_the_same_page(tmp_path: Path, right: str) -> None:
    file = results(tmp_path) / f"{PRIOR}.jsonl"
    file.write_text("\n".join(reversed(file.read_text(encoding="utf-8").splitlines())), encoding="utf-8")
    assert page(tmp_path) == right


def test_the_command_writes_the_page_and_the_figures_it_shows_and_runs_nothing(tmp_path: Path) -> None:
    results(tmp_path, (PRIOR, SUCCESSES))
    target = tmp_path / "docs" / "calibration.md"
    target.parent.mkdir()
    command = [sys.executable, "-m", "studies.calibration", "--results", str(tmp_path), "--page", str(target)]
    subprocess.run(command, check=True, timeout=120, cwd=Path(__file__).parents[2])
    text = target.read_text(encoding="utf-8")
    shown = re.findall(r"\]\((images/[^)]*)\)", text)
    assert len(shown) == 3
    assert all((target.parent / name).read_text(encoding="utf-8").startswith("<svg") for name in shown)
    assert str(tmp_path) not in text
    assert not (tmp_path / "scenarios.jsonl").exists()


def test_the_figures_follow_the_schema_of_vega_lite(tmp_path: Path) -> None:
    drawn = figures(results_in(results(tmp_path)))
    assert list(drawn) == ["ranks", "reliability", "evidence"]
    for spec in drawn.values():
        altair.Chart.from_dict(spec)


def test_the_page_tells_how_long_the_runs_took_and_where(tmp_path: Path) -> None:
    results(tmp_path, (PRIOR,))
    for _ in range(2):
        with noted(PRIOR, 2, tmp_path):
            pass
    (run, _) = noted_in(tmp_path)
    line = next(line for line in page(tmp_path).splitlines() if line.startswith(f"| `{PRIOR}`"))
    assert f"2 runs | {run.machine}; 2 processes |" in line
    assert "1024 of 1024 | 128: 4 s, 9 min | 1024: 4 s, 1.1 h |" in line


def test_figures_can_be_written_beside_a_page_that_is_not_there_yet(tmp_path: Path) -> None:
    write(results_in(tmp_path), tmp_path / "page.md")
    assert "## Figures" not in (tmp_path / "page.md").read_text(encoding="utf-8")
