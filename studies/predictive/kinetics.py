"""Kinetics of virtual subjects beside those that were measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import jax.numpy as jnp
import numpy as np

from rechallenge.arrays import Floats
from rechallenge.literature.outcomes import KineticOutcome, Measure, outcomes
from rechallenge.literature.pharmacology import drug_model
from rechallenge.mechanism.kinetics import HOURS_PER_DAY, unit_response
from studies.predictive.compare import About, Row, compared, greatest, least, mean, sd
from studies.predictive.patients import Altered, drug_parameters, population
from studies.predictive.variants import MODEL, Studies, Variant, drawn

ML_MIN_PER_L_H = 1000.0 / 60.0
NG_ML_PER_MG_L = 1000.0
# Close after the dose, where peaks are, in hours.
CURVE_HOURS = 48.0 * np.linspace(0.0, 1.0, 600) ** 2
Parameters = Mapping[str, Floats]


def _curve(outcome: KineticOutcome, parameters: Parameters) -> Floats:
    """Exposure after one dose at `CURVE_HOURS`, shape (patients, hours)."""
    unit = unit_response(drug_model(outcome.drug).kinetics, {name: jnp.asarray(value) for name, value in parameters.items()})
    rate, coefficient = np.asarray(unit.rate), np.asarray(unit.coefficient)
    days = CURVE_HOURS / HOURS_PER_DAY
    return np.asarray(outcome.dose_mg * sum(coefficient[:, k, None] * np.exp(-rate[:, k, None] * days) for k in range(rate.shape[1])))


def _clearance(outcome: KineticOutcome, parameters: Parameters) -> Floats:
    # Apparent where what is lost on the way from under the skin is told apart.
    return _apparent_clearance(outcome, parameters) * (parameters["bioavailability"] if drug_model(outcome.drug).vein else 1.0)


def _apparent_clearance(_: KineticOutcome, parameters: Parameters) -> Floats:
    return parameters["clearance_l_h"] * ML_MIN_PER_L_H


def _time_of_peak(outcome: KineticOutcome, parameters: Parameters) -> Floats:
    return np.asarray(CURVE_HOURS[np.argmax(_curve(outcome, parameters), axis=1)])


def _half_life(_: KineticOutcome, parameters: Parameters) -> Floats:
    slowest = np.minimum(parameters["clearance_l_h"] / parameters["volume_l"], parameters["absorption_1_h"])
    return np.asarray(np.log(2.0) / slowest)


def _peak_concentration(outcome: KineticOutcome, parameters: Parameters) -> Floats:
    return np.asarray(NG_ML_PER_MG_L * _curve(outcome, parameters).max(axis=1))


def _area(outcome: KineticOutcome, parameters: Parameters) -> Floats:
    return NG_ML_PER_MG_L * outcome.dose_mg * parameters["bioavailability"] / parameters["clearance_l_h"]


_MEASURES: dict[Measure, Callable[[KineticOutcome, Parameters], Floats]] = {
    "apparent_clearance": _apparent_clearance,
    "clearance": _clearance,
    "time_of_peak": _time_of_peak,
    "half_life": _half_life,
    "peak_concentration": _peak_concentration,
    "area": _area,
}


def kinetic_rows(number: int, seed: int, altered: Altered, variant: Variant = MODEL) -> Iterator[Row]:
    """Compare every kinetic outcome with this number of virtual studies of its size."""
    for place, outcome in enumerate(outcomes().kinetics):
        rng = np.random.default_rng([seed, place])
        studies = Studies(number, outcome.n)
        who = population(outcome.weight_kg, outcome.creatinine_clearance_ml_min, studies.size, rng)
        parameters = drug_parameters(outcome.drug, studies, rng, who, altered, variant, outcome.source)
        parameters |= {name: drawn(parameter, studies, rng, variant) for name, parameter in drug_model(outcome.drug).vein.items()}
        values = _MEASURES[outcome.measure](outcome, parameters)
        about = About("kinetics", outcome.id, f"{outcome.what}, {outcome.unit}", outcome.n, outcome.source, outcome.why, outcome.drug)
        each = studies.of_each(values)
        if outcome.range is not None:
            yield compared(about, "least", outcome.range[0], least(each), values)
            yield compared(about, "greatest", outcome.range[1], greatest(each), values)
        if outcome.mean is not None:
            yield compared(about, "mean", outcome.mean, mean(each), values)
            if outcome.sd is not None:
                yield compared(about, "SD", outcome.sd, sd(each), values)
