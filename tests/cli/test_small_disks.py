"""The system itself refuses: small disks that fill up, and limits of a process. One clear line, the old report whole, nothing left beside.

The disks are mounted in a name space of the process, which nothing outside sees.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rechallenge.report.cache import Cache
from rechallenge.report.fitting import POSTERIOR, fit_key, report_key
from rechallenge.report.job import FILES
from tests.cli.running import COURSE, command, environment

ROOT = Path(__file__).parents[2]
OURS = ("unshare", "--user", "--map-root-user", "--mount")
TEMPORARY = ("/tmp", "/var/tmp", "/dev/shm")
PART_BYTES = 100_000
"""Of each file of the report that is kept, and that the small disks have no room for."""


def mounts() -> str:
    """Why no disk can be mounted here; empty where one can."""
    if shutil.which(OURS[0]) is None:
        return f"there is no {OURS[0]}"
    tried = subprocess.run([*OURS, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, text=True, check=False)
    return tried.stderr.strip() or ("" if tried.returncode == 0 else f"{OURS[0]} ended with {tried.returncode}")


REFUSED = mounts()
mounted = pytest.mark.skipif(bool(REFUSED), reason=f"no disk can be mounted here: {REFUSED}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the program runs: a course, and its quick report in the cache, so that nothing has to be fitted."""
    (tmp_path / "case.yaml").write_text(COURSE)
    store = Cache(tmp_path / "cache" / "results")
    store.put(fit_key(COURSE, "laplace", 0), {POSTERIOR: b"n" * PART_BYTES})
    store.put(report_key(COURSE, "laplace", 0, "en"), {name: b"n" * PART_BYTES for name in FILES if name != POSTERIOR})
    (tmp_path / "small").mkdir()
    return tmp_path


def run(line: str, folder: Path, *, disks: bool = False) -> subprocess.CompletedProcess[str]:
    """Run a line of the shell: ``rechallenge`` is the program, ``stood_in`` the program that fits nothing."""
    stood_in = shlex.join([sys.executable, "-m", "tests.cli.stood_in"])
    functions = f'rechallenge() {{ {shlex.join(command())} "$@"; }}; stood_in() {{ {stood_in} "$@"; }}'
    shell = ["bash", "-c", f"{functions}; {line}"]
    paths = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    seen = {name: value for name, value in environment(folder / "cache", PYTHONPATH=paths).items() if name != "TMPDIR"}
    whole = [*OURS, *shell] if disks else shell
    return subprocess.run(whole, cwd=folder, env=seen, capture_output=True, text=True, timeout=300, check=False)


def on_small(options: str, fill: str, work: str, folder: Path) -> tuple[subprocess.CompletedProcess[str], dict[str, str]]:
    """Run something where ``small`` is a disk that holds an old report; what is on it afterwards, by path."""
    before = f"mount -t tmpfs -o {options} tmpfs small && mkdir small/out && echo old >small/out/summary.txt && echo mine >small/out/notes"
    done = run(f"{before}; {fill}; {work}; ended=$?; rm -f small/fill; cp -r small seen; exit $ended", folder, disks=True)
    found = {str(path.relative_to(folder / "seen")): path for path in sorted((folder / "seen").rglob("*"))}
    return done, {name: path.read_text() for name, path in found.items() if path.is_file()}


FILL = "head -c 9000000 /dev/zero >small/fill 2>/dev/null"
OLD = {"out/notes": "mine\n", "out/summary.txt": "old\n"}


@mounted
@pytest.mark.parametrize(
    ("options", "fill", "words"),
    [
        ("size=256k", ":", "small/out: the disk is full; make room, or name another place"),
        ("size=64k", FILL, "small/out: the disk is full; make room, or name another place"),
        ("nr_inodes=5", ":", "small/out: the disk is full; make room, or name another place"),
        ("size=9m", "mount -o remount,ro small", "small/out: this place can only be read; name another one"),
    ],
    ids=["fills up on the way", "is full before", "holds no more files", "can only be read"],
)
def test_a_report_that_its_disk_has_no_room_for_leaves_the_old_one(folder: Path, options: str, fill: str, words: str) -> None:
    done, held = on_small(options, fill, "rechallenge report case.yaml -o small/out --quick", folder)
    assert (done.returncode, done.stderr.splitlines()) == (1, [f"Failed: {words}"])
    assert held == OLD


@mounted
def test_a_file_that_its_disk_has_no_room_for_leaves_the_old_one(folder: Path) -> None:
    work = "rechallenge convert case.yaml --to csv -o small/out/notes"
    done, held = on_small("size=64k", FILL, work, folder)
    assert (done.returncode, done.stderr.splitlines()) == (
        1,
        ["Failed: small/out/notes: the disk is full; make room, or name another place"],
    )
    assert held == OLD


@mounted
def test_where_the_disk_of_the_cache_is_full_the_report_is_made_and_it_is_told_once(folder: Path) -> None:
    line = f"mount -t tmpfs -o size=64k tmpfs small; {FILL}; export RECHALLENGE_CACHE=$PWD/small/cache; stood_in report case.yaml -o out"
    done = run(line, folder, disks=True)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("warning: The disk is full: nothing could be kept in") == 1
    assert sorted(path.name for path in (folder / "out").iterdir()) == sorted(FILES)
    assert "Traceback" not in done.stderr


@mounted
def test_a_report_needs_no_room_for_temporary_files_and_no_shared_memory(folder: Path) -> None:
    """What the program itself stands on stays where it is, though it lie below a disk that is full."""
    needed = [str(path) for path in (ROOT, sys.prefix, sys.base_prefix, folder) if str(path).startswith(TEMPORARY)]
    lines = ["mount -t tmpfs tmpfs /mnt"]
    lines += [f"mkdir /mnt/{at} && mount --rbind {shlex.quote(path)} /mnt/{at}" for at, path in enumerate(needed)]
    lines += [f"mount -t tmpfs -o size=64k tmpfs {place}" for place in TEMPORARY]
    lines += [f"mkdir -p {shlex.quote(path)} && mount --rbind /mnt/{at} {shlex.quote(path)}" for at, path in enumerate(needed)]
    lines += [f"head -c 9000000 /dev/zero >{place}/fill 2>/dev/null" for place in TEMPORARY]
    lines += [f"cd {shlex.quote(str(folder))}", "! echo x >/dev/shm/more 2>/dev/null || exit 9", "stood_in report case.yaml -o out"]
    done = run("; ".join(lines), folder, disks=True)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (folder / "out").iterdir()) == sorted(FILES)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("kilobytes", [0, 64])
def test_a_report_that_is_larger_than_is_allowed_leaves_the_old_one(folder: Path, kilobytes: int) -> None:
    (folder / "out").mkdir()
    for name, text in OLD.items():
        (folder / name).write_text(text)
    done = run(f"ulimit -f {kilobytes}; rechallenge report case.yaml -o out --quick 2>&1 >/dev/null | cat; exit ${{PIPESTATUS[0]}}", folder)
    assert done.returncode == 1
    assert done.stdout.splitlines() == ["Failed: out: the file would be larger than is allowed here; raise the limit (ulimit -f)"]
    assert {f"out/{path.name}": path.read_text() for path in (folder / "out").iterdir()} == OLD
    assert {path.name for path in folder.iterdir()} == {"case.yaml", "cache", "small", "out"}


@pytest.mark.parametrize(
    ("limit", "work", "words"),
    [
        ("ulimit -n 20", "report case.yaml -o out --seed 1", "at most 20 files may be open at once, and 48 are needed"),
        ("ulimit -v 9000000", "report case.yaml -o out --seed 1", "at most 9.2 GB of addresses may be asked for, and 70 GB are needed"),
        ("ulimit -n 20", "ask case.yaml --seed 1", "at most 20 files may be open at once, and 48 are needed"),
        ("ulimit -v 2000000", "ask case.yaml --seed 1", "at most 2.0 GB of addresses may be asked for, and 4 GB are needed"),
        ("ulimit -n 20", "serve --no-open --port 0", "at most 20 files may be open at once, and 48 are needed"),
    ],
)
def test_limits_that_are_too_low_are_told_before_anything_is_fitted(folder: Path, limit: str, work: str, words: str) -> None:
    done = run(f"{limit}; rechallenge {work}", folder)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(f"Failed: {words}")
    assert "raise the limit (ulimit -" in done.stderr
    assert {path.name for path in folder.iterdir()} == {"case.yaml", "cache", "small"}
