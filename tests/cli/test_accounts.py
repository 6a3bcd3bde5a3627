"""Another account of the machine reads nothing of a record."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from rechallenge.folders import replace_folder, reserved
from rechallenge.report.cache import Cache

NOBODY = 65534

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only the administrator can try another account")


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that every account may enter, as a shared disk is."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def read_by_another(path: Path) -> list[str]:
    """What another account can read below a path."""
    work = 'find "$1" -type f 2>/dev/null | while read -r file; do cat "$file" >/dev/null 2>&1 && basename "$file"; done; true'
    command = ["sh", "-c", work, "sh", str(path)]
    return subprocess.run(
        command, user=NOBODY, group=NOBODY, extra_groups=[], cwd="/", capture_output=True, text=True, check=True
    ).stdout.split()


def test_the_trial_sees_what_is_open(open_to_all: Path) -> None:
    (open_to_all / "open").write_text("seen")
    assert read_by_another(open_to_all) == ["open"]


@pytest.mark.parametrize("mode", [None, 0o755], ids=["a new folder", "one that all may enter"])
def test_no_file_of_a_report_a_lock_or_a_cache_is_read(open_to_all: Path, mode: int | None) -> None:
    if mode is not None:
        (open_to_all / "out").mkdir()
        (open_to_all / "out").chmod(mode)
    with reserved(open_to_all / "out", ["report.html"]):
        replace_folder(open_to_all / "out", {"report.html": b"a record"})
        Cache(open_to_all / "cache" / "results").put("key", {"posterior.nc": b"a record"})
        assert read_by_another(open_to_all) == []
    assert read_by_another(open_to_all) == []
