"""Killed at any moment, a run leaves the old report or the new one; two runs never mix theirs; the next run sweeps what was left."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import environment


def struck(most: int, cache: Path) -> dict[str, int]:
    """Let kills, Ctrl-C and a full disk come to runs of four kinds, each at up to so many of its steps; how many it ended."""
    command = [sys.executable, "-m", "tests.cli.killing", str(most)]
    done = subprocess.run(command, env=environment(cache), capture_output=True, text=True, timeout=900, check=True)
    found = json.loads(done.stdout)
    assert found.pop("wrong") == []
    return dict(found)


def test_no_kill_no_second_run_and_no_shared_cache_leaves_anything_mixed_lost_or_behind(tmp_path: Path) -> None:
    found = struck(6, tmp_path)
    assert found["killed"] >= 24
    assert min(found["interrupted"], found["full"], found["told"]) > 0


@pytest.mark.slow
def test_nor_do_two_hundred_kills(tmp_path: Path) -> None:
    assert struck(56, tmp_path)["killed"] >= 200
