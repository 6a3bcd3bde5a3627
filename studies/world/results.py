"""All published outcomes under one variant of the model, and what they come to together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from scipy.stats import binomtest

from studies.predictive.compare import Row
from studies.predictive.courses import crp_rows, relapse_rows, steroid_rows
from studies.predictive.kinetics import kinetic_rows
from studies.predictive.variants import Variant
from studies.world.histories import history_rows
from studies.world.stops import stop_rows
from studies.world.trials import trial_rows

CHECK = ("kinetics", "crp", "relapses", "steroids")
"""Sections of the predictive check."""


# Virtual studies of what needs no course: they cost little.
CHEAP_STUDIES = 500


def outcomes_under(variant: Variant, number: int, seed: int) -> tuple[Row, ...]:
    """Every published outcome that is held, predicted under a variant, so many virtual studies each where courses are followed."""
    cheap = chain.from_iterable(each(CHEAP_STUDIES, seed, variant) for each in (history_rows, trial_rows))
    check = chain.from_iterable(each(number, seed, {}, variant) for each in (crp_rows, relapse_rows, steroid_rows))
    return (*kinetic_rows(CHEAP_STUDIES, seed, {}, variant), *check, *cheap, *stop_rows(number, seed, variant))


@dataclass(frozen=True, slots=True)
class WorldScore:
    """How some rows did.

    Attributes
    ----------
    inside, of
        Rows within their 90 % interval, and all.
    low, high
        90 % interval of the share within (Clopper and Pearson 1934).
    log_score
        Sum over the rows.
    width
        Median ratio of the upper bound of an interval to its lower; of counts, median width as a share of the most, plus 1.
    """

    inside: int
    of: int
    low: float
    high: float
    log_score: float
    width: float

    @classmethod
    def of_rows(cls, rows: Sequence[Row]) -> WorldScore:
        """Score rows, at least one."""
        inside = sum(row.inside for row in rows)
        bounds = binomtest(inside, len(rows)).proportion_ci(0.9)
        return cls(
            inside,
            len(rows),
            float(bounds.low),
            float(bounds.high),
            sum(row.log_score for row in rows),
            float(np.median([width(row) for row in rows])),
        )

    @property
    def share(self) -> float:
        """Share within."""
        return self.inside / self.of


def width(row: Row) -> float:
    """How wide an interval is: ratio of its bounds, of a count 1 and its width as a share of the most."""
    return 1.0 + (row.high - row.low) / row.most if row.most else row.high / max(row.low, 1e-3)
