"""Understanding a laboratory's upper limits of normal: that of the file, those given with observations, those written beside a value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from rechallenge.course.context import Context
from rechallenge.course.document import CourseDocument, ObservationEntry
from rechallenge.course.model import Patient
from rechallenge.course.naming import name_of
from rechallenge.course.phrases import phrases, plain
from rechallenge.course.problems import RefusedError
from rechallenge.course.units import amount_of, factor
from rechallenge.course.written_intervals import written_interval
from rechallenge.course.written_values import symbols_unified, taken_apart
from rechallenge.outcomes import Outcome, marker
from rechallenge.outcomes import outcome as outcome_of

# A limit of a laboratory so many times the usual one, or more, is doubted: it is a slip of a unit. Ours.
_DOUBTED = 2.0
# Of an interval of normal the upper end is the limit, where it is at least so many times the lower one. Ours: "5..7" is a limit in doubt.
_RANGE = 2.0


@dataclass(frozen=True, slots=True)
class UpperLimits:
    """Upper limits of normal that a file states, each in the unit of its outcome.

    Attributes
    ----------
    stated
        By the name of the outcome: that of the file, else the highest of those given with its observations.
    own
        That given with an observation, by its place in the file.
    patient
        On whose age and sex some limits depend.
    below
        By the name of the outcome: that below which the laboratory writes its normal results ("< 5 mg/L").
    """

    stated: Mapping[str, float]
    own: Mapping[int, float]
    patient: Patient
    below: Mapping[str, float] = field(default_factory=dict)

    def of(self, entry: int, outcome: Outcome) -> float | None:
        """Limit that a word of an observation ("normal") goes by; None where the record gives none and age tells none.

        It is the one given with it, else the one that the file states, else the one below which normal results are written.
        """
        for limit in (self.own.get(entry), self.stated.get(outcome.name), self.below.get(outcome.name)):
            if limit is not None:
                return limit
        return self.usual(outcome) if outcome.normal is not None and outcome.normal.depends_on_age else None

    def usual(self, outcome: Outcome) -> float | None:
        """Limit where the record gives none."""
        return None if outcome.normal is None else outcome.normal.upper_of(self.patient.age_years, self.patient.sex == "female")


def understand_limits(context: Context, document: CourseDocument, patient: Patient) -> UpperLimits:
    """Return the upper limits of normal that a document states; one without effect is refused."""
    own: dict[int, float] = {}
    below: dict[str, list[float]] = {}
    for place, entry in enumerate(document.observations):
        name = name_of(entry.what)
        path = f"observations[{place}].upper_limit"
        if name is None or name.outcome.scale.is_score or entry.change is not None:
            if entry.upper_limit is not None:
                code = "limit.of_change" if entry.change is not None else "limit.of_none"
                context.error(code, path, found=entry.upper_limit, what=entry.what)
            continue
        outcome = name.outcome
        limit = None if entry.upper_limit is None else _limit(context, path, entry.upper_limit, outcome, entry.unit)
        beside = _beside(context, f"observations[{place}].value", entry, name.unit, outcome)
        if limit is not None and beside is not None and limit != beside:
            context.error("limit.two", path, found=entry.upper_limit, value=entry.value)
        if limit is not None or beside is not None:
            own[place] = limit if limit is not None else beside or 0.0
        if (high := _written_below(entry, name.unit, outcome)) is not None:
            below.setdefault(outcome.name, []).append(high)
    stated: dict[str, float] = {}
    for place, limit in own.items():
        found = name_of(document.observations[place].what)
        assert found is not None  # it has a limit
        stated[found.outcome.name] = max(limit, stated.get(found.outcome.name, limit))
    if document.upper_limit is not None:
        limit = _limit(context, "upper_limit", document.upper_limit, marker())
        if limit is not None:
            stated[marker().name] = limit
    return UpperLimits(stated, own, patient, _of_normal_results(below, patient))


def _of_normal_results(below: Mapping[str, list[float]], patient: Patient) -> dict[str, float]:
    """Of the limits below which results are written the highest that is a limit of normal, and not one of detection alone."""
    found = {}
    for name, limits in below.items():
        normal = outcome_of(name).normal
        if normal is None:
            continue
        usual = normal.upper_of(patient.age_years, patient.sex == "female")
        kept = [limit for limit in limits if normal.least_upper <= limit < usual]
        if kept:
            found[name] = max(kept)
    return found


def _written_below(entry: ObservationEntry, unit: str | None, outcome: Outcome) -> float | None:
    """Limit below which a result is written, in the unit of its outcome; None where it is no such result."""
    try:
        taken = taken_apart(entry.value or "", outcome)
        amount = None if taken.times else amount_of(taken.text, entry.unit or unit)
        if amount is None or amount.low is not None or amount.high is None:
            return None
        own, written = outcome.scale.unit, amount.unit or outcome.scale.unit
        times = (outcome.scale.units or {}).get(written) or factor(written, own, outcome.name)
    except RefusedError:
        return None
    return float(f"{amount.high * times:.10g}")


def _beside(context: Context, path: str, entry: ObservationEntry, unit: str | None, outcome: Outcome) -> float | None:
    """Read a limit that is written beside a value, "120 mg/L (N < 5)", in the unit of the value if it has none."""
    try:
        taken = taken_apart(entry.value or "", outcome)
        if taken.limit is None:
            return None
        of_value = amount_of(taken.text, entry.unit or unit)
        amount = amount_of(taken.limit, None if of_value is None else of_value.unit)
    except RefusedError:
        return None  # told where the value is read
    if amount is None or (of_value is not None and amount.unit is None and not outcome.scale.bare):
        return None  # that both have no unit is told of the value
    text = f"{taken.limit} {amount.unit or ''}".strip() if amount_of(taken.limit) != amount else taken.limit
    return _limit(context, path, text, outcome)


def _bare_limit(text: str) -> str:
    """Return a limit as a number or an interval: "N < 5 mg/L", "ref. 0 - 5 mg/L" and "30-300 µg/L" as laboratories print them.

    >>> _bare_limit("N < 5 mg/L"), _bare_limit("0 - 5"), _bare_limit("30 à 300 µg/L")
    ('5 mg/L', '0..5', '30..300 µg/L')
    """
    unified, known = symbols_unified(text), phrases()
    named = re.match(rf"{known.limit}\s*[:=]?\s*", plain(unified))
    bare = unified[named.end() :] if named is not None else unified
    sign = re.match(rf"(?:[<=\s]|{known.at_most})+", plain(bare))
    bare = bare[sign.end() :] if sign is not None else bare
    interval = written_interval(bare)
    return bare if interval is None else interval.dotted


def _limit(context: Context, path: str, text: str, outcome: Outcome, beside: str | None = None) -> float | None:
    """Read a limit, "5 mg/L", "< 5 mg/L" or "0..5 mg/L", in the unit of the outcome; None after an error.

    `beside` is the unit that its observation gives in a field of its own.
    """
    what, unit = outcome.names[0], outcome.scale.unit
    amount = context.attempt(path, lambda: amount_of(_bare_limit(text), beside))
    if amount is None or amount.high is None or not (amount.single or (amount.low or 0.0) <= amount.high / _RANGE):
        context.error("value.unreadable", path, found=text, what=what, expected=f"5 {unit}")
        return None
    amount = replace(amount, low=amount.high)
    times = (outcome.scale.units or {}).get(amount.unit or "")
    if times is not None and amount.high is not None:  # "20 mm" of an ESR
        amount = replace(amount, low=amount.high * times, high=amount.high * times, unit=unit)
    bare = amount.unit is None and outcome.scale.bare
    converted = replace(amount, unit=unit) if bare else context.converted(path, text, amount, unit, what)
    limit = None if converted is None else converted.low
    if limit is None:
        return None
    if limit <= 0:
        context.error("value.negative", path, found=text, what=what)
        return None
    if outcome.normal is not None and not outcome.normal.least_upper <= limit < _DOUBTED * outcome.normal.upper:
        values = {"low": outcome.normal.least_upper, "high": _DOUBTED * outcome.normal.upper, "unit": unit}
        context.warn("limit.doubted", path, found=text, what=what, **values)
    return limit
