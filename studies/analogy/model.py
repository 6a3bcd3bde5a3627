"""Hierarchical model of the published outcomes: patients within studies within diseases.

Each patient has a share of the activity that interleukin-1 carries. On the logit scale it is normal about the mean of the study,
that about the mean of the disease, and that about the mean of all diseases. The same share decides whether the patient counts as a
responder and how far CRP falls, so counts and CRP speak of one thing. Responders are likelier to be reported (see `assumptions`).
The logarithm of the time from a stop to a relapse is normal about the mean of the disease.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import Array
from jax.scipy.stats import norm
from numpy.typing import NDArray

from rechallenge.analogy.assumptions import Assumptions
from rechallenge.analogy.effect import FULL_EFFECT, level_logit, uncleared
from rechallenge.literature.evidence import PublishedEvidence, Study

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Numbers = Array | NDArray[Any]

DESIGNS = ("trial", "series", "cases")
HALF, MOST = level_logit("half"), level_logit("most")
# Nodes of a standard normal: what a mean over the patients of a study needs for three digits.
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(31)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()
# Between non-responder and responder, on the logit scale: a step would have no gradient.
_STEP = 0.2
# Days on which the uncleared share is tabled for studies that do not print theirs.
_DAY_TABLE = np.linspace(0.0, 30.0, 301)
_UNCLEARED = np.array([uncleared(float(day)) for day in _DAY_TABLE])


class Counts(NamedTuple):
    """Counts of responders, one entry each.

    `kind` is 0 for at least half of the activity gone, 1 for most, 2 for most among those with half. `other` is the second disease of
    a study that does not tell two apart (the same as `disease` otherwise); `weight` is 0 for an entry that is held out.
    """

    study: Ints
    disease: Ints
    other: Ints
    design: Ints
    kind: Ints
    n: Floats
    of: Floats
    weight: Floats


class Changes(NamedTuple):
    """CRP before and after, one entry a study: mean and SD of the logarithm, bounds of the day, patients."""

    study: Ints
    disease: Ints
    design: Ints
    before: Floats
    after: Floats
    days: Floats
    patients: Floats
    weight: Floats


class Stops(NamedTuple):
    """Relapses after stops, one entry a study; days since the drug has ceased to act.

    `is_range` says that the days are those of the first relapse and of the last, and not bounds of all.
    """

    disease: Ints
    n: Floats
    of: Floats
    from_day: Floats
    to_day: Floats
    is_range: NDArray[np.bool_]
    weight: Floats


class DesignArrays(NamedTuple):
    """`Assumptions` as arrays by design."""

    offset: Floats
    spread: Floats
    spontaneous: Floats


class OutcomeArrays(NamedTuple):
    """All published outcomes as arrays."""

    counts: Counts
    changes: Changes
    stops: Stops


def outcomes(evidence: PublishedEvidence, held_out: str | None = None) -> OutcomeArrays:
    """Lay out the published outcomes; those of a disease that is held out get no weight, so that the shapes stay.

    A study that does not tell the held-out disease from another goes with it.
    """
    diseases = list(evidence.diseases)

    def common(study: Study) -> tuple[int, int, int]:
        return evidence.studies.index(study), diseases.index(study.diseases[0]), DESIGNS.index(study.design)

    def weight(study: Study) -> float:
        return 0.0 if held_out in study.diseases else 1.0

    counts = [
        (place, disease, diseases.index(study.diseases[-1]), design, *row, weight(study))
        for study in evidence.studies
        for place, disease, design in [common(study)]
        for row in _rows(study)
    ]
    changes = [
        (*common(s), log_moments(*s.crp.before), log_moments(*s.crp.after), s.crp.days, s.crp.patients, weight(s))
        for s in evidence.studies
        if s.crp is not None
    ]
    stops = [
        (
            common(s)[1],
            s.relapse.n,
            s.relapse.of,
            max(s.relapse.from_day - s.relapse.washout_days, 0.0),
            s.relapse.to_day - s.relapse.washout_days,
            s.relapse.is_range,
            weight(s),
        )
        for s in evidence.studies
        if s.relapse is not None
    ]
    return OutcomeArrays(
        Counts(*map(np.array, zip(*counts, strict=True))),
        Changes(*map(np.array, zip(*changes, strict=True))),
        Stops(*map(np.array, zip(*stops, strict=True))),
    )


def _rows(study: Study) -> list[tuple[int, float, float]]:
    """Kind, count and total of each response; a level told beside a lower one is counted among those who reached that."""
    rows, reached = [], None
    for told in sorted(study.responses, key=lambda r: r.level):
        # Episodes of one patient are not independent: they weigh as the patients do.
        scale = study.patients / told.of if told.by_episode else 1.0
        kind = 0 if told.level == "half" else 1 if reached is None else 2
        rows.append((kind, scale * told.n, scale * told.of if reached is None else reached))
        reached = scale * told.n
    return rows


def log_moments(mean: float, sd: float) -> tuple[float, float]:
    """Mean and SD of the logarithm of a lognormal quantity with this mean and SD."""
    variance = np.log1p((sd / mean) ** 2)
    return float(np.log(mean) - 0.5 * variance), float(np.sqrt(variance))


def selection(assumed: Assumptions) -> DesignArrays:
    """`Assumptions` by design: patients of a trial are not selected."""
    return DesignArrays(
        np.array([0.0, assumed.series_offset, assumed.cases_offset]),
        np.array([0.0, assumed.series_spread, assumed.cases_spread]),
        np.array(assumed.spontaneous),
    )


def reported(half: Numbers, most: Numbers, odds: Numbers, kind: Numbers) -> Array:
    """Probability that a reported patient counts, from those of any patient and the odds with which responders are reported."""
    all_reported = 1.0 + (odds - 1.0) * half
    return jnp.select([kind == 0, kind == 1], [odds * half / all_reported, odds * most / all_reported], most / half)


def log_crp_fall(center: Numbers, spread: Numbers, odds: Numbers, days: Numbers) -> tuple[Array, Array]:
    """Mean and variance over the reported patients of a study of the logarithm of CRP after so many days, to that before."""
    logit = center[:, None] + spread * _NODES
    left = jnp.interp(days, _DAY_TABLE, _UNCLEARED)[:, None]
    log_left = jnp.log1p(-FULL_EFFECT * jax.nn.sigmoid(logit) * (1.0 - left))
    weight = _WEIGHTS * (1.0 + (odds[:, None] - 1.0) * jax.nn.sigmoid((logit - HALF) / _STEP))
    weight = weight / weight.sum(axis=1, keepdims=True)
    mean = jnp.sum(weight * log_left, axis=1)
    return mean, jnp.sum(weight * (log_left - mean[:, None]) ** 2, axis=1)


# The three likelihoods are compiled apart: NumPyro first runs a model operation by operation, and would compile each of them.
@jax.jit
def counts_log_likelihood(
    counts: Counts, disease: Array, study: Array, odds: Array, between_patients: Array, of_first: Array, spontaneous: Array
) -> Array:
    """Of the responders; `of_first` is the share of the first disease in studies that do not tell two apart."""

    def reach(level: float, which: Numbers) -> Array:
        p = norm.cdf((disease[which] + study[counts.study] - level) / between_patients)
        return p + (1.0 - p) * spontaneous

    def mixed(level: float) -> Array:
        return of_first * reach(level, counts.disease) + (1.0 - of_first) * reach(level, counts.other)

    p = jnp.clip(reported(mixed(HALF), mixed(MOST), odds[counts.design], counts.kind), 1e-9, 1.0 - 1e-9)
    return jnp.sum(counts.weight * (counts.n * jnp.log(p) + (counts.of - counts.n) * jnp.log1p(-p)))


@jax.jit
def changes_log_likelihood(
    changes: Changes, center: Array, odds: Array, between_patients: Array, start: Array, start_spread: Array, place: Array
) -> Array:
    """Of CRP before and after; `place` is where the day lies between its bounds, 0 to 1."""
    days = changes.days[:, 0] + place * (changes.days[:, 1] - changes.days[:, 0])
    fall, variance = log_crp_fall(center, between_patients, odds[changes.design], days)
    spread = jnp.sqrt(start_spread**2 + variance)
    root_n, sd_error = jnp.sqrt(changes.patients), 1.0 / jnp.sqrt(2.0 * (changes.patients - 1.0))
    told = (
        norm.logpdf(changes.before[:, 0], start, start_spread / root_n)
        + norm.logpdf(jnp.log(changes.before[:, 1]), jnp.log(start_spread), sd_error)
        + norm.logpdf(changes.after[:, 0], start + fall, spread / root_n)
        + norm.logpdf(jnp.log(changes.after[:, 1]), jnp.log(spread), sd_error)
    )
    return jnp.sum(changes.weight * told)


@jax.jit
def stops_log_likelihood(stops: Stops, relapse: Array, relapse_spread: Array) -> Array:
    """Of the relapses after stops."""

    def standard(day: Numbers) -> Array:
        return (jnp.log(jnp.maximum(day, 1e-3)) - relapse[stops.disease]) / relapse_spread

    def by(day: Numbers) -> Array:
        return jnp.where(day > 0.0, norm.cdf(standard(day)), 0.0)

    within = jnp.clip(by(stops.to_day) - by(stops.from_day), 1e-12, 1.0)
    later = jnp.clip(1.0 - by(stops.to_day), 1e-12, 1.0)
    # Of a range the first and the last are known to the day: their densities stand for two of the relapses.
    ends = norm.logpdf(standard(stops.from_day)) + norm.logpdf(standard(stops.to_day)) - 2.0 * jnp.log(relapse_spread)
    among = jnp.where(stops.is_range, ends + (stops.n - 2.0) * jnp.log(within), stops.n * jnp.log(within))
    return jnp.sum(stops.weight * (among + (stops.of - stops.n) * jnp.log(later)))


def model(data: OutcomeArrays, chosen: DesignArrays, n_diseases: int, n_studies: int) -> None:
    """Declare the model to NumPyro. Logits of shares; logarithms of days and of mg/L."""
    normal = dist.Normal(0.0, 1.0)
    typical = numpyro.sample("typical", dist.Normal(1.5, 1.5))
    between_diseases = numpyro.sample("between_diseases", dist.HalfNormal(1.0))
    between_studies = numpyro.sample("between_studies", dist.HalfNormal(0.5))
    between_patients = numpyro.sample("between_patients", dist.LogNormal(np.log(1.5), 0.4))
    disease = numpyro.deterministic("disease", typical + between_diseases * numpyro.sample("disease_z", normal.expand([n_diseases])))
    study = between_studies * numpyro.sample("study_z", normal.expand([n_studies]))
    odds = jnp.exp(chosen.offset + chosen.spread * numpyro.sample("selection_z", dist.HalfNormal(1.0).expand([len(DESIGNS)])))
    of_first = numpyro.sample("of_first", dist.Uniform(0.0, 1.0))
    numpyro.factor(
        "counts", counts_log_likelihood(data.counts, disease, study, odds, between_patients, of_first, jnp.asarray(chosen.spontaneous))
    )

    changes = data.changes
    n_changes = len(changes.study)
    start_typical = numpyro.sample("start_typical", dist.Normal(np.log(60.0), 1.0))
    start_between = numpyro.sample("start_between", dist.HalfNormal(0.7))
    start_spread = numpyro.sample("start_spread", dist.LogNormal(np.log(0.7), 0.3))
    start = start_typical + start_between * numpyro.sample("start_z", normal.expand([n_changes]))
    place = numpyro.sample("day_z", dist.Uniform(0.0, 1.0).expand([n_changes]))
    center = disease[changes.disease] + study[changes.study]
    numpyro.factor("changes", changes_log_likelihood(changes, center, odds, between_patients, start, start_spread, place))

    relapse_typical = numpyro.sample("relapse_typical", dist.Normal(np.log(30.0), 1.5))
    relapse_between = numpyro.sample("relapse_between", dist.HalfNormal(1.5))
    relapse_spread = numpyro.sample("relapse_spread", dist.LogNormal(0.0, 0.7))
    relapse = numpyro.deterministic("relapse", relapse_typical + relapse_between * numpyro.sample("relapse_z", normal.expand([n_diseases])))
    numpyro.factor("stops", stops_log_likelihood(data.stops, relapse, relapse_spread))
