"""A long run that is stopped goes on where it was, and outlives the processes that do its work."""

from pathlib import Path

import pytest

from studies.calibration import study
from studies.calibration.cases import STUDIES


def test_a_killed_run_goes_on_with_the_patients_that_it_has_not_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One patient is done, the second was being written when the run was killed, and every process does one patient only."""
    monkeypatch.setattr(study, "PATIENTS_A_PROCESS", 1)
    cases, path = STUDIES["prior"]()[:3], tmp_path / "prior.jsonl"
    list(study.run(cases[:1], (), path, workers=1))
    whole = path.read_bytes()
    path.write_bytes(whole + whole[: len(whole) // 2])

    told: list[tuple[int, int]] = []
    added = list(study.run(cases, (), path, workers=1, on_progress=lambda done, total: told.append((done, total))))

    assert [replicate.case for replicate in added] == cases[1:]
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert path.read_bytes().startswith(whole)
    assert set(study.kept(path)) == {case.name for case in cases}
