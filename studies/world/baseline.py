"""A baseline that knows neither disease nor mechanism: each number as the others of its kind were, those of its own study left out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from rechallenge.arrays import Floats
from studies.predictive.compare import About, Row, compared

N_DRAWS = 4000
# Where fewer others of a kind are held, a number may be anything: log-normal about this, with this spread. Ours.
LEAST_OTHERS = 2
VAGUE_MEDIAN, VAGUE_LOG_SD = 30.0, 2.0
LARGEST_LOG = 20.0
Kind = tuple[str, str, str]


def kind_of(row: Row) -> Kind:
    """What a number is compared with: section, statistic, and of kinetics the drug and what was measured, of others before or after."""
    if row.section == "kinetics":
        return row.section, row.statistic, f"{row.disease} {row.what.split(',')[0]}"
    if row.section == "crp":
        return row.section, row.statistic, "before" if row.key.endswith("before") else "after"
    if row.section == "histories":
        return row.section, row.statistic.split(" within")[0], row.key.rsplit("_", 1)[-1]
    return row.section, row.statistic, ""


def baseline(rows: Sequence[Row], seed: int) -> tuple[Row, ...]:
    """Predict each row from the published numbers of the others of its kind."""
    by_kind: Mapping[Kind, list[Row]] = {}
    for row in rows:
        by_kind = {**by_kind, kind_of(row): [*by_kind.get(kind_of(row), []), row]}
    return tuple(_predicted(row, by_kind[kind_of(row)], np.random.default_rng([seed, place])) for place, row in enumerate(rows))


def _predicted(row: Row, alike: Sequence[Row], rng: np.random.Generator) -> Row:
    others = [each for each in alike if each.source != row.source]
    about = About(row.section, row.key, row.what, row.n, row.source, row.why, row.disease)
    if row.most is None:
        draws = np.exp(_new([math.log(max(each.published, 1e-3)) for each in others], math.log(VAGUE_MEDIAN), VAGUE_LOG_SD, rng))
        return compared(about, row.statistic, row.published, draws)
    logits = [math.log((each.published + 0.5) / (each.most - each.published + 0.5)) for each in others if each.most is not None]
    shares = 1.0 / (1.0 + np.exp(-_new(logits, 0.0, VAGUE_LOG_SD, rng)))
    return compared(about, row.statistic, row.published, rng.binomial(row.most, shares).astype(float), most=row.most)


def _new(values: Sequence[float], vague_mean: float, vague_sd: float, rng: np.random.Generator) -> Floats:
    """Draws of one more value like these: normal, its mean and variance unknown."""
    n = len(values)
    if n < LEAST_OTHERS:
        return np.asarray(vague_mean + vague_sd * rng.standard_normal(N_DRAWS))
    spread = max(float(np.std(values, ddof=1)), 0.1)
    drawn = np.mean(values) + spread * math.sqrt(1.0 + 1.0 / n) * rng.standard_t(n - 1, N_DRAWS)
    # with two others the tails of t reach beyond any number
    return np.asarray(np.clip(drawn, -LARGEST_LOG, LARGEST_LOG))
