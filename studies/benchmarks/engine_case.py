"""The patient-year that simulators are timed on: anakinra daily with stops, prednisone tapered, colchicine daily; typical parameters."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from rechallenge.literature.parameters import disease_parameters
from rechallenge.literature.pharmacology import drug_model
from rechallenge.mechanism.assembly import drugs_of, exposure_of
from rechallenge.mechanism.engine import Grid, simulate
from rechallenge.mechanism.links import OutcomeResponse
from rechallenge.mechanism.nodes import HOURLY, HOURS, WHOLE, Nodes
from rechallenge.mechanism.processes import WAXING
from rechallenge.outcomes import outcome_parameters, outcomes

jax.config.update("jax_enable_x64", True)

DAYS = 365
DRUGS = ("anakinra", "colchicine", "prednisone")
EXPOSURES = tuple(exposure_of(drug_model(drug)) for drug in DRUGS)
GRID = Grid(np.ones(1), np.zeros(DAYS, np.int64))


def plan() -> np.ndarray:
    """Doses in mg at the beginning of each day, shape (days, drugs)."""
    day = np.arange(DAYS)
    anakinra = np.where((day % 90 >= 5) & (day % 90 < 80), 100.0, 0.0)
    prednisone = np.interp(day, [0, 28, 200], [30.0, 30.0, 5.0])
    return np.stack([anakinra, np.ones(DAYS), prednisone], axis=1)


def typical() -> dict[str, float]:
    """Parameters by name."""
    drugs = [parameter for drug in DRUGS for parameter in drug_model(drug).parameters.values()]
    return {
        parameter.name: parameter.center
        for parameter in (*disease_parameters().values(), *outcome_parameters(outcomes().values()).values(), *drugs)
    }


def hourly_activity(seed: int = 0) -> np.ndarray:
    """Logarithm of the activity at every hour of the year."""
    noise = np.random.default_rng(seed).standard_normal(DAYS * HOURS + 1)
    process = {"drive_mg_l": jnp.asarray(60.0), "volatility": jnp.asarray(0.8), "persistence_d": jnp.asarray(14.0)}
    found = WAXING.simulate(jnp.asarray(noise), np.full(DAYS * HOURS, 1.0 / HOURS), process)
    return np.asarray(found)


def crp(parameters: dict[str, Array], log_activity: Array, dose_mg: Array, nodes: Nodes = WHOLE) -> Array:
    """CRP by rechallenge: at the beginning of each day, or at every hour with `HOURLY` nodes."""
    drugs = drugs_of(EXPOSURES, parameters, jnp.ones(len(DRUGS)))
    return simulate(
        GRID,
        dose_mg,
        jnp.zeros((len(DRUGS), 3)),
        log_activity,
        drugs,
        OutcomeResponse(tuple(each.model for each in outcomes().values() if each.always), parameters),
        nodes=nodes,
    ).levels["crp"]


__all__ = ["DAYS", "DRUGS", "HOURLY", "HOURS", "WHOLE", "crp", "hourly_activity", "plan", "typical"]
