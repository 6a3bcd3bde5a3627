"""What a row became, in a few words beside it: an observation its interval, an event what it follows, a treatment its dose."""

from __future__ import annotations

from collections.abc import Iterator

from rechallenge.course.model import Course, Event
from rechallenge.course.times import When
from rechallenge.outcomes import marker
from rechallenge.presentation.language import Language
from rechallenge.presentation.ledger import in_short
from rechallenge.presentation.observations import reading_words
from rechallenge.presentation.statuses import condition_words
from rechallenge.presentation.stop_relapses import stop_relapses_words
from rechallenge.vocabulary.numerals import NBSP
from rechallenge.web.record import Checked


def became(checked: Checked, language: Language) -> dict[str, str]:
    """Tell what each row and each field outside of rows became and where it is used, by its path; a row that became several says so."""
    told: dict[str, list[str]] = {}
    if checked.course is not None:
        for key, text in _notes(checked.course, language):
            told.setdefault(_row(checked.place(key)), []).append(text)
    for entry in checked.ledger.entries:
        if "[" in entry.path:
            told.setdefault(_row(checked.place(entry.path)), []).append(in_short(entry.statements, language))
        else:
            for each in entry.statements:
                told.setdefault(_row(checked.place(each.path)), []).append(in_short((each,), language))
    return {row: language.clauses(dict.fromkeys(texts)) for row, texts in told.items()}


def assumed(course: Course | None, language: Language) -> dict[str, str]:
    """Tell what an empty field stands for, by its path: the limit of normal that words and headlines go by."""
    if course is None:
        return {}
    limit = language.exact(course.upper_limit_of_normal(marker()))
    return {"upper_limit": f"{limit}{NBSP}{language.unit(marker().scale.unit)}"}


def _row(path: str) -> str:
    """Row that a place lies in: ``observations[3].at`` lies in ``observations[3]``.

    >>> _row("observations[3].at"), _row("patient.age")
    ('observations[3]', 'patient.age')
    """
    head, bracket, _ = path.partition("]")
    return head + bracket


def _notes(course: Course, language: Language) -> Iterator[tuple[str, str]]:
    for observation in course.observations:
        yield observation.at.key, reading_words(course, observation, language)
        yield from ((observation.at.key, str(code)) for code in observation.codes)
    for event in course.events:
        yield event.at.key, _event(event, language)
        yield from ((event.at.key, str(code)) for code in event.codes)
    for switch in course.switches:
        yield switch.path, f"{language.text(f'switch.{switch.kind}', drug=switch.drug)}, {_span(switch.at, switch.until, language)}"
    for number, treatment in enumerate(course.treatments):
        yield from ((f"treatments[{number}]", str(code)) for code in treatment.codes)
        if treatment.relapses is not None:
            yield f"treatments[{number}]", stop_relapses_words(treatment.relapses, language)
    for number, condition in enumerate([each for each in course.conditions if not each.excluded]):
        if not condition.held:
            yield f"conditions[{number}]", condition_words(condition, language)
        yield from ((f"conditions[{number}]", str(code)) for code in condition.codes)


def _event(event: Event, language: Language) -> str:
    return f"{language.text(f'event.{event.what}')}, {_span(event.at, event.until, language)}"


def _span(start: When, end: When | None, language: Language) -> str:
    """Name a moment, and until when it lasts where the record says so."""
    first = language.when(start)
    return first if end is None else language.text("event.until", start=first, end=language.when(end))
