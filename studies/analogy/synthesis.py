"""Sampling the model of the published outcomes (No-U-Turn sampler of NumPyro)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import numpy as np
from jax import Array
from numpy.typing import NDArray
from numpyro.diagnostics import effective_sample_size, split_gelman_rubin
from numpyro.infer.hmc import hmc
from numpyro.infer.util import initialize_model

from rechallenge.analogy.assumptions import Assumptions
from rechallenge.literature.evidence import PublishedEvidence
from studies.analogy.model import DesignArrays, OutcomeArrays, model, outcomes, selection

jax.config.update("jax_enable_x64", True)

Floats = NDArray[np.float64]

CHAINS, WARMUP, DRAWS = 4, 500, 500
TARGET_ACCEPTANCE = 0.95
KEPT = (
    "disease",
    "typical",
    "between_diseases",
    "between_studies",
    "between_patients",
    "relapse",
    "relapse_typical",
    "relapse_between",
    "relapse_spread",
    "start_typical",
    "start_between",
    "start_spread",
)
"""What a new patient's outcome depends on."""


@dataclass(frozen=True, slots=True)
class PosteriorDraws:
    """Draws of all unknowns by name, the first axis over draws, and whether to trust them."""

    draws: Mapping[str, Floats]
    rhat_max: float
    ess_min: float
    divergences: int


@partial(jax.jit, static_argnames=("n_diseases", "n_studies", "warmup", "draws"))
def _sample(
    data: OutcomeArrays, chosen: DesignArrays, keys: Array, *, n_diseases: int, n_studies: int, warmup: int, draws: int
) -> tuple[dict[str, Array], Array]:
    """Draws by name and which of them diverged, each of shape (chains, draws, ...).

    All of it is one program, so that a run without a disease, or under another assumption, compiles nothing anew.
    """
    sizes = {"n_diseases": n_diseases, "n_studies": n_studies}

    def chain(key: Array) -> tuple[dict[str, Array], Array]:
        at_start, onwards = jax.random.split(key)
        found = initialize_model(at_start, model, model_args=(data, chosen), model_kwargs=sizes, dynamic_args=True)
        initialise, step = hmc(potential_fn_gen=partial(found.potential_fn, **sizes), algo="NUTS")
        state = initialise(found.param_info, warmup, target_accept_prob=TARGET_ACCEPTANCE, model_args=(data, chosen), rng_key=onwards)

        def keep(state: Any, _: None) -> tuple[Any, tuple[dict[str, Array], Array]]:
            state = step(state, (data, chosen))
            return state, (state.z, state.diverging)

        # One loop for warming up and drawing: a second would be compiled a second time.
        _, (made, diverging) = jax.lax.scan(keep, state, None, length=warmup + draws)
        kept = jax.tree.map(lambda values: values[warmup:], made)
        return jax.vmap(found.postprocess_fn(data, chosen, **sizes))(kept), diverging[warmup:]

    return jax.lax.map(chain, keys)


class Synthesis:
    """The sampler, compiled once for one set of studies, whatever is held out or assumed of them."""

    def __init__(self, evidence: PublishedEvidence, *, chains: int = CHAINS, warmup: int = WARMUP, draws: int = DRAWS) -> None:
        self.evidence = evidence
        self._chains = chains
        sizes = {"n_diseases": len(evidence.diseases), "n_studies": len(evidence.studies)}
        self._sample = partial(_sample, warmup=warmup, draws=draws, **sizes)

    def run(self, assumed: Assumptions, *, seed: int = 0, held_out: str | None = None) -> PosteriorDraws:
        """Sample the posterior, without one disease if asked."""
        keys = jax.random.split(jax.random.key(seed), self._chains)
        found, diverging = self._sample(outcomes(self.evidence, held_out), selection(assumed), keys)
        grouped = {name: np.asarray(draws, float) for name, draws in found.items()}
        told = [grouped[name] for name in KEPT]
        return PosteriorDraws(
            {name: draws.reshape(-1, *draws.shape[2:]) for name, draws in grouped.items()},
            max(float(np.max(split_gelman_rubin(draws))) for draws in told),
            min(float(np.min(effective_sample_size(draws))) for draws in told),
            int(np.sum(diverging)),
        )
