"""The rows and columns that a course has as a table, found in the model of the course file: a new field of it is a new column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType, UnionType
from typing import Literal, Union, get_args, get_origin

from pydantic import BaseModel

from rechallenge.course.document import CodeEntry, CourseDocument

Kind = Literal["text", "texts", "codes", "pairs", "entry", "entries"]
"""What a field holds: one cell of text, several texts or codes in one cell, or rows of its own."""

_NAMES = MappingProxyType(
    {
        "conditions": "condition",
        "findings": "finding",
        "fluids": "fluid",
        "treatments": "treatment",
        "observations": "observation",
        "events": "event",
        "treatments.steps": "step",
        "treatments.interruptions": "interruption",
    }
)
"""Record of each list whose rows are not named as the list is."""

KEY, TEXT = "key", "text"
"""Columns of the fields that the record names by itself, such as the items of CARE."""


@dataclass(frozen=True, slots=True)
class Record:
    """A kind of row.

    Attributes
    ----------
    name
        What stands in the column `record`.
    path
        Fields that lead to it: ``("treatments", "steps")``; none for the course itself.
    listed
        Whether there may be several.
    cells
        Kind of each field that is a cell of the row, by its name.
    pairs
        Whether the row is one named text of several.
    """

    name: str
    path: tuple[str, ...]
    listed: bool
    cells: Mapping[str, Kind]
    pairs: bool = False


def _kind(annotation: object) -> tuple[Kind, type[BaseModel] | None]:
    """Return what an annotation holds, and the model of its rows."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "entry", annotation
    origin = get_origin(annotation)
    if origin in (Union, UnionType):
        found = [_kind(inner) for inner in get_args(annotation) if inner is not type(None)]
        return next((each for each in found if each[0] != "text"), found[0])
    if origin is dict:
        return "pairs", None
    if origin is list:
        inner, model = _kind(get_args(annotation)[0])
        if model is CodeEntry:
            return "codes", None
        return ("entries", model) if inner == "entry" else ("texts", None)
    if hasattr(annotation, "__metadata__"):
        return _kind(get_args(annotation)[0])
    return "text", None


def _walk(model: type[BaseModel], path: tuple[str, ...], listed: bool) -> Iterator[Record]:
    fields = {info.alias or name: _kind(info.annotation) for name, info in model.model_fields.items()}
    cells: dict[str, Kind] = {name: kind for name, (kind, _) in fields.items() if kind in ("text", "texts", "codes")}
    full = ".".join(path)
    yield Record(_NAMES.get(full, full) or "course", path, listed, cells)
    for name, (kind, inner) in fields.items():
        if inner is not None:
            yield from _walk(inner, (*path, name), kind == "entries")
        elif kind == "pairs":
            yield Record(".".join((*path, name)), (*path, name), False, {}, pairs=True)


@cache
def records() -> Mapping[str, Record]:
    """Return all kinds of rows, by name, each before those that stand inside it."""
    return {record.name: record for record in _walk(CourseDocument, (), False)}


@cache
def columns() -> tuple[str, ...]:
    """Return the names of all columns that are read back."""
    names = (name for record in records().values() for name in record.cells)
    return tuple(dict.fromkeys(("record", "entry", *names, KEY, TEXT)))


def joined(items: list[object]) -> str:
    r"""Write several texts or codes in one cell; what separates them is escaped inside one.

    >>> joined(["3 d", "5; 6"]), joined([{"system": "ATC", "code": "L04AC03"}])
    ('3 d; 5\\; 6', 'ATC:L04AC03')
    """
    return "; ".join(_code(item) if isinstance(item, dict) else _escaped(str(item)) for item in items)


def _escaped(text: str, marks: str = ";") -> str:
    return re.sub(rf"[\\{marks}]", r"\\\g<0>", text)


def _code(item: Mapping[str, object]) -> str:
    code = _escaped(str(item["code"]), ";:")
    return f"{_escaped(str(item['system']))}:{code}" if item["system"] else code


def separated(cell: str, kind: Kind) -> list[object]:
    """Read what `joined` wrote."""
    first, *others = _split(cell)
    parts = [first, *(part.removeprefix(" ") for part in others)]
    return [_coded(part) if kind == "codes" else _plain(part) for part in parts]


def _split(cell: str, mark: str = ";") -> list[str]:
    """Cut a text at each mark that has no odd number of backslashes before it."""
    parts, start = [], 0
    for found in re.finditer(r"\\.|" + mark, cell, re.DOTALL):
        if found[0] == mark:
            parts.append(cell[start : found.start()])
            start = found.end()
    return [*parts, cell[start:]]


def _plain(part: str) -> str:
    return re.sub(r"\\([\\;:])", r"\1", part)


def _coded(part: str) -> object:
    """Return a code as its parts; what has none is left for the reader to tell."""
    *system, code = _split(part, ":")
    return {"system": _plain(":".join(system)), "code": _plain(code)} if system else _plain(part)
