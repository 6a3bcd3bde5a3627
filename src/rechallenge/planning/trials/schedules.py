"""Who is given what on which day: the arms of a trial as tables of doses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rechallenge.arrays import Floats
from rechallenge.planning.trials.design import WITHIN_PATIENTS, TrialDesign

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Arms:
    """What each patient is given under each of the schedules that are compared.

    Attributes
    ----------
    on
        Whether the drug is given, shape (schedules, patients, days). In groups: the drug, then placebo. Within patients, and of a
        staggered start: what was drawn by lot, then nothing but placebo.
    order
        Within patients, +1 where the drug comes first in a pair and -1 where placebo does, shape (patients, pairs); else empty.
    start
        Of a staggered start, which of the days was drawn, shape (patients,); else empty.
    """

    on: Flags
    order: NDArray[np.int64]
    start: NDArray[np.int64]


def arms_of(design: TrialDesign, patients: int, rng: np.random.Generator) -> Arms:
    """Draw what each of some patients is given, day by day from entry."""
    on = np.zeros((2, patients, design.days), bool)
    run_in = design.run_in_days
    on[:, :, :run_in] = True
    order, start = np.zeros((patients, 0), np.int64), np.zeros(0, np.int64)
    if design.kind in WITHIN_PATIENTS:
        assert design.periods is not None
        pairs, days = design.periods.pairs, design.periods.days
        order = np.where(rng.permuted(np.arange(patients * pairs) % 2).reshape(patients, pairs) == 0, 1, -1)
        for period in range(2 * pairs):
            given = (order[:, period // 2] == 1) == (period % 2 == 0)
            on[0, :, run_in + period * days : run_in + (period + 1) * days] = given[:, None]
    elif design.kind == "staggered start":
        start = rng.permuted(np.arange(patients) % len(design.starts_days))
        first = run_in + np.asarray(design.starts_days)[start]
        on[0] |= np.arange(design.days) >= first[:, None]
    else:
        on[0, :, run_in:] = True
    return Arms(on, order, start)


def doses_mg(on: Flags, dose_mg: float, every_days: float) -> Floats:
    """Doses on each day of the stretches on the drug, the first dose on the first day of each; shape as `on`, (..., days).

    Examples
    --------
    >>> doses_mg(np.array([False, True, True, True, False, True]), 100.0, 2.0).tolist()
    [0.0, 100.0, 0.0, 100.0, 0.0, 100.0]
    """
    days = np.arange(on.shape[-1])
    before = np.concatenate([np.zeros_like(on[..., :1]), on[..., :-1]], axis=-1)
    began = np.maximum.accumulate(np.where(on & ~before, days, 0), axis=-1)
    return np.where(on & ((days - began) % round(every_days) == 0), dose_mg, 0.0)
