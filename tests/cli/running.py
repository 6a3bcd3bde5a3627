"""Running the program as its user does: another process, its own cache, nothing inherited that would change the result."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

COURSE = """\
rechallenge: 1
title: A course for tests
patient: {sex: female, age: 77 a}
treatments:
  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 20 d}
observations:
  - {what: CRP, at: 0 d, value: 120 mg/L}
  - {what: CRP, at: 5 d, value: normal}
  - {what: pain, at: 0 d, value: severe}
  - {what: pain, at: 5 d, change: improved}
events:
  - {what: relapse, after: stop of anakinra, within: 1..14 d}
"""

WRONG_COURSE = """\
rechallenge: 1
titel: A course with four errors
treatments:
  - {drug: anakinra, dose: -100 mg, every: 1 d, from: 5 d, to: 0 d}
observations:
  - {what: CRP, at: 5 d, value: nromal}
"""


def environment(cache: Path, **more: str) -> dict[str, str]:
    """Return what the program sees of this machine: no desktop, no French, a cache of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "DISPLAY", "WAYLAND", "RECHALLENGE"))}
    # two workers on two cores: JAX must not take them all in each
    return {**kept, "RECHALLENGE_CACHE": str(cache), "LC_ALL": "C.UTF-8", "COLUMNS": "100", **more}


def command(*arguments: str) -> list[str]:
    """Return the command line of the program under test."""
    return [sys.executable, "-m", "rechallenge", *arguments]


def run(*arguments: str, cache: Path, stdin: str | bytes | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the program and wait for it, far longer than it takes: other work on the machine may leave it a small part of a core."""
    data = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(command(*arguments), input=data, capture_output=True, env=environment(cache, **more), timeout=1200, check=False)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
