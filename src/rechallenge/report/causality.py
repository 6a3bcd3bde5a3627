"""Causality instruments and the level of evidence as the plain values of ``answers.json``, and what the report says of them."""

from __future__ import annotations

from dataclasses import dataclass

from rechallenge.course.model import Course
from rechallenge.instruments.adverse_events import AdverseEvent, adverse_events
from rechallenge.instruments.checklists import Filled, checklists, fill
from rechallenge.instruments.evidence_level import evidence_level
from rechallenge.instruments.naranjo import POINTS, Naranjo, naranjo
from rechallenge.instruments.who_umc import Category, who_umc
from rechallenge.presentation.language import Language
from rechallenge.questions.base import Answers
from rechallenge.report.care import care_items


@dataclass(frozen=True, slots=True)
class Assessed:
    """An adverse event with its scores; an event without a drug has none."""

    adverse: AdverseEvent
    naranjo: Naranjo | None
    category: Category | None


def assessed(course: Course) -> tuple[Assessed, ...]:
    """Assess the adverse events of a course."""
    return tuple(
        Assessed(a, naranjo(a.answers), who_umc(a.answers)) if a.drug is not None else Assessed(a, None, None)
        for a in adverse_events(course)
    )


def filled_checklists(course: Course, answers: Answers) -> tuple[Filled, ...]:
    """Fill the checklists for single-case research."""
    return tuple(fill(checklist, course, any(answers.values())) for checklist in checklists())


def causality_entry(course: Course, language: Language) -> dict[str, object]:
    """Write the instruments as plain JSON values."""
    level = evidence_level(course)
    return {
        "adverse_events": [_adverse_entry(a, language) for a in assessed(course)],
        "efficacy_tally": {"validated": False, "note": language.text("causality.adaptation"), "where": "attribution.*.tally"},
        "ocebm_2011_level": None if level is None else level.level,
    }


def _adverse_entry(found: Assessed, language: Language) -> dict[str, object]:
    event, scale = found.adverse.event, found.naranjo
    return {
        "event": event.note or event.written,
        "drug": found.adverse.drug,
        "drug_assumed": found.adverse.assumed,
        "answers": {question: found.adverse.answers.get(question) for question in (*POINTS, "specific")},
        "naranjo": None if scale is None else {"score": scale.score, "band": scale.band, "bounds": [scale.low, scale.high]},
        "who_umc": found.category,
    }


def reporting_entry(course: Course, answers: Answers) -> dict[str, object]:
    """Write the reporting checklists as plain JSON values."""
    care = care_items(course, answers)
    entry: dict[str, object] = {"care": {s: [i.topic for i in care if i.status == s] for s in ("filled", "partial", "missing")}}
    for filled in filled_checklists(course, answers):
        entry[filled.checklist.name] = {
            status: [item.id for item in filled.with_status(status)] for status in ("filled", "partial", "missing", "not_applicable")
        }
    return entry
