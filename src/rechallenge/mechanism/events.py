"""What happens to each patient of a table, one after another: doses with all their repeats, ends of infusions, resets, records.

A table says "ten more doses a day apart" or "at steady state" in one row; here each dose, and each end of an infusion, is one
event. What a model may move (a lag, a duration) is left open until the parameters are known (`amounts`).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rechallenge.arrays import Numbers as Numbers
from rechallenge.formats.event_table import EventTable

# A dose of a series may miss the moment of a record by a rounding error; such moments are taken for one.
SAME_MOMENT = 1e-9


class Kind(IntEnum):
    """What an event does."""

    RECORD = 0
    BOLUS = 1
    START = 2
    STOP = 3
    RESET = 4
    STEADY = 5
    STEADY_ADDED = 6


class Events(NamedTuple):
    """Events of all patients, each field of shape (patients, events), in the order of the rows that they come from.

    Attributes
    ----------
    kind
        A `Kind`; padding is a record at the time of the last.
    compartment
        Into which a dose goes, numbered from 0.
    origin
        Row of the patient from which the event comes.
    time
        When, before any lag and duration.
    not_before
        An event of an earlier dose of a steady state that would come before this time counts from it; -inf for the others.
    amount, rate
        AMT and RATE of the dose.
    life
        How many resets came before; an event does nothing once another reset has come.
    steady
        Which of the steady states of the patient it sets.
    place
        Event that is each record, shape (patients, records).
    """

    kind: Numbers
    compartment: Numbers
    origin: Numbers
    time: Numbers
    not_before: Numbers
    amount: Numbers
    rate: Numbers
    life: Numbers
    steady: Numbers
    place: Numbers


class SteadyStates(NamedTuple):
    """Regimens that have gone on for ever, each field of shape (patients, steady states).

    Attributes
    ----------
    constant
        Whether it is one infusion without end; then `interval` is a time unit.
    """

    origin: Numbers
    compartment: Numbers
    interval: Numbers
    amount: Numbers
    rate: Numbers
    constant: Numbers


class _Growing:
    """Events of one patient while they are collected."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, int, int, float, float, float, float, int, int]] = []
        self.place: list[int] = []
        self.steady: list[tuple[int, int, float, float, float, bool]] = []

    def add(
        self,
        kind: Kind,
        origin: int,
        time: float,
        life: int,
        *,
        compartment: int = 0,
        amount: float = 0.0,
        rate: float = 0.0,
        not_before: float = -np.inf,
        steady: int = 0,
    ) -> None:
        self.rows.append((kind, compartment, origin, time, not_before, amount, rate, life, steady))

    def dose(self, origin: int, time: float, life: int, compartment: int, amount: float, rate: float, not_before: float = -np.inf) -> None:
        for kind in (Kind.BOLUS,) if rate == 0.0 else (Kind.START, Kind.STOP):
            self.add(kind, origin, time, life, compartment=compartment, amount=amount, rate=rate, not_before=not_before)


def list_events(table: EventTable, remembered: int = 0) -> tuple[Events, SteadyStates]:
    """List what happens to each patient.

    Parameters
    ----------
    table
        Doses and measurements.
    remembered
        How many doses before a steady state may still be coming (a lag longer than the interval) or running (an infusion that
        overlaps the next) at its record.
    """
    patients = [_patient(table, rows, remembered) for rows in table.rows]
    n_events = max(len(patient.rows) for patient in patients)
    n_records = max(len(patient.place) for patient in patients)
    n_steady = max(len(patient.steady) for patient in patients)
    padded = []
    for patient in patients:
        last = patient.rows[-1]
        idle = (Kind.RECORD, 0, last[2], last[3], -np.inf, 0.0, 0.0, -1, 0)
        padded.append([*patient.rows, *[idle] * (n_events - len(patient.rows))])
    fields = [np.array([[row[i] for row in rows] for rows in padded]) for i in range(9)]
    places = np.array([[*p.place, *[p.place[-1]] * (n_records - len(p.place))] for p in patients])
    no_steady = (0, 0, 1.0, 0.0, 0.0, False)
    steady = [[*patient.steady, *[no_steady] * (n_steady - len(patient.steady))] for patient in patients]
    regimens = [np.array([[row[i] for row in rows] for rows in steady]).reshape(len(patients), n_steady) for i in range(6)]
    whole = {0, 1, 2, 7, 8}
    typed = [field.astype(np.int64 if i in whole else np.float64) for i, field in enumerate(fields)]
    kinds = (np.int64, np.int64, np.float64, np.float64, np.float64, np.bool_)
    return Events(*[*typed, places]), SteadyStates(*(regimen.astype(kind) for regimen, kind in zip(regimens, kinds, strict=True)))


def _steady_time(times: Sequence[float], restarts: Sequence[bool]) -> NDArray[np.float64]:
    """Time of each row on a clock that never goes back, which the file's may at a reset."""
    shift = 0.0
    clock: list[float] = []
    for i, (time, restart) in enumerate(zip(times, restarts, strict=True)):
        if i and restart and time + shift < clock[-1]:
            shift = clock[-1] - time
        clock.append(time + shift)
    return np.array(clock)


def _patient(table: EventTable, rows: slice, remembered: int) -> _Growing:
    item = {name: column[rows].tolist() for name, column in table.item.items()}
    clock = _steady_time(item["TIME"], [event in (3, 4) for event in item["EVID"]])
    times = clock.tolist()
    found, life = _Growing(), 0
    for origin, time in enumerate(times):
        event, interval = item["EVID"][origin], item["II"][origin]
        if event in (3, 4):
            found.add(Kind.RESET, origin, time, life)
            life += 1
        if event in (1, 4):
            compartment = max(int(item["CMT"][origin]), 1) - 1
            amount, rate, steady = item["AMT"][origin], item["RATE"][origin], int(item["SS"][origin])
            constant = bool(steady) and (interval <= 0.0 or (amount == 0.0 and rate != 0.0))
            if steady:
                kind = Kind.STEADY_ADDED if steady == 2 else Kind.STEADY
                found.add(kind, origin, time, life, steady=len(found.steady))
                found.steady.append((origin, compartment, 1.0 if constant else interval, amount, rate, constant))
                life += kind is Kind.STEADY
                for k in range(0 if constant else remembered, 0, -1):
                    found.dose(origin, time - k * interval, life, compartment, amount, rate, not_before=time)
            if not constant:
                for repeat in range(int(item["ADDL"][origin]) + 1):
                    given = _snapped(time + repeat * interval, clock) if repeat else time
                    if given > times[-1]:
                        break
                    found.dose(origin, given, life, compartment, amount, rate)
        found.place.append(len(found.rows))
        found.add(Kind.RECORD, origin, time, life)
    return found


def _snapped(time: float, clock: NDArray[np.float64]) -> float:
    nearest = float(clock[np.argmin(np.abs(clock - time))])
    return nearest if abs(nearest - time) <= SAME_MOMENT * max(abs(time), 1.0) else time


def in_order(events: Events) -> Events:
    """Put the events of each patient in the order of time, where no model can move them: no lag, no bioavailability."""
    infusing = events.kind == Kind.STOP
    lasting = np.divide(events.amount, events.rate, out=np.zeros_like(events.amount), where=infusing & (events.rate != 0.0))
    order: NDArray[np.int64] = np.argsort(np.maximum(events.time + lasting, events.not_before), axis=1, kind="stable")
    fields = {name: np.take_along_axis(getattr(events, name), order, axis=1) for name in events._fields if name != "place"}
    return Events(**fields, place=np.take_along_axis(np.argsort(order, axis=1), np.asarray(events.place), axis=1))
