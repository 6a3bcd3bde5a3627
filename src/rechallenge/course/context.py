"""What the parts of the reader share: the calendar, the place of each field, and the problems found so far."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from rechallenge.course.moments import Span, anchor_of, duration_of, span_of
from rechallenge.course.nearest import nearest
from rechallenge.course.our_words import choices, field_name, time_text
from rechallenge.course.places import Places
from rechallenge.course.problems import MOST_TOLD, Problem, RefusedError, Severity
from rechallenge.course.times import When
from rechallenge.course.units import Amount, amount_of, factor
from rechallenge.course.validation import explained
from rechallenge.course.vocabulary import vocabulary

T = TypeVar("T")

MOST_YEARS = 150
"""Farther from day 0 than this, in either direction, nothing of one patient lies."""
MOST = 1e12
"""No quantity of a record is larger than this in the unit of the model; beyond, numbers lose their meaning in what is computed."""


@dataclass(slots=True)
class Context:
    """Reader's state for one file.

    `incomplete` says that a treatment could not be read, so that statements which lean on it are not blamed for its absence.
    """

    places: Places = field(default_factory=Places)
    anchor: date | None = None
    problems: list[Problem] = field(default_factory=list)
    incomplete: bool = False

    def add(self, severity: Severity, code: str, path: str, **values: object) -> None:
        """Record a problem at the place of a field."""
        source = self.places.source(path)
        if code == "key.missing" and explained(self.problems, source, str(values["expected"])):
            return
        self.problems.append(Problem(code, values, self.places.of(path), source, severity))

    def problems_at(self, path: str) -> list[Problem]:
        """Return what was told of a field before."""
        source = self.places.source(path)
        return [problem for problem in self.problems if problem.path == source]

    def problems_within(self, path: str) -> list[Problem]:
        """Return what was told before of the fields of an entry."""
        inside = f"{self.places.source(path)}."
        return [problem for problem in self.problems if problem.path.startswith(inside)]

    def error(self, code: str, path: str, **values: object) -> None:
        """Record an error."""
        self.add("error", code, path, **values)

    def note(self, code: str, path: str, **values: object) -> None:
        """Record what was done with a field."""
        self.add("note", code, path, **values)

    def warn(self, code: str, path: str, **values: object) -> None:
        """Record a doubt about a field that is accepted."""
        self.add("warning", code, path, **values)

    def nearest(self, text: str, known: Iterable[str]) -> str | None:
        """Return the known word nearest to a text; none once more is wrong than will be told, as looking for it takes a while."""
        return nearest(text, known) if len(self.problems) < MOST_TOLD else None

    def attempt(self, path: str, read: Callable[[], T]) -> T | None:
        """Return what a parser reads, or None after recording why it refused."""
        try:
            return read()
        except RefusedError as refusal:
            self.error(refusal.code, path, **refusal.values)
            return None

    def span(self, path: str, text: str) -> Span | None:
        """Read a time, and tell how it was read."""
        span = self.attempt(path, lambda: within_reach(span_of(text, self.anchor, path.rsplit(".", 1)[-1]), text))
        if span is not None and ".at[" in path and any(code == "time.read_interval" for code, _ in span.notes):
            # doses "at 5-7 d" may be one dose of unknown day, or one on each
            self.error("time.dash_of_doses", path, found=text, write=f"{span.low:g}..{span.high:g}", first=f"{span.low:g}")
            return None
        for code, values in span.notes if span else ():
            self.note(code, path, **values)
        return span

    def read_anchor(self, text: str) -> None:
        """Read the calendar date of day 0, and tell how it was read."""
        found = self.attempt("anchor", lambda: anchor_of(text))
        self.anchor = found[0] if found else None
        for code, values in found[1] if found else ():
            self.note(code, "anchor", **values)

    def when(self, path: str, text: str) -> When | None:
        """Read a time as a moment that carries the field's path as its key."""
        span = self.span(path, text)
        return None if span is None else When(span.low, span.high, path)

    def lasting(self, path: str, text: str, start: When) -> When | None:
        """Read a duration as the moment so long after another one."""
        span = self.attempt(path, lambda: within_reach(duration_of(text), text))
        for code, values in span.notes if span else ():
            self.note(code, path, **values)
        return None if span is None else when_after(start, span.low, span.high, path)

    def choice(self, list_name: str, path: str, text: str | None) -> str | None:
        """Return the canonical word of a closed list, None for what says "unknown"; any other word is an error with the known ones."""
        if text is None or vocabulary().is_unknown(text):
            return None
        found = vocabulary().choice(list_name, text)
        if found is None:
            options = vocabulary().choices[list_name]
            known = [word for words in options.values() for word in words]
            name = path.rsplit(".", 1)[-1]
            self.error("word.unknown", path, found=text, field=field_name(name), expected=choices(list_name), nearest=nearest(text, known))
        return found

    def unit_missing(self, path: str, text: str, what: str, units: Sequence[str]) -> None:
        """Refuse a number without a unit, with the units in which it may be; the first of them is offered."""
        self.error("unit.missing", path, found=text, what=what, expected=", ".join(units), write=with_unit(text.rstrip(" .;"), units[0]))

    def converted(self, path: str, text: str, amount: Amount, to: str, what: str) -> Amount | None:
        """Return an amount in the unit of the model, and tell if it was converted; a missing unit is an error."""
        if amount.unit is None:
            self.unit_missing(path, text, what, [to])
            return None
        unit = amount.unit
        times = self.attempt(path, lambda: factor(unit, to, what))
        if times is None:
            return None
        low = None if amount.low is None else float(f"{amount.low * times:.10g}")
        high = None if amount.high is None else float(f"{amount.high * times:.10g}")
        if any(bound is not None and abs(bound) > MOST for bound in (low, high)):
            self.error("number.beyond", path, found=text, high=MOST, unit=to)
            return None
        if unit != to and amount.single and low is not None:
            self.note("unit.converted", path, found=text, value=low, unit=to)
        elif unit != to:
            for bound in (low, high):
                if bound is not None:
                    self.note("unit.converted", path, found=text, value=bound, unit=to)
        return Amount(low, high, to, amount.whole and times == 1)


def with_unit(text: str, unit: str) -> str:
    """Return a value with a unit behind its number, and not behind what a chart writes after it.

    >>> with_unit("85 H", "mg/L"), with_unit("120 (N<5)", "mg/L"), with_unit("10 to 20", "mg/L")
    ('85 mg/L H', '120 mg/L (N<5)', '10 to 20 mg/L')
    >>> with_unit("120 [0-5]", "mg/L"), with_unit("120*", "mg/L")
    ('120 mg/L [0-5]', '120 mg/L*')
    """
    inside = [match.span() for match in re.finditer(r"[(\[][^()\[\]]*[)\]]?", text)]
    numbers = list(re.finditer(r"\d+(?:[.,]\d+)*(?:[eE][-+]?\d+)?", text))
    plain = [each for each in numbers if not any(start <= each.start() < end for start, end in inside)]
    end = (plain or numbers)[-1].end() if numbers else len(text)
    return f"{text[:end]} {unit}{text[end:] if text[end : end + 1] in ('', ' ', ')', ']', '*') else ' ' + text[end:]}"


def unit_added(offered: str, unit: str) -> str:
    """Return a value with a unit, where it is a number that has none."""
    try:
        amount = amount_of(offered)
    except RefusedError:
        return offered
    return with_unit(offered, unit) if amount is not None and amount.unit is None else offered


def within_reach(span: Span, text: str) -> Span:
    """Return a time that the record of one patient can hold.

    Raises
    ------
    RefusedError
        When it lies more than a lifetime away.
    """
    if not -MOST_YEARS <= span.low / 365.25 <= span.high / 365.25 <= MOST_YEARS:
        raise RefusedError("time.beyond", found=text, years=MOST_YEARS)
    return span


def when_after(start: When, low: float, high: float, key: str) -> When:
    """Return the moment so many days after another; a sum when nothing about either is uncertain."""
    if start.known and low == high:
        day = start.earliest + low
        return When(day, day, key)
    return When(low, high, key, start)


def when_text(when: When) -> str:
    """Return a moment as a course file writes it: ``5 d``, ``0..5 d``."""
    return time_text(f"{when.earliest:g} d" if when.known else f"{when.earliest:g}..{when.latest:g} d")
