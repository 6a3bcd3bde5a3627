"""The phases with and without a drug, compared without a model: the second line of evidence of the attribution."""

from __future__ import annotations

import math
from typing import TypedDict

from rechallenge.course.model import Course
from rechallenge.course.regimen import Regimen
from rechallenge.inference.summary import Message
from rechallenge.questions.attribution.answer import (
    ByPhase,
    Change,
    Coefficient,
    Comparison,
    NapEntry,
    PhaseReadings,
    Randomisation,
    RegressionEntry,
    StatisticEntry,
)
from rechallenge.single_case import RandomisationTest, Regression, SeriesValue, SingleCase, Statistic, Summary, single_case
from rechallenge.single_case.statistic import Reason


def without_model(course: Course, drug: str, seed: int = 0) -> tuple[Comparison, ...]:
    """Statistics of each series of a course."""
    found = single_case(course, Regimen.of(course).drugs_of(drug), seed=seed)
    return tuple(_comparison(result, drug) for result in found)


def _comparison(result: SingleCase, drug: str) -> Comparison:
    series = result.series
    off, on = series.side("off"), series.side("on")
    return Comparison(
        what=series.what,
        outcome="other" if series.outcome is None else series.outcome.name,
        unit=series.unit,
        improvement=series.improvement,
        readings=ByPhase(off=len(off), on=len(on)),
        censored=ByPhase(off=series.values(off).censored, on=series.values(on).censored),
        left_out=dict(series.left_out),
        phases=tuple(
            PhaseReadings(
                side=phase.side,
                readings=len(phase.readings),
                from_day=series.readings[phase.readings[0]].day,
                to_day=series.readings[phase.readings[-1]].day,
                values=tuple(_reading(series.readings[place]) for place in phase.readings),
            )
            for phase in series.phases
        ),
        cannot=result.cannot,
        little=result.little,
        sentence=_sentence(result, drug),
        remarks=tuple(_remarks(result)),
        statistics=_statistics(result),
        changes=tuple(
            Change(before=before.side, after=after.side, day=series.readings[after.readings[0]].day, nap=StatisticEntry(**_statistic(nap)))
            for before, after, nap in result.changes
        ),
        randomisation=None if result.test is None else _randomisation(result.test),
        regression=None if result.regression is None else _regression(result.regression, result),
    )


def _reading(reading: SeriesValue) -> tuple[float, float | None, float | None]:
    """Day and bounds of one reading, equal for a number; None where a bound is open."""
    low, high = (bound if math.isfinite(bound) else None for bound in (reading.low, reading.high))
    return reading.day, low, high


def _statistics(result: SingleCase) -> dict[str, StatisticEntry]:
    if result.summary is None or result.first_change is None:
        return {}
    found = {**result.summary.statistics, **result.first_change}
    return {name: StatisticEntry(**_statistic(statistic)) for name, statistic in found.items()} | {"nap": _nap(result.summary)}


def _nap(summary: Summary) -> NapEntry:
    return NapEntry(
        **_statistic(summary.statistics["nap"]),
        standard_errors=dict(summary.nap_errors),
        pairs=summary.pairs,
        unordered_pairs=summary.unordered,
        least=summary.nap_least,
        most=summary.nap_most,
    )


class _Fields(TypedDict):
    value: float | None
    interval: tuple[float, float] | None
    standard_error: float | None
    undefined: Reason | None
    no_error: Reason | None
    at_limits: bool


def _statistic(found: Statistic) -> _Fields:
    """Fields that an entry shares with all others."""
    return {
        "value": found.value,
        "interval": None if found.low is None or found.high is None else (found.low, found.high),
        "standard_error": found.error,
        "undefined": found.undefined,
        "no_error": found.no_error,
        "at_limits": found.at_limits,
    }


def _randomisation(test: RandomisationTest) -> Randomisation:
    return Randomisation(
        p=test.p,
        descriptive=test.descriptive,
        assignments=test.assignments,
        exact=test.exact,
        draws=test.draws,
        seed=test.seed,
        undefined=test.undefined,
    )


def _regression(found: Regression, result: SingleCase) -> RegressionEntry:
    better = found.p_lower
    if better is not None and result.series.improvement == "increase":
        better = 1 - better
    return RegressionEntry(
        effect=_coefficient(found.effect),
        half_life_days=_coefficient(found.half_life_days),
        persistence_days=_coefficient(found.persistence_days),
        logarithmic=result.logarithmic,
        p_better=better,
        threshold=found.threshold,
        p_beyond=found.p_beyond,
        undefined=found.undefined,
    )


def _coefficient(found: tuple[float, float, float] | None) -> Coefficient:
    if found is None:
        return Coefficient(value=None, interval=None)
    value, low, high = found
    return Coefficient(value=value, interval=(low, high))


def _sentence(result: SingleCase, drug: str) -> Message:
    series = result.series
    what = series.what if series.outcome is None else series.outcome.name
    if result.cannot is not None or result.summary is None:
        return Message(f"single_case.cannot.{result.cannot}", {"what": what, "drug": drug})
    nap = result.summary.statistics["nap"]
    values = {"what": what, "drug": drug, "nap": nap.value, "low": nap.low, "high": nap.high}
    kind = {1.0: ".all", 0.0: ".none"}.get(nap.value or 0.0, "")
    return Message(f"single_case.says{kind}", {**values, "off": len(series.side("off")), "on": len(series.side("on"))})


def _remarks(result: SingleCase) -> list[Message]:
    """What a reader must know of this series: why it says little, what was left out, how limits were used."""
    found = []
    if result.little:
        found.append(Message("single_case.little", {"reasons": [Message(f"single_case.little.{reason}") for reason in result.little]}))
    left_out = [Message(f"single_case.left_out.{reason}", {"n": n}) for reason, n in result.series.left_out.items() if n]
    if left_out:
        found.append(Message("single_case.left_out", {"reasons": left_out}))
    censored = result.series.values().censored
    if censored and result.summary is not None:
        found.append(Message("single_case.censored", {"n": censored}))
    return found
