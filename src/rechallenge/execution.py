"""Where work runs: in this thread, on threads, on processes, or wherever an executor of `concurrent.futures` takes it.

Everything here computes with 64-bit floats, and leaves its host as it was: JAX's own setting, which is one for each thread, is changed for
the time of a call (`in_double_precision`) and in the threads and processes that are started here, and nowhere else.
"""

from __future__ import annotations

import ctypes
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeAlias, TypeVar

from rechallenge.replacing import about

P = ParamSpec("P")
R = TypeVar("R")

Executors: TypeAlias = Callable[[int], Executor]
"""Gives what does the work, and is closed after it, from the number of pieces that may run side by side: `threads`, `processes`, `Serial`,
or a cluster's (``lambda _: client.get_executor()`` of Dask). It changes nothing but the time."""

_SHARED_MEMORY = Path("/dev/shm")
"""Where Linux keeps the locks that processes share."""

WATCH_S = 0.5
"""How often a process of ours looks whether the one that began it is still there."""


def in_double_precision(function: Callable[P, R]) -> Callable[P, R]:
    """Let a function compute with 64-bit floats, whatever its host has set; the host finds its own setting again afterwards."""

    @wraps(function)
    def within(*args: P.args, **kwargs: P.kwargs) -> R:
        import jax

        with jax.enable_x64(True):
            return function(*args, **kwargs)

    return within


# Of glibc's `mallopt`: how much may lie free before some is given back, and from which size on a block is asked of the system by itself.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_KEPT_BYTES = 1 << 30


def keep_freed_memory() -> None:
    """Let this process keep the memory that it frees, for its next use; only in processes of ours, never in a host that imports us.

    A program of arrays takes some 50 MB for a moment, ten thousand times over. By default such a block goes back to the system each time,
    and the pages of the next are cleared and mapped anew: half of the time of a gradient. Where the C library is not glibc nothing changes.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if os.name == "posix" else None
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _KEPT_BYTES)
        mallopt(_TRIM_THRESHOLD, _KEPT_BYTES)


class Serial(Executor):
    """Does the work at once, in the thread that asks for it, however many pieces might run side by side."""

    def __init__(self, most: int = 1) -> None:
        """Take no notice of the number: one piece runs at a time."""

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


def threads(most: int | None = None, *, of_arrays: bool = True) -> Executor:
    """Threads, as many as there are cores by default: for the programs of arrays, which share one process.

    Parameters
    ----------
    most
        How many at once.
    of_arrays
        Whether their work is programs of arrays, for which each thread computes with 64-bit floats; other work need not wait until JAX
        is imported.
    """
    return ThreadPoolExecutor(most or cores(), thread_name_prefix="rechallenge", initializer=_begin_thread if of_arrays else None)


def processes(most: int | None = None, begin: Callable[..., object] | None = None, *given: object) -> Executor:
    """Processes, as many as there are cores by default: for whole fits, each of which compiles for itself or finds it on disk.

    They are those of loky: a program that calls us needs no guard about its main module, which they do not import, and
    `end_now` ends them in the middle of their work.

    Parameters
    ----------
    most
        How many at once.
    begin, given
        Called once in each process before its first work, with these arguments: imports what the work needs, say.

    Raises
    ------
    OSError
        The system has no room for their locks.
    """
    from loky import ProcessPoolExecutor

    # one process a core: the matrices are too small for threads of their own; read when NumPy and JAX are imported
    settings = {name: os.environ.get(name, "1") for name in ("OPENBLAS_NUM_THREADS", "JAX_ENABLE_X64")}
    pool: Executor
    try:
        pool = ProcessPoolExecutor(
            most or cores(), timeout=None, initializer=_begin_process, initargs=(os.getpid(), begin, given), env=settings
        )
    except OSError as error:
        if _SHARED_MEMORY.is_dir():
            about(error, _SHARED_MEMORY)
        raise
    return pool


def inside(executor: Executors) -> Executors:
    """Executors for the parts of a piece of work that one of these executors does.

    In this process they are the same. A process, or a worker of a cluster, does the parts on threads of its own.
    """
    return executor if executor in (threads, Serial) else threads


def end_now(pool: Executor) -> None:
    """End an executor: processes at once, in the middle of their work; threads when they have done what they are doing."""
    try:
        pool.shutdown(wait=False, kill_workers=True)  # type: ignore[call-arg]
    except TypeError:  # threads cannot be ended
        pool.shutdown(wait=False, cancel_futures=True)


def _begin_thread() -> None:
    import jax

    # the thread ends with its pool, and its setting with it
    jax.enable_x64(True).__enter__()


def _begin_process(parent: int, begin: Callable[..., object] | None, given: tuple[object, ...]) -> None:
    from loky import process_executor

    # Where psutil is installed, loky takes a process that grew by 300 MB for one that leaks, and puts another in its place: compiling
    # programs makes it grow so, and the other has neither them nor what `begin` was given.
    process_executor._USE_PSUTIL = False
    keep_freed_memory()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(WATCH_S)
        os._exit(1)  # killed, it could not tell us

    threading.Thread(target=watch, daemon=True).start()
    if begin is not None:
        begin(*given)
