"""Which items of the CARE checklist for case reports a course and its answers fill, and what is still to be written.

The thirteen topics are those of the CARE guidelines of 2013 (`SOURCE`); what each asks for is said in our own words in the catalogues.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from rechallenge.course.model import Course
from rechallenge.course.regimen import Regimen
from rechallenge.instruments.care import ADVERSE_EVENTS, NAMES, TOPICS, name_folded
from rechallenge.questions.base import Answers

Status = Literal["filled", "partial", "missing"]


@dataclass(frozen=True, slots=True)
class CareItem:
    """One topic: `present` and `absent` are codes (``care.has.*``, ``care.lacks.*``); `text` is what the file says of it."""

    topic: str
    present: tuple[str, ...]
    absent: tuple[str, ...]
    text: str = ""

    @property
    def status(self) -> Status:
        """Whether the topic is filled, filled in part or missing."""
        if not self.absent:
            return "filled"
        return "partial" if self.present or self.text else "missing"


Checks = Mapping[str, bool]


def care_items(course: Course, answers: Answers) -> tuple[CareItem, ...]:
    """Go through the checklist.

    A free text of the course file (`Course.care`) under the name of a topic fills that topic.
    """
    written = {name_folded(name): text for name, text in course.care.items() if text.strip()}
    items = []
    for topic in TOPICS:
        text = next((written[name] for name in (topic, *NAMES.get(topic, ())) if name in written), "")
        checks = _CHECKS[topic](course, answers, written)
        present = tuple(code for code, ok in checks.items() if ok)
        absent = () if text and topic not in _NEVER_BY_TEXT else tuple(code for code, ok in checks.items() if not ok)
        items.append(CareItem(topic, present, absent, text))
    return tuple(items)


_NEVER_BY_TEXT = ("timeline", "therapy")


def _title(course: Course, answers: Answers, written: Mapping[str, str]) -> Checks:
    title = course.title.lower()
    named = any(words in title for words in ("case report", "case study", "cas clinique", "à propos d", "observation"))
    return {"title": bool(course.title), "case_report": named}


def _keywords(course: Course, answers: Answers, written: Mapping[str, str]) -> Checks:
    return {"keywords": False}


def _abstract(course: Course, answers: Answers, written: Mapping[str, str]) -> Checks:
    return {"answers": any(answers.values()), "abstract": False}


def _introduction(course: Course, answers: Answers, written: Mapping[str, str]) -> Checks:
    return {"introduction": False}


def _patient(course: Course, answers: Answers, written: Mapping[str, str]) -> Checks:
    held = [c for c in course.conditions if c.held]
    checks = {
        "age": course.patient.age_years is not None,
        "sex": course.patient.sex is not None,
        "conditions": bool(held),
        "history": any(name in written for name in NAMES["patient"]) or len(held) > 1,
    }
    return checks


def _clinical_findings(course: Course, answers: Answers, written: Mapping[str, str]) -> Checks:
    seen = any(f.kind == "clinical" for f in course.findings)
    return {"findings": seen or any(o.outcome is not None and o.outcome.kind == "clinical" for o in course.observations)}


def _timeline(course: Course, answers: Answers, written: Mapping[str, str]) -> Checks:
    return {"timeline": bool(course.observations or course.events or course.treatments)}


def _diagnosis(course: Course, answers: Answers, written: Mapping[str, str]) -> Checks:
    kinds = {f.kind for f in course.findings}
    return {
        "laboratory": "laboratory" in kinds or any(o.outcome is not None and o.outcome.kind == "laboratory" for o in course.observations),
        "imaging": bool(kinds & {"imaging", "fluid"}),
        "excluded": any(c.ruled_out for c in course.conditions),
    }


def _therapy(course: Course, answers: Answers, written: Mapping[str, str]) -> Checks:
    regimen = Regimen.of(course)
    return {
        "treatments": bool(course.treatments),
        "doses": regimen.doses_recorded and all(t.steps for t in course.treatments),
        "routes": regimen.routes_recorded,
    }


def _outcomes(course: Course, answers: Answers, written: Mapping[str, str]) -> Checks:
    told = any(name in written for name in ADVERSE_EVENTS)
    return {
        "outcomes": any(o.at.latest > 0 for o in course.observations) or bool(course.events),
        "adverse_events": told or any(e.what in ("adverse event", "infection") for e in course.events),
    }


def _discussion(course: Course, answers: Answers, written: Mapping[str, str]) -> Checks:
    return {"answers": any(answers.values()), "discussion": False}


def _patient_perspective(course: Course, answers: Answers, written: Mapping[str, str]) -> Checks:
    return {"patient_perspective": False}


def _consent(course: Course, answers: Answers, written: Mapping[str, str]) -> Checks:
    return {"consent": False}


_CHECKS: dict[str, Callable[[Course, Answers, Mapping[str, str]], Checks]] = {
    "title": _title,
    "keywords": _keywords,
    "abstract": _abstract,
    "introduction": _introduction,
    "patient": _patient,
    "clinical_findings": _clinical_findings,
    "timeline": _timeline,
    "diagnosis": _diagnosis,
    "therapy": _therapy,
    "outcomes": _outcomes,
    "discussion": _discussion,
    "patient_perspective": _patient_perspective,
    "consent": _consent,
}
