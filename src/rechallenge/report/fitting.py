"""The fit of a course, from the cache where an identical one was done before."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from rechallenge.fingerprint import digest, fingerprint
from rechallenge.limits import FITTING_GB, require
from rechallenge.report.cache import Cache
from rechallenge.report.compiled import compiled_folder, trim, usable
from rechallenge.report.steps import Method, OnProgress, Step

if TYPE_CHECKING:
    from rechallenge.course.model import Course
    from rechallenge.inference.fit import Fit

_DECIDED_BY = ("course", "literature", "mechanism", "analogy", "inference")
"""Sub-packages that decide a fit; a change elsewhere only changes what is said of it."""

POSTERIOR = "posterior.nc"
"""Name of the file of a fit."""


def fit_key(text: str, method: Method, seed: int) -> str:
    """Name the fit of a course file in the cache."""
    return "fit-" + digest(_normalised(text), fingerprint(*_DECIDED_BY), method, str(seed))[:40]


def report_key(text: str, method: Method, seed: int, language: str) -> str:
    """Name the finished report on a course file in the cache."""
    return "report-" + digest(_normalised(text), fingerprint(), method, str(seed), language)[:40]


def _normalised(text: str) -> str:
    """Ignore what an editor may change without anyone meaning it: line ends, and blanks at the end of a line."""
    return "\n".join(line.rstrip() for line in text.splitlines()).rstrip()


def configure_libraries() -> None:
    """Tell the numerical libraries how to run here; they read this when they are imported, so it comes before.

    Compiled programs are kept beside our results, so that only the first run on a machine compiles. What the user chose stays.
    """
    if usable():
        os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", str(compiled_folder()))
        trim()
    # many small programs, each quick to compile, add up: keep all of them
    os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")
    # accounts and chains run side by side, one a core; the matrices are too small for threads of their own, which would only wait
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def fitted(
    course: Course,
    text: str,
    method: Method,
    seed: int,
    *,
    on_progress: OnProgress,
    store: Cache,
    start: Fit | None = None,
    sampler_follows: bool = False,
) -> Fit:
    """Fit a course, or load the fit when this file, method and seed were fitted before by this version.

    Parameters
    ----------
    course, text
        The course, and the text of the file that it was read from.
    method, seed
        How, and with which random numbers.
    on_progress
        Called as it goes on.
    store
        Where fits are kept.
    start
        The Laplace fit from which the sampler starts; made (or loaded) when it is not given.
    sampler_follows
        Whether a Laplace fit will be followed by the sampler, which is then compiled meanwhile.

    Raises
    ------
    LimitError
        The limits of this process are too low for it.
    """
    key = fit_key(text, method, seed)
    require(FITTING_GB)
    configure_libraries()
    from rechallenge.inference.fit import Fit
    from rechallenge.inference.fitting import fit_course
    from rechallenge.questions import prepare

    if (kept := store.get(key)) is not None:
        try:
            return Fit.load(kept[POSTERIOR], course)
        except (OSError, KeyError, ValueError):
            store.drop(key)
    if method == "nuts" and start is None:
        start = fitted(course, text, "laplace", seed, on_progress=on_progress, store=store, sampler_follows=True)
    on_progress(Step(method, 0.0))
    fit = fit_course(
        course,
        method=method,
        seed=seed,
        start=start,
        follows=partial(prepare, course),
        sampler_follows=sampler_follows,
        progress=lambda progress: on_progress(Step(method, progress.done)),
    )
    on_progress(Step(method, 1.0))
    store.put(key, {POSTERIOR: fit.as_bytes()})
    if told := store.warnings():
        on_progress(Step(method, 1.0, notes=told))
    return fit
