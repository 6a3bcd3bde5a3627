"""Compiled programs do not fill the disk: those unused for longest go."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rechallenge.report.compiled import compiled_folder, trim


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RECHALLENGE_CACHE", str(tmp_path))
    return compiled_folder()


def program(folder: Path, name: str, *, made: float, read: float) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(100))
    os.utime(path, (read, made))
    return path


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")}


def test_programs_unused_for_longest_go_until_the_rest_fit(folder: Path) -> None:
    program(folder, "old-but-read", made=1.0, read=900.0)
    program(folder, "old", made=2.0, read=2.0)
    program(folder, "laid-out/new", made=500.0, read=500.0)
    program(folder, "written-on-a-disk-that-notes-no-reading", made=600.0, read=0.0)
    trim(largest_bytes=300)
    assert names(folder) == {"old-but-read", "new", "written-on-a-disk-that-notes-no-reading"}


def test_what_fits_stays(folder: Path) -> None:
    program(folder, "one", made=1.0, read=1.0)
    trim(largest_bytes=100)
    assert names(folder) == {"one"}


def test_it_is_looked_after_once_a_day(folder: Path) -> None:
    trim(largest_bytes=0)
    program(folder, "one", made=1.0, read=1.0)
    trim(largest_bytes=0)
    assert names(folder) == {"one"}
    os.utime(folder / ".looked", (1.0, 1.0))
    trim(largest_bytes=0)
    assert names(folder) == set()


def test_a_folder_that_cannot_be_made_is_no_reason_to_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a-file").write_text("")
    monkeypatch.setenv("RECHALLENGE_CACHE", str(tmp_path / "a-file"))
    trim()
