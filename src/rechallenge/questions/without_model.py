"""The phases with and without a drug, compared without a model: the second line of evidence of the attribution."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from rechallenge.course.model import Course
from rechallenge.course.regimen import Regimen
from rechallenge.inference.statements import INFECTION_DAYS
from rechallenge.inference.summary import Message
from rechallenge.single_case import RandomisationTest, Reading, Regression, SingleCase, Statistic, Summary, single_case


def without_model(course: Course, drug: str, seed: int = 0) -> list[dict[str, Any]]:
    """Statistics of each series of a course, as they stand in ``answers.json``."""
    found = single_case(course, Regimen.of(course).drugs_of(drug), infection_days=INFECTION_DAYS, seed=seed)
    return [_series(result, drug) for result in found]


def _series(result: SingleCase, drug: str) -> dict[str, Any]:
    series = result.series
    sides = {side: series.side(side) for side in ("off", "on")}
    return {
        "what": series.what,
        "variable": "other" if series.outcome is None else series.outcome.name,
        "unit": series.unit,
        "improvement": series.improvement,
        "readings": {side: len(places) for side, places in sides.items()},
        "censored": {side: series.values(places).censored for side, places in sides.items()},
        "left_out": dict(series.left_out),
        "phases": [
            {
                "side": phase.side,
                "readings": len(phase.readings),
                "from_day": series.readings[phase.readings[0]].day,
                "to_day": series.readings[phase.readings[-1]].day,
                "values": [_reading(series.readings[place]) for place in phase.readings],
            }
            for phase in series.phases
        ],
        "cannot": result.cannot,
        "little": list(result.little),
        "sentence": _sentence(result, drug),
        "remarks": _remarks(result),
        "statistics": _statistics(result),
        "changes": [
            {"from": before.side, "to": after.side, "day": series.readings[after.readings[0]].day, "nap": _statistic(nap)}
            for before, after, nap in result.changes
        ],
        "randomisation": None if result.test is None else _test(result.test),
        "regression": None if result.regression is None else _regression(result.regression, result),
    }


def _reading(reading: Reading) -> list[float | None]:
    """Day and bounds of one reading, equal for a number; None where a bound is open."""
    return [reading.day, *(bound if math.isfinite(bound) else None for bound in (reading.low, reading.high))]


def _statistics(result: SingleCase) -> dict[str, Any]:
    if result.summary is None or result.first_change is None:
        return {}
    found = {name: _statistic(s) for name, s in (*result.summary.statistics.items(), *result.first_change.items())}
    found["nap"] |= _about_nap(result.summary)
    return found


def _about_nap(summary: Summary) -> dict[str, Any]:
    return {
        "standard_errors": dict(summary.nap_errors),
        "pairs": summary.pairs,
        "unordered_pairs": summary.unordered,
        "least": summary.nap_least,
        "most": summary.nap_most,
    }


def _statistic(statistic: Statistic) -> dict[str, Any]:
    return {
        "value": statistic.value,
        "interval": None if statistic.low is None else [statistic.low, statistic.high],
        "standard_error": statistic.error,
        "undefined": statistic.undefined,
        "no_error": statistic.no_error,
        "at_limits": statistic.at_limits,
    }


def _test(test: RandomisationTest) -> dict[str, Any]:
    return {
        "p": test.p,
        "descriptive": test.descriptive,
        "assignments": test.assignments,
        "exact": test.exact,
        "draws": test.draws,
        "seed": test.seed,
        "undefined": test.undefined,
    }


def _regression(found: Regression, result: SingleCase) -> dict[str, Any]:
    better = found.p_lower
    if better is not None and result.series.improvement == "increase":
        better = 1 - better
    named: Mapping[str, tuple[float, float, float] | None] = {
        "effect": found.effect,
        "half_life_days": found.half_life_days,
        "persistence_days": found.persistence_days,
    }
    bounds = {
        name: {"value": None, "interval": None} if x is None else {"value": x[0], "interval": list(x[1:])} for name, x in named.items()
    }
    return {
        **bounds,
        "logarithmic": result.logarithmic,
        "p_better": better,
        "threshold": found.threshold,
        "p_beyond": found.p_beyond,
        "undefined": found.undefined,
    }


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
