"""What the record holds of an item of classification criteria.

An item counts as present if it ever was: one statement that it is there outweighs any that it is not. What no statement
mentions is unknown, and not absent.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from rechallenge.course.cues import cues
from rechallenge.course.mentions import said, status_in, status_of_diagnosis, status_of_finding
from rechallenge.course.model import Course, Finding, Observation
from rechallenge.course.problems import RefusedError
from rechallenge.course.status_of_values import AssertedStatus, value_of
from rechallenge.course.units import amount_of
from rechallenge.literature.classification import Item, Rule, Status
from rechallenge.literature.drugs import folded

_OPPOSITE: dict[Status, Status] = {"present": "absent", "absent": "present", "unknown": "unknown"}


@dataclass(frozen=True, slots=True)
class ItemEvidence:
    """The status of an item, and the record's own words for it.

    `stated` when the course file gives the item itself; `ruled_out` when the words are diagnoses that were ruled out; `suspected` when it
    is unknown and the words suspect it or leave it open.
    """

    status: Status
    because: tuple[str, ...] = ()
    stated: bool = False
    ruled_out: bool = False
    suspected: bool = False


UNKNOWN = ItemEvidence("unknown")


def evidence_of(item: Item, course: Course) -> ItemEvidence:
    """Return what a course says of an item: what the file states of it, else what its findings, diagnoses and values show."""
    stated = next((s for s in course.criteria if s.item == item.id and s.status != "unknown"), None)
    if stated is not None:
        return ItemEvidence(stated.status, (), True)
    return recorded(item, course)


def recorded(item: Item, course: Course) -> ItemEvidence:
    """Return what the record shows of an item, whatever the file states of it."""
    return _together([_by_rule(rule, course) for rule in item.rules])


def _together(found: Iterable[ItemEvidence]) -> ItemEvidence:
    every = list(found)
    for status in ("present", "absent"):
        of_it = [e for e in every if e.status == status]
        if of_it:
            return ItemEvidence(status, _words(of_it), ruled_out=all(e.ruled_out for e in of_it))
    suspected = [e for e in every if e.suspected]
    return ItemEvidence("unknown", _words(suspected), suspected=True) if suspected else UNKNOWN


def _words(found: Iterable[ItemEvidence]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words for evidence in found for words in evidence.because))


def _is_suspected(found: AssertedStatus) -> bool:
    return found.status == "unknown" and found.why in ("suspected", "unclear")


def _by_rule(rule: Rule, course: Course) -> ItemEvidence:
    if rule.all:
        evidence = _all([_by_rule(part, course) for part in rule.all])
    elif rule.age_at_least is not None or rule.age_over is not None:
        evidence = _by_age(rule, course)
    elif rule.observed:
        evidence = _by_value(rule, course)
    elif rule.condition:
        evidence = _by_condition(rule, course)
    else:
        evidence = _by_finding(rule, course)
    if rule.reversed:
        evidence = replace(evidence, status=_OPPOSITE[evidence.status], ruled_out=False)
    return UNKNOWN if rule.proves is not None and evidence.status != rule.proves else evidence


def _all(parts: list[ItemEvidence]) -> ItemEvidence:
    statuses = {part.status for part in parts}
    because = tuple(words for part in parts for words in part.because)
    if "absent" in statuses:
        return ItemEvidence("absent", because)
    if statuses == {"present"}:
        return ItemEvidence("present", because)
    open_ = all(part.status == "present" or part.suspected for part in parts)
    return ItemEvidence("unknown", because, suspected=True) if open_ else UNKNOWN


def _by_age(rule: Rule, course: Course) -> ItemEvidence:
    age = course.patient.age_years
    if age is None:
        return UNKNOWN
    met = age >= rule.age_at_least if rule.age_at_least is not None else age > (rule.age_over or 0.0)
    return ItemEvidence("present" if met else "absent", (f"{age:g}",))


def _by_condition(rule: Rule, course: Course) -> ItemEvidence:
    found = []
    for condition in course.conditions:
        status = status_of_diagnosis(rule.condition, condition, rule.but_not)
        if status is not None:
            said_so = ItemEvidence(status.status, (condition.name,), ruled_out=condition.ruled_out, suspected=_is_suspected(status))
            found.append(said_so)
    if not found and rule.else_absent and any(c.held for c in course.conditions):
        return ItemEvidence("absent")
    return _together(found)


# findings


def _by_finding(rule: Rule, course: Course) -> ItemEvidence:
    kept = dict(rule.kept)
    side = kept.pop("side", None)
    shown: list[tuple[Finding, Status]] = []
    suspected: list[ItemEvidence] = []
    for finding in course.findings:
        found = status_of_finding(rule.finding, finding, rule.but_not)
        if found is None or not all(_holds(words, finding, name) for name, words in kept.items() if name != "value"):
            continue
        status: Status | None = found.status
        if "value" in kept:
            # of a fluid that was not there, or perhaps, nothing is known; of a normal examination all is
            done = status == "present" or found.why == "normal"
            status = _in_value(kept["value"], finding, rule.but_not) if done else "unknown"
        if status is not None:
            shown.append((finding, status))
        if status == "unknown" and _is_suspected(found):
            suspected.append(ItemEvidence("unknown", (_text_of(finding, kept),), suspected=True))
    if side is None:
        return _together([*(ItemEvidence(status, (_text_of(finding, kept),)) for finding, status in shown), *suspected])
    return _both_sides(shown)


def _holds(words: tuple[str, ...], finding: Finding, name: str) -> bool:
    text: str | None = getattr(finding, name)
    # the site may be part of the name: "shoulder pain"
    return said(words, text) or (name == "site" and status_in(words, finding.what) is not None)


def _in_value(words: tuple[str, ...], finding: Finding, but_not: tuple[str, ...]) -> Status | None:
    text = ", ".join(filter(None, (finding.value, finding.crystals)))
    found = status_in(words, text, but_not)
    if found is not None:
        return found.status
    # "none" of crystals denies each of them; of the fluid as a whole only "no crystals" does
    whole = value_of("crystals", finding.crystals) if finding.crystals else None
    if whole is None and finding.value and cues().crystals.search(folded(finding.value)):
        whole = value_of("crystals", finding.value)
    return whole.status if whole is not None and whole.status != "present" else None


def _both_sides(shown: list[tuple[Finding, Status]]) -> ItemEvidence:
    sides = {side for finding, status in shown if status == "present" for side in _sides(finding)}
    if {"left", "right"} <= sides:
        return ItemEvidence("present", tuple(dict.fromkeys(_text_of(finding) for finding, status in shown if status == "present")))
    missing = tuple(_text_of(finding) for finding, status in shown if status == "absent")
    return ItemEvidence("absent", missing) if missing else UNKNOWN


def _sides(finding: Finding) -> tuple[str, ...]:
    return ("left", "right") if finding.side == "both" else () if finding.side is None else (finding.side,)


def _text_of(finding: Finding, asked: Iterable[str] = ()) -> str:
    """Return a finding in the record's words, with its site and with what the rule asked of it."""
    more = [getattr(finding, name) for name in dict.fromkeys(("site", *asked)) if getattr(finding, name)]
    return f"{finding.what} ({', '.join(more)})" if more else finding.what


# values


def _by_value(rule: Rule, course: Course) -> ItemEvidence:
    readings = list(_readings(rule, course))
    if rule.highest_in is not None:
        measured = [low for low, high, _ in readings if low is not None and low == high]
        if not measured:
            return UNKNOWN
        highest = max(measured)
        low, high = rule.highest_in
        return ItemEvidence("present" if low <= highest < high else "absent", (f"{highest:.3g} {rule.unit}",))
    least = rule.at_least or 0.0
    highest_low, written = max(((low, written) for low, _, written in readings if low is not None), default=(-math.inf, ""))
    # that it was never so is more than the readings of a record can show
    return ItemEvidence("present", (written,)) if highest_low >= least else UNKNOWN


def _readings(rule: Rule, course: Course) -> Iterable[tuple[float | None, float | None, str]]:
    factors = {rule.unit: 1.0, **dict(rule.others)}
    if not rule.others:  # of several units a bare number may be in any: 0.54 of urate is mmol/L, 9.1 mg/dL
        factors[""] = 1.0
    for observation in course.observations:
        outcome = observation.outcome.name if observation.outcome is not None else ""
        named = outcome in {folded(word) for word in rule.observed} or _is_quantity(rule.observed, observation.what)
        if observation.since is None and named:
            yield from _scaled(observation, factors)
    for finding in course.findings:
        if finding.value and _is_quantity(rule.observed, finding.what):
            try:
                amount = amount_of(finding.value)
            except RefusedError:
                continue
            if amount is not None and (amount.unit or "") in factors:
                times = factors[amount.unit or ""]
                yield _times(amount.low, times), _times(amount.high, times), f"{finding.what} {finding.value}"


def _is_quantity(words: tuple[str, ...], name: str) -> bool:
    """Tell whether a name is that of a quantity in blood and no other: "serum urate" is urate, "urinary urate" is not."""
    named = " ".join(cues().quantity.sub(" ", re.sub(r"[(),:']", " ", folded(name))).split())
    return named in {folded(word) for word in words}


def _scaled(observation: Observation, factors: dict[str, float]) -> Iterable[tuple[float | None, float | None, str]]:
    times = factors.get(observation.unit or "")
    if times is not None:
        yield _times(observation.low, times), _times(observation.high, times), f"{observation.what} {observation.written}"


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor
