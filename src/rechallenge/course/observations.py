"""Understanding observations: numbers, limits, intervals and words become intervals of the outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from rechallenge.course.codes import understand_codes
from rechallenge.course.context import Context
from rechallenge.course.document import ObservationEntry
from rechallenge.course.following import Moment, boundaries_named, moments_of
from rechallenge.course.limits import UpperLimits
from rechallenge.course.model import Boundary, Finding, Observation
from rechallenge.course.moments import boundary_phrase_of
from rechallenge.course.nearest import nearest
from rechallenge.course.times import When
from rechallenge.course.units import Amount, amount_of
from rechallenge.course.vocabulary import vocabulary
from rechallenge.literature.drugs import folded
from rechallenge.outcomes import Outcome, named, outcomes
from rechallenge.outcomes.outcome import Scale
from rechallenge.outcomes.words import Word

# A reading of 0 has been rounded down: in its unit it is at most this.
_ROUNDS_TO_NOTHING = 0.5


@dataclass(frozen=True, slots=True)
class _Said:
    low: float | None
    high: float | None
    unit: str | None
    ratio: bool = False


def _open_ends(low: float | None, high: float | None, scale: Scale) -> tuple[float | None, float | None]:
    # An end at the edge of what is possible says nothing; noise may carry a reading past it.
    return (None if low is not None and low <= 0 else low), (None if high is not None and high >= scale.most else high)


class _Observer:
    """Reads the observations of one file."""

    def __init__(self, context: Context, boundaries: Sequence[Boundary], known: frozenset[str], limits: UpperLimits) -> None:
        self.context = context
        self.boundaries = boundaries
        self.known = known
        self.limits = limits

    def understood_name(self, entry: ObservationEntry, path: str) -> bool:
        """Tell what a name that is no outcome was taken for; False after an error, where it is near to one."""
        if named(entry.what) is not None or vocabulary().is_shown_only(entry.what):
            return True
        near = nearest(entry.what, [name for outcome in outcomes().values() for name in outcome.names], 0.8)
        if near is not None:
            self.context.error("observation.near", f"{path}.what", found=entry.what, nearest=near)
            return False
        self.context.note("observation.unknown", f"{path}.what", found=entry.what)
        return True

    def unreadable(self, path: str, text: str, what: str, words: tuple[Word, ...]) -> None:
        if any(vocabulary().change(scale, text) for scale in ("points", "ratio")):
            self.context.error("value.change", path, found=text)
            return
        spellings = [spelling for word in words for spelling in word.words]
        expected = ", ".join(word.words[0] for word in words)
        self.context.error("value.unreadable", path, found=text, what=what, expected=expected, nearest=nearest(text, spellings))

    def value(self, entry: ObservationEntry, path: str, text: str, outcome: Outcome, limit: float | None) -> _Said | None:
        """Read a level: a word, or a number on the scale of the outcome."""
        scale, what = outcome.scale, entry.what if outcome.scale.is_score else outcome.names[0]
        word = outcome.word(text)
        if word is not None:
            low = limit if limit is not None and word.limit == "low" else word.low
            high = limit if limit is not None and word.limit == "high" else word.high
            return _Said(*_open_ends(low, high, scale), scale.unit or None)
        errors = len(self.context.problems)
        amount = self.context.attempt(path, lambda: amount_of(text, entry.unit))
        if amount is None:
            if len(self.context.problems) == errors:
                self.unreadable(path, text, what, outcome.words)
            return None
        if not outcome.reads_numbers_as(entry.what):
            if amount.unit in ("deg", "°", "degrees", "degrés"):
                self.context.note("value.motion_degrees", path, found=text)
                return _Said(amount.low, amount.high, "deg")
            self.context.error("value.motion_number", path, found=text)
            return None
        return self.score(path, text, what, amount, scale) if scale.is_score else self.quantity(path, text, what, amount, outcome)

    def quantity(self, path: str, text: str, what: str, amount: Amount, outcome: Outcome) -> _Said | None:
        found = self.in_own_unit(path, text, what, amount, outcome.scale)
        if found is None:
            return None
        if (found.high is not None and found.high < 0) or (found.low is not None and found.low < 0):
            self.context.error("value.negative", path, found=text, what=what)
            return None
        if outcome.plausible is not None:
            low, high = outcome.plausible.low, outcome.plausible.high
            too_high = any(bound is not None and bound > high for bound in (found.low, found.high))
            if too_high or (found.single and 0 < cast(float, found.low) < low):
                self.context.warn("value.implausible", path, what=what, found=text, low=low, high=high, unit=outcome.scale.unit)
        unit = outcome.scale.unit
        if found.single:
            return _Said(None, _ROUNDS_TO_NOTHING, unit) if found.low == 0 else _Said(found.low, found.high, unit)
        return _Said(*_open_ends(found.low, found.high, outcome.scale), unit)

    def in_own_unit(self, path: str, text: str, what: str, amount: Amount, scale: Scale) -> Amount | None:
        """Convert a quantity; None after an error. A number without a unit is read where it can have only one, and that is told."""
        if amount.unit is None and scale.bare:
            self.context.note("unit.assumed", path, found=text, unit=scale.unit, what=what)
            return replace(amount, unit=scale.unit)
        times = (scale.units or {}).get(amount.unit or "")
        if times is not None:
            low, high = (None if bound is None else bound * times for bound in (amount.low, amount.high))
            return Amount(low, high, scale.unit, amount.whole and times == 1.0)
        return self.context.converted(path, text, amount, scale.unit, what)

    def score(self, path: str, text: str, what: str, amount: Amount, scale: Scale) -> _Said | None:
        times = self.factor(path, amount, what, scale)
        if times is None:
            return None
        low = None if amount.low is None else amount.low * times
        high = None if amount.high is None else amount.high * times
        if any(bound is not None and not 0 <= bound <= scale.most for bound in (low, high)):
            self.context.error("value.scale", path, found=text, what=what, high=scale.most / times)
            return None
        if times != 1.0 and amount.single and low is not None:
            self.context.note("unit.converted", path, found=text, value=low, unit=f"/{scale.most:g}")
        if amount.single and amount.whole and times == 1.0 and low is not None:
            # a whole number of a score was rounded by the patient
            return _Said(*_open_ends(low - 0.5, low + 0.5, scale), None)
        return _Said(low, high, None) if amount.single and low not in (0.0, scale.most) else _Said(*_open_ends(low, high, scale), None)

    def factor(self, path: str, amount: Amount, what: str, scale: Scale) -> float | None:
        """Factor to a score from the way in which it is written; None after an error."""
        times = 1.0 if amount.unit is None else (scale.units or {}).get(amount.unit)
        if times is None:
            self.context.error("unit.impossible", path, found=str(amount.unit), expected=f"0..{scale.most:g}", what=what)
        return times

    def shown_only(self, entry: ObservationEntry, path: str, text: str) -> _Said:
        errors = len(self.context.problems)
        amount = self.context.attempt(path, lambda: amount_of(text, entry.unit))
        del self.context.problems[errors:]  # whatever it says is shown as written
        return _Said(None, None, entry.unit) if amount is None else _Said(amount.low, amount.high, amount.unit)

    def change(self, entry: ObservationEntry, path: str, text: str, outcome: Outcome | None) -> _Said | None:
        told = "points" if outcome is None else outcome.changes
        word = vocabulary().change(told, text)
        if word is not None:
            return _Said(word.low, word.high, None, told == "ratio")
        errors = len(self.context.problems)
        amount = self.context.attempt(path, lambda: amount_of(text, entry.unit))
        if amount is None:
            if len(self.context.problems) == errors:
                self.unreadable(path, text, entry.what, vocabulary().changes[told])
            return None
        if amount.unit == "%":
            return self.percent(path, text, amount)
        if outcome is None:
            return _Said(amount.low, amount.high, amount.unit)
        scale = outcome.scale
        if not scale.is_score:
            found = self.in_own_unit(path, text, outcome.names[0], amount, scale)
            return None if found is None else _Said(found.low, found.high, scale.unit)
        times = self.factor(path, amount, entry.what, scale)
        if times is None:
            return None
        low = None if amount.low is None else amount.low * times
        high = None if amount.high is None else amount.high * times
        if any(bound is not None and abs(bound) > scale.most for bound in (low, high)):
            self.context.error("value.scale", path, found=text, what=entry.what, high=scale.most / times)
            return None
        if amount.single and amount.whole and times == 1.0 and low is not None and high is not None:
            return _Said(max(low - 0.5, -scale.most), min(high + 0.5, scale.most), None)
        return _Said(low, high, None)

    def percent(self, path: str, text: str, amount: Amount) -> _Said | None:
        spread = vocabulary().percent_rounding if amount.single else 0.0
        low = None if amount.low is None else round(1 + amount.low / 100 - spread, 10)
        high = None if amount.high is None else round(1 + amount.high / 100 + spread, 10)
        if high is not None and high <= 0:
            self.context.error("value.negative", path, found=text, what="100 %")
            return None
        low = None if low is not None and low <= 0 else low
        if amount.single:
            self.context.note("change.percent", path, found=text, low=low or 0.0, high=high)
        return _Said(low, high, None, ratio=True)

    def since(self, entry: ObservationEntry, path: str, text: str, observation: Observation, earlier: list[Observation]) -> When | None:
        at, outcome = observation.at, observation.outcome
        if entry.since is not None:
            since_text = entry.since
            if boundary_phrase_of(since_text) is not None:
                found = boundaries_named(self.context, f"{path}.since", since_text, self.boundaries)
                before = [b for b in found if b.at.middle < at.middle]
                return before[-1].at if before else (found[0].at if found else None)
            return self.context.when(f"{path}.since", since_text)
        before_it = [o for o in earlier if o.at.middle < at.middle and o.outcome is outcome]
        if outcome is None:
            before_it = [o for o in before_it if folded(o.what) == folded(entry.what)]
        if before_it:
            return max(before_it, key=lambda o: o.at.middle).at
        starts = [b for b in self.boundaries if b.kind == "start" and b.drug in self.known and b.at.middle < at.middle]
        if not starts:
            if outcome is not None and not self.context.incomplete:
                self.context.error("change.nothing_before", f"{path}.change", found=text, what=entry.what)
            return None
        last = max(starts, key=lambda b: b.at.middle)
        self.context.note("change.since_start", f"{path}.change", found=text, drug=last.drug, what=entry.what)
        return last.at

    def said(self, place: int, entry: ObservationEntry, path: str, outcome: Outcome | None) -> _Said | None:
        if entry.value is not None and entry.change is not None:
            self.context.error("value.both", f"{path}.change")
            return None
        if entry.value is None and entry.change is None:
            self.context.error("value.missing", path, what=entry.what)
            return None
        if entry.change is not None:
            return self.change(entry, f"{path}.change", entry.change, outcome)
        text = cast(str, entry.value)
        if outcome is None:
            return self.shown_only(entry, f"{path}.value", text)
        return self.value(entry, f"{path}.value", text, outcome, self.limits.of(place, outcome))


def understand_observations(
    context: Context,
    entries: Sequence[ObservationEntry],
    boundaries: Sequence[Boundary],
    known: frozenset[str],
    limits: UpperLimits,
) -> tuple[tuple[Observation, ...], tuple[Finding, ...]]:
    """Return the observations in the order of the file, and as findings those that have no time.

    A change compares with the last earlier record of its outcome; if there is none, with the moment just before the last
    start of a drug of known kinetics.
    """
    observer = _Observer(context, boundaries, known, limits)
    found: list[tuple[Observation, ObservationEntry, str]] = []
    findings: list[Finding] = []
    for i, entry in enumerate(entries):
        path = f"observations[{i}]"
        outcome = named(entry.what)
        understood = observer.understood_name(entry, path)
        timed = entry.at is not None or entry.after is not None
        moments = moments_of(context, entry, path, boundaries) if timed else []
        if not understood:
            continue
        codes = understand_codes(context, entry.codes, path)
        said = observer.said(i, entry, path, outcome)
        written = entry.value if entry.value is not None else entry.change
        if said is None or written is None:
            continue
        if said.unit == "deg":
            outcome = None
        if entry.unit is not None and entry.unit not in written:
            written = f"{written} {entry.unit}"
        if not timed:
            context.note("time.untimed_observation", path, found=entry.what)
            note = "; ".join(filter(None, (entry.note, *map(str, codes)))) or None
            findings.append(Finding("clinical" if outcome is None else outcome.kind, entry.what, value=written, note=note))
            continue
        for moment in moments:
            found.append((replace(_observation(entry, outcome, moment, said, written), codes=codes), entry, path))
    # what a change compares with may stand further down in the file
    plain = [observation for observation, _, _ in found]
    result = []
    for observation, entry, path in found:
        if entry.change is not None:
            observation = replace(observation, since=observer.since(entry, path, entry.change, observation, plain))
        result.append(observation)
    return tuple(result), tuple(findings)


def _observation(entry: ObservationEntry, outcome: Outcome | None, moment: Moment, said: _Said, written: str) -> Observation:
    return Observation(
        what=entry.what,
        outcome=outcome,
        at=moment.at,
        low=said.low,
        high=said.high,
        written=written,
        unit=said.unit,
        ratio=said.ratio,
        note=entry.note,
    )
