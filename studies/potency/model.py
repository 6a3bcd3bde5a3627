"""Model of the published groups: studies about a drug, patients about a study.

A drug lets through 1 - share x exposure / (half effect + exposure) of the activity, as in the model of one patient. The half effect of a
study is log-normal about that of the drug, the share of a study logit-normal about that of its pool, that of a patient about that of the
study. What is left of CRP after weeks is what the drug lets through, beside a change that would have come without it (known from a group
without the drug, else small). Of patients who are counted as well, the activity has fallen below a bound: one that follows from the CRP
of the disease where it lasts, and is free where a group went without the drug, so that there only the difference tells.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import Array
from jax.scipy.stats import norm

from rechallenge.mechanism.dependence import CORNER
from rechallenge.mechanism.relapse import RELAPSE_LEVEL
from studies.potency.evidence import POOLS, CrpLevels, PotencyData, SteroidDoses, WellCounts, drugs, readings

# Nodes of a standard normal: means over the patients of a study.
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(7)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()
# Spreads of studies and patients before any data: half-normal, of these sizes.
BETWEEN_HALF_EFFECTS, BETWEEN_SHARES, BETWEEN_PATIENTS = 0.5, 0.7, 1.5
# Logit of a share before any data: every share of a pool is about as likely, but where interleukin-1 is known to drive the disease.
SHARE_LOCATION, SHARE_SPREAD = np.array([2.0, 0.0, 0.0, 0.0, 0.0]), 1.5
SLOPE_SPREAD = 0.4
_LEAST = 1e-9


def _left(exposure: Array, log_half: Array, slope: Array, share: Array) -> Array:
    """Share of the activity that gets through, of exposures (rows, points) and shares (rows, patients)."""
    effect = jnp.mean(jax.nn.sigmoid(slope[:, None] * (jnp.log(exposure) - log_half[:, None])), axis=1)
    return 1.0 - share * effect[:, None]


def _log_levels(rows: CrpLevels, left: Array, change: Array) -> Array:
    typical, mean = left[:, len(_NODES) // 2], left @ _WEIGHTS
    through = jnp.where(rows.is_mean, mean, typical)
    expected = jnp.log(rows.background + rows.disease * jnp.exp(change[rows.study] + rows.log_change_without) * through)
    return dist.Normal(expected, jnp.hypot(rows.error, readings()["spreads"]["least_error"])).log_prob(rows.log_left)


def _log_counts(rows: WellCounts, left: Array, bound: Array) -> Array:
    above = rows.log_bound + bound[rows.study] * jnp.where(rows.controlled, 2.0, readings()["spreads"]["typical_crp"])
    well = norm.cdf((above[:, None] - jnp.log(left)) / rows.spread[:, None]) @ _WEIGHTS
    return dist.Binomial(rows.of, jnp.clip(well, _LEAST, 1.0 - _LEAST)).log_prob(rows.n)


def _log_doses(rows: SteroidDoses, log_half: Array, slope: Array, typical: Array) -> Array:
    """Least dose that holds the typical activity, as `mechanism.dependence` has it; or how many are held at a dose."""
    log_excess = rows.log_typical_crp + readings()["spreads"]["typical_crp"] * typical[rows.disease] - jnp.log(RELAPSE_LEVEL)
    log_dose = log_half + jnp.log(CORNER * jnp.logaddexp(0.0, jnp.expm1(log_excess) / CORNER)) / slope
    apart = (jnp.log(rows.mg) - log_dose) / readings()["spreads"]["dose"]
    log_through = jax.nn.log_sigmoid(slope * (log_half - jnp.log(rows.mg)))
    held = jnp.clip(norm.cdf((-log_excess - log_through) / rows.spread), _LEAST, 1.0 - _LEAST)
    counted = dist.Binomial(rows.of, held).log_prob(rows.n)
    return jnp.select([rows.kind == 0, rows.kind == 1], [norm.logpdf(apart), counted], norm.logcdf(-apart))


class Common(NamedTuple):
    """What all sources have in common: half effects (logarithms) and their spread by drug, slopes, shares (logits) and their spreads.

    `typical` shifts the typical CRP of each disease of the steroid doses.
    """

    half_effect: Array
    between: Array
    slope: Array
    share: Array
    between_shares: Array
    between_patients: Array
    typical: Array


class Own(NamedTuple):
    """What is particular to each source, as standard normals.

    Half effect by study and drug (`pair`), share, change without the drug and bound by study, half effect by paper on steroid doses.
    """

    pair: Array
    study: Array
    change: Array
    bound: Array
    paper: Array


def sizes(rows: PotencyData) -> Own:
    """How many there are of each."""
    studies, papers = len(rows.pool), len(readings()["steroids"])
    return Own(*(np.array(n) for n in (len(rows.pair_study), studies, studies, studies, papers)))  # type: ignore[arg-type]


def log_sources(rows: PotencyData, common: Common, own: Own) -> Array:
    """Log likelihood of each source, in the order of `evidence.sources`."""
    n_studies, papers = len(rows.pool), len(readings()["steroids"])
    pair_half = common.half_effect[rows.pair_drug] + common.between[rows.pair_drug] * own.pair
    study_share = common.share[rows.pool] + common.between_shares * own.study
    patients = jax.nn.sigmoid(study_share[:, None] + common.between_patients * jnp.asarray(_NODES))
    patients = jnp.where((rows.pool == POOLS.index("steroid"))[:, None], 1.0, patients)
    controlled = np.zeros(n_studies, bool)
    controlled[rows.levels.study] = rows.levels.controlled
    # Where groups are compared with each other alone, CRP may have changed by any factor; and may be told in mg/L.
    change = own.change * jnp.where(controlled, 2.0, readings()["spreads"]["change_without"])

    def left(group: CrpLevels | WellCounts) -> Array:
        acting = np.maximum(group.acting, 0)
        slopes = common.slope[rows.pair_drug[acting]]
        through = _left(jnp.asarray(group.exposure), pair_half[acting], slopes, patients[group.study])
        return jnp.where((group.acting >= 0)[:, None], through, 1.0)

    place = drugs().index("prednisone")
    log_half = common.half_effect[place] + common.between[place] * own.paper[rows.doses.source]
    laboratory = np.array([drugs().index(name) for name in readings()["laboratory"]])
    doubt = np.array([entry["log_sd"] for entry in readings()["laboratory"].values()])
    measured = norm.logpdf(rows.laboratory, common.half_effect[laboratory], jnp.hypot(doubt, common.between[laboratory]))
    by_study = jnp.zeros(n_studies).at[rows.levels.study].add(_log_levels(rows.levels, left(rows.levels), change))
    by_study = by_study.at[rows.counts.study].add(_log_counts(rows.counts, left(rows.counts), own.bound))
    by_paper = jnp.zeros(papers).at[rows.doses.source].add(_log_doses(rows.doses, log_half, common.slope[place], common.typical))
    return jnp.concatenate([by_study, by_paper, measured])


def model(rows: PotencyData, *, with_slopes: bool = False) -> None:
    """NumPyro model; `with_slopes` gives each drug a Hill slope of its own, which is 1 otherwise."""
    n_drugs = len(drugs())
    before = readings()["before"].values()
    location, spread = np.log([entry["median"] for entry in before]), np.array([entry["log_sd"] for entry in before])
    common = Common(
        half_effect=numpyro.sample("half_effect", dist.Normal(location, spread)),
        between=numpyro.sample("between", dist.HalfNormal(BETWEEN_HALF_EFFECTS).expand([n_drugs])),
        slope=numpyro.sample("slope", dist.LogNormal(0.0, SLOPE_SPREAD).expand([n_drugs])) if with_slopes else jnp.ones(n_drugs),
        share=numpyro.sample("share", dist.Normal(SHARE_LOCATION, SHARE_SPREAD)),
        between_shares=numpyro.sample("between_shares", dist.HalfNormal(BETWEEN_SHARES)),
        between_patients=numpyro.sample("between_patients", dist.HalfNormal(BETWEEN_PATIENTS)),
        typical=numpyro.sample("typical", dist.Normal().expand([int(np.max(rows.doses.disease)) + 1])),
    )
    counted = sizes(rows)._asdict()
    own = Own(**{name: numpyro.sample(f"own_{name}", dist.Normal().expand([int(n)])) for name, n in counted.items()})
    numpyro.factor("published", jnp.sum(log_sources(rows, common, own)))
