"""A long run that is stopped goes on where it was, and outlives the processes that do its work."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rechallenge.inference.fit import Method
from studies.calibration import study
from studies.calibration.cases import PRIOR, STUDIES, WRONG, Case, Replicate, Said


def no_method(case: Case) -> tuple[Method, ...]:
    return ()


def test_a_killed_run_goes_on_with_the_patients_that_it_has_not_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One patient is done, the second was being written when the run was killed, and every process does one patient only."""
    monkeypatch.setattr(study, "PATIENTS_A_PROCESS", 1)
    cases, path = STUDIES[WRONG]()[:3], tmp_path / "wrong.jsonl"
    list(study.run(cases[:1], no_method, path, workers=1))
    whole = path.read_bytes()
    path.write_bytes(whole + whole[: len(whole) // 2])

    told: list[tuple[int, int]] = []
    added = list(study.run(cases, no_method, path, workers=1, on_progress=lambda done, total: told.append((done, total))))

    assert [replicate.case for replicate in added] == cases[1:]
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert path.read_bytes().startswith(whole)
    assert set(study.kept(path)) == {case.name for case in cases}


def test_patients_that_lack_an_answer_which_is_now_asked_for_are_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cases, path, asked = STUDIES[PRIOR]()[:3], tmp_path / "factors.jsonl", []
    said = Said({}, {}, (0.0, 0.1), None, (), 1.0)

    def one(case: Case, methods: tuple[Method, ...]) -> Replicate:
        asked.append((case.number, methods))
        return Replicate(case, 9, 0, 0.0, dict.fromkeys(methods, said))

    monkeypatch.setattr(study, "_one", one)
    for full in (0, 2):
        list(
            study.run(cases, lambda case, full=full: ("laplace", "nuts")[: 1 + (case.number < full)], path, 1, executor=ThreadPoolExecutor)
        )
    assert sorted(asked[3:]) == [(0, ("laplace", "nuts")), (1, ("laplace", "nuts"))]
    assert [sorted(each.said) for each in study.kept(path).values()].count(["laplace", "nuts"]) == 2


def test_a_patient_who_cannot_be_tried_ends_no_run_and_stays_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cases, path, failed = STUDIES[PRIOR]()[:3], tmp_path / "factors.jsonl", []

    def one(case: Case, methods: tuple[Method, ...]) -> Replicate:
        if case.number == 1:
            raise RuntimeError("no patient improved")
        return Replicate(case, 9, 0, 0.0)

    monkeypatch.setattr(study, "_one", one)
    list(study.run(cases, no_method, path, 2, on_failure=lambda case, failure: failed.append(case.name), executor=ThreadPoolExecutor))
    assert failed == ["factors-1"]
    assert set(study.kept(path)) == {"factors-0", "factors-2"}
