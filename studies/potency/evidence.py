"""Published groups and steroid doses as the rows that the model of potency takes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from rechallenge.data_files import read_data
from rechallenge.literature.natural_history import natural_histories
from rechallenge.literature.pharmacology import drug_model
from rechallenge.literature.trials import WITHOUT_DRUG, CrpLevel, Group, SteroidDose, Trial, steroid_doses, trials
from rechallenge.mechanism.kinetics import unit_response
from rechallenge.outcomes import marker, outcome_parameters

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

READINGS = Path(__file__).with_name("readings.yaml")
POOLS = ("flare", "low", "crystal", "colchicine", "steroid")
N_POINTS = 12
# What is felt of one dose alone on a given day: the mean over the days before, in which CRP turns over.
TURNOVER_DAYS = 3.0
NOTHING = 1e-12
NORMAL_95 = 1.959964


class CrpLevels(NamedTuple):
    """CRP of a group, one entry each: logarithm of what is left, or in mg/L where only groups are compared, and its error.

    `background` is what is not the disease: a share of the CRP before, or mg/L; `disease` is the share that is, or 1. `is_mean` tells a
    mean over patients from a median.
    """

    study: Ints
    acting: Ints
    exposure: Floats
    log_left: Floats
    error: Floats
    background: Floats
    disease: Floats
    is_mean: Flags
    controlled: Flags
    log_change_without: Floats


class WellCounts(NamedTuple):
    """Patients who are well, `n` of `of`: those whose activity is below a bound, in units of its typical value without the drug.

    `log_bound` is the logarithm of that bound where it follows from CRP; where a group went without the drug it is free.
    """

    study: Ints
    acting: Ints
    exposure: Floats
    n: Floats
    of: Floats
    spread: Floats
    controlled: Flags
    log_bound: Floats


class SteroidDoses(NamedTuple):
    """Doses of prednisone in mg a day, one entry each; `kind` 0 threshold, 1 counted, 2 above."""

    source: Ints
    disease: Ints
    kind: Ints
    mg: Floats
    n: Floats
    of: Floats
    log_typical_crp: Floats
    spread: Floats


class PotencyData(NamedTuple):
    """All rows. `acting` of a row names a pair of study and drug, -1 a group without the drug."""

    levels: CrpLevels
    counts: WellCounts
    doses: SteroidDoses
    laboratory: Floats
    pair_study: Ints
    pair_drug: Ints
    pool: Ints


@dataclass(frozen=True, slots=True)
class PotencySource:
    """What can be left out as one: a study, the doses of one paper, or a laboratory value; `drugs` it tells of."""

    key: str
    what: str
    drugs: tuple[str, ...]
    sources: tuple[str, ...]


@cache
def readings() -> Mapping[str, Any]:
    """How the studies are read, as data."""
    return read_data(READINGS)


def drugs() -> tuple[str, ...]:
    """The drugs whose potency is fitted."""
    return tuple(readings()["before"])


def studies() -> tuple[Trial, ...]:
    """The studies that are read, in the order of the readings."""
    known = {trial.identifier: trial for trial in trials()}
    return tuple(known[name] for name in readings()["studies"])


def doses() -> tuple[SteroidDose, ...]:
    """The steroid doses that are read."""
    return tuple(dose for dose in steroid_doses() if dose.source in readings()["steroids"])


def sources() -> tuple[PotencySource, ...]:
    """Everything that can be left out, in the order of its weights: studies, papers on steroid doses, laboratory values."""
    found = []
    for trial in studies():
        told = dict.fromkeys(_drug(group) for group in read_groups(trial) if group.drug not in WITHOUT_DRUG)
        found.append(PotencySource(trial.identifier, trial.disease, tuple(told), (trial.source,)))
    for name in readings()["steroids"]:
        what = ", ".join(dict.fromkeys(dose.what for dose in doses() if dose.source == name))
        found.append(PotencySource(name, f"{what}: dose of prednisone", ("prednisone",), (name,)))
    for drug, entry in readings()["laboratory"].items():
        found.append(PotencySource(f"laboratory_{drug}", entry["what"], (drug,), tuple(entry["sources"])))
    return tuple(found)


def read_groups(trial: Trial) -> tuple[Group, ...]:
    """The groups of a study that are read."""
    unread = readings()["studies"][trial.identifier].get("unread", ())
    return tuple(group for group in trial.groups if group.drug not in unread)


def _drug(group: Group) -> str:
    return "prednisone" if group.drug == "prednisolone" else group.drug


def exposure_of(trial: Trial, group: Group) -> Floats:
    """Exposure of a typical patient of a group: over one interval at steady state, or over the days before the group was seen."""
    read = readings()["studies"][trial.identifier]
    weight, into_vein = read.get("weight_kg", 70.0), read.get("into_vein", False)
    model = drug_model(_drug(group))
    model = model.intravenous() if into_vein else model
    model = model.for_patient({"weight_kg": weight, "creatinine_clearance_ml_min": read.get("creatinine_clearance_ml_min", 90.0)})
    typical = {name: jnp.asarray(parameter.center) for name, parameter in model.parameters.items()}
    unit = unit_response(model.kinetics, typical, into_vein=into_vein)
    rate, size = np.asarray(unit.rate), np.asarray(unit.coefficient)
    dose = group.dose_mg or (weight * group.dose_mg_per_kg if group.dose_mg_per_kg else read["dose_mg"][group.drug])
    every = group.every_days or read.get("every_days", {}).get(group.drug)
    place = (np.arange(N_POINTS) + 0.5) / N_POINTS
    if every is not None:
        return np.asarray(np.maximum(dose * np.exp(-every * place[:, None] * rate) @ (size / -np.expm1(-rate * every)), NOTHING))
    if group.day is None:
        raise ValueError(f"{trial.identifier}: neither the spacing of the doses nor the day")
    first = 0.0 if group.flares is not None else max(0.0, group.day - TURNOVER_DAYS)
    days = first + (group.day - first) * place
    return np.asarray(np.maximum(dose * np.exp(-days[:, None] * rate) @ size, NOTHING))


def _error(level: CrpLevel | None, group: Group, n: float) -> float:
    """Standard error of the logarithm of a mean or median of CRP, or of its change."""
    change = group.change
    if change is not None and change.bounds is not None:
        low, high = (math.log1p(bound) for bound in change.bounds)
        return (high - low) / (2.0 * NORMAL_95)
    if level is not None and level.sd_before is not None and level.before is not None:
        return level.sd_before / level.before * math.sqrt(2.0 / n)  # of two means, before and after
    statistic = change.statistic if change is not None else level.statistic if level is not None else "mean"
    return float(readings()["spreads"]["patient"]) * math.sqrt((math.pi / 2.0 if statistic == "median" else 1.0) / n)


@cache
def data() -> PotencyData:
    """Rows of all that is read."""
    place = {trial.identifier: index for index, trial in enumerate(studies())}
    pairs: dict[tuple[str, str], int] = {}
    levels, counts = [], []
    for trial in studies():
        for group in read_groups(trial):
            acting, felt = -1, np.full(N_POINTS, NOTHING)
            if group.drug not in WITHOUT_DRUG:
                acting = pairs.setdefault((trial.identifier, _drug(group)), len(pairs))
                felt = exposure_of(trial, group)
            levels += [(place[trial.identifier], acting, felt, *row) for row in _levels(trial, group)]
            counts += [(place[trial.identifier], acting, felt, *row) for row in _counts(trial, group)]
    names = drugs()
    return PotencyData(
        CrpLevels(*(np.array(column) for column in zip(*levels, strict=True))),
        WellCounts(*(np.array(column) for column in zip(*counts, strict=True))),
        _doses(),
        np.log([entry["half_effect"] for entry in readings()["laboratory"].values()]),
        np.array([place[study] for study, _ in pairs]),
        np.array([names.index(drug) for _, drug in pairs]),
        np.array([POOLS.index(readings()["studies"][trial.identifier]["pool"]) for trial in studies()]),
    )


def _controlled(trial: Trial) -> bool:
    """Whether groups are compared with each other: one without the drug, or several doses in disease that ends by itself."""
    return any(group.drug in WITHOUT_DRUG for group in trial.groups) or not trial.persistent


def _levels(trial: Trial, group: Group) -> Iterator[tuple[float, float, float, float, bool, bool, float]]:
    read, level, left = readings()["studies"][trial.identifier], group.crp_level, group.remaining
    if left is None and level is not None and _controlled(trial):
        left = level.after
    if left is None:
        return
    background, disease = 0.0, 1.0
    # Slight lasting inflammation is as low as the background: there it is part of what the drug cannot remove.
    if level is not None and trial.history is not None:
        background = read.get("background_mg_l") or outcome_parameters([marker()])[str(dict(marker().model.roles)["background"])].center
        if level.before is not None and group.remaining is not None:
            background /= level.before
            disease = 1.0 - background
    statistic = group.change.statistic if group.change is not None else level.statistic if level is not None else "median"
    error = _error(level, group, float(group.n or read["n"]))
    yield math.log(left), error, background, disease, statistic == "mean", _controlled(trial), math.log(read.get("change_without", 1.0))


def _counts(trial: Trial, group: Group) -> Iterator[tuple[float, float, float, bool, float]]:
    read, history = readings()["studies"][trial.identifier], None if trial.history is None else natural_histories()[trial.history]
    spread = readings()["spreads"]["crp"] if history is None else history.crp_mg_l.prior.spread
    well = [] if group.responders is None else [group.responders.n]
    well += [] if group.flares is None or group.n is None else [group.n - group.flares.n]
    controlled = _controlled(trial)
    for n in well:
        if group.n is None:
            raise ValueError(f"{trial.identifier}: a count of an unknown number of patients")
        bound = 0.0 if controlled or history is None else math.log(read["normal_mg_l"]) - history.crp_mg_l.prior.location
        yield float(n), float(group.n), spread, controlled, bound


def _doses() -> SteroidDoses:
    kinds = ("threshold", "counted", "above")
    papers, diseases = list(readings()["steroids"]), list(dict.fromkeys(dose.what for dose in doses()))
    rows = []
    for dose in doses():
        crp = natural_histories()[dose.disease].crp_mg_l.prior
        kind = kinds.index(readings()["steroids"][dose.source])
        in_range = dose.range is not None and dose.range[0] > 0.0 and dose.kind == "held"
        mg = math.sqrt(dose.range[0] * dose.range[1]) if dose.range is not None and in_range else dose.mg
        counted = (float(dose.n or 0), float(dose.of or 1)) if kind == 1 else (0.0, 1.0)
        rows.append((papers.index(dose.source), diseases.index(dose.what), kind, mg, *counted, crp.location, crp.spread))
    return SteroidDoses(*(np.array(column) for column in zip(*rows, strict=True)))
