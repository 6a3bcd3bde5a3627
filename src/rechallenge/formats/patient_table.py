"""Tables of patients, one a row: who they are, whatever is known of them beforehand, and what they are to be given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rechallenge.course.nearest import nearest
from rechallenge.course.problems import CourseError, Place, Problem
from rechallenge.formats.cells import MISSING, Table, cells_of
from rechallenge.literature.pharmacology import KINETIC_DRUGS

IDENTITY = "ID"
Bounds = tuple[float, float]


@dataclass(frozen=True)
class PatientTable:
    """Patients, one a row.

    Attributes
    ----------
    patients
        Their names, as written; their numbers where the table has no column ID.
    columns
        What is known of them, by name, shape (patients,); NaN where a cell is empty.
    """

    patients: tuple[str, ...]
    columns: Mapping[str, NDArray[np.float64]]


def read_patients(source: Table, bounds: Mapping[str, Bounds]) -> PatientTable:
    r"""Read a table of patients.

    Parameters
    ----------
    source
        A path, the text of a table, columns by name, or a data frame; as for `read_nonmem`.
    bounds
        Columns that it may have beside ID, with the bounds between which each value lies, themselves excluded.

    Raises
    ------
    CourseError
        With all errors at once, each with patient, line and column: unknown columns, cells that are no numbers, values that cannot be.

    Examples
    --------
    >>> read_patients("ID,weight_kg\n7,60\n8,.\n", {"weight_kg": (0.0, 500.0)}).columns["weight_kg"].tolist()
    [60.0, nan]
    """
    table = cells_of(source)
    names, cells, lines, path = table.names, table.rows, table.lines, table.path
    known = {name.upper(): name for name in (IDENTITY, *bounds)}
    problems: list[Problem] = []
    places: dict[str, int] = {}
    for place, written in enumerate(names):
        name = known.get(written.upper())
        if name is None:
            values = {"found": written, "expected": ", ".join(known.values()), "nearest": nearest(written, known.values())}
            problems.append(Problem("patients.column", values, Place(lines[0] - 1, place + 1), path=written))
        elif name in places:
            problems.append(
                Problem("nonmem.column_twice", {"name": name, "first": places[name] + 1}, Place(lines[0] - 1, place + 1), path=name)
            )
        else:
            places[name] = place
    identity = places.pop(IDENTITY, None)
    patients = tuple(str(i + 1) if identity is None else row[identity] for i, row in enumerate(cells))
    columns = {name: np.full(len(cells), np.nan) for name in places}
    for i, row in enumerate(cells):
        for name, place in places.items():
            text = row[place]
            if text.upper() in MISSING:
                continue
            try:
                value = float(text)
            except ValueError:
                problems.append(Problem("nonmem.not_a_number", {"found": text, "name": name}, Place(lines[i], place + 1), path=name))
                continue
            low, high = bounds[name]
            if not low < value < high:
                values = {"patient": patients[i], "name": name, "found": f"{value:g}"}
                problems.append(Problem("nonmem.parameter", values, Place(lines[i], place + 1), path=name))
            columns[name][i] = value
    if problems:
        raise CourseError(problems, path)
    return PatientTable(patients, columns)


def check_number(patients: int) -> list[Problem]:
    """Return what is wrong with a number of patients."""
    return [] if patients > 0 else [Problem("patients.number", {"found": patients})]


def daily_doses(
    doses: Mapping[str, object], days: int, patients: tuple[str, ...] | None
) -> tuple[dict[str, NDArray[np.float64]], list[Problem]]:
    """Read doses in mg, by drug: one number, one a day, or one a day of each patient of a table.

    Parameters
    ----------
    patients
        Names of the patients of the table; None where only their number is told.

    Returns
    -------
    tuple
        Doses that can be, of shape (), (days,) or (patients, days); and all that is wrong with the others.
    """
    problems: list[Problem] = []
    given: dict[str, NDArray[np.float64]] = {}
    for drug, amounts in doses.items():
        if drug not in KINETIC_DRUGS:
            problems.append(Problem("regimen.drug", {"found": drug, "nearest": nearest(drug, KINETIC_DRUGS)}, path=drug))
            continue
        amount_mg = np.asarray(amounts, float)
        if amount_mg.shape not in ((), (days,)) and (patients is None or amount_mg.shape != (len(patients), days)):
            values = {"drug": drug, "found": " x ".join(map(str, amount_mg.shape)), "expected": days}
            problems.append(Problem("patients.days", values, path=drug))
            continue
        problems += _impossible(drug, amount_mg, days, patients)
        given[drug] = amount_mg
    return given, problems


def _impossible(drug: str, amount_mg: NDArray[np.float64], days: int, patients: tuple[str, ...] | None) -> Iterator[Problem]:
    """Doses that cannot be, each with its patient and day."""
    for place in np.argwhere(~np.isfinite(amount_mg) | (amount_mg < 0.0)).tolist():
        patient = patients[place[0]] if patients is not None and len(place) == 2 else "1…"
        day = place[-1] if place else f"0…{days - 1}"
        values = {"patient": patient, "drug": drug, "day": day, "found": f"{amount_mg[tuple(place)]:g}"}
        yield Problem("patients.dose", values, path=drug)
