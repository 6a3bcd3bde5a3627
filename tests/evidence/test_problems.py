"""The frozen problems on which estimators of evidence are compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from studies.evidence.patients import CASES, DENSITIES
from studies.evidence.problems import FROZEN, frozen
from studies.evidence.results import Estimated, compared, file_of, keep


def test_the_first_24_patients_hold_every_density_number_of_stops_and_truth() -> None:
    assert len({(case.density, case.stops, case.works) for case in CASES[:24]}) == len(DENSITIES) * 4 * 2
    assert len(CASES) == 60


def test_the_frozen_problems_run_from_sparse_to_dense_and_are_small() -> None:
    sparse, usual, dense = frozen(range(6, 9))
    assert (sparse.density, usual.density, dense.density) == DENSITIES
    assert sparse.n_readings < usual.n_readings < dense.n_readings / 2
    assert FROZEN.stat().st_size < 1_000_000


def test_each_frozen_problem_fits_the_program() -> None:
    """Or the program lays charts out in other arrays: the problems are then frozen anew, and their estimates made again."""
    for problem in frozen([0, 20, 41]):
        assert problem.drug == "anakinra"
        assert [acts.tolist() for acts in problem.works] == [[1.0, 1.0], [0.0, 1.0]]
        assert problem.layout.n_segments == len(problem.data.length_days)


def test_estimates_of_one_density_are_compared_and_others_are_not(tmp_path: Path) -> None:
    """Differences of one and of minus one joint error have a mean square of one; an estimate of another likelihood does not count."""
    for number, digest, difference in ((0, "[1.0]", 0.5), (1, "[2.0]", -0.5), (2, "[3.0]", 40.0)):
        keep(tmp_path, "long", Estimated(number, "dense", 9, digest, 2.0, 0.3, 1.0))
        keep(tmp_path, "program", Estimated(number, "dense", 9, digest if number < 2 else "[4.0]", 2.0 + difference, 0.4, 1.0))
    with file_of(tmp_path, "long").open("a", encoding="utf-8") as file:
        file.write('{"number": 3, "den')  # a run that was stopped
    found = compared(tmp_path)
    assert found.patients == 2
    assert found.variance == pytest.approx(1.0)
    assert found.median_error == found.median_error_dense == pytest.approx(0.4)
