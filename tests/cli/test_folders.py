"""A folder of results changes as a whole, is its owner's alone, and keeps what else its user put there."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rechallenge import folders
from rechallenge.folders import FolderError, replace_folder, reserved
from rechallenge.locking import LockedError, locked
from rechallenge.replacing import replacing, sweep_parts, uninterrupted

NAMES = ("a", "b")
NEW = {"a": b"new", "b": b"new"}


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(folder.iterdir()) if path.is_file()}


@pytest.fixture
def held(tmp_path: Path) -> Path:
    """A folder with an old result, and a file and a folder of its user."""
    folder = tmp_path / "out"
    replace_folder(folder, {"a": b"old", "b": b"old"})
    (folder / "notes").write_text("mine")
    (folder / "mine").mkdir()
    (folder / "mine" / "too").write_text("mine")
    return folder


def no_exchange(first: Path, second: Path) -> None:
    raise OSError(errno.EINVAL, "Invalid argument")


@pytest.mark.parametrize("exchange", [folders._exchange, no_exchange], ids=["in one step", "in two steps"])
def test_new_files_take_the_place_of_old_ones_and_what_is_the_users_stays(
    held: Path, exchange: Callable[[Path, Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "_exchange", exchange)
    held.chmod(0o750)
    replace_folder(held, NEW)
    assert contents(held) == {"a": "new", "b": "new", "notes": "mine"}
    assert (held / "mine" / "too").read_text() == "mine"
    assert [path.name for path in held.parent.iterdir()] == ["out"]
    assert held.stat().st_mode & 0o777 == 0o750


def test_results_are_for_their_owner_alone(tmp_path: Path) -> None:
    replace_folder(tmp_path / "out", NEW)
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "out", *(tmp_path / "out").iterdir())}
    assert modes == {"out": 0o700, "a": 0o600, "b": 0o600}


def test_a_long_name_and_a_link_to_a_folder_are_folders_as_others(tmp_path: Path) -> None:
    replace_folder(tmp_path / ("x" * 255), NEW)
    replace_folder(tmp_path / "deep" / "real", {"a": b"old"})
    (tmp_path / "link").symlink_to(tmp_path / "deep" / "real")
    replace_folder(tmp_path / "link", NEW)
    assert (tmp_path / "link").is_symlink()
    assert contents(tmp_path / "deep" / "real") == {"a": "new", "b": "new"}


def test_a_folder_that_a_killed_run_set_aside_comes_back(held: Path) -> None:
    held.rename(held.with_name(folders._mark(held) + "xyz-old"))
    with reserved(held, NAMES):
        assert contents(held) == {"a": "old", "b": "old", "notes": "mine"}


def test_what_a_killed_run_took_away_is_fetched_and_what_it_left_is_swept(held: Path) -> None:
    left = held.with_name(folders._mark(held) + "xyz")
    left.mkdir()
    (left / "a").write_text("a record")
    (held / "mine").rename(left / "mine")
    (held / ".a.part").write_text("as earlier versions wrote")
    with reserved(held, NAMES):
        assert (held / "mine" / "too").read_text() == "mine"
        assert not left.exists()
        assert not (held / ".a.part").exists()


@pytest.mark.parametrize("where", [".", ".."])
def test_the_current_folder_and_those_around_it_are_refused(tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FolderError) as error, reserved(Path(where), NAMES):
        pass
    assert error.value.why == "fixed"


def test_a_folder_of_folders_without_a_result_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "home" / "pictures").mkdir(parents=True)
    with pytest.raises(FolderError) as error, reserved(tmp_path / "home", NAMES):
        pass
    assert error.value.why == "others"
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_where_nothing_was_written_no_folder_is_left(tmp_path: Path) -> None:
    with reserved(tmp_path / "one" / "two" / "out", NAMES):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_names_the_folder_that_was_asked_for(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space") as error:
        replace_folder(held, NEW)
    assert error.value.filename == str(held)
    assert contents(held) == {"a": "old", "b": "old", "notes": "mine"}


class TestLock:
    """One process holds it; nobody has to remove it."""

    def test_who_finds_it_held_is_told_by_whom(self, tmp_path: Path) -> None:
        with locked(tmp_path / "lock"):
            with pytest.raises(LockedError) as error, locked(tmp_path / "lock"):
                pass
            assert error.value.owner.process == os.getpid()
            assert error.value.owner.machine
        assert list(tmp_path.iterdir()) == []

    def test_that_of_a_killed_process_is_taken_over(self, tmp_path: Path) -> None:
        work = "from pathlib import Path; from rechallenge.locking import locked; import os\n"
        work += f"with locked(Path({str(tmp_path)!r}) / 'lock'): os._exit(9)"
        assert subprocess.run([sys.executable, "-c", work], check=False).returncode == 9
        assert (tmp_path / "lock").exists()
        with locked(tmp_path / "lock") as held:
            assert held

    def test_a_damaged_one_is_taken_over(self, tmp_path: Path) -> None:
        (tmp_path / "lock").write_bytes(b"{]")
        with locked(tmp_path / "lock") as held:
            assert held

    def test_where_a_file_system_knows_none_nobody_is_kept_out(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def unknown(*_: object) -> None:
            raise OSError(errno.ENOLCK, "No locks available")

        monkeypatch.setattr("fcntl.flock", unknown)
        with locked(tmp_path / "lock") as held:
            assert not held


class TestParts:
    """Files half-written by a process that was killed go; those that are being written stay."""

    def test_only_those_of_dead_processes_are_swept(self, tmp_path: Path) -> None:
        work = (
            "from pathlib import Path; from rechallenge.replacing import replacing; import os\n"
            f"with replacing(Path({str(tmp_path)!r}) / 'file') as part: part.write_text('half'); os._exit(9)"
        )
        subprocess.run([sys.executable, "-c", work], check=False)
        assert len(list(tmp_path.iterdir())) == 1
        with replacing(tmp_path / "other") as part:
            sweep_parts(tmp_path)
            assert list(tmp_path.iterdir()) == [part]


def test_ctrl_c_waits_until_what_was_begun_is_done() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012
        with uninterrupted():
            os.kill(os.getpid(), signal.SIGINT)
            done.append("all")
        done.append("more")
    assert done == ["all"]
