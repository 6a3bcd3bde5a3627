"""No text of a record hides another, on the page, on paper and in charts; what no font of the paper holds is told."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from rechallenge import vocabulary
from rechallenge.presentation.document import Document, HalfPage, Section, Text
from rechallenge.presentation.frame import frame_labels
from rechallenge.presentation.language import Language
from rechallenge.presentation.shown_characters import on_paper, visible
from rechallenge.report.charts.pen import drawn
from rechallenge.report.html import render_html
from rechallenge.report.pdf import render_pdf

CATALOGUES = Path(vocabulary.__file__).parent
OVERRIDE = "\u202e"
TURNED = f"CRP {OVERRIDE}L/gm 5"


def document(text: str) -> Document:
    """A document of one sentence."""
    language = Language("en")
    return Document("en", "A case", (), "", "", HalfPage(), (Section("a", "A", (Text(text),)),), frame_labels(language))


def paper(text: str) -> str:
    """Text of the PDF of a document of one sentence."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    done = subprocess.run(["pdftotext", "-", "-"], input=render_pdf(document(text), {}), capture_output=True, check=True)
    return done.stdout.decode()


@pytest.mark.parametrize("code", [0x061C, 0x200E, 0x200F, 0x202A, 0x202E, 0x2066, 0x2069, 0x0007, 0x001B, 0x009B])
def test_what_turns_text_or_controls_a_terminal_is_shown_by_its_code(code: int) -> None:
    assert visible(f"a{chr(code)}b") == f"a[U+{code:04X}]b"


@pytest.mark.parametrize("text", ["naïve œuvre « 5 mg »", "עברית", "日本語", "a\tb\nc", "\U0001f468\u200d\U0001f469", "3\u202fmg"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert visible(text) == text


def test_neither_page_nor_paper_lets_a_text_turn() -> None:
    page = render_html(document(TURNED), {})
    assert "CRP [U+202E]L/gm 5" in page
    assert OVERRIDE not in page
    assert "CRP [U+202E]L/gm 5" in paper(TURNED)


def test_paper_tells_of_characters_that_its_fonts_lack() -> None:
    told = "Characters that the fonts of this paper do not hold stand as □"
    with_signs = paper("Case of 山田 \U0001f600 β ≥ 5 µg")
    assert "Case of □□ □ β ≥ 5 µg" in with_signs
    assert told in " ".join(with_signs.split())
    assert told not in " ".join(paper("Łódź, Ελλάδα, Москва: β ≥ 5 µg → 3").split())


def test_a_chart_lets_no_text_turn() -> None:
    svg, _ = drawn({"data": {"values": [{"t": TURNED}]}, "mark": "text", "encoding": {"text": {"field": "t"}}}, {})
    assert "[U+202E]" in svg
    assert OVERRIDE not in svg


def test_what_the_program_itself_writes_is_held_by_the_fonts() -> None:
    catalogues = [*CATALOGUES.glob("*/*.po"), *CATALOGUES.glob("*/help/*.po")]
    assert len(catalogues) >= 4
    for file in catalogues:
        text = file.read_text(encoding="utf-8")
        assert on_paper(visible(text)) == text, file
