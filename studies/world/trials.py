"""CRP and responders of treated groups whose disease lasts, at the potency that was fitted without each of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

import numpy as np
from scipy.special import expit, ndtr
from typing_extensions import TypedDict

from rechallenge.arrays import Draws, Floats
from rechallenge.data_files import checked, literature, read_data
from rechallenge.literature.potency import FILE
from studies.potency.evidence import POOLS, data, drugs, readings, sources, studies
from studies.predictive.compare import About, Row, compared
from studies.predictive.variants import Variant
from studies.world.contradictions import NORMAL_90

Interval = tuple[float, float, float]
"""Median, and bounds of the 90 % interval."""


class _Half(TypedDict):
    typical: Interval
    between_studies: Interval


class _Fit(NamedTuple):
    """What the fit came to: by drug, by pool, and by source that was left out and drug."""

    half: Mapping[str, _Half]
    share: Mapping[str, Interval]
    between_shares: float
    between_patients: float
    without: Mapping[str, Mapping[str, Interval]]


@cache
def _fit() -> _Fit:
    told = read_data(literature(FILE))
    spreads = checked(dict[str, Interval], told["spreads"], FILE)
    halves = {
        name: checked(_Half, {key: value for key, value in entry.items() if key in ("typical", "between_studies")}, name)
        for name, entry in checked(dict[str, dict[str, object]], told["parameters"], FILE).items()
    }
    without = {
        key: {drug: (float(m), float(low), float(high)) for drug, (m, low, high) in entry.items()}
        for key, entry in checked(dict[str, dict[str, list[float]]], _intervals(told["without"]), FILE).items()
    }
    shares = checked(dict[str, Interval], told["shares"], FILE)
    return _Fit(halves, shares, spreads["between_shares"][0], spreads["between_patients"][0], without)


def _intervals(without: object) -> dict[str, dict[str, object]]:
    """What is told of each source that was left out, less how far the weights can be trusted."""
    entries = checked(dict[str, dict[str, object]], without, FILE)
    return {key: {drug: value for drug, value in entry.items() if drug != "tail"} for key, entry in entries.items()}


def _log_half(key: str, drug: str, number: int, rng: np.random.Generator, variant: Variant) -> Floats:
    """Logarithm of the half effect of a study that was not read, shape (studies,)."""
    half = _fit().half[f"{drug}.half_effect"]
    median, low, high = _fit().without[key].get(drug, half["typical"]) if variant.without_own else half["typical"]
    typical = math.log(high / low) / (2.0 * NORMAL_90)
    # between studies: the median of its posterior, and as uncertain as that is
    between_low, between_high = half["between_studies"][1:]
    between = np.exp(rng.uniform(math.log(between_low), math.log(between_high), number))
    return np.asarray(math.log(median) + typical * rng.standard_normal(number) + between * rng.standard_normal(number))


def _shares(pool: str, number: int, patients: int, rng: np.random.Generator) -> Draws:
    """Shares of the patients of studies, shape (studies, patients)."""
    if pool == "steroid":
        return np.ones((number, patients))
    median, low, high = (math.log(each / (1.0 - each)) for each in _fit().share[pool])
    spread = (high - low) / (2.0 * NORMAL_90)
    center = median + math.hypot(spread, _fit().between_shares) * rng.standard_normal((number, 1))
    return np.asarray(expit(center + _fit().between_patients * rng.standard_normal((number, patients))))


def trial_rows(number: int, seed: int, variant: Variant) -> Iterator[Row]:
    """Compare what was left of CRP, and how many were well in open groups; groups without a drug are what others are compared with."""
    rows, told = data(), sources()
    for place in range(len(rows.levels.study)):
        yield from _level(place, number, np.random.default_rng([seed, 600, place]), variant)
    for place in range(len(rows.counts.study)):
        key = told[int(rows.counts.study[place])].key
        if rows.counts.acting[place] >= 0 and not rows.counts.controlled[place]:
            yield from _count(place, key, number, np.random.default_rng([seed, 700, place]), variant)


def _about(study: int, drug: str, what: str, n: int) -> About:
    trial = studies()[study]
    return About("trials", f"{trial.identifier}_{drug}", f"{trial.disease}, {drug}: {what}", n, trial.source, "", trial.history or "other")


def _left(
    exposure: Floats, key: str, drug: str, pool: str, patients: int, number: int, rng: np.random.Generator, variant: Variant
) -> Draws:
    half = np.exp(_log_half(key, drug, number, rng, variant))
    effect = np.mean(exposure / (half[:, None] + exposure), axis=1)
    return np.asarray(1.0 - _shares(pool, number, patients, rng) * effect[:, None])


def _level(place: int, number: int, rng: np.random.Generator, variant: Variant) -> Iterator[Row]:
    rows, levels = data(), data().levels
    study, acting = int(levels.study[place]), int(levels.acting[place])
    if acting < 0:
        return
    key, pool = studies()[study].identifier, POOLS[rows.pool[study]]
    drug = drugs()[rows.pair_drug[acting]]
    left = _left(levels.exposure[place], key, drug, pool, 50, number, rng, variant)
    through = left.mean(axis=1) if levels.is_mean[place] else np.median(left, axis=1)
    change = readings()["spreads"]["change_without"] * rng.standard_normal(number) + levels.log_change_without[place]
    found = np.log(levels.background[place] + levels.disease[place] * np.exp(change) * through)
    error = math.hypot(levels.error[place], readings()["spreads"]["least_error"])
    alone = [other for other in range(len(levels.study)) if levels.study[other] == study and levels.acting[other] < 0]
    published = float(levels.log_left[place])
    if levels.controlled[place]:
        if not alone:
            return
        # against the group without the drug, whose error and background are its own
        published -= float(levels.log_left[alone[0]])
        found -= math.log(levels.background[alone[0]] + levels.disease[alone[0]])
        error = math.hypot(error, levels.error[alone[0]])
    found += error * rng.standard_normal(number)
    yield compared(_about(study, drug, "CRP left", 0), "share", math.exp(published), np.exp(found))


def _count(place: int, key: str, number: int, rng: np.random.Generator, variant: Variant) -> Iterator[Row]:
    rows, counts = data(), data().counts
    study, of = int(counts.study[place]), int(counts.of[place])
    pool, drug = POOLS[rows.pool[study]], drugs()[rows.pair_drug[int(counts.acting[place])]]
    left = _left(counts.exposure[place], key, drug, pool, of, number, rng, variant)
    bound = counts.log_bound[place] + readings()["spreads"]["typical_crp"] * rng.standard_normal((number, 1))
    well = rng.random((number, of)) < ndtr((bound - np.log(left)) / counts.spread[place])
    yield compared(_about(study, drug, "well", of), "patients", float(counts.n[place]), well.sum(axis=1).astype(float), most=of)
