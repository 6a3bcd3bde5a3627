"""What may not get into the tree: a path of somebody's machine, a download address, a large file, a word left for later."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LARGEST = 1_500_000

# Written in pieces, so that this file passes its own test.
MACHINE_PATHS = re.compile(
    "|".join(["/" + top + "/[a-z0-9._-]+/" for top in ("home", "Users", "root", "work")] + [re.escape(str(ROOT) + "/")])
)
INDEX_HOSTS = re.compile(
    r"py" + r"pi\.org|python" + r"hosted\.org|npm" + r"js\.|ana" + r"conda\.org|--(?:extra-)?index" + r"-url|--find" + r"-links",
    re.IGNORECASE,
)
LEFT_FOR_LATER = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b|for" + r" now\b|Not" + r"ImplementedError")


@cache
def tracked() -> tuple[Path, ...]:
    """Files that git tracks; none where the tree is not a git checkout."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    return tuple(path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file())


def lines_with(pattern: re.Pattern[str], files: tuple[Path, ...]) -> list[str]:
    found = []
    for path in files:
        content = path.read_bytes()
        if b"\0" in content[:4096]:
            continue
        for number, line in enumerate(content.decode("utf-8", errors="replace").splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}")
    return found


@pytest.fixture(autouse=True)
def _needs_git() -> None:
    if not tracked():
        pytest.skip("not a git checkout")


def test_no_line_holds_a_path_of_a_machine() -> None:
    assert lines_with(MACHINE_PATHS, tracked()) == []


def test_no_line_holds_an_index_host_or_option() -> None:
    assert lines_with(INDEX_HOSTS, tuple(path for path in tracked() if path.name != "Makefile")) == []


def test_no_file_is_over_a_megabyte_and_a_half() -> None:
    assert [str(path.relative_to(ROOT)) for path in tracked() if path.stat().st_size > LARGEST] == []


def test_nothing_is_left_for_later_in_the_source() -> None:
    assert lines_with(LEFT_FOR_LATER, tuple(path for path in tracked() if path.suffix == ".py")) == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_locked_requirement_has_a_version_and_a_hash_and_nothing_else(name: str) -> None:
    entry = re.compile(r"^[a-z0-9][a-z0-9._-]*==\S+( ; [^\\]+)? \\$")
    digest = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not (entry.match(line) or digest.match(line))] == []
    assert any(line.startswith("numpyro==") for line in lines)


def test_the_developers_lock_agrees_with_the_users_lock() -> None:
    def versions(name: str) -> set[str]:
        return {line for line in (ROOT / name).read_text(encoding="utf-8").splitlines() if "==" in line}

    assert versions("requirements.txt") <= versions("requirements-dev.txt")
