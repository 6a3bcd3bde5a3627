"""What a row became, in a few words beside it: an observation its interval, an event what it follows, a treatment its dose."""

from __future__ import annotations

from collections.abc import Iterator

from rechallenge.course.model import Course, Event, Observation
from rechallenge.course.times import When
from rechallenge.presentation.language import Language
from rechallenge.web.record import Checked


def became(checked: Checked, language: Language) -> dict[str, str]:
    """Tell what each row of a document became, by the path of the row; one that became several rows says so."""
    told: dict[str, list[str]] = {}
    if checked.course is not None:
        for key, text in _told(checked.course, language):
            told.setdefault(_row(checked.place(key)), []).append(text)
    return {row: language.clauses(dict.fromkeys(texts)) for row, texts in told.items()}


def _row(path: str) -> str:
    """Row that a place lies in: ``observations[3].at`` lies in ``observations[3]``.

    >>> _row("observations[3].at"), _row("patient.age")
    ('observations[3]', 'patient.age')
    """
    head, bracket, _ = path.partition("]")
    return head + bracket


def _told(course: Course, language: Language) -> Iterator[tuple[str, str]]:
    for observation in course.observations:
        yield observation.at.key, _observation(observation, language)
    for event in course.events:
        yield event.at.key, _event(event, language)


def _observation(observation: Observation, language: Language) -> str:
    if observation.variable == "other":
        return language.text("web.became.other")
    unit = "mg/L" if observation.variable == "crp" else "0-10"
    if observation.since is None:
        return bounds(observation.low, observation.high, unit, language)
    since = language.moment(observation.since)
    if observation.ratio:
        return language.text("web.became.ratio", bounds=bounds(observation.low, observation.high, "", language), since=since)
    return language.text("web.became.difference", bounds=bounds(observation.low, observation.high, "0-10", language), since=since)


def bounds(low: float | None, high: float | None, unit: str, language: Language) -> str:
    """Write an interval: a number, "at most", "at least", or both ends."""

    def number(value: float) -> str:
        return language.exact(round(value, 6))

    if low is None and high is None:
        return language.text("web.became.anything")
    if low is None or high is None:
        code, value = ("at_most", high) if low is None else ("at_least", low)
        assert value is not None
        text = language.text(f"web.became.{code}", value=number(value))
    elif low == high:
        text = number(low)
    else:
        text = language.text("value.range", low=number(low), high=number(high))
    return f"{text} {language.unit(unit)}".strip()


def _event(event: Event, language: Language) -> str:
    when = _when(event.at, language)
    return f"{language.text(f'event.{event.what}')}, {when}"


def _when(when: When, language: Language) -> str:
    return language.when(when)
