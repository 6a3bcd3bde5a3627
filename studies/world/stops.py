"""Relapses after a stop, as the natural history of diseases lists them, of virtual patients who went into remission on the drug."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import numpy as np
from typing_extensions import TypedDict

from rechallenge.data_files import checked, read_data
from rechallenge.literature.natural_history import TimeToRelapse, natural_histories, times_to_relapse
from rechallenge.vocabulary.languages import base
from studies.predictive.compare import About, Row, compared, total
from studies.predictive.courses import Stop, days_to_relapse
from studies.predictive.variants import Variant

# Where no follow-up is printed, and of how many patients all studies together are made at most.
FOLLOWED_DAYS, MOST_PATIENTS = 425, 12_000


class _StopRead(TypedDict):
    drug: str
    mg: float
    every: int
    treated: int
    less: int
    note: str


@cache
def _read() -> Mapping[str, _StopRead]:
    path = Path(__file__).parent / "stops.yaml"
    return checked(dict[str, _StopRead], read_data(path), path.name)


def stop_rows(number: int, seed: int, variant: Variant) -> Iterator[Row]:
    """Compare how many relapsed, and after how many days, where it is printed."""
    for place, told in enumerate(times_to_relapse()):
        read = _read().get(told.source)
        if read is not None and (told.followed_days is not None or told.days is not None):
            yield from _rows(told, read, number, np.random.default_rng([seed, 500, place]), variant)


def _rows(told: TimeToRelapse, read: _StopRead, number: int, rng: np.random.Generator, variant: Variant) -> Iterator[Row]:
    followed = int(told.followed_days or FOLLOWED_DAYS) - read["less"]
    stop = Stop(told.disease, read["drug"], read["mg"], read["every"], read["treated"], followed, told.of, told.source)
    relapse = days_to_relapse(stop, min(number, MOST_PATIENTS // told.of), rng, {}, variant)
    name = natural_histories()[told.disease].name[base().code]
    about = About(
        "stops",
        f"{told.disease}_{told.source}",
        f"{name}, {told.drug}: relapsed within {followed} days",
        told.of,
        told.source,
        told.note,
        told.disease,
    )
    if told.followed_days is not None:
        yield compared(about, "patients", told.relapsed, total((relapse <= followed).astype(float)), most=told.of)
    if told.days is not None and told.published is not None and told.published.form != "range":
        among = relapse[relapse <= followed]
        if len(among):
            medians = np.median(rng.choice(among, (number, told.relapsed)), axis=1)
            yield compared(about, "median day", told.days.median, medians)
