"""``rechallenge demo``, for real: whoever reads French is shown the case as it was written in French."""

from __future__ import annotations

from pathlib import Path

from tests.cli.running import run


def test_the_french_demo_quotes_a_french_record(tmp_path: Path) -> None:
    folder = tmp_path / "essai"
    done = run("demo", "--lang", "fr", "--quick", "-o", str(folder), cache=tmp_path / "cache")
    assert done.returncode == 0, done.stderr
    assert str(folder / "report.html") in done.stdout
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "Anakinra dans les poussées inflammatoires de calcinose" in page
    assert "Anakinra in inflammatory flares" not in page
