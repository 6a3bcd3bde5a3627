"""What may be done to learn more, and what it burdens the patient with until it has been learnt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from rechallenge.arrays import Floats
from rechallenge.course.model import Treatment
from rechallenge.inference.forecast import Forecast
from rechallenge.inference.summary import Message
from rechallenge.mechanism.relapse import RELAPSE_LEVEL
from rechallenge.planning.measures import Measure

Action = Literal["nothing", "go_on", "stop", "step_down", "restart"]


@dataclass(frozen=True, slots=True)
class Act:
    """Something that may be done today.

    Attributes
    ----------
    action
        Of which kind.
    drug
        What it changes; None where it changes nothing.
    name, values
        Code of its name in the catalogues, and what fills its blanks.
    changes
        What would be given from today on; drugs that it does not name go on.
    remarks
        What must be known before it is chosen.
    """

    action: Action
    drug: str | None
    name: str
    values: Mapping[str, object]
    changes: tuple[Treatment, ...]
    remarks: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class ActBurden:
    """What an act costs until its last measurement: expected days of disease, and those beyond going on; prednisone; visits."""

    disease_days: float
    disease_days_added: float
    steroid_mg: float
    visits: int


def burden_of(measures: Sequence[Measure], disease_days: Floats, as_now: Floats, steroid_mg: Floats) -> ActBurden:
    """What an act costs until the last of its measurements.

    Parameters
    ----------
    disease_days, as_now
        Expected days of active disease by each day, under the act and with treatment as it is.
    steroid_mg
        Prednisone given by each day under the act.
    """
    last = max((each.day for each in measures), default=0)
    visits = len({each.day for each in measures if each.needs_visit})
    ill, otherwise = float(disease_days[last]), float(as_now[last])
    return ActBurden(ill, ill - otherwise, float(steroid_mg[last]), visits)


def days_of_disease(future: Forecast, weights: Floats) -> Floats:
    """Expected days of active disease by each day of a forecast, shape (days,): each day counts by the chance that it is one."""
    active = weights @ (future.marker > RELAPSE_LEVEL)
    return np.concatenate([[0.0], np.cumsum(active[1:])])


def steroid_by_day(days: Floats, amounts_mg: Floats, horizon_days: int) -> Floats:
    """Milligrams given by the end of each day, shape (days,), from the days of doses and their amounts."""
    given = np.zeros(horizon_days + 1)
    inside = (days >= 0.0) & (days < horizon_days)
    np.add.at(given, np.floor(days[inside]).astype(int) + 1, amounts_mg[inside])
    return np.asarray(np.cumsum(given))
