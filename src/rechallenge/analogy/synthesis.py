"""Sampling the model of the published outcomes (No-U-Turn sampler of NumPyro)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import jax
import numpy as np
from numpy.typing import NDArray
from numpyro.diagnostics import effective_sample_size, split_gelman_rubin
from numpyro.infer import MCMC, NUTS

from rechallenge.analogy.assumptions import Assumptions
from rechallenge.analogy.model import model, outcomes, selection
from rechallenge.literature.evidence import Evidence

jax.config.update("jax_enable_x64", True)

Floats = NDArray[np.float64]

CHAINS, WARMUP, DRAWS = 2, 600, 1000
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
class Sampled:
    """Draws of all unknowns by name, the first axis over draws, and whether to trust them."""

    draws: Mapping[str, Floats]
    rhat_max: float
    ess_min: float
    divergences: int


class Synthesis:
    """The sampler, compiled once for one set of studies, whatever is held out or assumed of them."""

    def __init__(self, evidence: Evidence, *, chains: int = CHAINS, warmup: int = WARMUP, draws: int = DRAWS) -> None:
        self.evidence = evidence
        self._sampler = MCMC(
            NUTS(partial(model, n_diseases=len(evidence.diseases), n_studies=len(evidence.studies)), target_accept_prob=0.95),
            num_warmup=warmup,
            num_samples=draws,
            num_chains=chains,
            chain_method="sequential",
            progress_bar=False,
            jit_model_args=True,
        )

    def run(self, assumed: Assumptions, *, seed: int = 0, held_out: str | None = None) -> Sampled:
        """Sample the posterior, without one disease if asked."""
        self._sampler.run(jax.random.PRNGKey(seed), outcomes(self.evidence, held_out), selection(assumed), extra_fields=("diverging",))
        grouped = {name: np.asarray(draws, float) for name, draws in self._sampler.get_samples(group_by_chain=True).items()}
        told = [grouped[name] for name in KEPT]
        return Sampled(
            {name: draws.reshape(-1, *draws.shape[2:]) for name, draws in grouped.items()},
            max(float(np.max(split_gelman_rubin(draws))) for draws in told),
            min(float(np.min(effective_sample_size(draws))) for draws in told),
            int(np.sum(self._sampler.get_extra_fields()["diverging"])),
        )
