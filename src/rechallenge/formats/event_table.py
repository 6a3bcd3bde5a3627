"""Tables of doses and measurements of many patients, as NONMEM reads them: one event a row.

The data items ID, TIME, AMT, RATE, II, ADDL, SS, CMT, EVID, MDV and DV have their meaning of there; CENS (1: below the value in
DV, -1: above it) tells what was beyond a limit of the assay. DATE, DAT1, DAT2 and DAT3 are dates as NM-TRAN has them. All other columns
are covariates.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from rechallenge.course.problems import CourseError, Place, Problem
from rechallenge.formats.cells import Cells, Table, cells_of, number_in
from rechallenge.formats.nonmem_checks import check_columns, check_events, doubts
from rechallenge.formats.nonmem_times import DATES, elapsed_hours, needs_translation

Column = NDArray[np.float64]

ITEMS = ("ID", "TIME", "AMT", "RATE", "II", "ADDL", "SS", "CMT", "EVID", "MDV", "DV", "CENS")
_NEEDED = ("ID", "TIME")


@dataclass(frozen=True)
class EventTable:
    """Doses and measurements of many patients.

    Attributes
    ----------
    item
        The data items, by name, one value a row; those that the file left out are filled in as NONMEM does.
    covariate
        All other columns, by name in capitals; what is missing or no number is NaN.
    text
        Cells of covariates that hold something which is no number, by name and row.
    patients
        Identity of each patient, in the order of the file.
    rows
        Rows of each patient.
    lines, columns
        Line of each row in the file and place of each column, counted from 1, to tell errors by.
    notes
        What is odd and yet accepted, which `read_nonmem` warns of.
    """

    item: Mapping[str, Column]
    covariate: Mapping[str, Column]
    patients: tuple[float, ...]
    rows: tuple[slice, ...]
    lines: tuple[int, ...]
    columns: Mapping[str, int]
    text: Mapping[tuple[str, int], str] = field(default_factory=dict)
    notes: tuple[Problem, ...] = ()

    @property
    def is_dose(self) -> NDArray[np.bool_]:
        """Rows that give a dose."""
        return np.isin(self.item["EVID"], (1, 4))

    @property
    def is_measured(self) -> NDArray[np.bool_]:
        """Rows whose DV counts."""
        measured: NDArray[np.bool_] = (self.item["EVID"] == 0) & (self.item["MDV"] == 0)
        return measured


def read_nonmem(source: Table) -> EventTable:
    r"""Read a NONMEM-style table.

    Parameters
    ----------
    source
        A path, the text of a table (commas, semicolons, tabs or spaces; also a table that NONMEM printed), columns by name,
        or a data frame. Names may be in small letters. ``.``, ``NA`` and empty cells are missing, which for a data item is 0.
        Rows that begin with ``#`` or with a ``C`` in a column of that name are left out. Where times are those of a clock (``8:30``) or
        a column DATE, DAT1, DAT2 or DAT3 stands beside them, they become hours since the first record of the patient.

    Returns
    -------
    EventTable
        EVID and MDV are taken from AMT and DV where the table has no such columns: a row with an amount is a dose, and a
        measurement without a value is a time at which a prediction is wanted.

    Raises
    ------
    CourseError
        With all errors at once, each with patient, line and column: times that go back, unknown events, doses that cannot be,
        values that are no numbers.

    Warns
    -----
    UserWarning
        Of measurements without any dose, and of a LIMIT that is not used.

    Examples
    --------
    >>> table = read_nonmem("ID,TIME,AMT,DV\n1,0,100,.\n1,2,.,8.1\n")
    >>> table.item["EVID"].tolist(), table.is_measured.tolist()
    ([1.0, 0.0], [False, True])
    """
    written = cells_of(source)
    problems: list[Problem] = []
    places = _places(written, problems)
    problems += check_columns(places)
    if problems:
        raise CourseError(problems, written.path)
    if "C" in places:
        kept = [i for i, row in enumerate(written.rows) if row[places["C"]] != "C"]
        written = Cells(written.names, [written.rows[i] for i in kept], [written.lines[i] for i in kept], written.path)
        if not kept:
            raise CourseError([Problem("nonmem.no_rows")], written.path)
    text: dict[tuple[str, int], str] = {}
    columns = {name: _numbers(name, place, written, text, problems) for name, place in places.items() if name not in DATES}
    if needs_translation(written, places) and not problems:
        columns["TIME"] = elapsed_hours(written, places, columns["ID"].tolist(), problems)
    if problems:
        raise CourseError(problems, written.path)
    item = _items(columns, len(written.rows))
    starts = np.flatnonzero(np.diff(item["ID"], prepend=np.nan) != 0)
    stops = [*starts[1:].tolist(), len(written.rows)]
    table = EventTable(
        item=item,
        covariate={name: column for name, column in columns.items() if name not in ITEMS},
        patients=tuple(item["ID"][starts].tolist()),
        rows=tuple(slice(start, stop) for start, stop in zip(starts.tolist(), stops, strict=True)),
        lines=tuple(written.lines),
        columns={name: place + 1 for name, place in places.items()},
        text=text,
    )
    if found := check_events(table, columns):
        raise CourseError(found, written.path)
    notes = tuple(doubts(table))
    for note in notes:
        warnings.warn(str(note), UserWarning, stacklevel=2)
    return replace(table, notes=notes)


def _places(written: Cells, problems: list[Problem]) -> dict[str, int]:
    """Place of each column, by its name in capitals."""
    places: dict[str, int] = {}
    for place, name in enumerate(name.upper() for name in written.names):
        if name in places:
            # NONMEM prints DV once more at the end of its tables; the first one counts there, and elsewhere two are an error.
            if name not in {"DV", "PRED", "RES", "WRES"}:
                values = {"name": name, "first": places[name] + 1}
                problems.append(Problem("nonmem.column_twice", values, Place(written.lines[0] - 1, place + 1)))
        else:
            places[name] = place
    problems += [Problem("nonmem.column_missing", {"name": name}, Place(written.lines[0] - 1, 1)) for name in _NEEDED if name not in places]
    dates = [name for name in DATES if name in places]
    if len(dates) > 1:
        problems.append(Problem("nonmem.dates_twice", {"found": ", ".join(dates)}, Place(written.lines[0] - 1, places[dates[1]] + 1)))
    return places


def _numbers(name: str, place: int, table: Cells, text: dict[tuple[str, int], str], problems: list[Problem]) -> Column:
    """Return the numbers of a column, telling what should be one; a time of a clock is read later."""
    column = np.full(len(table.lines), np.nan)
    for i, row in enumerate(table.rows):
        number = number_in(row[place])
        if number is not None:
            column[i] = number
        elif name == "TIME" and ":" in row[place]:
            continue
        elif name in ITEMS:
            problems.append(Problem("nonmem.not_a_number", {"found": row[place], "name": name}, Place(table.lines[i], place + 1)))
        else:
            text[name, i] = row[place]
    return column


def _items(columns: Mapping[str, Column], n_rows: int) -> dict[str, Column]:
    """The data items, those that are missing being what NONMEM takes them for."""
    nothing = np.zeros(n_rows)
    item = {name: np.nan_to_num(columns.get(name, nothing)) for name in ITEMS if name not in ("ID", "TIME", "DV")}
    item |= {name: columns[name] for name in _NEEDED} | {"DV": columns.get("DV", np.full(n_rows, np.nan))}
    if "EVID" not in columns:
        item["EVID"] = ((item["AMT"] != 0) | (item["RATE"] != 0) | (item["SS"] != 0)).astype(float)
    if "MDV" not in columns:
        item["MDV"] = ((item["EVID"] != 0) | np.isnan(item["DV"])).astype(float)
    return item
