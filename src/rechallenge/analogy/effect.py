"""From the share of the activity that interleukin-1 carries to what a paper reports of a treated patient.

A blocker at its usual dose removes `FULL_EFFECT` of the share that it can reach. What is left of CRP after some days is what the
blocker lets through, and what was there at the first dose and has not yet been cleared.
"""

from __future__ import annotations

import math

import numpy as np

from rechallenge.literature.evidence import Level
from rechallenge.literature.pharmacology import drug_model
from rechallenge.mechanism.kinetics import KINETICS
from rechallenge.outcomes import marker, outcome_parameters

# What each level of response takes to be gone. Trials of crystal flares call an improvement of half a response, and stop the drug at
# four fifths (NCT04844814).
REMOVED: dict[Level, float] = {"half": 0.5, "most": 0.8}
DOSE_MG, N_POINTS = 100.0, 96


def _full_effect() -> float:
    """Mean over a day of what anakinra 100 mg a day holds back at steady state, in a typical patient (midpoint rule)."""
    drug = drug_model("anakinra")
    typical = {name: parameter.center for name, parameter in drug.parameters.items()}
    model, stated = KINETICS[drug.kinetics].model, KINETICS[drug.kinetics].stated(typical)
    rates, phases = np.linalg.eig(model.matrix(stated))
    dose = np.linalg.solve(phases, DOSE_MG * np.eye(len(rates))[0])
    hours = 24.0 * (np.arange(N_POINTS) + 0.5) / N_POINTS
    amount = (np.exp(np.outer(hours, rates)) * dose / -np.expm1(24.0 * rates)) @ phases[model.measured - 1]
    concentration = amount / model.measured_scale(stated)
    return float(np.mean(concentration / (typical["half_effect"] + concentration)))


FULL_EFFECT = _full_effect()
"""Share of the reachable activity that anakinra 100 mg a day holds back; other blockers are taken to be dosed to the same effect."""


def level_logit(level: Level) -> float:
    """Logit of the share above which a patient reaches this level of response.

    Examples
    --------
    >>> round(level_logit("half"), 1), round(level_logit("most"), 1)
    (0.1, 1.7)
    """
    share = REMOVED[level] / FULL_EFFECT
    return math.log(share / (1.0 - share))


def uncleared(days: float) -> float:
    """Share of the CRP of the first dose that would still be there, were the activity gone at once.

    The delay from signal to synthesis and the half-life of CRP follow each other (medians of its data file).

    Examples
    --------
    >>> round(uncleared(0.0), 3), round(uncleared(5.0), 3)
    (1.0, 0.039)
    """
    known, roles = outcome_parameters([marker()]), dict(marker().model.roles)
    slow, fast = (24.0 * math.log(2.0) / known[str(roles[name])].center for name in ("half_life_h", "delay_half_life_h"))
    return (fast * math.exp(-slow * days) - slow * math.exp(-fast * days)) / (fast - slow)
