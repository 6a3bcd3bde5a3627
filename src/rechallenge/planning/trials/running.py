"""Running a design: chunks of settings wherever an executor takes them, each kept when it is done, so that a stopped run goes on.

A chunk depends on the design, the seed and its own number alone: neither the number of workers, nor their order, nor one that is killed
changes a digit.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rechallenge.execution import cores, end_now, processes
from rechallenge.fingerprint import digest, fingerprint
from rechallenge.kept import cache_folder, keep, kept, trim
from rechallenge.planning.trials.design import TrialDesign
from rechallenge.planning.trials.replicates import SettingResult, setting_result

CHUNK = 5
"""Settings that are simulated and kept together: some seconds of work."""

LARGEST_BYTES = 200_000_000
"""What chunks of all runs may take up before those unused for longest go."""

OnSettings = Callable[[int, int], None]
"""Called with the number of settings that are done, and with that of all."""


def _quiet(done: int, settings: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class TrialStore:
    """Where the chunks of one run are kept, a file each."""

    folder: Path

    @classmethod
    def of(cls, design: TrialDesign, seed: int) -> TrialStore:
        """Return the store of a design: another design, seed, version or library has another."""
        draws = design.population.draws
        content = b"" if draws is None else draws.read_bytes()
        return cls(cache_folder() / "trials" / digest(repr(design), content, str(seed), fingerprint())[:40])

    def _path(self, chunk: int) -> Path:
        return self.folder / f"chunk-{chunk:05d}.json"

    def put(self, chunk: int, results: list[SettingResult]) -> None:
        """Keep a chunk; a machine on which nothing can be kept loses no more than the way back to it."""
        try:
            keep(self._path(chunk), json.dumps(results, allow_nan=False, separators=(",", ":")).encode())
        except OSError:
            return

    def get(self, chunk: int) -> list[SettingResult] | None:
        """Return a chunk that was kept whole, or None."""
        content = kept(self._path(chunk))
        if content is None:
            return None
        results: list[SettingResult] = json.loads(content)
        return results

    def trim(self, largest_bytes: int = LARGEST_BYTES) -> None:
        """Remove the chunks unused for longest, of any run, until the rest fit; where that fails they stay."""
        runs = self.folder.parent
        try:
            trim(runs.glob("*/chunk-*.json"), largest_bytes)
            for folder in runs.iterdir():
                if not any(folder.iterdir()):
                    folder.rmdir()
        except OSError:
            return


def run_chunk(design: TrialDesign, chunk: int, seed: int) -> list[SettingResult]:
    """Simulate the settings of one chunk."""
    first = chunk * CHUNK
    return [setting_result(design, setting, seed) for setting in range(first, min(first + CHUNK, design.settings))]


def simulate_trials(
    design: TrialDesign, *, seed: int = 0, executor: Executor | None = None, workers: int | None = None, on_progress: OnSettings = _quiet
) -> list[SettingResult]:
    """Simulate all settings of a design that have not been kept.

    Parameters
    ----------
    executor
        Where chunks are simulated: that of a cluster, say (`rechallenge.cluster.cluster`); by default processes of this machine.
    workers
        How many processes, by default as many as there are cores.
    on_progress
        Called as chunks are done.

    Raises
    ------
    KeyboardInterrupt
        The user pressed Ctrl-C: what is done is kept, and the next run goes on from there.
    """
    store = TrialStore.of(design, seed)
    chunks = range(-(-design.settings // CHUNK))
    done = {chunk: found for chunk in chunks if (found := store.get(chunk)) is not None}

    store.trim()  # those of this run were read just now, and go last

    def progress() -> None:
        on_progress(sum(map(len, done.values())), design.settings)

    progress()
    left = [chunk for chunk in chunks if chunk not in done]
    for chunk, results in _simulated(design, left, seed, executor, min(workers or cores(), len(left))):
        done[chunk] = results
        store.put(chunk, results)
        progress()
    return [result for chunk in chunks for result in done[chunk]]


def _simulated(
    design: TrialDesign, left: Sequence[int], seed: int, executor: Executor | None, workers: int
) -> Iterator[tuple[int, list[SettingResult]]]:
    """Simulate chunks, each given as it is done: one after another in this thread, or wherever an executor does it."""
    if executor is None and workers <= 1:
        for chunk in left:
            yield chunk, run_chunk(design, chunk, seed)
        return
    with _pool(executor, workers) as pool:
        waiting = {pool.submit(run_chunk, design, chunk, seed): chunk for chunk in left}
        for future in as_completed(waiting):
            yield waiting[future], future.result()


@contextmanager
def _pool(executor: Executor | None, workers: int) -> Iterator[Executor]:
    """Use an executor, or processes of our own that end in the middle of their work where something goes wrong."""
    if executor is not None:
        yield executor
        return
    own = processes(workers)
    try:
        yield own
    except BaseException:
        end_now(own)
        raise
    own.shutdown()
