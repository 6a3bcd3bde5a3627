"""Understanding observations: numbers, limits, intervals and words become intervals of the model's variables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from rechallenge.course.context import Context
from rechallenge.course.document import ObservationEntry
from rechallenge.course.events import Moment, boundaries_named, moments_of
from rechallenge.course.model import Boundary, Finding, Observation, Variable
from rechallenge.course.moments import boundary_phrase_of
from rechallenge.course.nearest import nearest
from rechallenge.course.times import When
from rechallenge.course.units import Amount, amount_of
from rechallenge.course.vocabulary import Word, vocabulary
from rechallenge.literature.drugs import folded

_SCALE = 10.0
# A pain scale may be drawn as a line of 100 mm or 10 cm, or written out of ten or a hundred.
_SCALE_FACTORS = {"mm": 0.1, "cm": 1.0, "/10": 1.0, "/100": 0.1, "points": 1.0, "point": 1.0, "pts": 1.0}


@dataclass(frozen=True, slots=True)
class _Said:
    low: float | None
    high: float | None
    unit: str | None
    ratio: bool = False


def _open_ends(low: float | None, high: float | None, top: float | None) -> tuple[float | None, float | None]:
    # An end at the edge of what is possible says nothing; noise may carry a reading past it.
    return (None if low is not None and low <= 0 else low), (None if high is not None and top is not None and high >= top else high)


def upper_limit_of(context: Context, path: str, text: str | None) -> float | None:
    """Return a laboratory's upper limit of normal for CRP in mg/L."""
    if text is None:
        return None
    amount = context.attempt(path, lambda: amount_of(text.lstrip("<≤ ")))
    if amount is None or not amount.single:
        context.error("value.unreadable", path, found=text, what="CRP", expected="5 mg/L")
        return None
    converted = context.converted(path, text, amount, "mg/L", "crp")
    if converted is not None and converted.low is not None and converted.low <= 0:
        context.error("value.negative", path, found=text, what="CRP")
        return None
    return converted.low if converted else None


class _Observer:
    """Reads the observations of one file."""

    def __init__(self, context: Context, boundaries: Sequence[Boundary], known: frozenset[str], upper_limit: float | None) -> None:
        self.context = context
        self.boundaries = boundaries
        self.known = known
        self.upper_limit = upper_limit

    def variable(self, entry: ObservationEntry, path: str) -> Variable | None:
        found = vocabulary().variable(entry.what)
        if found is not None:
            return cast(Variable, found)
        modelled = [name for v in ("crp", "pain", "motion") for name in vocabulary().variables[v]]
        near = nearest(entry.what, modelled, 0.8)
        if near is not None:
            self.context.error("observation.near", f"{path}.what", found=entry.what, nearest=near)
            return None
        self.context.note("observation.unknown", f"{path}.what", found=entry.what)
        return "other"

    def word(self, path: str, text: str, word: Word, limit: float | None) -> _Said:
        low, high = word.low, word.high
        if limit is not None and word.limit == "low":
            low = limit
        if limit is not None and word.limit == "high":
            high = limit
        return _Said(low, high, None)

    def unreadable(self, path: str, text: str, what: str, words: tuple[Word, ...]) -> None:
        if any(vocabulary().change(scale, text) for scale in ("points", "ratio")):
            self.context.error("value.change", path, found=text)
            return
        spellings = [spelling for word in words for spelling in word.words]
        expected = ", ".join(word.words[0] for word in words)
        self.context.error("value.unreadable", path, found=text, what=what, expected=expected, nearest=nearest(text, spellings))

    def crp(self, entry: ObservationEntry, path: str, text: str) -> _Said | None:
        limit = self.upper_limit
        if entry.upper_limit is not None:
            limit = upper_limit_of(self.context, path.replace(".value", ".upper_limit"), entry.upper_limit)
        word = vocabulary().value("crp", text)
        if word is not None:
            said = self.word(path, text, word, limit)
            return _Said(*_open_ends(said.low, said.high, None), "mg/L")
        errors = len(self.context.problems)
        amount = self.context.attempt(path, lambda: amount_of(text, entry.unit))
        if amount is None:
            if len(self.context.problems) == errors:
                self.unreadable(path, text, "CRP", vocabulary().values["crp"])
            return None
        found = self.context.converted(path, text, amount, "mg/L", "CRP")
        if found is None:
            return None
        if (found.high is not None and found.high < 0) or (found.low is not None and found.low < 0):
            self.context.error("value.negative", path, found=text, what="CRP")
            return None
        low, high = vocabulary().plausible_crp
        if any(bound is not None and bound > high for bound in (found.low, found.high)) or (
            found.single and 0 < cast(float, found.low) < low
        ):
            self.context.warn("value.implausible", path, what="CRP", found=text, low=low, high=high, unit="mg/L")
        if found.single:
            return _Said(None, 0.5, "mg/L") if found.low == 0 else _Said(found.low, found.high, "mg/L")
        return _Said(*_open_ends(found.low, found.high, None), "mg/L")

    def scale(self, entry: ObservationEntry, path: str, text: str, variable: str) -> _Said | None:
        word = vocabulary().value(variable, text)
        if word is not None:
            return _Said(*_open_ends(word.low, word.high, _SCALE), None)
        errors = len(self.context.problems)
        amount = self.context.attempt(path, lambda: amount_of(text, entry.unit))
        if amount is None:
            if len(self.context.problems) == errors:
                self.unreadable(path, text, entry.what, vocabulary().values[variable])
            return None
        if variable == "motion" and folded(entry.what) not in {folded(name) for name in vocabulary().limitation_names}:
            if amount.unit in ("deg", "°", "degrees", "degrés"):
                self.context.note("value.motion_degrees", path, found=text)
                return _Said(amount.low, amount.high, "deg")
            self.context.error("value.motion_number", path, found=text)
            return None
        return self.on_scale(path, text, entry.what, amount)

    def on_scale(self, path: str, text: str, what: str, amount: Amount) -> _Said | None:
        times = 1.0 if amount.unit is None else _SCALE_FACTORS.get(amount.unit)
        if times is None:
            self.context.error("unit.impossible", path, found=str(amount.unit), expected="0..10", what=what)
            return None
        low = None if amount.low is None else amount.low * times
        high = None if amount.high is None else amount.high * times
        if any(bound is not None and not 0 <= bound <= _SCALE for bound in (low, high)):
            self.context.error("value.scale", path, found=text, what=what, high=_SCALE / times)
            return None
        if times != 1.0 and amount.single and low is not None:
            self.context.note("unit.converted", path, found=text, value=low, unit="/10")
        if amount.single and amount.whole and times == 1.0 and low is not None:
            # a whole number on 0 to 10 was rounded by the patient
            return _Said(*_open_ends(low - 0.5, low + 0.5, _SCALE), None)
        return _Said(low, high, None) if amount.single and low not in (0.0, _SCALE) else _Said(*_open_ends(low, high, _SCALE), None)

    def other(self, entry: ObservationEntry, path: str, text: str) -> _Said:
        errors = len(self.context.problems)
        amount = self.context.attempt(path, lambda: amount_of(text, entry.unit))
        del self.context.problems[errors:]  # whatever it says is shown as written
        return _Said(None, None, entry.unit) if amount is None else _Said(amount.low, amount.high, amount.unit)

    def change(self, entry: ObservationEntry, path: str, text: str, variable: str) -> _Said | None:
        scale = "ratio" if variable == "crp" else "points"
        word = vocabulary().change(scale, text)
        if word is not None:
            return _Said(word.low, word.high, None, scale == "ratio")
        errors = len(self.context.problems)
        amount = self.context.attempt(path, lambda: amount_of(text, entry.unit))
        if amount is None:
            if len(self.context.problems) == errors:
                self.unreadable(path, text, entry.what, vocabulary().changes[scale])
            return None
        if amount.unit == "%":
            return self.percent(path, text, amount)
        if variable == "crp":
            found = self.context.converted(path, text, amount, "mg/L", "CRP")
            return None if found is None else _Said(found.low, found.high, "mg/L")
        if variable == "other":
            return _Said(amount.low, amount.high, amount.unit)
        times = 1.0 if amount.unit is None else _SCALE_FACTORS.get(amount.unit)
        if times is None:
            self.context.error("unit.impossible", path, found=str(amount.unit), expected="0..10", what=entry.what)
            return None
        low = None if amount.low is None else amount.low * times
        high = None if amount.high is None else amount.high * times
        if any(bound is not None and abs(bound) > _SCALE for bound in (low, high)):
            self.context.error("value.scale", path, found=text, what=entry.what, high=_SCALE / times)
            return None
        if amount.single and amount.whole and times == 1.0 and low is not None and high is not None:
            return _Said(max(low - 0.5, -_SCALE), min(high + 0.5, _SCALE), None)
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

    def since(self, entry: ObservationEntry, path: str, text: str, variable: str, at: When, earlier: list[Observation]) -> When | None:
        if entry.since is not None:
            since_text = entry.since
            if boundary_phrase_of(since_text) is not None:
                found = boundaries_named(self.context, f"{path}.since", since_text, self.boundaries)
                before = [b for b in found if b.at.middle < at.middle]
                return before[-1].at if before else (found[0].at if found else None)
            return self.context.when(f"{path}.since", since_text)
        before_it = [o for o in earlier if o.at.middle < at.middle and o.variable == variable]
        if variable == "other":
            before_it = [o for o in before_it if folded(o.what) == folded(entry.what)]
        if before_it:
            return max(before_it, key=lambda o: o.at.middle).at
        starts = [b for b in self.boundaries if b.kind == "start" and b.drug in self.known and b.at.middle < at.middle]
        if not starts:
            if variable != "other" and not self.context.incomplete:
                self.context.error("change.nothing_before", f"{path}.change", found=text, what=entry.what)
            return None
        last = max(starts, key=lambda b: b.at.middle)
        self.context.note("change.since_start", f"{path}.change", found=text, drug=last.drug, what=entry.what)
        return last.at

    def said(self, entry: ObservationEntry, path: str, variable: Variable) -> _Said | None:
        if entry.value is not None and entry.change is not None:
            self.context.error("value.both", f"{path}.change")
            return None
        if entry.value is None and entry.change is None:
            self.context.error("value.missing", path, what=entry.what)
            return None
        if entry.change is not None:
            return self.change(entry, f"{path}.change", entry.change, variable)
        text = cast(str, entry.value)
        if variable == "crp":
            return self.crp(entry, f"{path}.value", text)
        if variable == "other":
            return self.other(entry, f"{path}.value", text)
        return self.scale(entry, f"{path}.value", text, variable)


def understand_observations(
    context: Context,
    entries: Sequence[ObservationEntry],
    boundaries: Sequence[Boundary],
    known: frozenset[str],
    upper_limit: float | None,
) -> tuple[tuple[Observation, ...], tuple[Finding, ...]]:
    """Return the observations in the order of the file, and as findings those that have no time.

    A change compares with the last earlier record of its variable; if there is none, with the moment just before the last
    start of a drug of known kinetics.
    """
    observer = _Observer(context, boundaries, known, upper_limit)
    found: list[tuple[Observation, ObservationEntry, str]] = []
    findings: list[Finding] = []
    for i, entry in enumerate(entries):
        path = f"observations[{i}]"
        variable = observer.variable(entry, path)
        timed = entry.at is not None or entry.after is not None
        moments = moments_of(context, entry, path, boundaries) if timed else []
        if variable is None:
            continue
        said = observer.said(entry, path, variable)
        written = entry.value if entry.value is not None else entry.change
        if said is None or written is None:
            continue
        if said.unit == "deg":
            variable = "other"
        if entry.unit is not None and entry.unit not in written:
            written = f"{written} {entry.unit}"
        if not timed:
            context.note("time.untimed_observation", path, found=entry.what)
            findings.append(Finding("laboratory" if variable == "crp" else "clinical", entry.what, value=written, note=entry.note))
            continue
        for moment in moments:
            found.append((_observation(entry, variable, moment, said, written), entry, path))
    # what a change compares with may stand further down in the file
    plain = [observation for observation, _, _ in found]
    result = []
    for observation, entry, path in found:
        if entry.change is not None:
            since = observer.since(entry, path, entry.change, observation.variable, observation.at, plain)
            observation = replace(observation, since=since)
        result.append(observation)
    return tuple(result), tuple(findings)


def _observation(entry: ObservationEntry, variable: Variable, moment: Moment, said: _Said, written: str) -> Observation:
    return Observation(
        what=entry.what,
        variable=variable,
        at=moment.at,
        low=said.low,
        high=said.high,
        written=written,
        unit=said.unit,
        ratio=said.ratio,
        note=entry.note,
    )
