"""Who virtual patients are: parameters from the priors of the data files, each patient from a stream of random numbers of its own."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import jax
import numpy as np

from rechallenge.arrays import Floats, Quantities
from rechallenge.course.problems import CourseError
from rechallenge.formats.cells import Table
from rechallenge.formats.patient_table import Bounds, PatientTable, check_number, daily_doses, read_patients
from rechallenge.literature.parameters import Parameter
from rechallenge.literature.pharmacology import KINETIC_DRUGS, DrugModel, drug_model
from rechallenge.mechanism.assembly import Exposure, exposure_of
from rechallenge.mechanism.nodes import HOURS
from rechallenge.mechanism.processes import parameters_under
from rechallenge.mechanism.processes.process import DiseaseProcess

# Patients that a program takes at a time.
BATCH = 50
_ANY: Bounds = (0.0, math.inf)
_SHARE: Bounds = (-1e-9, 1.0 + 1e-9)
COVARIATES: Mapping[str, Bounds] = {
    "weight_kg": _ANY,
    "creatinine_clearance_ml_min": (-1e-9, math.inf),
    "female": _SHARE,
    "statin": _SHARE,
}


class DrawnPatients(NamedTuple):
    """Patients as a program takes them, one a row."""

    parameters: Quantities
    unit_normals: Any
    dose_mg: Any


class KnownParameters:
    """Parameters of the disease and the drugs of a patient of whom this is known; those of the last few patients are kept.

    What is not known is None: one NaN is not the other, and each patient would be worked out anew.
    """

    def __init__(self, disease: Mapping[str, Parameter], models: tuple[DrugModel, ...]) -> None:
        self._given = (disease, models)
        self._of = lru_cache(maxsize=BATCH)(self._worked_out)

    def __call__(self, covariates: tuple[float | None, ...]) -> tuple[tuple[str, Parameter], ...]:
        """Parameters by name, from the values of `COVARIATES` in order."""
        return self._of(covariates)

    def __reduce__(self) -> tuple[type[KnownParameters], tuple[Mapping[str, Parameter], tuple[DrugModel, ...]]]:
        """Go to another process without what is kept."""
        return KnownParameters, self._given

    def _worked_out(self, covariates: tuple[float | None, ...]) -> tuple[tuple[str, Parameter], ...]:
        disease, models = self._given
        told = dict(zip(COVARIATES, covariates, strict=True))
        drugs = [(p.name, p) for model in models for p in model.for_patient(told).parameters.values()]
        return (*disease.items(), *drugs)


@dataclass(frozen=True)
class Population:
    """Whom to draw; a table is absent where only the number of patients is told.

    `streams` numbers the stream of random numbers of each patient, which by default is that of its place.
    """

    size: int
    days: int
    seed: int
    process: DiseaseProcess
    table: PatientTable | None
    disease: Mapping[str, Parameter]
    models: tuple[DrugModel, ...]
    dose_mg: tuple[Floats, ...]
    known: KnownParameters
    streams: Sequence[int] | None = None

    @property
    def exposures(self) -> tuple[Exposure, ...]:
        """Exposures that the drugs give."""
        return tuple(exposure_of(model) for model in self.models)

    def names(self, rows: range) -> tuple[str, ...]:
        """Names of these patients."""
        return tuple(str(row + 1) for row in rows) if self.table is None else self.table.patients[rows.start : rows.stop]

    def drawn(self, rows: range) -> DrawnPatients:
        """Draw these patients; the last is repeated until a batch is full."""
        columns: Mapping[str, Floats] = {} if self.table is None else self.table.columns
        absent = np.full(len(rows), np.nan)
        covariates = np.stack([columns[name][rows] if name in columns else absent for name in COVARIATES], axis=-1)
        values, unit_normals = [], []
        for row, covariate in zip(rows, covariates.tolist(), strict=True):
            stream = np.random.default_rng([self.seed, row if self.streams is None else self.streams[row]])
            known = self.known(tuple(None if math.isnan(value) else value for value in covariate))
            values.append(
                [_natural(parameter, normal) for (_, parameter), normal in zip(known, stream.standard_normal(len(known)), strict=True)]
            )
            unit_normals.append(stream.standard_normal(self.process.n_unit_normals(self.days * HOURS + 1)))
        names = [name for name, _ in known]
        parameters = dict(zip(names, np.array(values).T, strict=True))
        for name in parameters.keys() & columns.keys():
            given = columns[name][rows]
            parameters[name] = np.where(np.isnan(given), parameters[name], given)
        dose = np.stack([_of_rows(dose_mg, rows, self.days) for dose_mg in self.dose_mg], axis=-1)
        drawn = DrawnPatients(parameters, np.stack(unit_normals), dose)
        if len(rows) == BATCH:
            return drawn
        places = np.minimum(np.arange(BATCH), len(rows) - 1)
        return jax.tree.map(lambda leaf: leaf[places], drawn)


def _of_rows(dose_mg: Floats, rows: range, days: int) -> Floats:
    taken = dose_mg[rows.start : rows.stop] if dose_mg.ndim == 2 else dose_mg
    return np.broadcast_to(taken, (len(rows), days))


def _natural(parameter: Parameter, normal: float) -> float:
    value = parameter.location + parameter.spread * normal
    return 1.0 / (1.0 + math.exp(-value)) if parameter.distribution == "logitnormal" else math.exp(value)


def population_of(
    patients: int | Table, doses: Mapping[str, object], days: int, seed: int, process: DiseaseProcess, disease: Mapping[str, Parameter]
) -> Population:
    """Read patients and doses, as `rechallenge.mechanism.virtual_patients.simulate_patients` takes them.

    Raises
    ------
    CourseError
        With all that is wrong.
    """
    disease = parameters_under(process, disease)
    given = {drug: drug_model(drug) for drug in doses if drug in KINETIC_DRUGS}
    # A simulator of no drug is one of a drug that is never given.
    models = {model.exposure: drug_model(model.exposure) for model in given.values()} or {"prednisone": drug_model("prednisone")}
    known = KnownParameters(disease, tuple(models.values()))
    table: PatientTable | None = None
    if isinstance(patients, int | np.integer):
        size, problems = int(patients), check_number(int(patients))
    else:
        priors = dict(known((None,) * len(COVARIATES)))
        bounds = {**COVARIATES, **{name: _SHARE if p.distribution == "logitnormal" else _ANY for name, p in priors.items()}}
        try:
            table, problems = read_patients(patients, bounds), []
        except CourseError as error:
            problems = list(error.problems)
        size = 0 if table is None else len(table.patients)
    amounts, wrong = daily_doses(doses, days, None if table is None else table.patients)
    if problems or wrong:
        raise CourseError([*problems, *wrong])
    dose_mg = {name: np.zeros(days) for name in models}
    for drug, amount_mg in amounts.items():
        model = given[drug]
        dose_mg[model.exposure] = dose_mg[model.exposure] + model.equivalence * amount_mg
    return Population(size, days, seed, process, table, disease, tuple(models.values()), tuple(dose_mg.values()), known)
