"""How single fields of a course file are written, so that they read back to what they were: numbers, intervals, moments, values."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rechallenge.course.model import Boundary, Code, Observation
from rechallenge.course.times import When


def number(value: float) -> str:
    """Return the shortest text that reads back to the same number."""
    return repr(float(value)).removesuffix(".0")


def interval(low: float, high: float, unit: str) -> str:
    """Return ``5 d`` or ``0..5 d``."""
    return f"{number(low)} {unit}" if low == high else f"{number(low)}..{number(high)} {unit}"


def time(when: When) -> str:
    """Return a moment counted from day 0."""
    return interval(when.earliest, when.latest, "d")


def _bounded(low: float | None, high: float | None, unit: str, whole_is_rounded: bool = False) -> str:
    suffix = f" {unit}" if unit else ""
    if low is not None and low == high:
        # a whole number on a 0-10 scale would be read as a rounded one
        text = f"{low:.1f}" if whole_is_rounded and float(low).is_integer() else number(low)
        return f"{text}{suffix}"
    if low is None and high is not None:
        return f"< {number(high)}{suffix}"
    if high is None and low is not None:
        return f"> {number(low)}{suffix}"
    return f"{number(low or 0.0)}..{number(high or 0.0)}{suffix}"


def value_of(observation: Observation) -> str:
    """Return the value or change that an observation became, so that it reads back to the same bounds."""
    low, high = observation.low, observation.high
    if low is None and high is None:
        return observation.written
    if observation.ratio:
        least, most = (None if ratio is None else round((ratio - 1) * 100, 9) for ratio in (low, high))
        return _signed(_bounded(least, most, "%"))
    if observation.outcome is not None and observation.since is None and not observation.outcome.reads_numbers_as(observation.what):
        return observation.written  # under this name a word is read and a number is not
    score = observation.outcome is not None and observation.outcome.scale.is_score
    written = _bounded(low, high, "" if score else observation.unit or "", whole_is_rounded=score)
    return written if observation.since is None else _signed(written)


def _signed(change: str) -> str:
    """Write the sign of a change that rises: without one the reader asks for it."""
    return re.sub(r"^([<>] )?(?=\d)", r"\1+", change)


def filled(**fields: object) -> dict[str, object]:
    """Return the fields that hold something; ``from_`` stands for ``from``."""
    return {name.rstrip("_"): value for name, value in fields.items() if value is not None}


def codes_of(codes: Sequence[Code]) -> list[str] | None:
    """Return codes in short; None where there are none."""
    return [str(code) for code in codes] or None


def boundary_name(boundary: Boundary) -> str:
    """Return ``stop 2 of anakinra``."""
    return f"{boundary.kind} {boundary.occurrence} of {boundary.drug}"


def follows(when: When, start: When | None) -> bool:
    """Whether a moment is counted from another."""
    return when.after is not None and start is not None and when.after.key == start.key
