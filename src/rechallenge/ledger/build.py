"""The ledger of a record: each statement judged by what is made of it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rechallenge.course.document import CourseDocument
from rechallenge.course.model import Course
from rechallenge.course.places import Places
from rechallenge.course.problems import Problem
from rechallenge.course.reading import Reading
from rechallenge.course.vocabulary import vocabulary
from rechallenge.ledger.background import Background, Found
from rechallenge.ledger.facts import RecordFacts
from rechallenge.ledger.given import Given
from rechallenge.ledger.judging import StatementJudge
from rechallenge.ledger.statement import Ledger, Reason, Statement, StatementStatus, entry_of
from rechallenge.ledger.written import written_in

_AS_IF_LEFT_OUT = re.compile(r"patient\.(?!note|reference)|treatments\[\d+\]\.(?:route|outcome|dependence|relapses)$")
"""Fields in which "unknown" says what leaving them out says."""
_ENTRY = re.compile(r"(\w+)\[(\d+)\]\.?(.*)")


def ledger_of(course: Course, document: CourseDocument, places: Places | None = None, problems: Iterable[Problem] = ()) -> Ledger:
    """Judge every statement of a record.

    Parameters
    ----------
    course, document
        The record, understood and as written.
    places
        Where its fields stand in the source.
    problems
        What was wrong with it: a statement with an error was refused. None of a course that was accepted.
    """
    judge = _Judge(RecordFacts(course, document))
    refused = [problem.path for problem in problems if problem.severity == "error"]
    where = places or Places()
    statements = []
    for path, written in written_in(document):
        source = where.source(path)
        if any(wrong in (source, entry_of(source)) or source.startswith((f"{wrong}.", f"{wrong}[")) for wrong in refused if wrong):
            statements.append(Statement(path, written, StatementStatus.REFUSED, place=where.of(path)))
            continue
        unknown = _AS_IF_LEFT_OUT.match(path) is not None and vocabulary().is_unknown(written)
        uses, reason = ((), Reason.SAYS_UNKNOWN) if unknown else judge.judged(path)
        status = StatementStatus.USED if uses else StatementStatus.SHOWN
        statements.append(Statement(path, written, status, tuple(sorted(uses)), reason, where.of(path), judge.drug(path)))
    return Ledger(tuple(statements))


def ledger_of_reading(reading: Reading) -> Ledger:
    """Judge every statement of a record that was read, in the order of its source."""
    found = ledger_of(reading.course, reading.document, reading.places)

    def order(statement: Statement) -> tuple[int, int]:
        place = statement.place
        return (0, 0) if place is None else (place.line or 0, place.column or 0)

    return Ledger(tuple(sorted(found.statements, key=order)))


class _Judge:
    def __init__(self, facts: RecordFacts) -> None:
        self.facts = facts
        self.background, self.given, self.told = Background(facts), Given(facts), StatementJudge(facts)

    def drug(self, path: str) -> str | None:
        match = _ENTRY.match(path)
        return self.given.drug(int(match[2])) if match is not None and match[1] == "treatments" else None

    def judged(self, path: str) -> Found:
        section, _, name = path.partition(".")
        match section:
            case "source":
                return (), Reason.FREE_TEXT if name == "note" else Reason.REFERENCE
            case "patient":
                return self.background.patient(name)
            case "criteria":
                return self.background.criterion(name)
            case "care":
                return self.background.care(name)
            case "simulated":
                return (), Reason.TRUTH
        entry = _ENTRY.match(path)
        return self.background.whole(path) if entry is None else self._of_entry(path, entry[1], int(entry[2]), entry[3])

    def _of_entry(self, path: str, section: str, place: int, name: str) -> Found:
        document = self.facts.document
        match section:
            case "conditions":
                return self.background.diagnosis(place, name)
            case "excluded":
                return self.background.diagnosis(len(document.conditions) + place, name)
            case "findings":
                return self.background.finding(place, name)
            case "imaging":
                return self.background.finding(len(document.findings) + place, name)
            case "fluids":
                return self.background.finding(len(document.findings) + len(document.imaging) + place, name)
            case "treatments":
                return self.given.judged(place, path, name)
            case "observations":
                return self.told.observation(place, path, name)
            case "events":
                return self.told.event(place, path, name)
            case _:
                return (), Reason.NO_EFFECT
