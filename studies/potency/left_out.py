"""The fit without one source, by weights on the draws of the whole fit.

A draw weighs 1 over the likelihood of the source under it, what is particular to that source integrated out: by importance sampling
from a Student distribution about its own posterior. The largest weights are smoothed (Vehtari 2024), and the shape of their tail tells
whether the result can be trusted (Vehtari 2016, doi:10.48550/arXiv.1412.3869, for the integral).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from scipy.special import logsumexp
from scipy.stats import multivariate_normal, multivariate_t

from rechallenge.inference.pareto import smoothed
from studies.potency.evidence import Floats, PotencyData, data, sources
from studies.potency.fit import SEED, PotencyDraws
from studies.potency.model import Common, Own, log_sources, sizes

N_NODES, DEGREES, WIDER = 256, 5, 1.3
TRUSTED_TAIL = 0.7


def weights_without(found: PotencyDraws) -> Iterator[tuple[str, Floats, float]]:
    """Key of each source, the weight of each draw without it (sum 1), and the shape of their tail."""
    log_likelihood = _integrated(found, data())
    for place, source in enumerate(sources()):
        log_weight, shape = smoothed(-log_likelihood[:, place])
        yield source.key, np.exp(log_weight - logsumexp(log_weight)), shape


def weighted_interval(values: Floats, weights: Floats) -> list[float]:
    """Median, and bounds of the 90 % interval."""
    order = np.argsort(values)
    below = np.cumsum(weights[order]) - 0.5 * weights[order]
    return [float(np.interp(p, below, values[order])) for p in (0.5, 0.05, 0.95)]


def _integrated(found: PotencyDraws, rows: PotencyData) -> Floats:
    """Log likelihood of each source under each draw, shape (draws, sources)."""
    names = {name: jnp.asarray(found.draws[name]) for name in Common._fields if name != "slope"}
    common = Common(slope=jnp.ones_like(names["half_effect"]), **names)
    nodes, log_ratio = _nodes(found, rows)

    @jax.jit
    def one(each: Common) -> Array:
        of_nodes = jax.vmap(partial(log_sources, rows, each))(nodes)
        return jax.nn.logsumexp(of_nodes + log_ratio, axis=0) - jnp.log(N_NODES)

    return np.asarray(jax.lax.map(one, common))


def _nodes(found: PotencyDraws, rows: PotencyData) -> tuple[Own, Floats]:
    """Values of what is particular to each source, and the logarithm of their prior over the density that they were drawn from."""
    rng = np.random.default_rng(SEED)
    counted = sizes(rows)
    values = {name: np.zeros((N_NODES, int(n))) for name, n in counted._asdict().items()}
    log_ratio = np.zeros((N_NODES, len(sources())))
    n_studies = len(rows.pool)
    for place in range(len(sources())):
        if place < n_studies:
            block = [("pair", int(pair)) for pair in np.flatnonzero(rows.pair_study == place)]
            block += [(name, place) for name in ("study", "change", "bound")]
        elif place < n_studies + int(counted.paper):
            block = [("paper", place - n_studies)]
        else:
            continue
        known = np.stack([found.draws[f"own_{name}"][:, index] for name, index in block], axis=-1)
        center, shape = known.mean(axis=0), WIDER * np.atleast_2d(np.cov(known.T))
        proposal = multivariate_t(center, shape, df=DEGREES, seed=rng)
        drawn = np.asarray(proposal.rvs(N_NODES)).reshape(N_NODES, len(block))
        for column, (name, index) in enumerate(block):
            values[name][:, index] = drawn[:, column]
        log_ratio[:, place] = multivariate_normal(np.zeros(len(block))).logpdf(drawn) - proposal.logpdf(drawn)
    return Own(**{name: jnp.asarray(each) for name, each in values.items()}), log_ratio
