"""The report that the page makes: what was read and tried on the screen is what lies on the desk afterwards."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.conftest import ANSWERS_MS, Served, Visits
from tests.web.using import ATTACK, answers_of, field

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytest.importorskip("playwright")


def downloaded(page: Page, button: str, path: Path) -> Path:
    with page.expect_download() as waiting:
        page.click(button)
    assert waiting.value.suggested_filename.endswith(path.suffix)
    waiting.value.save_as(path)
    return path


def text_of(pdf: Path) -> str:
    """All that a PDF says, words joined by one blank; what was divided at the end of a line is whole again."""
    if shutil.which("pdftotext") is None:
        pytest.skip("NOT CHECKED: pdftotext is not installed (Debian: apt-get install poppler-utils)")
    said = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout
    return plain(re.sub(r"(\w)[-\u2010\u00ad]\n(\w)", r"\1\2", said))


def plain(text: str) -> str:
    """Text without what a line end may change: blanks of any width, and hyphens."""
    return re.sub(r"[\s\u00a0\u202f\u2009\u00ad\u2010-]+", "", text)


@pytest.mark.parametrize(("language", "title"), [("en", "Regimens tried"), ("fr", "Schémas essayés")])
def test_the_report_says_on_screen_and_on_paper_what_the_page_says(
    answered: Served, visits: Visits, tmp_path: Path, language: str, title: str
) -> None:
    page = answers_of(visits, language)
    name = field(page, "title").input_value()
    page.click("#tab-answers")
    sentences = page.locator("#answer-panel-summary .headline p").evaluate_all("(all) => all.map((each) => each.firstChild.textContent)")
    assert len(sentences) >= 6
    page.click("#tab-whatif")
    page.locator('[data-place="1"] .numbers-of dd').first.wait_for()
    page.locator('[data-place="1"] .name').fill(ATTACK)
    page.locator('[data-place="1"] input[type=checkbox]:not([id$="unlocked"])').check()
    risk = page.locator('[data-place="1"] .numbers-of dd b').nth(1).inner_text()
    page.click("#tab-report")
    page.locator("#report-kept", has_text=ATTACK).wait_for()
    page.click("#report-make")
    page.locator("#report-preview iframe").wait_for(timeout=ANSWERS_MS)
    preview = page.frame_locator("#report-preview iframe")
    preview.locator("h2", has_text=title).wait_for()
    assert preview.get_by_text(ATTACK).count() > 0
    assert preview.locator('img[src="x"]').count() == 0
    html = downloaded(page, "#report-html", tmp_path / "report.html").read_text(encoding="utf-8")
    assert title in html
    assert "<script" not in html
    pdf = downloaded(page, "#report-pdf", tmp_path / "report.pdf")
    assert pdf.read_bytes().startswith(b"%PDF-")
    paper = text_of(pdf)
    shown = plain(preview.locator("body").inner_text())
    for said in (name, title, ATTACK, risk, *sentences):
        assert plain(said) in paper, said
        assert plain(said) in shown, said


def test_a_regimen_that_is_kept_no_more_is_not_in_the_report(answered: Served, visits: Visits) -> None:
    page = answers_of(visits)
    page.click("#tab-whatif")
    page.locator('[data-place="1"] .numbers-of dd').first.wait_for()
    kept = page.locator('[data-place="1"] input[type=checkbox]:not([id$="unlocked"])')
    kept.check()
    kept.uncheck()
    page.click("#tab-report")
    page.click("#report-make")
    page.locator("#report-preview iframe").wait_for(timeout=ANSWERS_MS)
    preview = page.frame_locator("#report-preview iframe")
    preview.locator("h2", has_text="Which regimen?").wait_for()
    assert preview.locator("h2", has_text="Regimens tried").count() == 0


def test_a_regimen_says_what_it_does_until_it_is_named(answered: Served, visits: Visits) -> None:
    page = answers_of(visits)
    page.click("#tab-whatif")
    name = page.locator('[data-place="1"] .name')
    assert name.input_value() == "Stop anakinra"
    page.select_option("#try-1-anakinra", "give")
    assert name.input_value() != "Stop anakinra"
    name.fill("Every other day")
    page.select_option("#try-1-anakinra", "stop")
    assert name.input_value() == "Every other day"
