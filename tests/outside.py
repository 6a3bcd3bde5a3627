"""Where the numbers of others lie that we may not copy: a folder named by RECHALLENGE_ORACLES, or found above this one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def outside(*path: str) -> Path:
    """The file of an oracle; a test that needs it is skipped, and says so, where it is not there."""
    named = os.environ.get("RECHALLENGE_ORACLES")
    folders = [Path(named)] if named else [parent / "shared" / "oracles" for parent in Path(__file__).resolve().parents]
    for folder in folders:
        if (file := folder.joinpath(*path)).exists():
            return file
    looked = named or "a folder shared/oracles beside this repository"
    pytest.skip(f"NOT CHECKED: {'/'.join(path)} is not in {looked} (see docs/oracles.md)")
