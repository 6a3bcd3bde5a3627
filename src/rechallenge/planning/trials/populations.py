"""Settings and their patients: what a next trial of a disease may meet, drawn from the pooled prior or from a file of draws."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from rechallenge.analogy.borrowing import BORROWING, UNKNOWN_LOGIT_SD
from rechallenge.analogy.natural_course import with_natural_course
from rechallenge.analogy.posterior import shipped
from rechallenge.arrays import Floats
from rechallenge.formats.patient_table import PatientTable, read_patients
from rechallenge.literature.natural_history import NaturalHistory, natural_histories
from rechallenge.literature.parameters import Parameter, disease_parameters
from rechallenge.literature.pharmacology import KINETIC_DRUGS, drug_model
from rechallenge.mechanism.population import COVARIATES
from rechallenge.mechanism.sites import IL1_SHARE
from rechallenge.outcomes import outcome_parameters, outcomes
from rechallenge.planning.trials.design import TrialPopulation


@dataclass(frozen=True, slots=True)
class TrialSetting:
    """One setting: what its patients have in common, and what is known of each of them beforehand.

    Attributes
    ----------
    priors
        Priors of the disease, of which each patient is a draw.
    columns
        Parameters that are not drawn from these, shape (patients,).
    """

    priors: Mapping[str, Parameter]
    columns: Mapping[str, Floats]


def setting_of(population: TrialPopulation, patients: int, rng: np.random.Generator) -> TrialSetting:
    """Draw a setting and some of its patients.

    Of a disease, the share of the activity that interleukin-1 carries has a mean of its own in each setting, as the pooled outcomes of
    like diseases leave it open; with the probability that they say nothing of this disease, any mean is as likely. Patients spread about
    it as published patients do. How the disease goes by itself is drawn patient by patient from its published natural history, whose
    spread holds patients and what is not known of their mean together. Of a file of draws, patients are drawn with replacement.
    """
    if population.draws is not None:
        table = _draws(str(population.draws))
        rows = rng.integers(len(table.patients), size=patients)
        priors = with_natural_course(disease_parameters(), natural_histories()["unnamed"])
        return TrialSetting(priors, {name: column[rows] for name, column in table.columns.items()})
    assert population.disease is not None
    history = _without(natural_histories()[population.disease], population.without)
    draws = shipped(population.trust)
    disease = next((each for each in (history.key, history.group) if each in draws.diseases), None)
    centers, _ = draws.of_disease(disease, rng)
    place = int(rng.integers(len(centers)))
    center = float(centers[place] + draws.between_studies[place] * rng.standard_normal())
    if rng.random() > BORROWING:
        center = float(UNKNOWN_LOGIT_SD * rng.standard_normal())
    logit = center + draws.between_patients[place] * rng.standard_normal(patients)
    return TrialSetting(with_natural_course(disease_parameters(), history), {IL1_SHARE: 1.0 / (1.0 + np.exp(-logit))})


def _without(history: NaturalHistory, sources: tuple[str, ...]) -> NaturalHistory:
    """Return a natural history none of whose priors comes from some sources; those of no named disease stand in."""
    unnamed = natural_histories()["unnamed"]
    quantities = {
        name: getattr(unnamed, name) for name in ("flare_days", "interval_days", "crp_mg_l") if getattr(history, name).source in sources
    }
    shares = {name: getattr(unnamed, name) for name in ("never_again", "persistent") if getattr(history, name).source in sources}
    return dataclasses.replace(history, **quantities, **shares)


@cache
def _draws(path: str) -> PatientTable:
    """Read a file of draws: covariates and parameters of the model by name, one patient a row."""
    always = [each for each in outcomes().values() if each.always]
    known = {**disease_parameters(), **outcome_parameters(always)}
    known |= {p.name: p for drug in KINETIC_DRUGS for p in drug_model(drug).parameters.values()}
    bounds = {name: (-1e-9, 1.0 + 1e-9) if p.distribution == "logitnormal" else (0.0, float("inf")) for name, p in known.items()}
    return read_patients(path, {**COVARIATES, **bounds})
