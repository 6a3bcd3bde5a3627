"""How much of an improvement a glucocorticoid explains that was begun or raised with the drug: it always acts in the model."""

from __future__ import annotations

import numpy as np

from rechallenge.arrays import Floats
from rechallenge.course.regimen import Dosage
from rechallenge.inference.fit import Fit
from rechallenge.inference.summary import Message
from rechallenge.literature.pharmacology import STEROID
from rechallenge.outcomes import marker
from rechallenge.questions.blocking import passing_share
from rechallenge.questions.suspects import OtherCauses

# A moment so near to a change of dose lies before it, or after it.
_INSTANT = 1e-6
# Draws in which the marker falls by less than a tenth have no fall to share.
LEAST_FALL = float(np.log(1.1))


def steroid_share(fit: Fit, causes: OtherCauses) -> tuple[Message, ...]:
    """Tell which share of the fall of the marker a glucocorticoid explains; nothing where none changed with the drug, or nothing fell."""
    raised = [each.increase for each in causes.found.alike if each.increase.exposure == STEROID]
    improvement = causes.found.improvement
    if not raised or improvement is None or f"{STEROID}.half_effect" not in fit.problem.layout.parameters:
        return ()
    day, regimen = raised[0].at.middle, fit.problem.regimen
    log_passing = [_log_passing(fit, regimen.daily_mg(STEROID, day + side)) for side in (-_INSTANT, _INSTANT)]
    last_bad, first_good = (_log_marker(fit, at) for at in (improvement.last_bad, improvement.first_good))
    fall, by_steroid = last_bad - first_good, log_passing[0] - log_passing[1]
    told = fall >= LEAST_FALL
    if not told.any():
        return ()
    share = np.where(told, np.clip(by_steroid / np.where(told, fall, 1.0), 0.0, 1.0), 0.0)
    values = {"drug": raised[0].drug, "what": marker().name, "share": fit.provenance.estimate(share, "share")}
    return (Message("attribution.steroid_share", values),)


def _log_passing(fit: Fit, daily_mg: float) -> Floats:
    """Logarithm of the share of the activity that a daily dose lets through, at each draw."""
    return np.log(passing_share(fit.problem, fit.paths.parameters, fit.draws[1], Dosage(STEROID, daily_mg, 1.0)))


def _log_marker(fit: Fit, day: float) -> Floats:
    place = int(np.clip(np.searchsorted(fit.paths.days, day), 0, len(fit.paths.days) - 1))
    return np.asarray(np.log(fit.paths.marker[:, place]))
