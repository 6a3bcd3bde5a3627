"""What the published outcomes lead one to expect of a new patient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from rechallenge.analogy.assumptions import Assumed
from rechallenge.analogy.effect import FULL_EFFECT, level_logit, uncleared
from rechallenge.analogy.posterior import shipped
from rechallenge.arrays import Floats
from rechallenge.literature.evidence import Level
from rechallenge.outcomes import marker, outcome_parameters

CRP_DAY = 5.0


@dataclass(frozen=True, slots=True)
class Expectation:
    """One draw a row of what may come, shape (draws,).

    Attributes
    ----------
    responders, most
        Share of the patients of a setting of whose activity at least half, or most, would be gone.
    crp_left
        CRP on day 5 of treatment, as a share of that of the first dose.
    crp_day5_mg_l
        CRP on day 5, the patient starting as published ones did.
    days_to_relapse
        From the end of the drug's effect.
    """

    responders: Floats
    most: Floats
    crp_left: Floats
    crp_day5_mg_l: Floats
    days_to_relapse: Floats


def expectation(disease: str | None, assumed: Assumed = "modelled", seed: int = 0) -> Expectation:
    """Draw the outcomes of a new patient with this disease (None: one without published outcomes), the analogy fully trusted."""
    draws, rng = shipped(assumed), np.random.default_rng(seed)
    centers, relapse = draws.of_disease(disease, rng)
    noise = rng.standard_normal((5, len(centers)))
    setting = centers + draws.between_studies * noise[0]

    def reach(level: Level) -> Floats:
        return np.asarray(ndtr((setting - level_logit(level)) / draws.between_patients))

    share = 1.0 / (1.0 + np.exp(-(setting + draws.between_patients * noise[1])))
    left = 1.0 - FULL_EFFECT * share * (1.0 - uncleared(CRP_DAY))
    start = np.exp(draws.start_typical + draws.start_between * noise[2] + draws.start_spread * noise[3])
    background = outcome_parameters([marker()])[str(dict(marker().model.roles)["background"])].center
    return Expectation(
        responders=reach("half"),
        most=reach("most"),
        crp_left=left,
        crp_day5_mg_l=background + start * left,
        days_to_relapse=np.exp(relapse + draws.relapse_spread * noise[4]),
    )
