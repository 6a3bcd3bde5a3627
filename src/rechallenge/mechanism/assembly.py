"""From parameters by name to the parts that the simulator takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import jax.numpy as jnp
from jax import Array

from rechallenge.arrays import Numbers
from rechallenge.literature.pharmacology import ACTS, DrugModel, Kinetics
from rechallenge.mechanism.engine import Drugs
from rechallenge.mechanism.kinetics import UnitResponse, unit_response
from rechallenge.mechanism.sites import Site, site_of


@dataclass(frozen=True, slots=True)
class Exposure:
    """One exposure of a course: the drug that gives it its name, its kinetics and site of action."""

    name: str
    kinetics: Kinetics
    site: Site
    parameters: tuple[str, ...]
    into_vein: bool = False

    @property
    def acts(self) -> str | None:
        """Name of the parameter that says whether it acts at all; None for one that does."""
        return f"{self.name}.{ACTS}" if ACTS in self.parameters else None

    def acts_under(self, parameters: Mapping[str, Numbers]) -> Numbers | bool:
        """Whether it acts, for each draw of the parameters by name; always where they do not say."""
        return True if self.acts is None else parameters[self.acts] > 1.0


def exposure_of(model: DrugModel) -> Exposure:
    """The exposure that a drug model gives."""
    return Exposure(model.exposure, model.kinetics, site_of(model), tuple(model.parameters), model.into_vein)


def _vein(exposure: Exposure, parameters: Mapping[str, Array], absorbed: UnitResponse) -> Array:
    """What a milligram into a vein adds to each exponential, beside one that is absorbed."""
    alone = unit_response(exposure.kinetics, parameters, into_vein=True).coefficient
    return alone / jnp.where(absorbed.coefficient == 0.0, 1.0, absorbed.coefficient)


def _share(exposure: Exposure, parameters: Mapping[str, Array], own: Mapping[str, Array]) -> Array:
    """Largest share of the activity that a drug can remove, from all parameters and its own; 0 where these say that it does not act."""
    share = exposure.site.share(parameters) * own.get("share", jnp.ones(()))
    return jnp.where(exposure.acts_under(parameters), share, 0.0)


def drugs_of(exposures: tuple[Exposure, ...], parameters: Mapping[str, Array], works: Array) -> Drugs:
    """What the drugs do under these parameters; `works`, shape (exposures,), is 0 for a drug taken to do nothing."""
    if not exposures:
        nothing = jnp.zeros((1, 3))
        return Drugs(UnitResponse(nothing + 1.0, nothing), jnp.ones(1), jnp.zeros(1))
    own = [{name: parameters[f"{exposure.name}.{name}"] for name in exposure.parameters} for exposure in exposures]
    responses = [unit_response(exposure.kinetics, known) for exposure, known in zip(exposures, own, strict=True)]
    vein = [
        _vein(exposure, known, response) if exposure.into_vein else jnp.ones_like(response.rate)
        for exposure, response, known in zip(exposures, responses, own, strict=True)
    ]
    return Drugs(
        response=UnitResponse(jnp.stack([r.rate for r in responses]), jnp.stack([r.coefficient for r in responses])),
        half_effect=jnp.stack([parameters[f"{exposure.name}.half_effect"] for exposure in exposures]),
        share=works * jnp.stack([_share(exposure, parameters, known) for exposure, known in zip(exposures, own, strict=True)]),
        vein=jnp.stack(vein) if any(exposure.into_vein for exposure in exposures) else None,
    )
