"""Criteria, causality and checklists as the reader of a report, and of ``answers.json``, finds them."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import jsonschema
import pytest

from rechallenge.course.cases import case_path
from rechallenge.course.model import Course
from rechallenge.formats.reading import read_course
from rechallenge.report.build import ReportFiles
from tests.report.test_answers_json import SCHEMA

Built = Callable[..., ReportFiles]
ADVERSE = """\
rechallenge: 1
title: t
treatments: [{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 30 d}]
events:
  - {what: adverse event, at: 3 d, note: erythema, previous_reports: yes, improved_on_stopping: yes, other_causes: no}
  - {what: adverse event, at: -3 d, note: headache}
"""


def section(files: ReportFiles, anchor: str) -> str:
    """Text of one section of the page."""
    begin = files.html.index(f'<section id="{anchor}"')
    text = re.sub(r"<[^>]+>", " ", files.html[begin : files.html.index("</section>", begin)])
    return " ".join(unescape(text).replace("\u00a0", " ").split())


@pytest.mark.parametrize(
    ("name", "code", "told"),
    [
        (
            "index",
            "en",
            ("a score between 0 and 17, and it takes 9", "ruled out: giant cell arteritis", "+1 subacromial-subdeltoid bursitis"),
        ),
        ("index.fr", "fr", ("score entre 0 et 17, et il en faut 9", "écarté : artérite à cellules géantes", "+1 bursite sous-acromio")),
    ],
)
def test_the_report_on_the_index_case_says_what_its_criteria_can_and_cannot(
    built: Built, name: str, code: str, told: tuple[str, ...]
) -> None:
    files = built(code, course=read_course(case_path(name)).course)
    text = section(files, "criteria")
    for words in told:
        assert words in text
    jsonschema.validate(files.answers, SCHEMA)
    assert files.answers["criteria"]["ssc_2013"]["score"] == [0, 17]
    assert files.answers["criteria"]["gca_2022"]["verdict"] == "not_applicable"
    assert files.answers["causality"]["ocebm_2011_level"] == 4
    assert files.answers["reporting"]["scribe"]["filled"]


def test_the_tally_for_benefit_is_called_an_adaptation_and_kept_from_the_scales_for_harm(built: Built) -> None:
    text = section(built(), "causality")
    assert "Our own adaptation" in text
    assert "without a published validation" in text
    assert "Naranjo" in text
    assert built().answers["causality"]["efficacy_tally"]["validated"] is False


def test_adverse_events_are_scored_as_published(built: Built) -> None:
    files = built(course=read_course(ADVERSE).course, answers={}, fit=None)
    text = section(files, "causality")
    assert "6, probable (4 to 13 with the unanswered questions)" in text
    first, second = files.answers["causality"]["adverse_events"]
    # 1 for reports, 2 for coming after, 1 for improving, 2 for no other cause
    assert (first["naranjo"]["score"], first["naranjo"]["band"], first["who_umc"]) == (6, "probable", "probable")
    assert first["drug_assumed"] is True
    assert (second["drug"], second["naranjo"], second["who_umc"]) == (None, None, None)
    jsonschema.validate(files.answers, SCHEMA)


def test_a_record_without_adverse_events_is_not_called_free_of_them(built: Built) -> None:
    text = section(built(course=Course("t"), answers={}, fit=None), "causality")
    assert "If there was none, the write-up should say so" in text


def test_the_checklists_take_less_room_than_the_answers(built: Built) -> None:
    files = built(course=read_course(case_path("index")).course)
    text = section(files, "checklists")
    assert "SCRIBE, still to be written" in text
    assert len(text) < 3000
    assert files.html.count('<section id="checklists"') == 1
