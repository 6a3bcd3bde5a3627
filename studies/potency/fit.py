"""Sampling the model of potency (No-U-Turn sampler of NumPyro)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import jax
import numpy as np
from numpy.typing import NDArray
from numpyro.diagnostics import effective_sample_size, split_gelman_rubin
from numpyro.infer import MCMC, NUTS

from studies.potency.evidence import POOLS, data, drugs
from studies.potency.model import model

jax.config.update("jax_enable_x64", True)

Floats = NDArray[np.float64]

SEED = 0
CHAINS, WARMUP, DRAWS = 4, 400, 500
TARGET_ACCEPTANCE = 0.9
TOLD = ("half_effect", "between", "share", "between_shares", "between_patients")


@dataclass(frozen=True, slots=True)
class PotencyDraws:
    """Draws by name, the first axis over draws, and whether to trust them."""

    draws: Mapping[str, Floats]
    rhat_max: float
    ess_min: float
    divergences: int

    def half_effect(self, drug: str) -> Floats:
        """Typical half effect of a drug, in its unit."""
        return np.asarray(np.exp(self.draws["half_effect"][:, drugs().index(drug)]))

    def log_half_effect_of_a_new_study(self, drug: str) -> Floats:
        """Logarithm of the half effect of one more study, as a patient's."""
        place = drugs().index(drug)
        noise = np.random.default_rng([SEED, place]).standard_normal(len(self.draws["between"]))
        return np.asarray(self.draws["half_effect"][:, place] + self.draws["between"][:, place] * noise)

    def share(self, pool: str) -> Floats:
        """Typical share of the activity that can be removed at all."""
        return np.asarray(1.0 / (1.0 + np.exp(-self.draws["share"][:, POOLS.index(pool)])))

    def share_logit_of_a_new_patient(self, pool: str) -> Floats:
        """Logit of the share of a patient of one more study."""
        noise = np.random.default_rng([SEED, 100 + POOLS.index(pool)]).standard_normal((2, len(self.draws["between_shares"])))
        spread = self.draws["between_shares"] * noise[0] + self.draws["between_patients"] * noise[1]
        return np.asarray(self.draws["share"][:, POOLS.index(pool)] + spread)


def fit(*, with_slopes: bool = False, seed: int = SEED) -> PotencyDraws:
    """Sample the posterior of all that is read."""
    kernel = NUTS(partial(model, data(), with_slopes=with_slopes), target_accept_prob=TARGET_ACCEPTANCE)
    told = {"num_warmup": WARMUP, "num_samples": DRAWS, "num_chains": CHAINS, "progress_bar": False}
    sampler = MCMC(kernel, chain_method="vectorized", **told)
    sampler.run(jax.random.key(seed), extra_fields=("diverging",))
    chains = {name: np.asarray(values) for name, values in sampler.get_samples(group_by_chain=True).items()}
    judged = [chains[name] for name in (*TOLD, "slope") if name in chains]
    return PotencyDraws(
        {name: values.reshape(-1, *values.shape[2:]) for name, values in chains.items()},
        max(float(np.max(split_gelman_rubin(values))) for values in judged),
        min(float(np.min(effective_sample_size(values))) for values in judged),
        int(np.sum(sampler.get_extra_fields()["diverging"])),
    )
