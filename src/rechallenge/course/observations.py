"""Understanding observations: numbers, limits, intervals and words become intervals of the outcomes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import cast

from rechallenge.course.changes import change_of
from rechallenge.course.codes import understand_codes
from rechallenge.course.context import Context
from rechallenge.course.document import ObservationEntry
from rechallenge.course.following import Moment, boundaries_named, moments_of
from rechallenge.course.levels import ValueField, WrittenBounds, level_of
from rechallenge.course.limits import UpperLimits
from rechallenge.course.model import Boundary, Finding, Observation
from rechallenge.course.moments import boundary_phrase_of, span_of
from rechallenge.course.naming import Name, name_of, outcomes_within
from rechallenge.course.nearest import nearest
from rechallenge.course.our_words import OurWords, leading, outcome_name
from rechallenge.course.problems import RefusedError
from rechallenge.course.times import When
from rechallenge.course.units import amount_of
from rechallenge.course.vocabulary import vocabulary
from rechallenge.course.written_values import symbols_unified
from rechallenge.literature.drugs import folded
from rechallenge.outcomes import Outcome, marker, outcomes

# No day: "ESR 2", "ESR 1 h" is the reading after an hour.
_NUMBER_OR_HOUR = re.compile(r"[\d\s.,]+(?:h\w*)?", re.IGNORECASE)
# A date is one whatever the day that a record counts from.
_ANY_DAY = date(2000, 1, 1)


def _day_beside(written: str, spelling: str) -> str | None:
    """Return the day that a name holds beside that of an outcome: "CRP (J5)", "CRP 12/03/2018"; None where it holds something else."""
    plain, name = folded(written), folded(spelling)
    start = plain.find(name)
    kept = written if len(plain) == len(written) else plain
    day = f"{kept[:start]} {kept[start + len(name) :]}".strip(" ()[]:,")
    if _NUMBER_OR_HOUR.fullmatch(day):
        return None
    try:
        span_of(day, _ANY_DAY)
    except RefusedError:
        return None
    return day


class _Observer:
    """Reads the observations of one file."""

    def __init__(self, context: Context, boundaries: Sequence[Boundary], known: frozenset[str], limits: UpperLimits) -> None:
        self.context = context
        self.boundaries = boundaries
        self.known = known
        self.limits = limits

    def understood_name(self, entry: ObservationEntry, path: str) -> bool:
        """Tell what a name that is no outcome was taken for; False after an error, where it is near to one."""
        name = name_of(entry.what)
        if name is not None:
            if name.site is not None:
                self.context.note("observation.site", f"{path}.what", found=entry.what, what=name.spelling, site=name.site)
            return True
        if (held := _outcomes_in_value(entry.value or "")) and not outcomes_within(entry.what):
            names = OurWords(map(outcome_name, held))
            self.context.error("observation.within", f"{path}.value", found=cast(str, entry.value), names=names, first=names[0])
            return False
        if vocabulary().is_shown_only(entry.what):
            return True
        if vocabulary().is_inflammation(entry.what):
            self.context.warn("observation.inflammation", f"{path}.what", found=entry.what, what=outcome_name(marker()))
            return True
        near = nearest(entry.what, [name for outcome in outcomes().values() for name in outcome.names], 0.8)
        if near is not None:
            self.context.error("observation.near", f"{path}.what", found=entry.what, nearest=near)
            return False
        return self._holds_one(entry, path)

    def _holds_one(self, entry: ObservationEntry, path: str) -> bool:
        """Tell of a name that is no outcome, and what it holds of one; False where one line says what has to be written otherwise."""
        where, within = f"{path}.what", outcomes_within(entry.what)
        if len(within) > 1:
            names = OurWords(outcome_name(outcome) for outcome, _, _ in within)
            self.context.error("observation.several", where, found=entry.what, names=names, first=names[0], second=names[1])
            return False
        if not within:
            self.context.note("observation.unknown", where, found=entry.what)
            return True
        ((outcome, spelling, denied),) = within
        if denied:
            self.context.error("observation.denied", where, found=entry.what, what=outcome_name(outcome), word=leading(outcome.words[:1]))
            return False
        if (day := _day_beside(entry.what, spelling)) is not None:
            self.context.error("observation.day_in_name", where, found=entry.what, what=outcome_name(outcome), day=day)
            return False
        self.context.warn("observation.of_another", where, found=entry.what, what=outcome_name(outcome))
        return True

    def shown_only(self, entry: ObservationEntry, text: str) -> WrittenBounds:
        try:
            amount = amount_of(symbols_unified(text), entry.unit)
        except RefusedError:
            amount = None  # whatever it says is shown as written
        return WrittenBounds(None, None, entry.unit) if amount is None else WrittenBounds(amount.low, amount.high, amount.unit)

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

    def said(self, place: int, entry: ObservationEntry, path: str, name: Name | None) -> WrittenBounds | None:
        if entry.value is not None and entry.change is not None:
            self.context.error("value.both", f"{path}.change")
            return None
        if entry.value is None and entry.change is None:
            within = name is not None or outcomes_within(entry.what)
            self.context.error("value.missing" if within else "value.missing_finding", path, what=entry.what)
            return None
        if entry.change is not None:
            return change_of(self.context, f"{path}.change", entry.change, entry.what, entry.unit, name)
        text = cast(str, entry.value)
        if name is None:
            return self.shown_only(entry, text)
        return level_of(self.context, ValueField(place, f"{path}.value", text, entry.unit, name), self.limits)


def _outcomes_in_value(value: str) -> list[Outcome]:
    """Outcomes of which a value of something else tells a number or a word: "CRP 120 mg/L, ESR 45 mm"."""
    found = []
    for outcome, spelling, denied in outcomes_within(value):
        behind = re.search(rf"(?<![^\W_]){re.escape(folded(spelling))}(?![^\W_])[\s:=]*(?P<said>[^,;]*)", folded(value))
        said = "" if behind is None else behind["said"].strip()
        if not denied and (re.match(r"(?:a\s+)?[<>\u2264\u2265~]?\s*\d", said) or (said and outcome.word(said) is not None)):
            found.append(outcome)
    return found


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
        name = name_of(entry.what)
        outcome = None if name is None else name.outcome
        understood = observer.understood_name(entry, path)
        timed = entry.at is not None or entry.after is not None
        moments = moments_of(context, entry, path, boundaries) if timed else []
        if not understood:
            continue
        codes = understand_codes(context, entry.codes, path)
        said = observer.said(i, entry, path, name)
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
            observation = _observation(entry, outcome, moment, said, written)
            site = None if name is None else name.site
            found.append((replace(observation, codes=codes, site=site, upper_limit=limits.own.get(i)), entry, path))
    # what a change compares with may stand further down in the file
    plain = [observation for observation, _, _ in found]
    result = []
    for observation, entry, path in found:
        if entry.change is not None:
            observation = replace(observation, since=observer.since(entry, path, entry.change, observation, plain))
        result.append(observation)
    return tuple(result), tuple(findings)


def _observation(entry: ObservationEntry, outcome: Outcome | None, moment: Moment, said: WrittenBounds, written: str) -> Observation:
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
