"""Options as they are told: those that tell most first, which of them are tied, and doing nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rechallenge.planning.acts import Act, ActBurden
from rechallenge.planning.information import Gain
from rechallenge.planning.measures import Measure
from rechallenge.questions.next.answer import Measurement, NextBurden, NextOption


@dataclass(frozen=True, slots=True)
class TriedOption:
    """One option before it is compared: the act, its measurements, what they tell, and what they cost."""

    act: Act
    measures: tuple[Measure, ...]
    burden: ActBurden
    gain: Gain
    gain_risk: Gain
    gain_steroid: Gain | None
    p_decides: float


NOTHING = NextOption(
    action="nothing",
    drug=None,
    name="next.nothing",
    values={},
    measure=None,
    day=None,
    bits=0.0,
    bits_error=0.0,
    bits_risk=0.0,
    bits_risk_error=0.0,
    bits_steroid=0.0,
    bits_steroid_error=0.0,
    p_decides=0.0,
    tied=False,
    burden=NextBurden(disease_days=0.0, disease_days_added=0.0, steroid_mg=0.0, visits=0),
)
"""Doing nothing, which tells nothing and costs nothing."""


def options_of(tried: Sequence[TriedOption]) -> tuple[NextOption, ...]:
    """Options, those that tell most about which drugs act first; doing nothing last."""
    if not tried:
        return (NOTHING,)
    every = Gain.together(*(each.gain for each in tried))
    order = np.argsort(-every.bits, kind="stable")
    best: dict[bool, int] = {}
    for place in map(int, order):
        best.setdefault(len(tried[place].measures) > 1, place)

    def tied(place: int) -> bool:
        first = best[len(tried[place].measures) > 1]
        return place != first and every.tied(first, place)

    return (*(_option(tried[place], tied(place)) for place in map(int, order)), NOTHING)


def _option(tried: TriedOption, is_tied: bool) -> NextOption:
    steroid = tried.gain_steroid
    several = len(tried.measures) > 1
    return NextOption(
        action=tried.act.action,
        drug=tried.act.drug,
        name=tried.act.name,
        values=tried.act.values,
        measure="series" if several else tried.measures[0].name,
        day=max(each.day for each in tried.measures),
        bits=_bits(tried.gain),
        bits_error=_bits_error(tried.gain),
        bits_risk=_bits(tried.gain_risk),
        bits_risk_error=_bits_error(tried.gain_risk),
        bits_steroid=None if steroid is None else _bits(steroid),
        bits_steroid_error=None if steroid is None else _bits_error(steroid),
        p_decides=tried.p_decides,
        tied=is_tied,
        burden=NextBurden(
            disease_days=tried.burden.disease_days,
            disease_days_added=tried.burden.disease_days_added,
            steroid_mg=tried.burden.steroid_mg,
            visits=tried.burden.visits,
        ),
        series=tuple(Measurement(measure=each.name, day=each.day) for each in tried.measures) if several else (),
        remarks=tried.act.remarks,
    )


def _bits(found: Gain) -> float:
    """Expected bits; chance may carry the estimate below none, which there cannot be."""
    return max(float(found.bits[0]), 0.0)


def _bits_error(found: Gain) -> float | None:
    error = float(found.error[0])
    return error if np.isfinite(error) else None
