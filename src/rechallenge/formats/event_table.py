"""Tables of doses and measurements of many patients, as NONMEM reads them: one event a row.

The data items ID, TIME, AMT, RATE, II, ADDL, SS, CMT, EVID, MDV and DV have their meaning of there; CENS (1: below the value in
DV, -1: above it) tells what was beyond a limit of the assay. All other columns are covariates.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rechallenge.course.problems import CourseError, Place, Problem
from rechallenge.formats.nonmem_checks import check_events

Column = NDArray[np.float64]

ITEMS = ("ID", "TIME", "AMT", "RATE", "II", "ADDL", "SS", "CMT", "EVID", "MDV", "DV", "CENS")
_NEEDED = ("ID", "TIME")
MISSING = {"", ".", "NA", "NAN"}
_SEPARATOR = {",": re.compile(r"\s*,\s*"), ";": re.compile(r"\s*;\s*"), "\t": re.compile(r"\t")}
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class EventTable:
    """Doses and measurements of many patients.

    Attributes
    ----------
    item
        The data items, by name, one value a row; those that the file left out are filled in as NONMEM does.
    covariate
        All other columns, by name in capitals; what is missing or no number is NaN.
    patients
        Identity of each patient, in the order of the file.
    rows
        Rows of each patient.
    lines, columns
        Line of each row in the file and place of each column, counted from 1, to tell errors by.
    """

    item: Mapping[str, Column]
    covariate: Mapping[str, Column]
    patients: tuple[float, ...]
    rows: tuple[slice, ...]
    lines: tuple[int, ...]
    columns: Mapping[str, int]

    @property
    def is_dose(self) -> NDArray[np.bool_]:
        """Rows that give a dose."""
        return np.isin(self.item["EVID"], (1, 4))

    @property
    def is_measured(self) -> NDArray[np.bool_]:
        """Rows whose DV counts."""
        measured: NDArray[np.bool_] = (self.item["EVID"] == 0) & (self.item["MDV"] == 0)
        return measured


def read_nonmem(source: str | Path | Mapping[str, Sequence[Any]] | Any) -> EventTable:
    r"""Read a NONMEM-style table.

    Parameters
    ----------
    source
        A path, the text of a table (commas, semicolons, tabs or spaces; also a table that NONMEM printed), columns by name,
        or a data frame. Names may be in small letters. ``.``, ``NA`` and empty cells are missing, which for a data item is 0.
        Rows that begin with ``#`` or with a ``C`` in a column of that name are left out.

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

    Examples
    --------
    >>> table = read_nonmem("ID,TIME,AMT,DV\n1,0,100,.\n1,2,.,8.1\n")
    >>> table.item["EVID"].tolist(), table.is_measured.tolist()
    ([1.0, 0.0], [False, True])
    """
    names, cells, lines, path = cells_of(source)
    problems: list[Problem] = []
    names = [name.upper() for name in names]
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        if name in places:
            # NONMEM prints DV once more at the end of its tables; the first one counts there, and elsewhere two are an error.
            if name not in {"DV", "PRED", "RES", "WRES"}:
                problems.append(Problem("nonmem.column_twice", {"name": name, "first": places[name] + 1}, Place(lines[0] - 1, place + 1)))
        else:
            places[name] = place
    problems += [Problem("nonmem.column_missing", {"name": name}) for name in _NEEDED if name not in places]
    if problems:
        raise CourseError(problems, path)
    if "C" in places:
        kept = [i for i, row in enumerate(cells) if row[places["C"] : places["C"] + 1] != ["C"]]
        cells, lines = [cells[i] for i in kept], [lines[i] for i in kept]
        if not kept:
            raise CourseError([Problem("nonmem.no_rows")], path)
    columns = {name: _numbers(name, place, cells, lines, problems) for name, place in places.items()}
    if problems:
        raise CourseError(problems, path)
    item = _items(columns, len(cells))
    starts = np.flatnonzero(np.diff(item["ID"], prepend=np.nan) != 0)
    stops = [*starts[1:].tolist(), len(cells)]
    table = EventTable(
        item=item,
        covariate={name: column for name, column in columns.items() if name not in ITEMS},
        patients=tuple(item["ID"][starts].tolist()),
        rows=tuple(slice(start, stop) for start, stop in zip(starts.tolist(), stops, strict=True)),
        lines=tuple(lines),
        columns={name: place + 1 for name, place in places.items()},
    )
    if found := check_events(table):
        raise CourseError(found, path)
    return table


def cells_of(source: Any) -> tuple[list[str], list[list[str]], list[int], str | None]:
    """Names of the columns, cells as written, line of each row, and the path if there is one.

    Raises
    ------
    CourseError
        When the file cannot be read, or rows are not of one length.
    """
    if not isinstance(source, str | Path):
        given = source if isinstance(source, Mapping) else {name: source[name] for name in source.columns}
        values = [list(column) for column in given.values()]
        lengths = {len(column) for column in values}
        if len(lengths) != 1 or lengths == {0}:
            raise CourseError([Problem("nonmem.uneven")])
        return [str(name) for name in given], [[_written(v) for v in row] for row in zip(*values, strict=True)], _lines(lengths.pop()), None
    text, path = (source, None) if isinstance(source, str) and "\n" in source else (_text_of(source), str(source))
    written = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    written = [(n, line) for n, line in written if line and not line.startswith("#") and not line.upper().startswith("TABLE NO")]
    if len(written) < 2:
        raise CourseError([Problem("nonmem.no_rows")], path)
    head = written[0][1]
    separator = next((pattern for mark, pattern in _SEPARATOR.items() if mark in head), _SPACES)
    split = [(n, [cell.strip().strip('"') for cell in separator.split(line)]) for n, line in written]
    names = split[0][1]
    # NONMEM repeats the head of a printed table.
    rows = [(n, cells) for n, cells in split[1:] if cells != names]
    if not rows:
        raise CourseError([Problem("nonmem.no_rows")], path)
    if uneven := [(n, cells) for n, cells in rows if len(cells) != len(names)]:
        raise CourseError(
            [Problem("nonmem.row_length", {"found": len(cells), "expected": len(names)}, Place(n, 1)) for n, cells in uneven], path
        )
    return names, [cells for _, cells in rows], [n for n, _ in rows], path


def _text_of(path: str | Path) -> str:
    """Text of a table, which may be far longer than that of a course."""
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        problem = Problem("file.missing", {"found": str(path)})
    except UnicodeDecodeError as error:
        problem = Problem("file.encoding", {"byte": error.start + 1})
    except (OSError, ValueError):
        problem = Problem("file.unreadable", {"found": str(path)})
    raise CourseError([problem], str(path))


def _written(value: Any) -> str:
    return "" if value is None or (isinstance(value, float) and math.isnan(value)) else str(value)


def _lines(count: int) -> list[int]:
    return list(range(2, count + 2))


def _numbers(name: str, place: int, cells: Iterable[Sequence[str]], lines: Sequence[int], problems: list[Problem]) -> Column:
    column = np.full(len(lines), np.nan)
    for i, row in enumerate(cells):
        text = row[place]
        if text.upper() in MISSING:
            continue
        try:
            column[i] = float(text.replace("D", "E").replace("d", "e"))
        except ValueError:
            if name in ITEMS:
                problems.append(Problem("nonmem.not_a_number", {"found": text, "name": name}, Place(lines[i], place + 1)))
            continue
        if math.isinf(column[i]):
            problems.append(Problem("nonmem.not_a_number", {"found": text, "name": name}, Place(lines[i], place + 1)))
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
