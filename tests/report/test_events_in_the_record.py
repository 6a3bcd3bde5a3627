"""What is said of stops, restarts, steps and interruptions stands in the report, without any fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from rechallenge.formats.reading import read_course
from rechallenge.presentation.language import Language
from rechallenge.report.sections.context import ReportContext
from rechallenge.report.sections.record import record_section

COURSE = """\
rechallenge: 1
source: {citation: "Case 1. J Test 2018", doi: 10.1000/test, url: "https://example.org/case-1", note: note of the source}
treatments:
  - drug: prednisone
    every: 1 d
    note: note of the treatment
    steps:
      - {dose: 20 mg, from: -30 d, note: note of the first step}
      - {dose: 10 mg, from: 5 d, note: note of the second step}
  - drug: anakinra
    dose: 100 mg
    every: 1 d
    from: 0 d
    interruptions: [{from: 20 d, for: 4 d, note: note of the interruption}]
observations:
  - {what: CRP, at: 0 d, value: 120 mg/L, note: note of the reading}
events:
  - {what: stop, drug: anakinra, at: 40 d, site: left thigh, note: note of the stop}
  - {what: restart, drug: anakinra, at: 60..63 d, for: 30 d, note: note of the restart}
  - {what: relapse, at: 45 d, site: right shoulder, note: note of the relapse}
"""


def texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, (tuple, list)):
        for item in part:
            yield from texts(item)
    elif is_dataclass(part):
        for each in fields(part):
            yield from texts(getattr(part, each.name))


@pytest.fixture(scope="module", params=["en", "fr"])
def shown(request: pytest.FixtureRequest) -> str:
    course = read_course(COURSE).course
    context = ReportContext(language=Language(request.param), course=course, answers={}, fit=None, version="0", seed=0)
    return "\n".join(texts(record_section(context))).replace("\u00a0", " ")


@pytest.mark.parametrize(
    "note", ["source", "treatment", "first step", "second step", "interruption", "reading", "stop", "restart", "relapse"]
)
def test_every_note_of_the_record_stands_in_the_report(shown: str, note: str) -> None:
    assert f"note of the {note}" in shown.lower()


@pytest.mark.parametrize("said", ["left thigh", "right shoulder", "https://example.org/case-1"])
def test_sites_and_the_address_of_the_source_stand_in_the_report(shown: str, said: str) -> None:
    assert said in shown


def test_stops_and_restarts_stand_among_the_events_with_their_days(shown: str) -> None:
    lines = shown.splitlines()
    stop = next(i for i, line in enumerate(lines) if line in ("Stop of anakinra", "Arrêt de l’anakinra"))
    pause = next(i for i, line in enumerate(lines) if line in ("Interruption of anakinra", "Interruption de l’anakinra"))
    assert "40" in lines[stop + 1]
    assert "20" in lines[pause + 1]
    assert "24" in lines[pause + 1]
