"""What no protocol can be about its times, and the days of its visits."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Sequence

from rechallenge.course.model import Course
from rechallenge.course.problems import Problem
from rechallenge.planning.protocols.protocol import ProtocolPeriod
from rechallenge.planning.protocols.request import ProtocolRequest
from rechallenge.planning.protocols.sequences import MOST_PERIODS

MOST_DAYS = 1_100
"""Longest protocol: three years."""


def impossible_times(
    course: Course, request: ProtocolRequest, end_day: float, washout: int, taper: int, drug: str | None
) -> Iterator[Problem]:
    """Say what cannot be about the times that are asked for.

    Parameters
    ----------
    end_day
        Last day of the record.
    washout, taper
        Days at the beginning of each period that are not evaluated.
    drug
        None where it is not known, so that neither are the washout and the taper.
    """
    counted = 1 <= request.periods <= MOST_PERIODS
    if not counted:
        yield Problem("plan.periods", {"found": request.periods, "most": MOST_PERIODS})
    if not 1 <= request.days <= MOST_DAYS:
        yield Problem("plan.days", {"found": request.days, "most": MOST_DAYS})
    elif counted and request.days < request.periods:
        yield Problem("plan.switches", {"switches": request.periods - 1, "n": request.days})
    elif counted and drug is not None:
        shortest = min(request.lengths)
        if washout >= shortest:
            yield Problem("plan.washout", {"found": washout, "n": shortest, "drug": drug, "least": request.periods * (washout + taper + 1)})
        elif washout + taper >= shortest:
            yield Problem("plan.taper", {"found": taper, "n": shortest, "drug": drug, "least": request.periods * (washout + taper + 1)})
    if request.washout_days is not None and request.washout_days < 0:
        yield Problem("plan.washout_below", {"found": request.washout_days})
    if request.visit_every_days < 1:
        yield Problem("plan.visit_every", {"found": request.visit_every_days})
    ends = _last_date(course, end_day)
    if ends is not None and request.first_day <= ends:
        yield Problem("plan.before_the_end", {"found": request.first_day.isoformat(), "end": ends.isoformat()})


def _last_date(course: Course, end_day: float) -> datetime.date | None:
    """Date of the last day of a record; None where it has no dates."""
    if course.anchor is None:
        return None
    # the last day of a problem is the first one after all that is recorded
    try:
        return datetime.date.fromisoformat(course.anchor[:10]) + datetime.timedelta(days=math.floor(end_day) - 1)
    except OverflowError:
        return None


def visit_days(periods: Sequence[ProtocolPeriod], settling: int, every_days: int) -> tuple[int, ...]:
    """Return the days of visits: before the first dose, and in each period its last day and each so many days before it that is evaluated.

    The days are the same in each period of a length, whatever is given, so that they tell nothing of the order.

    Examples
    --------
    >>> visit_days((ProtocolPeriod(1, 0, 14), ProtocolPeriod(2, 14, 14)), 1, 7)
    (0, 6, 13, 20, 27)
    """
    found = {0}
    for period in periods:
        last = period.end - 1
        found |= set(range(last, period.start + settling - 1, -every_days))
    return tuple(sorted(found))
