"""Tables of the page on calibration."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from studies.calibration.attribution import Agreement, Weight, relapses_of, stops_of, weighed
from studies.calibration.cases import Replicate
from studies.calibration.groups import ANSWERS, FITS, METHODS, GroupResult, PatientGroup, group
from studies.calibration.levels import LevelResult
from studies.calibration.misspecification import Misspecification
from studies.calibration.reliability import EDGES, Reliability
from studies.calibration.runs import StudyRun
from studies.calibration.shares import Proportion
from studies.calibration.uniformity import LEVELS, Uniformity


def effort(study: str, title: str, planned: int, replicates: Sequence[Replicate], runs: Sequence[StudyRun]) -> tuple[str, ...]:
    """How many patients of a study there are, how long they took, and where; under `EFFORT`."""
    spent = ([replicate.said[method].seconds for replicate in replicates if method in replicate.said] for method in METHODS)
    each = (f"{len(s)}: {np.median(s):.0f} s, {_hours(sum(s))}" if s else "none" for s in spent)
    wall = f"{_hours(sum(run.seconds for run in runs))}, {len(runs)} run{'s' * (len(runs) > 1)}" if runs else "not noted"
    machines = "; ".join(dict.fromkeys(f"{run.machine}; {run.workers} processes" for run in runs)) or "not noted"
    return f"`{study}`: {title}", f"{len(replicates)} of {planned}", *each, wall, machines


# By what patients are counted in the tables of evidence.
COUNTED: Mapping[str, Callable[[Replicate], int | None]] = {"stops": stops_of, "relapses": relapses_of}
EFFORT = ("study", "patients", *(f"{name}: number, median, sum" for name in METHODS.values()), "wall clock", "machine")


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], title: str = "") -> list[str]:
    """Lines of a table under its title; nothing where there are no rows."""
    lines = [_line(row) for row in rows]
    head = [f"\n### {title}\n"] if title else []
    return [*head, "\n", _line(columns), "|" + "---|" * len(columns) + "\n", *lines] if lines else []


def intervals(found: GroupResult) -> list[str]:
    """Coverage and uniformity of every quantity: answers first, then whether the record was used, then parameters."""
    columns = ("quantity", "n", *(f"{100 * level:.0f} % hold" for level in LEVELS), "p", "p (Holm)", "")
    return table(columns, map(_quantity, sorted(found.ranks, key=_order)), f"{found.group.title}: intervals")


def probabilities(found: GroupResult) -> list[str]:
    """Reliability of every probability, and what came of each tenth."""
    columns = ("event", "said, mean", "came", "Brier", "of the base rate", "miscalibration", "discrimination", "skill", "p (Holm)", "")
    rows = [(f"{100 * low:.0f} to {100 * low + 10:.0f} %", *(_tenth(each, low) for each in found.forecasts)) for low in EDGES[:-1]]
    return [
        *table(columns, map(_forecast, found.forecasts), f"{found.group.title}: probabilities"),
        *table(("said", *(f"{each.event}: came (n)" for each in found.forecasts)), rows if found.forecasts else []),
    ]


def levels(found: Sequence[LevelResult]) -> list[str]:
    """What is found of each level of each factor."""
    columns = (
        "factor",
        "level",
        "n",
        *(f"{name}: 90 % hold" for name in ANSWERS),
        "verdict right",
        "wrong",
        "open",
        "P(drug): said, came",
        "",
        "not uniform",
    )
    return table(columns, map(_level, found) if any(each.n for each in found) else [], "By factors, first answer")


def weights(found: PatientGroup, what: str) -> list[str]:
    """Weight of evidence and verdicts by the number of stops, or of relapses after them."""
    numbers: tuple[int | None, ...] = (*range(4), None)
    each = [weighed(found.replicates, found.said, works, number, COUNTED[what]) for works in (True, False) for number in numbers]
    columns = ("the drug", what, "n", "log Bayes factor, median (90 %)", "held to work", "held not to", "open")
    title = f"{found.title}: weight of evidence by {what} ({METHODS[found.method]})"
    return table(columns, map(_weight, each) if found.said else [], title)


def estimators(found: Iterable[Agreement]) -> list[str]:
    """Agreement of two estimates of one Bayes factor."""
    rows = [
        (
            each.pair,
            str(each.within.total),
            str(each.within),
            str(each.accepted),
            str(each.same_verdict),
            f"{each.median:.2f}",
            f"{each.most:.1f}",
        )
        for each in found
    ]
    columns = (
        "estimators",
        "n",
        "within their errors (90 % should be)",
        "by the report's rule",
        "same verdict",
        "median apart",
        "most apart",
    )
    return table(columns, rows, "Two estimates of one Bayes factor")


def scenarios(found: Iterable[Misspecification]) -> list[str]:
    """Coverage, error rates and warnings in each scenario."""
    rows = [
        (
            each.scenario,
            str(each.n),
            *(_holds(each, name) for name in ANSWERS),
            str(each.idle.wrong),
            str(each.works.wrong),
            str(each.noticed),
        )
        for each in found
    ]
    columns = (
        "scenario",
        "n",
        *(f"{name}: 90 % hold" for name in ANSWERS),
        "wrongly held to work",
        "wrongly held not to",
        "warns that the model may not hold",
    )
    return table(columns, rows, "Where the model is wrong")


def warnings(replicates: Sequence[Replicate]) -> list[str]:
    """How often each warning is given."""
    said = {method: group("", method, replicates).said for method in METHODS}
    counts: Mapping[str, Counter[str]] = {method: Counter(code for each in found for code in each.warned) for method, found in said.items()}
    codes = sorted({code for each in counts.values() for code in each})
    rows = [(f"`{code}`", *(str(Proportion(counts[method][code], len(said[method]))) for method in METHODS)) for code in codes]
    return table(("warning", *METHODS.values()), rows, "Warnings, where the model holds")


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:.1f} h" if seconds >= 3600 else f"{seconds / 60:.0f} min"


def _order(each: Uniformity) -> int:
    return 0 if each.quantity in ANSWERS else 1 if each.quantity in FITS else 2


def _quantity(each: Uniformity) -> tuple[str, ...]:
    holds = (str(each.coverage[level]) for level in LEVELS)
    return each.quantity, str(each.n), *holds, _p(each.p), _p(each.adjusted), f"**{each.how}**" if each.departs else "agrees"


def _p(p: float) -> str:
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def _forecast(each: Reliability) -> tuple[str, ...]:
    parts = (each.brier, each.uncertainty, each.miscalibration, each.discrimination)
    skill = "–" if math.isnan(each.skill) else f"{100 * each.skill:.0f} %"
    how = f"**{' and '.join(each.ways)}**" if each.departs else "agrees"
    return each.event, f"{100 * each.mean:.0f} %", str(each.came), *(f"{part:.3f}" for part in parts), skill, _p(each.adjusted), how


def _level(each: LevelResult) -> tuple[str, ...]:
    holds = (str(each.coverage[name]) if name in each.coverage else "–" for name in ANSWERS)
    said = each.p_drug
    told = (f"{100 * said.mean:.0f} %, {said.came}", f"**{' and '.join(said.ways)}**" if said.departs else "agrees") if said else ("–", "–")
    apart = ", ".join(f"{one.quantity} (**{one.how}**)" for one in each.departing) or "–"
    n = str(each.n) if each.enough else f"{each.n} (too few)"
    return each.factor, each.level, n, *holds, str(each.right), str(each.wrong), str(each.undecided), *told, apart


def _tenth(each: Reliability, low: float) -> str:
    return next((f"{one.came} ({one.came.total})" for one in each.groups if one.low == low), "–")


def _weight(each: Weight) -> tuple[str, ...]:
    spread = f"{each.median:.1f} ({each.low:.1f} to {each.high:.1f})" if each.n else "–"
    number = "all" if each.number is None else str(each.number)
    verdicts = (each.held_to_work, each.held_not_to, each.undecided)
    return "works" if each.works else "does nothing", number, str(each.n), spread, *map(str, verdicts)


def _holds(found: Misspecification, name: str) -> str:
    return next((str(each.coverage[LEVELS[-1]]) for each in found.answers if each.quantity == name), "–")
