"""The published responses side by side, and what they come to for each disease."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv

from rechallenge.analogy.expectation import expectation
from rechallenge.literature.evidence import Design, Level, evidence


@dataclass(frozen=True, slots=True)
class ForestLine:
    """One line of the forest.

    Attributes
    ----------
    disease
        Key; None for the line of a disease without published outcomes.
    study
        Identifier; None for the line that sums a disease up.
    share, low, high
        Share of responders with its 90 % interval: of a study its own count (Jeffreys' interval); of a disease that expected in
        another setting, the selection of reported patients taken off.
    n, of, level, design
        Of a study: counts as printed, what counted as a response, and how patients came to be reported.
    """

    disease: str | None
    study: str | None
    share: float
    low: float
    high: float
    source: str | None = None
    n: float | None = None
    of: float | None = None
    level: Level | None = None
    design: Design | None = None


def forest() -> tuple[ForestLine, ...]:
    """Every study with a count of responders, its disease's line after it, and last the line of a disease of its own.

    A study that does not tell two diseases apart stands with the first.
    """
    known = evidence()
    rows: list[ForestLine] = []
    for disease in known.diseases:
        for study in known.studies:
            if study.diseases[0] == disease and study.responses:
                told = study.responses[0]
                weight = study.patients / told.of if told.by_episode else 1.0
                share, low, high = jeffreys(weight * told.n, weight * told.of)
                rows.append(
                    ForestLine(disease, study.identifier, share, low, high, study.source, told.n, told.of, told.level, study.design)
                )
        rows.append(_summary(disease))
    return (*rows, _summary(None))


def _summary(disease: str | None) -> ForestLine:
    expected = expectation(disease).responders
    low, high = np.quantile(expected, [0.05, 0.95])
    return ForestLine(disease, None, float(expected.mean()), float(low), float(high))


def jeffreys(n: float, of: float) -> tuple[float, float, float]:
    """Share and its 90 % interval by Jeffreys' prior; counts may be fractions.

    Examples
    --------
    >>> [round(x, 2) for x in jeffreys(5, 15)]
    [0.33, 0.17, 0.54]
    """
    low = 0.0 if n == 0 else float(betaincinv(n + 0.5, of - n + 0.5, 0.05))
    high = 1.0 if n == of else float(betaincinv(n + 0.5, of - n + 0.5, 0.95))
    return n / of, low, high
