"""The order of the job, what it leaves when it is stopped, and what it does not do twice.

Inference and the report's pages are stood in for by quick ones, as their own tests hold them: here it matters when they are called.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from rechallenge.course.problems import CourseError
from rechallenge.report.cache import Cache
from rechallenge.report.job import FILES, Interrupted, make_report, place
from rechallenge.report.steps import Step
from tests.cli.running import COURSE, WRONG_COURSE


class Laboratory:
    """Stand-ins that write down what was asked of them; `stop_at` is where the user presses Ctrl-C."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.stop_at = ""

    def did(self, what: str) -> None:
        self.asked.append(what)
        if what == self.stop_at:
            raise KeyboardInterrupt

    def modules(self) -> dict[str, ModuleType]:
        laboratory = self

        class Fit:
            def __init__(self, method: str, seed: int) -> None:
                self.method, self.seed = method, seed

            def save(self, path: Path) -> None:
                path.write_text(f"{self.method} {self.seed}")

            @classmethod
            def load(cls, path: Path, course: Any) -> Fit:
                laboratory.did("load")
                method, seed = path.read_text().split()
                return cls(method, int(seed))

        def fit_course(
            course: Any, *, method: str, seed: int, start: Any, sampler_follows: bool = False, follows: Any, progress: Any
        ) -> Fit:
            laboratory.did(method if start is None else f"{method} from {start.method}")
            progress(SimpleNamespace(done=0.5))
            return Fit(method, seed)

        def answer_all(course: Any, fit: Fit, *, ledger: Any, seed: int) -> str:
            laboratory.did(f"answers of {fit.method}")
            return fit.method

        def build_report(course: Any, answers: str, fit: Fit, *, language: str, **_: Any) -> str:
            laboratory.did(f"report in {language}")
            return f"{answers} {language}"

        def write_report(files: str, folder: Path) -> None:
            for name in FILES[:3]:
                (folder / name).write_text(f"{name} {files}")

        contents = {
            "rechallenge.inference.fit": {"Fit": Fit},
            "rechallenge.inference.fitting": {"fit_course": fit_course},
            "rechallenge.questions": {"answer_all": answer_all, "prepare": lambda course, problem: None},
            "rechallenge.report.build": {"build_report": build_report, "write_report": write_report},
        }
        made = {}
        for name, content in contents.items():
            made[name] = ModuleType(name)
            vars(made[name]).update(content)
        return made


@pytest.fixture
def laboratory(monkeypatch: pytest.MonkeyPatch) -> Iterator[Laboratory]:
    monkeypatch.delenv("JAX_COMPILATION_CACHE_DIR", raising=False)
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
    assert contents(finished.folder) == {name: f"{name} nuts en" for name in FILES[:3]} | {"posterior.nc": "nuts 0"}


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
    for path in store.root.glob("*/*.*"):
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
    assert contents(tmp_path / "out") == {name: f"{name} laplace en" for name in FILES[:3]} | {"posterior.nc": "laplace 0"}


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
    monkeypatch.setattr(
        sys.modules["rechallenge.report.build"], "write_report", lambda files, folder: (folder / FILES[0]).write_text("half")
    )
    with pytest.raises(FileNotFoundError):
        make_report(COURSE, tmp_path / "out", quick=True, seed=1, cache=store)
    assert contents(tmp_path / "out") == before


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


class TestPlace:
    """Files appear together or not at all."""

    def test_ctrl_c_in_the_exchange_is_heeded_after_it(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        folder, source = tmp_path / "out", tmp_path / "source"
        folder.mkdir(), source.mkdir()
        files = {name: source / name for name in "abc"}
        for name, path in files.items():
            path.write_text("new")
            (folder / name).write_text("old")
        replace, calls = Path.replace, []

        def replace_with_ctrl_c(self: Path, target: Path) -> Path:
            result = replace(self, target)
            calls.append(target)
            if len(calls) == 1:
                raise KeyboardInterrupt
            return result

        monkeypatch.setattr(Path, "replace", replace_with_ctrl_c)
        with pytest.raises(KeyboardInterrupt):
            place(files, folder)
        assert contents(folder) == dict.fromkeys("abc", "new")

    def test_what_cannot_be_read_leaves_all_of_the_old_files(self, tmp_path: Path) -> None:
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "a").write_text("old")
        (tmp_path / "new").write_text("new")
        with pytest.raises(FileNotFoundError):
            place({"a": tmp_path / "new", "b": tmp_path / "absent"}, tmp_path / "out")
        assert contents(tmp_path / "out") == {"a": "old"}
