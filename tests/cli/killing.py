"""Runs that are killed, interrupted or refused by the disk at any of their steps, and runs side by side: what they leave.

Each run is a process that has all modules loaded, with inference and pages stood in for; it kills itself at one of its steps: a line of the
modules that write files, or an operation of the system on a file.
"""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any

import rechallenge.formats.reading as reading_module
from rechallenge import folders, kept, locking, replacing
from rechallenge.execution import Serial
from rechallenge.report import cache as cache_module
from rechallenge.report import fitting as fitting_module
from rechallenge.report import job
from rechallenge.report.cache import Cache
from rechallenge.report.job import FILES, make_report
from tests.cli.laboratory import Laboratory
from tests.cli.running import COURSE

WATCHED = {module.__file__ for module in (folders, kept, locking, replacing, cache_module, fitting_module, job)}
OPERATIONS = (
    "open",
    "os.rename",
    "os.mkdir",
    "os.remove",
    "os.rmdir",
    "os.link",
    "os.chmod",
    "os.utime",
    "os.truncate",
    "shutil.",
    "tempfile.",
)
WRITING = ("os.rename", "os.mkdir", "os.link")
IN_USE, REFUSED, STOPPED = 3, 4, 5


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def interrupted() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def full() -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


class Steps:
    """Counts the steps of a process and does something at one of them."""

    def __init__(self, at: int, do: Callable[[], object]) -> None:
        self.count, self.at, self.do, self.writing = 0, at, do, do is full

    def step(self) -> None:
        self.count += 1
        if self.count == self.at:
            self.do()

    def watch(self) -> None:
        sys.addaudithook(self.operation)
        if not self.writing:
            sys.settrace(self.trace)

    def operation(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Only what writes meets a full disk."""
        wanted = (
            (event in WRITING or (event == "open" and (arguments[2] or 0) & os.O_CREAT)) if self.writing else event.startswith(OPERATIONS)
        )
        if wanted:
            self.step()

    def trace(self, frame: FrameType, event: str, _: Any) -> Any:
        if frame.f_code.co_filename not in WATCHED:
            return None
        if event == "line":
            self.step()
        return self.trace


def prepare() -> None:
    """Stand in for all that takes time."""
    for name, module in Laboratory().modules().items():
        sys.modules[name] = module
    read = reading_module.read_course(reading_module.Source(COURSE))
    reading_module.read_course = lambda source: read
    vars(job)["renderers"] = Serial
    vars(fitting_module)["configure_libraries"] = lambda: None
    with TemporaryDirectory() as root:  # once, for what is imported on the way
        make_report(COURSE, Path(root) / "out", cache=Cache(Path(root) / "cache"))


def child(work: Callable[[], object]) -> int:
    """Do something in a process of its own; the number of the process."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            work()
            status = 0
        except folders.FolderError as error:
            status = IN_USE if error.why == "in_use" else 1
        except OSError:
            status = REFUSED
        except KeyboardInterrupt:
            status = STOPPED
        finally:
            os._exit(status)
    return pid


def ended(pid: int) -> int:
    """Status of a process when it has ended; minus its signal where it was killed."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def whole(folder: Path) -> str | None:
    """Which report a folder holds, by its method and seed; None where there is no folder; ``mixed`` where it is no report."""
    if not folder.exists():
        return None
    try:
        held = (folder / "posterior.nc").read_text()
        method = held.split()[0]
        right = all((folder / name).read_text() == f"{name} {method} en" for name in FILES[:-1])
    except FileNotFoundError:
        return "mixed"
    return held if right else "mixed"


class Place:
    """A folder of results and a cache, as they stand before a run."""

    def __init__(self, root: Path, *, old: bool, cached: bool) -> None:
        self.folder, self.cache = root / "deep" / "out", root / "cache"
        if cached:
            make_report(COURSE, root / "other", seed=1, cache=Cache(self.cache))
        if old:
            make_report(COURSE, self.folder, seed=0, cache=Cache(self.cache))
            (self.folder / "notes.txt").write_text("mine")
            (self.folder / "mine").mkdir()
            (self.folder / "mine" / "too.txt").write_text("mine")

    def run(self, quick: bool) -> None:
        make_report(COURSE, self.folder, seed=1, quick=quick, cache=Cache(self.cache))

    def wrong(self, old: bool, quick: bool, *, after_next: bool) -> list[str]:
        """What should not be: after a kill, or after the run that followed it."""
        new = {"laplace 1"} if quick else {"laplace 1", "nuts 1"}
        allowed = ({"laplace 1"} if quick else {"nuts 1"}) if after_next else {*new, "nuts 0" if old else None}
        found = [] if (held := whole(self.folder)) in allowed else [f"holds {held}"]
        if old and (self.folder / "notes.txt").read_text() != "mine":
            found.append("a file of the user is gone")
        if after_next:
            left = [path.name for path in self.folder.parent.iterdir() if path.name != "out"] + [p.name for p in self.cache.glob("*.part")]
            found += [f"left {name}" for name in left if name.startswith(".rechallenge")]
            if old and (self.folder / "mine" / "too.txt").read_text() != "mine":
                found.append("a folder of the user is gone")
        return found


def steps_of(place: Place, quick: bool, do: Callable[[], object]) -> int:
    """How many steps a run has at which this may come."""
    read, write = os.pipe()

    def count() -> None:
        steps = Steps(0, do)
        steps.watch()
        place.run(quick)
        sys.settrace(None)
        os.write(write, str(steps.count).encode())

    assert ended(child(count)) == 0
    return int(os.read(read, 100))


def struck(place: Place, at: int, do: Callable[[], object], *, old: bool, quick: bool) -> tuple[int, list[str]]:
    """Let something come to a run at a step, and let another run follow; how the first ended, and what was wrong."""

    def run() -> None:
        Steps(at, do).watch()
        place.run(quick)

    status = ended(child(run))
    found = place.wrong(old, quick, after_next=False)
    found += [] if status in (0, -signal.SIGKILL, REFUSED, STOPPED) else [f"ended with {status}"]
    follows = ended(child(lambda: place.run(quick)))
    return status, [*found, *(place.wrong(old, quick, after_next=True) if follows == 0 else ["the next run failed"])]


def strokes(do: Callable[[], object], most: int) -> tuple[int, list[str]]:
    """Let something come to runs of each kind at up to so many of their steps; how many it ended, and what was wrong."""
    hit, wrong = 0, list[str]()
    for old, cached, quick in ((False, False, True), (True, False, True), (True, True, True), (True, False, False)):
        with TemporaryDirectory() as root:
            total = steps_of(Place(Path(root), old=old, cached=cached), quick, do)
        for at in range(1, total + 1, max(1, total // most)):
            with TemporaryDirectory() as root:
                status, found = struck(Place(Path(root), old=old, cached=cached), at, do, old=old, quick=quick)
            hit += status != 0
            wrong += [f"{do.__name__} old={old} cached={cached} quick={quick} step {at}: {each}" for each in found]
    return hit, wrong


def pairs(number: int) -> tuple[int, list[str]]:
    """Let two runs begin at all kinds of moments of each other; how many were told to wait, and what was wrong."""
    chance, told, wrong = random.Random(1), 0, list[str]()
    for pair in range(number):
        with TemporaryDirectory() as root:
            folder, store = Path(root) / "out", Cache(Path(root) / "cache")

            def run(seed: int, pause: int, folder: Path = folder, store: Cache = store) -> None:
                Steps(pause, lambda: time.sleep(0.02)).watch()
                make_report(COURSE, folder, seed=seed, quick=True, cache=store)

            pauses = [chance.randrange(1, 300) for _ in range(2)]
            running = [child(lambda seed=seed, pause=pause: run(seed, pause)) for seed, pause in enumerate(pauses)]
            statuses = [ended(pid) for pid in running]
            told += statuses.count(IN_USE)
            left = [path.name for path in Path(root).iterdir() if path.name not in ("out", "cache")]
            if whole(folder) not in ("laplace 0", "laplace 1") or not set(statuses) <= {0, IN_USE} or 0 not in statuses or left:
                wrong.append(f"pair {pair}: {statuses}, {whole(folder)}, {left}")
    return told, wrong


def unlocked(number: int) -> list[str]:
    """Let two replace one folder at once, as where a file system knows no locks; what was wrong."""
    chance, wrong = random.Random(2), list[str]()
    for pair in range(number):
        with TemporaryDirectory() as root:
            folder = Path(root) / "out"

            def run(seed: int, pause: int, folder: Path = folder) -> None:
                Steps(pause, lambda: time.sleep(0.02)).watch()
                files = {name: f"{name} laplace en".encode() for name in FILES[:-1]}
                folders.replace_folder(folder, {**files, "posterior.nc": f"laplace {seed}".encode()})

            pauses = [chance.randrange(1, 120) for _ in range(2)]
            statuses = [ended(pid) for pid in [child(lambda seed=seed, pause=pause: run(seed, pause)) for seed, pause in enumerate(pauses)]]
            left = [path.name for path in Path(root).iterdir() if path.name != "out"]
            if whole(folder) not in ("laplace 0", "laplace 1") or statuses != [0, 0] or left:
                wrong.append(f"unlocked pair {pair}: {statuses}, {whole(folder)}, {left}")
    return wrong


def shared(rounds: int) -> list[str]:
    """Let three processes write, read, damage and drop one entry of a cache; what was wrong."""
    with TemporaryDirectory() as root:

        def use(number: int) -> None:
            store, chance = Cache(Path(root)), random.Random(number)
            for _ in range(rounds):
                store.put("key", {"a": bytes([number]) * chance.randrange(50_000), "b": bytes([number])})
                assert store.fault is None, store.fault
                found = store.get("key")
                assert found is None or set(found["a"]) <= set(found["b"])
                if chance.random() < 0.1:
                    (Path(root) / "key").write_bytes(b"damaged")

        statuses = [ended(pid) for pid in [child(lambda number=number: use(number)) for number in range(3)]]
        return [] if statuses == [0, 0, 0] else [f"shared cache: {statuses}"]


def main() -> None:
    most = int(sys.argv[1])
    prepare()
    ends = {do.__name__: strokes(do, number) for do, number in ((killed, most), (interrupted, most // 2), (full, most))}
    told, wrong = pairs(60)
    wrong += [each for _, found in ends.values() for each in found] + unlocked(60) + shared(100)
    print(json.dumps({**{name: hit for name, (hit, _) in ends.items()}, "told": told, "wrong": wrong}))


if __name__ == "__main__":
    main()
