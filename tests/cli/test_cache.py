"""Finished work is found again by what it came from, and never when any of that has changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rechallenge import fingerprint as fingerprint_module
from rechallenge.fingerprint import digest, fingerprint
from rechallenge.kept import cache_folder, keep
from rechallenge.replacing import replacing
from rechallenge.report import cache as cache_module
from rechallenge.report.cache import Cache
from rechallenge.report.fitting import fit_key, report_key


@pytest.fixture
def store(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "results")


def test_what_was_put_is_got(store: Cache) -> None:
    files = {"a": b"one\nfile", "b": b"", "c": bytes(range(256))}
    store.put("key", files)
    assert store.get("key") == files


def test_what_was_not_put_is_not_got(store: Cache) -> None:
    assert store.get("key") is None


@pytest.mark.parametrize("damage", [b"", b"something else", b"{}", b"[]\n"], ids=["emptied", "changed", "braces", "no hash"])
def test_a_damaged_entry_counts_as_absent_and_is_removed(store: Cache, damage: bytes) -> None:
    store.put("key", {"file": b"content"})
    (store.root / "key").write_bytes(damage)
    assert store.get("key") is None
    assert not (store.root / "key").exists()


def test_an_entry_cut_or_changed_at_any_byte_counts_as_absent(store: Cache) -> None:
    store.put("key", {"file": b"content"})
    whole = (store.root / "key").read_bytes()
    for place in range(len(whole)):
        for damaged in (whole[:place], whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]):
            (store.root / "key").write_bytes(damaged)
            assert store.get("key") is None


def test_an_entry_under_the_name_of_another_counts_as_absent(store: Cache) -> None:
    store.put("key", {"file": b"content"})
    (store.root / "key").rename(store.root / "other")
    assert store.get("other") is None


def test_an_entry_is_replaced_whole(store: Cache) -> None:
    store.put("key", {"old": b"1", "both": b"1"})
    store.put("key", {"both": b"2"})
    assert store.get("key") == {"both": b"2"}


def test_what_killed_runs_and_earlier_versions_left_is_swept_and_what_others_are_writing_is_not(store: Cache) -> None:
    store.put("key", {"file": b"content"})
    (store.root / ".rechallenge-killed.part").write_text("a record")
    for name in (".new-abc", "fit-0123"):
        (store.root / name / "entry").mkdir(parents=True)
    with replacing(store.root / "being written") as part:
        store.put("other", {"file": b"content"})
        assert {path.name for path in store.root.iterdir()} == {"key", "other", part.name}


def test_entries_unused_for_longest_go_first_when_the_bound_is_passed(tmp_path: Path) -> None:
    store = Cache(tmp_path, largest_bytes=3000)
    for age, key in enumerate(["oldest", "older", "used"]):
        store.put(key, {"file": b"x" * 800})
        os.utime(store.root / key, (1000 + age, 1000 + age))
    assert store.get("oldest") is not None, "using it makes it the youngest"
    store.put("new", {"file": b"x" * 800})
    assert sorted(path.name for path in store.root.iterdir()) == ["new", "oldest", "used"]


def test_an_entry_above_the_bound_is_kept_until_the_next(tmp_path: Path) -> None:
    store = Cache(tmp_path, largest_bytes=10)
    store.put("large", {"file": b"x" * 100})
    assert store.get("large") is not None


def test_an_entry_that_another_process_drops_at_once_is_no_fault(store: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    def written_and_dropped(path: Path, content: bytes) -> None:
        keep(path, content)
        path.unlink()

    monkeypatch.setattr(cache_module, "keep", written_and_dropped)
    store.put("key", {"file": b"content"})
    assert store.fault is None


def test_a_cache_that_cannot_be_written_keeps_nothing_and_tells_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = Cache(tmp_path / "file" / "results")
    store.put("key", {"file": b"content"})
    assert store.get("key") is None
    assert [problem.code for problem in store.warnings()] == ["cache.unwritable"]
    assert store.warnings() == (), "it is told once"


def test_results_are_readable_by_their_owner_alone(store: Cache) -> None:
    store.put("key", {"file": b"content"})
    assert store.root.stat().st_mode & 0o077 == 0
    assert (store.root / "key").stat().st_mode & 0o077 == 0


def test_the_folder_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RECHALLENGE_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv("RECHALLENGE_CACHE", raising=False)
    assert cache_folder().name == "rechallenge"


def test_without_a_home_nothing_is_kept_and_nothing_is_written_where_the_program_runs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def no_home(path: str) -> str:
        return path

    monkeypatch.delenv("RECHALLENGE_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(os.path, "expanduser", no_home)
    monkeypatch.chdir(tmp_path)
    store = Cache()
    store.put("key", {"file": b"content"})
    assert [problem.code for problem in store.warnings()] == ["cache.nowhere"]
    assert list(tmp_path.iterdir()) == []


def test_a_cache_that_every_account_may_write_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RECHALLENGE_CACHE", str(tmp_path))
    tmp_path.chmod(0o777)
    store = Cache()
    store.put("key", {"file": b"content"})
    assert store.get("key") is None
    assert list(tmp_path.iterdir()) == []


def test_joined_texts_do_not_share_a_hash() -> None:
    assert len({digest("ab", "c"), digest("a", "bc"), digest("abc"), digest("abc", "")}) == 4


def test_keys_differ_by_all_that_decides_a_result() -> None:
    keys = {
        report_key("text", "laplace", 0, "en"),
        report_key("other text", "laplace", 0, "en"),
        report_key("text", "nuts", 0, "en"),
        report_key("text", "laplace", 1, "en"),
        report_key("text", "laplace", 0, "fr"),
        fit_key("text", "laplace", 0),
    }
    assert len(keys) == 6


def test_keys_do_not_differ_by_line_ends_and_blanks_at_the_end_of_lines() -> None:
    assert fit_key("a: 1\nb: 2\n", "nuts", 0) == fit_key("a: 1  \r\nb: 2\r\n\r\n", "nuts", 0)
    assert fit_key("a: 1\n  b: 2", "nuts", 0) != fit_key("a: 1\nb: 2", "nuts", 0)


def test_the_fingerprint_changes_with_the_code_and_the_data_of_what_it_covers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("mechanism/model.py", "literature/drugs.yaml", "report/text.po"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("first")
    monkeypatch.setattr(fingerprint_module, "PACKAGE", tmp_path)

    def both() -> tuple[str, str]:
        fingerprint.cache_clear()
        return fingerprint("mechanism", "literature"), fingerprint()

    try:
        fit, everything = both()
        (tmp_path / "report/text.po").write_text("second")
        assert both()[0] == fit
        assert both()[1] != everything
        (tmp_path / "literature/drugs.yaml").write_text("second")
        assert both()[0] != fit
    finally:
        fingerprint.cache_clear()
