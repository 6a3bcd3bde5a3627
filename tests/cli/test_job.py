"""The order of the job, what it leaves when it is stopped, and what it does not do twice.

Inference and the report's pages are stood in for by quick ones, as their own tests hold them: here it matters when they are called.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rechallenge.course.problems import CourseError
from rechallenge.execution import Serial
from rechallenge.folders import FolderError, reserved
from rechallenge.report import job
from rechallenge.report.cache import Cache
from rechallenge.report.job import FILES, Interrupted, make_report
from rechallenge.report.steps import Step
from tests.cli.laboratory import Laboratory
from tests.cli.running import COURSE, WRONG_COURSE


@pytest.fixture
def laboratory(monkeypatch: pytest.MonkeyPatch) -> Iterator[Laboratory]:
    monkeypatch.delenv("JAX_COMPILATION_CACHE_DIR", raising=False)
    monkeypatch.setattr(job, "renderers", Serial)  # processes for charts that nobody draws here
    made = Laboratory()
    for name, module in made.modules().items():
        monkeypatch.setitem(sys.modules, name, module)
    yield made
    monkeypatch.delenv("JAX_COMPILATION_CACHE_DIR", raising=False)


@pytest.fixture
def store(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(folder.iterdir())}


QUICK = ["laplace", "answers of laplace", "report in en"]
FULL = [*QUICK, "nuts from laplace", "answers of nuts", "report in en"]


def test_the_full_job_writes_a_quick_report_first_and_then_replaces_it(laboratory: Laboratory, store: Cache, tmp_path: Path) -> None:
    finished = make_report(COURSE, tmp_path / "out", cache=store)
    assert laboratory.asked == FULL
    assert (finished.method, finished.from_cache) == ("nuts", False)
    assert contents(finished.folder) == {name: f"{name} nuts en" for name in FILES[:-1]} | {"posterior.nc": "nuts 0"}


def test_the_quick_job_stops_at_the_quick_report(laboratory: Laboratory, store: Cache, tmp_path: Path) -> None:
    finished = make_report(COURSE, tmp_path / "out", quick=True, cache=store)
    assert laboratory.asked == QUICK
    assert finished.method == "laplace"


def test_an_identical_run_computes_nothing_and_gives_the_same_files(laboratory: Laboratory, store: Cache, tmp_path: Path) -> None:
    first = make_report(COURSE, tmp_path / "one", cache=store)
    laboratory.asked.clear()
    second = make_report(COURSE, tmp_path / "two", cache=store)
    assert laboratory.asked == []
    assert second.from_cache
    assert contents(first.folder) == contents(second.folder)


def test_another_language_takes_the_fit_and_writes_it_up_anew(laboratory: Laboratory, store: Cache, tmp_path: Path) -> None:
    make_report(COURSE, tmp_path / "one", cache=store)
    laboratory.asked.clear()
    make_report(COURSE, tmp_path / "two", language="fr", cache=store)
    assert laboratory.asked == ["load", "answers of nuts", "report in fr"]


def test_the_full_job_takes_up_where_a_quick_one_stopped(laboratory: Laboratory, store: Cache, tmp_path: Path) -> None:
    make_report(COURSE, tmp_path / "out", quick=True, cache=store)
    laboratory.asked.clear()
    make_report(COURSE, tmp_path / "out", cache=store)
    assert laboratory.asked[0] == "load"
    assert "laplace" not in laboratory.asked
    assert laboratory.asked[-3:] == FULL[-3:]


@pytest.mark.parametrize("change", [{"seed": 1}, {"case": COURSE + "# a remark\n"}])
def test_another_seed_or_file_is_another_job(laboratory: Laboratory, store: Cache, tmp_path: Path, change: dict[str, Any]) -> None:
    make_report(COURSE, tmp_path / "out", cache=store)
    laboratory.asked.clear()
    make_report(**{"case": COURSE, "folder": tmp_path / "out", "cache": store, **change})
    assert laboratory.asked == FULL


def test_a_damaged_entry_is_computed_again(laboratory: Laboratory, store: Cache, tmp_path: Path) -> None:
    make_report(COURSE, tmp_path / "out", quick=True, cache=store)
    laboratory.asked.clear()
    for path in store.root.iterdir():
        path.write_bytes(b"damaged")
    finished = make_report(COURSE, tmp_path / "out", quick=True, cache=store)
    assert laboratory.asked == QUICK
    assert not finished.from_cache


def test_a_wrong_course_writes_nothing(laboratory: Laboratory, store: Cache, tmp_path: Path) -> None:
    with pytest.raises(CourseError) as error:
        make_report(WRONG_COURSE, tmp_path / "out", cache=store)
    assert len(error.value.problems) == 4
    assert list(tmp_path.iterdir()) == []
    assert laboratory.asked == []


@pytest.mark.parametrize("moment", ["nuts from laplace", "answers of nuts"])
def test_ctrl_c_after_the_quick_report_leaves_it_complete(laboratory: Laboratory, store: Cache, tmp_path: Path, moment: str) -> None:
    laboratory.stop_at = moment
    with pytest.raises(Interrupted) as stop:
        make_report(COURSE, tmp_path / "out", cache=store)
    assert stop.value.left is not None
    assert stop.value.left.method == "laplace"
    assert contents(tmp_path / "out") == {name: f"{name} laplace en" for name in FILES[:-1]} | {"posterior.nc": "laplace 0"}


def test_ctrl_c_before_the_quick_report_leaves_nothing(laboratory: Laboratory, store: Cache, tmp_path: Path) -> None:
    laboratory.stop_at = "laplace"
    with pytest.raises(Interrupted) as stop:
        make_report(COURSE, tmp_path / "out", cache=store)
    assert stop.value.left is None
    assert not (tmp_path / "out").exists()


def test_a_failed_job_leaves_the_report_of_before(
    laboratory: Laboratory, store: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_report(COURSE, tmp_path / "out", quick=True, cache=store)
    before = contents(tmp_path / "out")

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        make_report(COURSE, tmp_path / "out", quick=True, seed=1, cache=store)
    assert contents(tmp_path / "out") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache", "out"]


def test_a_second_run_into_one_folder_is_told_before_anything_is_fitted(laboratory: Laboratory, store: Cache, tmp_path: Path) -> None:
    with reserved(tmp_path / "out", FILES), pytest.raises(FolderError) as error:
        make_report(COURSE, tmp_path / "out", cache=store)
    assert (error.value.why, error.value.owner.process) == ("in_use", os.getpid())
    assert laboratory.asked == []


def test_a_cache_that_cannot_be_written_is_told_once_and_the_report_is_made(laboratory: Laboratory, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    told: list[str] = []

    def on_progress(step: Step) -> None:
        told.extend(note.code for note in step.notes if note.code.startswith("cache."))

    finished = make_report(COURSE, tmp_path / "out", cache=Cache(tmp_path / "file" / "results"), on_progress=on_progress)
    assert sorted(contents(finished.folder)) == sorted(FILES)
    assert told == ["cache.unwritable"]


def test_steps_are_told_in_order_and_end_at_one(laboratory: Laboratory, store: Cache, tmp_path: Path) -> None:
    told: list[Step] = []
    make_report(COURSE, tmp_path / "out", cache=store, on_progress=told.append)
    stages = list(dict.fromkeys((step.stage, step.quick) for step in told))
    assert stages == [
        ("read", False), ("laplace", False), ("answers", True), ("write", True), ("nuts", False), ("answers", False), ("write", False),
    ]  # fmt: skip
    assert told[-1] == Step("write", 1.0)


def test_a_missing_file_is_told_as_a_wrong_course(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="There is no file"):
        make_report(tmp_path / "nowhere.yaml", tmp_path / "out")
