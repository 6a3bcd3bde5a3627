"""Extensions are found where the environment variable says, and cost nothing where it says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from rechallenge import extensions


def test_without_the_variable_there_is_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(extensions.VARIABLE, raising=False)
    assert extensions.places("questions") == ()
    assert extensions.catalogues("en") == ()


def test_packages_with_relative_imports_and_modules_are_imported_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = tmp_path / "things" / "one"
    package.mkdir(parents=True)
    (package / "inner.py").write_text("VALUE = 3\n")
    (package / "__init__.py").write_text("import os\nfrom .inner import VALUE\nos.environ['LOADED'] += f'one{VALUE} '\n")
    (tmp_path / "things" / "two.py").write_text("import os\nos.environ['LOADED'] += 'two '\n")
    (tmp_path / "things" / "notes.txt").write_text("not a module")
    monkeypatch.setenv(extensions.VARIABLE, str(tmp_path))
    monkeypatch.setenv("LOADED", "")
    extensions.load("things")
    extensions.load("things")
    import os

    assert os.environ["LOADED"] == "one3 two "


def test_a_folder_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(extensions.VARIABLE, str(tmp_path / "absent"))
    with pytest.raises(FileNotFoundError, match="absent"):
        extensions.load("questions")


def test_a_change_of_an_extension_changes_what_decides_a_result(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from rechallenge.fingerprint import fingerprint

    monkeypatch.setenv(extensions.VARIABLE, str(tmp_path))
    fingerprint.cache_clear()
    before = fingerprint("course")
    (tmp_path / "outcomes").mkdir()
    (tmp_path / "outcomes" / "ferritin.yaml").write_text("unit: ng/mL\n")
    fingerprint.cache_clear()
    assert fingerprint("course") != before
    fingerprint.cache_clear()
