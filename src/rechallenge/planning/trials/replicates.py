"""Trials drawn from the patients of one setting, and what each comes to at its looks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from rechallenge.arrays import Floats
from rechallenge.planning.trials.comparisons import randomisation, two_groups, within_patients
from rechallenge.planning.trials.design import RELAPSE, WITHIN_PATIENTS, TrialDesign
from rechallenge.planning.trials.looks import bounds
from rechallenge.planning.trials.meanwhile import BELIEVED, DRUG, PLACEBO
from rechallenge.planning.trials.simulation import SettingData, simulate_setting
from rechallenge.planning.trials.survival import SurvivalData, cox_z, log_hazard_ratio, logrank_z

LEAST_LOOK = 4
"""No look at fewer patients."""
_SIZES = 12


class SettingResult(TypedDict):
    """What the trials of one setting came to, as a file holds it.

    Attributes
    ----------
    patients, screened
        Patients that could be enrolled, and how many were looked at for them.
    success, mistaken
        By size, trials that found the drug better; and, in the world in which it does nothing, trials that found a difference.
    stopped
        Of trials of the design's own size, the look at which each ended (from 0).
    estimate
        Of these, the logarithm of the hazard ratio, or the difference.
    events_drug, events_placebo
        Of these, relapses seen in each group.
    share_drug, share_placebo
        Share of the enrolled with a relapse before they are lost, or the mean of the endpoint.
    """

    setting: int
    patients: int
    screened: int
    success: list[int]
    mistaken: list[int]
    stopped: list[int]
    estimate: list[float]
    events_drug: list[int]
    events_placebo: list[int]
    share_drug: float | None
    share_placebo: float | None


def sizes_of(design: TrialDesign) -> tuple[int, ...]:
    """Numbers of patients for which operating characteristics are worked out: evenly in their logarithm, the design's own among them."""
    least = min(design.enrolment.number, 6)
    even = {round(each) for each in np.geomspace(least, design.enrolment.most, _SIZES).tolist()}
    return tuple(sorted({*even, design.enrolment.number}))


def look_sizes(design: TrialDesign, size: int) -> tuple[int, ...]:
    """Patients at each look of a trial of this size."""
    return tuple(sorted({max(min(round(share * size), size), min(LEAST_LOOK, size)) for share in design.analysis.looks}))


@lru_cache(maxsize=256)
def _bounds(sizes: tuple[int, ...], alpha: float, sides: int, spending: str) -> tuple[float, ...]:
    shares = [each / sizes[-1] for each in sizes]
    return bounds(shares, alpha, sides, "Pocock" if spending == "Pocock" else "O'Brien-Fleming")


@dataclass(frozen=True, slots=True)
class _Looked:
    """Trials after their looks: deviates (trials, looks), estimates and events at the last look that each had, shape (trials,)."""

    z: Floats
    estimate: Floats
    events_drug: Floats
    events_placebo: Floats


def setting_result(design: TrialDesign, setting: int, seed: int) -> SettingResult:
    """Simulate a setting, draw its trials, and count what they come to."""
    data = simulate_setting(design, setting, seed)
    rng = np.random.default_rng([seed, setting, 1])
    order = rng.permuted(np.tile(np.arange(data.patients), (design.trials, 1)), axis=1)
    success, mistaken = [], []
    own = _Looked(*(np.zeros((design.trials, *shape)) for shape in ((1,), (), (), ())))
    stopped = np.zeros(design.trials, np.int64)
    for size in sizes_of(design):
        if size > data.patients:  # a trial that cannot be filled finds nothing
            success.append(0)
            mistaken.append(0)
            continue
        for world in (DRUG, BELIEVED):
            found = _looks(design, data, order[:, :size], world, rng)
            limit = np.array(_bounds(look_sizes(design, size), design.analysis.alpha, design.analysis.sides, design.analysis.spending))
            better = found.z > limit
            crossed = better if design.analysis.sides == 1 else np.abs(found.z) > limit
            at = np.where(crossed.any(1), np.argmax(crossed, axis=1), len(limit) - 1)
            if world == BELIEVED:
                mistaken.append(int(crossed.any(1).sum()))
                continue
            success.append(int(better[np.arange(len(at)), at].sum()))
            if size == design.enrolment.number:
                stopped, own = at, found
    filled = design.enrolment.number <= data.patients
    share = _shares(design, data)
    return SettingResult(
        setting=setting,
        patients=data.patients,
        screened=data.screened,
        success=success,
        mistaken=mistaken,
        stopped=stopped.tolist() if filled else [],
        estimate=own.estimate.round(6).tolist() if filled else [],
        events_drug=own.events_drug.astype(int).tolist() if filled else [],
        events_placebo=own.events_placebo.astype(int).tolist() if filled else [],
        share_drug=share[0],
        share_placebo=share[1],
    )


def _shares(design: TrialDesign, data: SettingData) -> tuple[float | None, float | None]:
    if not data.patients:
        return None, None
    if design.endpoint.what == RELAPSE:
        return float(data.event[DRUG].mean()), float(data.event[PLACEBO].mean())
    if design.kind in WITHIN_PATIENTS:
        return _mean(data.value[DRUG]), None
    if design.kind == "staggered start":
        return _mean(data.contrast[DRUG]), None
    return _mean(data.value[DRUG]), _mean(data.value[PLACEBO])


def _mean(values: Floats) -> float | None:
    return round(float(np.nanmean(values)), 6) if np.isfinite(values).any() else None


def _looks(design: TrialDesign, data: SettingData, order: NDArray[np.int64], world: int, rng: np.random.Generator) -> _Looked:
    """Analyse trials at each look; `order` holds their patients in the order of their enrolment, shape (trials, patients)."""
    found = [_analysed(design, data, order[:, :size], world, rng) for size in look_sizes(design, order.shape[1])]
    last = found[-1]
    return _Looked(np.stack([each.z for each in found], axis=1), last.estimate, last.events_drug, last.events_placebo)


def _analysed(design: TrialDesign, data: SettingData, order: NDArray[np.int64], world: int, rng: np.random.Generator) -> _Looked:
    none = np.zeros(len(order))
    if design.kind == "staggered start":
        estimate, z = randomisation(data.contrast[world][order], data.start[order], rng)
        return _Looked(z, estimate, none, none)
    if design.kind in WITHIN_PATIENTS:
        estimate, z = within_patients(data.value[world][order], data.order[order])
        return _Looked(z, estimate, none, none)
    drug = np.broadcast_to(allocation(order.shape[1], design.enrolment.on_drug), order.shape)
    if design.endpoint.what == RELAPSE:
        time, event = (np.where(drug, each[world][order], each[PLACEBO][order]) for each in (data.time, data.event))
        event = event.astype(bool)
        survival = SurvivalData.of(time, event, drug)
        z = cox_z(survival) if design.analysis.test == "Cox" else logrank_z(survival)
        seen = [(event & side).sum(1).astype(float) for side in (drug, ~drug)]
        return _Looked(z, log_hazard_ratio(survival), *seen)
    values = np.where(drug, data.value[world][order], data.value[PLACEBO][order])
    baseline = data.baseline[order] if design.analysis.test == "covariance" else None
    estimate, z = two_groups(values, drug, baseline)
    return _Looked(z, estimate, none, none)


def allocation(patients: int, share: float) -> NDArray[np.bool_]:
    """Who of patients in the order of their enrolment is given the drug: as evenly as can be, whenever one stops.

    Patients come in an order drawn by lot, so that this is an allocation by lot within blocks.

    Examples
    --------
    >>> allocation(6, 0.5).tolist()
    [False, True, False, True, False, True]
    """
    due = np.floor(np.arange(patients + 1) * share + 1e-9)
    return np.asarray(np.diff(due) > 0)
