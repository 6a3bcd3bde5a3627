"""Each source is a CSL record; a report lists those that it cites, formatted by citeproc, and no other."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from rechallenge.course.model import CourseSource
from rechallenge.literature.csl import csl_record
from rechallenge.literature.references import Reference, references
from rechallenge.presentation.bibliography import bibtex, formatted
from rechallenge.presentation.citations import Citations

ALL = tuple(references().values())


@pytest.mark.parametrize("reference", ALL, ids=lambda r: r.identifier)
def test_every_source_has_a_record_with_its_parts(reference: Reference) -> None:
    record = csl_record(reference)
    assert record["id"] == reference.identifier
    assert record["type"] in ("article-journal", "book", "document")
    assert record.get("title") or (record.get("author") and record.get("container-title")) or record.get("note")
    if reference.year is not None:
        assert record["issued"] == {"date-parts": [[reference.year]]}
    if record["type"] == "article-journal":
        assert re.search(r"[A-Za-z]", record["container-title"])
        assert not re.search(r"[;:]", record["container-title"])


def folded(text: str) -> str:
    return re.sub(r"[\u2010-\u2015]", "-", text).rstrip(".").lower()


@pytest.mark.parametrize(
    ("reference", "line"), list(zip(ALL, formatted(ALL, "en"), strict=True)), ids=lambda r: getattr(r, "identifier", "")
)
def test_taking_a_citation_apart_and_formatting_it_loses_nothing(reference: Reference, line: str) -> None:
    assert folded(line) == folded(reference.citation)


def test_bibtex_of_one_article() -> None:
    assert bibtex([references()["care2013"]]) == (
        "@article{care2013,\n"
        "  author = {Gagnier, J. J. and Kienle, G. and Altman, D. G. and others},\n"
        "  title = {{The CARE guidelines: consensus-based clinical case reporting guideline development}},\n"
        "  journal = {J Med Case Rep},\n"
        "  volume = {7},\n"
        "  pages = {223},\n"
        "  doi = {10.1186/1752-1947-7-223},\n"
        "  year = {2013},\n"
        "}\n"
    )


def test_bibtex_can_hold_any_text() -> None:
    evil = Reference("a, b}", "50 % of {x} & y_z", "", url="https://example.org/a_b")
    assert bibtex([evil]) == "@misc{a_b_,\n  title = {{50 \\% of \\{x\\} \\& y\\_z}},\n  url = {https://example.org/a_b},\n}\n"


def test_numbers_come_in_the_order_of_citing_and_only_what_is_cited_is_listed() -> None:
    citations = Citations()
    assert (citations.number("kass1995"), citations.number("care2013"), citations.number("kass1995")) == (1, 2, 1)
    assert citations.number("nobody1999") is None
    assert citations.mark("nobody1999") == ""
    entries = citations.listing("fr").entries
    assert [number for number, _, _ in entries] == [1, 2]
    assert entries[0][1].startswith("Kass RE, Raftery AE. Bayes factors.")
    assert entries[0][2] == "https://doi.org/10.1080/01621459.1995.10476572"


def test_the_publication_of_the_course_stands_in_the_words_of_its_file() -> None:
    citations = Citations()
    assert citations.course(CourseSource(citation="A. et al., unusual; form", doi="10.1000/x")) == 1
    assert citations.listing("en").entries == ((1, "A. et al., unusual; form", "https://doi.org/10.1000/x"),)
    assert Citations().course(CourseSource()) is None


def test_nothing_of_citeproc_is_loaded_before_a_list_is_made() -> None:
    code = (
        "import sys, rechallenge.report.build; from rechallenge.presentation.citations import Citations; Citations().listing('en'); "
        "print('citeproc' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "False"


def test_every_source_that_the_instruments_name_is_known() -> None:
    from rechallenge.instruments import care, evidence_level, naranjo, who_umc
    from rechallenge.instruments.checklists import checklists
    from rechallenge.literature.classification import criteria_sets

    named = {c.source for c in criteria_sets().values()} | {c.source for c in checklists()}
    named |= {care.SOURCE, evidence_level.SOURCE, naranjo.SOURCE, who_umc.SOURCE}
    assert named <= set(references())
