"""Times of a regimen to try on paper: days from today, the end of the record, and the words of a plan for them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from rechallenge.course.characters import plain, unaccented
from rechallenge.course.context import MOST_YEARS
from rechallenge.course.model import Course
from rechallenge.course.moments import span_of
from rechallenge.course.problems import CourseError, Problem, RefusedError
from rechallenge.course.times import When
from rechallenge.course.words_of_time import any_of, time_words

# What these say of a time teaches days from day 0, before it too, and intervals: none of them is a day of a regimen.
_OF_A_RECORD = (
    "time.unreadable", "time.about", "time.one_sided", "time.ends", "time.write", "time.unknown", "time.unknown_end", "time.today",
    "time.before", "time.relative", "time.ago", "time.counted_from", "time.since", "time.until", "time.season", "time.dots",
)  # fmt: skip


def planned_words(text: str) -> float | None:
    """Return the day that the words of a plan mean: "today", "tomorrow", "in 2 weeks", "dans 15 jours"; None for anything else.

    >>> planned_words("in 2 weeks"), planned_words("demain"), planned_words("14 d")
    (14.0, 1.0, None)
    """
    told, word = time_words(), unaccented(plain(text))
    if told.is_one_of("planned_today", word):
        return 0.0
    if told.is_one_of("planned_tomorrow", word):
        return 1.0
    lead = re.match(rf"{any_of(told.words['planned_in'])}\s+", word)
    behind = re.search(rf"\s+{any_of(told.words['planned_behind'])}$", word)
    if (lead is None) == (behind is None):
        return None
    try:
        span = span_of(word[lead.end() :] if lead else word[: behind.start() if behind else None])
    except RefusedError:
        return None
    return span.low if span.low == span.high else None


def planned_day(moment: str, course: Course) -> float:
    """Read a day of a regimen, in days from today.

    Raises
    ------
    CourseError
        When it is not one day from today on.
    """
    day = planned_words(moment)
    if day is not None:
        return day
    found = moment.strip()
    try:
        span = span_of(moment)
    except RefusedError as refusal:
        raise CourseError([from_today(Problem(refusal.code, refusal.values), course)]) from None
    if span.low < 0:
        raise CourseError([Problem("regimen.past", {"found": found})])
    if span.low != span.high:
        raise CourseError([Problem("regimen.uncertain", {"found": found, "write": f"{span.low:g}"})])
    if not span.high <= MOST_YEARS * 365.25:
        raise CourseError([Problem("time.beyond", {"found": found, "years": MOST_YEARS})])
    return span.low


def from_today(problem: Problem, course: Course) -> Problem:
    """Return a problem with a time of a regimen as a regimen needs it told: days count from today; any other as it is."""
    if problem.code in _OF_A_RECORD:
        return replace(problem, code="regimen.time", values={"found": problem.values["found"]})
    if problem.code != "time.no_anchor":
        return problem
    found = problem.values["found"]
    if course.anchor is None:
        return replace(problem, code="regimen.date_unplaced")
    span = span_of(str(found), date.fromisoformat(course.anchor))
    today = max((moment.latest for moment in _moments(course)), default=0.0)
    low, high = (round(day - today) for day in (span.low, span.high))
    return replace(problem, code="regimen.date", values={"found": found, "write": f"{low}" if low == high else f"{low}..{high}"})


def _moments(course: Course) -> list[When]:
    return [b.at for b in course.boundaries] + [o.at for o in course.observations] + [e.until or e.at for e in course.events]
