"""Tests compute with 64-bit floats also where they call what is below the public functions; types and shapes of calls are checked."""

import gc
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator

import jax
import pytest
from jaxtyping import install_import_hook

import tests.checking  # noqa: F401

CHECKED = [f"rechallenge.{name}" for name in ("analogy", "instruments", "outcomes", "safety", "single_case")]
CHECKED += [f"rechallenge.course.{name}" for name in ("dose_doubts", "planned_regimen", "reading", "timeline")]
CHECKED += [f"rechallenge.inference.{name}" for name in ("chains", "normal", "pareto")]
CHECKED += [f"rechallenge.questions.{name}" for name in ("blocking", "borrowing", "first_dose_window", "forecast_start", "forecasts")]
CHECKED += [f"rechallenge.questions.attribution.{name}" for name in ("acting", "assumptions", "steroid_share")]
CHECKED += [f"rechallenge.questions.{name}.compute" for name in ("analogy", "dependence", "next", "response")]
CHECKED += [f"rechallenge.questions.{name}" for name in ("next.growth", "withdrawal.own_days")]
"""Packages whose calls have their types checked, and modules whose arrays have named shapes. In all of the reader of records the same holds
(tried once), but each test would take twice its time: there the functions are checked by which others enter it. Of the
questions those are left out that tests hand stand-ins of a fit or of a forecast start."""
# before the conftests of the folders import anything of them
install_import_hook(CHECKED, "tests.checking.checked")


RANKS = {"inference", "mechanism", "questions"}
"""Folders of tests, and packages with their examples, in which no array repeats silently along axes that it lacks; a list that grows."""


COMPILED = "JAX_COMPILATION_CACHE_DIR"


def pytest_configure(config: pytest.Config) -> None:
    """Set it before any test module is imported; workers, and the programs that tests start, inherit the environment.

    What is compiled in one session is shared by all its processes, and goes with it: each begins as a machine that never ran the program.
    """
    jax.config.update("jax_enable_x64", True)
    gc.set_threshold(50_000, 20, 20)  # as the program does: what is imported and collected stays
    if COMPILED not in os.environ:
        os.environ[COMPILED] = tempfile.mkdtemp(prefix="rechallenge-tests-")
        config.add_cleanup(lambda: shutil.rmtree(os.environ.pop(COMPILED), ignore_errors=True))
        jax.config.update("jax_compilation_cache_dir", os.environ[COMPILED])
    # as the program does for itself: each of its many small programs is kept, and a worker computes on its own core alone
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0)
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False  # workers take the files in the order of `pytest_collection_modifyitems`


LONGEST = (
    "tests/metamorphic/test_stops_by_estimates.py",
    "tests/calibration/test_short_run.py",
    "tests/metamorphic/test_readings_by_estimates.py",
    "tests/web/test_page.py",
    "tests/calibration/test_short_run_mistakes.py",
    "tests/course/test_fuzzed.py",
    "tests/inference/test_fit.py",
    "tests/inference/test_map_structures.py",
    "tests/cli/test_report_command.py",
    "tests/house/test_added_from_outside.py",
    "tests/house/test_questions.py",
    "tests/house/test_execution.py",
    "tests/inference/test_results_for_arviz.py",
    "tests/inference/test_compiled_once.py",
    "tests/inference/test_intravenous.py",
    "tests/inference/test_map_honesty.py",
    "tests/inference/test_map_nonmem.py",
    "tests/outcomes/test_adding_an_outcome.py",
    "tests/web/test_tablet.py",
    "tests/calibration/test_factors.py",
    "tests/vocabulary/test_adding_a_language.py",
)
"""Files that take a minute or more. They are begun before all others, so that none is left to one worker when the other has ended."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let the longest files come first, and then those of many tests; within a file the order stays."""
    places = {config.rootpath / name: place for place, name in enumerate(LONGEST)}
    if gone := [str(path) for path in places if not path.exists()]:
        raise pytest.UsageError(f"conftest.py names files that are not there: {', '.join(gone)}")
    tests = Counter(item.path for item in items)
    items.sort(key=lambda item: (places.get(item.path, len(places)), -tests[item.path], str(item.path)))


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over the thousands of tests."""
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Refuse an array of another rank in all threads of a test, which a scope of JAX would leave aside."""
    jax.config.update("jax_numpy_rank_promotion", "raise" if RANKS.intersection(item.path.parts) else "allow")
    return (yield)
