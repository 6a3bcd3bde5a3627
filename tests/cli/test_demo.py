"""``rechallenge demo``: whoever reads French is shown the case as it was written in French.

A fit of it, of draws from the prior, is found in the cache. That the case is fitted is tested on the page (tests/web/test_page.py), and
that a course is fitted and then reported by ``rechallenge report`` (tests/cli/test_report_command.py).
"""

from __future__ import annotations

from pathlib import Path

from rechallenge.course.cases import case_path
from tests.cli.running import run
from tests.prior_fits import keep_a_fit


def test_the_french_demo_quotes_a_french_record(tmp_path: Path) -> None:
    folder = tmp_path / "essai"
    keep_a_fit(case_path("index.fr").read_text(encoding="utf-8"), tmp_path / "cache")
    done = run("demo", "--lang", "fr", "--quick", "-o", str(folder), cache=tmp_path / "cache")
    assert done.returncode == 0, done.stderr
    assert "Premier ajustement" not in done.stderr, "the fit that was kept is that of the demo"
    assert str(folder / "report.html") in done.stdout
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "Anakinra dans les poussées inflammatoires de calcinose" in page
    assert "Anakinra in inflammatory flares" not in page
