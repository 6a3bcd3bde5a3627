"""What an event that speaks of a dose says of it: the step of a treatment to write, and which drug took the place of another."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rechallenge.course.document import EventEntry
from rechallenge.course.dose_words import words_of_doses
from rechallenge.course.event_words import Described, beside_events, counted_words
from rechallenge.course.lines import Line, line
from rechallenge.course.model import DoseStep
from rechallenge.course.our_words import time_text
from rechallenge.course.spacing import spacing_within
from rechallenge.literature.drugs import known_drugs
from rechallenge.literature.naming import named


def step_line(entry: EventEntry, drug: str, steps: Sequence[DoseStep], text: Described, kind: str) -> Line:
    """Write the step of a treatment that an event is.

    Parameters
    ----------
    drug, steps
        The drug, and the doses of it that are written already; the last gives what the event does not say.
    kind
        ``start``, or ``dose`` for a change of one: without an amount the new one is unknown, unless it is half or double the last.
    """
    step = max(steps, key=lambda step: step.start.middle, default=None)
    told = spacing_within(entry.what)
    usual = known_drugs()[drug].usual_interval_days if drug in known_drugs() else None
    days = told[0] if told is not None else usual if step is None else step.every_days or usual
    given = None if step is None else step.dose_mg
    if given is not None and kind == "dose" and told is None:
        times = _times(entry.what)
        given = None if times is None else given * times
    dose = text.dose or (None if given is None else f"{given:g} mg")
    said = ("line.dose_unknown", "") if dose is None else ("line.dose", dose)
    moment = entry.at or entry.from_ or "0 d"
    words = set(counted_words(entry.what))
    if text.dose is not None and told is None and words & beside_events()["single"] and not words & set(words_of_doses().adverb_days):
        route = ("line.route", named(re.sub(r"^\d+\s*", "", entry.what)).route)
        if text.number is not None and text.number > 1:  # "3 boluses of 500 mg"
            return line(
                said, ("line.every", time_text("1 d")), ("line.since", moment), ("line.lasting", time_text(f"{text.number} d")), route
            )
        return line(said, ("line.at", moment), route)
    every = None if days is None else time_text(f"{days:.6g} d")
    return line(said, ("line.every", every), ("line.since", moment))


def _times(text: str) -> float | None:
    """Return by what a dose was multiplied, where a text says it: half, or double."""
    words = set(counted_words(text))
    return next((factor for name, factor in (("half", 0.5), ("double", 2.0)) if words & beside_events()[name]), None)


def swapped(text: Described, written: str) -> tuple[str, str] | None:
    """Return the drug that was given, and the one that took its place; None where a text does not tell of the two.

    >>> from rechallenge.course.event_words import described
    >>> swapped(described("switched from anakinra to canakinumab"), "switched from anakinra to canakinumab")
    ('anakinra', 'canakinumab')
    """
    if len(text.drugs) != 2 or not set(counted_words(written)) & beside_events()["swapped"]:
        return None
    return text.drugs[0], text.drugs[1]


def milligrams(dose: str | None) -> float | None:
    """Return an amount, as a description holds it, in milligrams."""
    if dose is None:
        return None
    number, unit = dose.split()
    return float(number) * words_of_doses().mass_mg[unit]
