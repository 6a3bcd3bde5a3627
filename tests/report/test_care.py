"""The CARE checklist follows from the record and promises nothing that is not there."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

from rechallenge.course.model import Course
from rechallenge.instruments.care import TOPICS
from rechallenge.report.care import care_items


def status(course: Course, answers: object = None) -> dict[str, str]:
    return {item.topic: item.status for item in care_items(course, answers or {})}  # type: ignore[arg-type]


def test_there_are_thirteen_topics_and_an_empty_record_fills_none() -> None:
    found = status(Course("t"))
    assert len(TOPICS) == 13
    assert tuple(found) == TOPICS
    assert "filled" not in found.values()


def test_a_rich_record_fills_what_it_holds(made_up: ModuleType) -> None:
    found = status(made_up.course(), made_up.answers())
    assert {t for t, s in found.items() if s == "filled"} == {"clinical_findings", "timeline", "diagnosis", "consent"}
    assert found["keywords"] == found["patient_perspective"] == "missing"
    assert found["therapy"] == "partial"


def test_a_text_of_the_file_fills_its_topic(made_up: ModuleType) -> None:
    course = replace(made_up.course(), care={"Patient perspective": "Relieved.", "key-words": "anakinra", "adverse events": "none"})
    found = status(course)
    assert found["patient_perspective"] == found["keywords"] == found["outcomes"] == "filled"
    assert found["consent"] == "missing"
