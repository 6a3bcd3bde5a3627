"""Where work runs: in this thread, on threads, on processes, or wherever an executor of `concurrent.futures` takes it.

Everything here computes with 64-bit floats, and leaves its host as it was: JAX's own setting, which is one for each thread, is changed for
the time of a call (`in_double_precision`) and in the threads and processes that are started here, and nowhere else.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def in_double_precision(function: Callable[P, R]) -> Callable[P, R]:
    """Let a function compute with 64-bit floats, whatever its host has set; the host finds its own setting again afterwards."""

    @wraps(function)
    def within(*args: P.args, **kwargs: P.kwargs) -> R:
        import jax

        with jax.enable_x64(True):
            return function(*args, **kwargs)

    return within


class Serial(Executor):
    """Does the work at once, in the thread that asks for it."""

    def submit(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Do it, and give a future that is done."""
        done: Future[R] = Future()
        try:
            done.set_result(function(*args, **kwargs))
        except Exception as error:
            done.set_exception(error)
        return done


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def threads(most: int | None = None) -> Executor:
    """Threads, as many as there are cores by default: for the programs of arrays, which share one process."""
    return ThreadPoolExecutor(most or cores(), initializer=_begin_thread)


def processes(most: int | None = None) -> Executor:
    """Processes, as many as there are cores by default: for whole fits, each of which compiles for itself or finds it on disk."""
    return ProcessPoolExecutor(most or cores(), multiprocessing.get_context("spawn"), initializer=_begin_process)


def _begin_thread() -> None:
    import jax

    # the thread ends with its pool, and its setting with it
    jax.enable_x64(True).__enter__()


def _begin_process() -> None:
    # one process a core: the matrices are too small for threads of their own; read when NumPy and JAX are imported
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("JAX_ENABLE_X64", "1")
