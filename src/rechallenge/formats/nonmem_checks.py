"""What cannot be in a table of doses and measurements: all of it at once, with patient, line and column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, SupportsInt

import numpy as np
from numpy.typing import NDArray

from rechallenge.course.nearest import nearest
from rechallenge.course.problems import CourseError, Place, Problem

if TYPE_CHECKING:
    from rechallenge.formats.event_table import EventTable

EVENTS = (0, 1, 2, 3, 4)
STEADY = (0, 1, 2, 3)
MODELLED_RATE, MODELLED_DURATION = -1, -2
TIME_CAN_RESTART = (3, 4)
DOSES_BY_OTHER_NAMES = ("DOSE", "DOSES", "AMOUNT", "AMNT", "AMTS", "DOSIS")
"""Columns that hold the amounts where there is no AMT; beside one they are covariates."""
OTHER_NAMES = {
    "DV": ("CONC", "CONCENTRATION", "CP", "OBS", "OBSERVED", "Y", "RESULT"),
    "CENS": ("BLQ", "BQL", "BLOQ", "CENSORED", "BELOW_LOQ"),
}
"""Columns that hold the measurements, and which of them lie below a limit, where the column of that name is missing."""
NAMED = 5
"""Patients that a warning names."""


def _place(table: EventTable, row: int, column: str) -> tuple[int, int | None]:
    return table.lines[row], table.columns.get(column)


def _patient(table: EventTable, row: int) -> str:
    return f"{table.item['ID'][row]:g}"


def _problems(table: EventTable, code: str, rows: Iterable[SupportsInt], column: str, **values: object) -> list[Problem]:
    """One problem a row: the patient, the name of the column, what stands there, and where."""
    held = {**table.covariate, **table.item}.get(column)
    problems = []
    for row in (int(each) for each in rows):
        line, place = _place(table, row, column)
        found = "" if held is None else f"{held[row]:g}"
        filled = {"patient": _patient(table, row), "name": column, "found": found, **values}
        problems.append(Problem(code, filled, Place(line, place or 1), path=column))
    return problems


def check_columns(places: Mapping[str, int]) -> list[Problem]:
    """Return what is wrong with the columns as such: doses and measurements under a name that NONMEM does not know."""
    problems = [
        Problem("nonmem.named_otherwise", {"found": other, "name": name}, Place(1, places[other] + 1), path=other)
        for name, others in OTHER_NAMES.items()
        if name not in places and (other := next((each for each in others if each in places), None)) is not None
    ]
    other = next((name for name in DOSES_BY_OTHER_NAMES if name in places), None)
    if "AMT" not in places and other is not None:
        problems.append(Problem("nonmem.dose_column", {"found": other}, Place(1, places[other] + 1), path=other))
    return problems


def doubts(table: EventTable) -> list[Problem]:
    """Return what is odd and yet accepted: measurements without any dose, a limit that is not used."""
    found: list[Problem] = []
    undosed = [i for i, rows in enumerate(table.rows) if table.is_measured[rows].any() and not table.is_dose[rows].any()]
    if undosed:
        names = ", ".join(f"{table.patients[i]:g}" for i in undosed[:NAMED]) + (", ..." if len(undosed) > NAMED else "")
        place = Place(table.lines[table.rows[undosed[0]].start], 1)
        found.append(Problem("nonmem.no_dose", {"patients": names, "n": len(undosed)}, place, "AMT", "warning"))
    if "LIMIT" in table.covariate and (hidden := np.flatnonzero(table.item["CENS"] != 0)).size:
        place = Place(table.lines[int(hidden[0])], table.columns["LIMIT"])
        found.append(Problem("nonmem.limit", {}, place, "LIMIT", "warning"))
    return found


def check_events(table: EventTable, written: Mapping[str, NDArray[np.float64]]) -> list[Problem]:
    """Return all that cannot be in the events themselves, whatever the model.

    `written` holds the columns as written, in which what is missing is NaN.
    """
    item, dose = table.item, table.is_dose
    unsaid = dose & np.isnan(written.get("AMT", np.full(len(dose), np.nan))) & (item["RATE"] <= 0) & (item["SS"] == 0)

    def rows(wrong: NDArray[np.bool_]) -> NDArray[np.intp]:
        return np.flatnonzero(wrong)

    problems = [
        *_problems(table, "nonmem.missing", rows(np.isnan(item["ID"])), "ID"),
        *_problems(table, "nonmem.missing", rows(np.isnan(item["TIME"])), "TIME"),
        *_problems(table, "nonmem.event", rows(~np.isin(item["EVID"], EVENTS)), "EVID"),
        *_problems(table, "nonmem.steady", rows(~np.isin(item["SS"], STEADY)), "SS"),
        *_problems(table, "nonmem.negative", rows(item["AMT"] < 0), "AMT"),
        *_problems(table, "nonmem.negative", rows(item["II"] < 0), "II"),
        *_problems(table, "nonmem.rate", rows((item["RATE"] < 0) & ~np.isin(item["RATE"], (MODELLED_RATE, MODELLED_DURATION))), "RATE"),
        *_problems(table, "nonmem.whole_number", rows((item["ADDL"] < 0) | (item["ADDL"] % 1 != 0)), "ADDL"),
        *_problems(table, "nonmem.whole_number", rows((item["CMT"] < 0) | (item["CMT"] % 1 != 0)), "CMT"),
        *_problems(table, "nonmem.no_interval", rows(dose & (item["ADDL"] > 0) & (item["II"] <= 0)), "II", needed="ADDL"),
        *_problems(table, "nonmem.no_interval", rows(dose & (item["SS"] > 0) & (item["II"] <= 0) & (item["RATE"] <= 0)), "II", needed="SS"),
        *_problems(table, "nonmem.amount_without_dose", rows(~dose & (item["AMT"] != 0)), "AMT"),
        *_problems(table, "nonmem.no_amount", rows(dose & (item["AMT"] == 0) & (item["RATE"] > 0) & (item["SS"] == 0)), "AMT"),
        *_problems(table, "nonmem.dose_without_amount", rows(unsaid), "AMT" if "AMT" in table.columns else "EVID"),
        *_problems(table, "nonmem.no_value", rows((item["EVID"] == 0) & (item["MDV"] == 0) & np.isnan(item["DV"])), "DV"),
        *_problems(table, "nonmem.censoring", rows(~np.isin(item["CENS"], (-1, 0, 1))), "CENS"),
    ]
    first: dict[float, int] = {}
    for patient, span in zip(table.patients, table.rows, strict=True):
        if patient in first:
            problems += _problems(table, "nonmem.scattered", [span.start], "ID", first=first[patient])
        first.setdefault(patient, table.lines[span.start])
        time, restarts = item["TIME"][span], np.isin(item["EVID"][span], TIME_CAN_RESTART)
        back = span.start + np.flatnonzero((np.diff(time, prepend=-np.inf) < 0) & ~restarts)
        for row in back:
            problems += _problems(table, "nonmem.time_back", [row], "TIME", before=f"{item['TIME'][row - 1]:g}")
    return problems


def check_compartments(table: EventTable, n_compartments: int) -> None:
    """Refuse doses into, and measurements of, compartments that the model does not have.

    Raises
    ------
    CourseError
        With all such rows.
    """
    wrong = (table.item["CMT"] > n_compartments) & np.isin(table.item["EVID"], (0, 1, 4))
    if wrong.any():
        raise CourseError(_problems(table, "nonmem.compartment", np.flatnonzero(wrong), "CMT", expected=n_compartments))


def covariate_columns(table: EventTable, names: Iterable[str]) -> dict[str, NDArray[np.float64]]:
    """Return the covariates that a model asks for; TIME is one of them when asked for.

    Raises
    ------
    CourseError
        When a column is not there, or a row has no value in it.
    """
    held = {**table.covariate, **table.item}
    problems: list[Problem] = []
    for name in names:
        if name not in held:
            values = {"name": name, "expected": ", ".join(table.covariate), "nearest": nearest(name, held)}
            problems.append(Problem("nonmem.covariate_unknown", values))
        else:
            for row in np.flatnonzero(np.isnan(held[name])).tolist():
                if (name, row) in table.text:
                    values = {"found": table.text[name, row], "name": name}
                    problems.append(Problem("nonmem.not_a_number", values, Place(*_place(table, row, name)), path=name))
                else:
                    problems += _problems(table, "nonmem.covariate_missing", [row], name)
    if problems:
        raise CourseError(problems)
    return {name: held[name] for name in names}


def check_parameters(table: EventTable, parameters: Mapping[str, NDArray[np.float64]], may_be_zero: Iterable[str]) -> None:
    """Refuse parameters that cannot be, such as a clearance of zero, at the row where they first are.

    Parameters
    ----------
    parameters
        By name, one value a row of the table.
    may_be_zero
        Those that may be 0 (lag times, bioavailability, exchange); the others must be above.

    Raises
    ------
    CourseError
        With the first such row of each patient and parameter.
    """
    allowed = set(may_be_zero)
    problems: list[Problem] = []
    for name, value in parameters.items():
        wrong = ~np.isfinite(value) | (value < 0) | ((value == 0) & (name not in allowed))
        for span in table.rows:
            if wrong[span].any():
                row = span.start + int(np.argmax(wrong[span]))
                values = {"patient": _patient(table, row), "name": name, "found": f"{value[row]:g}"}
                problems.append(Problem("nonmem.parameter", values, Place(table.lines[row], 1), path=name))
    if problems:
        raise CourseError(problems)
