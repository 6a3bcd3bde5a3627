"""The fields of a draft as those of a document: English names, each value with its place, and what is no field is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import UnionType
from typing import Union, get_args, get_origin

from pydantic import BaseModel

from rechallenge.course.clean_text import clean
from rechallenge.course.document import (
    NAMED_BY,
    CodeEntry,
    EventEntry,
    InterruptionEntry,
    ObservationEntry,
    StepEntry,
)
from rechallenge.course.draft import Draft, inside
from rechallenge.course.event_times import with_own_time
from rechallenge.course.keys import is_field, keys_of, meant, spellings
from rechallenge.course.lines import Line, line
from rechallenge.course.nearest import nearest
from rechallenge.course.our_words import field_name, field_names, time_text
from rechallenge.course.places import Places
from rechallenge.course.problems import Place, Problem
from rechallenge.literature.drugs import folded

LONGEST_NAME, LONGEST_TEXT = 500, 20_000
"""Characters of a name or a value, and of a text that is only shown."""
FREE = ("note", "citation", "title", "indication", "value", "subtype", "appearance", "crystals", "url")
"""Fields that may hold such a text."""
MOST_ENTRIES = 3_000
"""Entries of one list, such as the observations."""


@cache
def _examples() -> Mapping[type[BaseModel], Line]:
    """An entry as it may be written, of lists of which a name alone says too little."""
    return {
        StepEntry: line(("line.dose", "100 mg"), ("line.every", time_text("1 d")), ("line.since", time_text("0 d"))),
        InterruptionEntry: line(("line.since", time_text("30 d")), ("line.until", time_text("37 d"))),
        ObservationEntry: line(("line.what", "CRP"), ("line.at", time_text("3 d")), ("line.value", "12 mg/L")),
        EventEntry: line(("line.relapse", ""), ("line.at", time_text("40 d"))),
    }


@cache
def annotations_of(model: type[BaseModel]) -> dict[str, object]:
    """Return the type of each field of a model, by its English name."""
    return {info.alias or name: info.annotation for name, info in model.model_fields.items()}


@cache
def _needed_by(model: type[BaseModel]) -> frozenset[str]:
    return frozenset(info.alias or name for name, info in model.model_fields.items() if info.is_required())


def model_in(annotation: object) -> tuple[type[BaseModel] | None, bool]:
    """Return the model inside an annotation, and whether it comes in a list."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    origin = get_origin(annotation)
    if origin in (Union, UnionType):
        for inner in get_args(annotation):
            model, listed = model_in(inner)
            if model is not None:
                return model, listed
    if origin is list:
        return model_in(get_args(annotation)[0])[0], True
    return None, False


@dataclass(slots=True)
class Translator:
    """Turns the fields of a draft into those of a document: English names, and no entry that is none.

    A part is known by two paths: `path` has English names, `source` those of the draft.
    """

    draft: Draft
    places: Places = field(default_factory=Places)
    problems: list[Problem] = field(default_factory=list)
    faulty: set[str] = field(default_factory=set)

    def _note(self, code: str, place: Place | None, path: str, **values: object) -> None:
        self.problems.append(Problem(code, values, place, path))

    def _fits(self, value: str, path: str, source: str) -> str | None:
        """Return a text that is short enough for its field; None after an error."""
        limit = LONGEST_TEXT if path.rpartition(".")[2] in FREE or path.startswith("care.") else LONGEST_NAME
        if len(value) <= limit:
            return value
        self._note("text.long", self.draft.place(source), path, n=len(value), limit=limit)
        return None

    def _mark(self, path: str, source: str) -> Place | None:
        place = self.draft.place(source)
        if place is not None:
            self.places.marks.setdefault(path, place)
        return place

    def _plain(self, value: object, path: str, source: str) -> object:
        self._mark(path, source)
        if isinstance(value, list):
            return [self._plain(item, f"{path}[{i}]", f"{source}[{i}]") for i, item in enumerate(value)]
        if isinstance(value, dict):
            return {name: self._plain(inner, inside(path, name), inside(source, name)) for name, inner in value.items()}
        return self._fits(clean(value, path), path, source) if isinstance(value, str) else value

    def entry(self, given: dict[str, object], model: type[BaseModel], path: str, source: str) -> dict[str, object]:
        """Return the fields of an entry of a model; what is no field, given twice or of another shape is told."""
        self._mark(path, source)
        fields = annotations_of(model)
        known = keys_of(frozenset(fields))
        data: dict[str, object] = {}
        written: dict[str, Place | None] = {}
        mistaken: dict[str, tuple[str, object]] = {}
        for text, value in given.items():
            place = self.draft.place_of_name(inside(source, text))
            name = known.get(folded(text))
            if name is None:
                misspelt = self._unknown(text, value, place, path, fields)
                if misspelt is not None:
                    mistaken.setdefault(known[folded(misspelt)], (text, value))
                continue
            if name in written:
                first = written[name]
                self._note("key.twice", place, path, found=text, first=first and first.line)
                continue
            written[name] = place
            data[name] = self._value_of(fields[name], text, value, inside(path, name), inside(source, text))
        # A misspelt field is read as the one that it looks like, so that what else is wrong in the entry can be told too.
        for name, (text, value) in mistaken.items():
            if name not in data:
                data[name] = self._value_of(fields[name], text, value, inside(path, name), inside(source, text))
        # A name of no letters names nothing.
        for name in _needed_by(model):
            if not str(data.get(name) or "").strip():
                data.pop(name, None)
        return data

    def _value_of(self, annotation: object, written: str, value: object, path: str, source: str) -> object:
        child, listed = model_in(annotation)
        if child is None:
            return self._plain(value, path, source)
        if value is None:
            return [] if listed else None
        if listed:
            return self._entries(value, child, written, path, source)
        if not isinstance(value, dict):
            self._note("shape.map", self.draft.place(source), path, found=written)
            return None
        return self.entry(value, child, path, source)

    def _unknown(self, text: str, value: object, place: Place | None, path: str, fields: dict[str, object]) -> str | None:
        """Tell that a field is not known; gives the name that was misspelt, if it looks like one."""
        if re.match(r"\d", text) and value is None:
            self._note("key.decimal_comma", place, path, found=text)
            return None
        if " " in text.strip() and value is None:
            self._note("key.comma", place, path, found=text)
            return None
        other = meant(text, fields)
        misspelt = None if is_field(text) else nearest(text, _spellings_of(tuple(fields)), 0.6)
        self._note("key.unknown", place, path, found=text, expected=field_names(fields), nearest=field_name(other) if other else misspelt)
        return None if other else misspelt

    def _entries(self, value: object, model: type[BaseModel], written: str, path: str, source: str) -> list[object]:
        place = self._mark(path, source)
        if not isinstance(value, list):
            self._note("shape.list", place, path, found=written)
            return []
        if len(value) > MOST_ENTRIES:
            self._note("list.long", place, path, found=written, n=len(value), limit=MOST_ENTRIES)
            value = value[:MOST_ENTRIES]
        items: list[object] = []
        for i, item in enumerate(value):
            inner, inner_source = f"{path}[{i}]", f"{source}[{i}]"
            if isinstance(item, dict):
                items.append(self.entry(item, model, inner, inner_source))
            elif item is None or isinstance(item, list) or (model is not CodeEntry and model not in NAMED_BY):
                self._shapeless(model, f"{written} {i + 1}", inner, inner_source, item)
                items.append(None)
            elif model is CodeEntry:
                items.append(self._plain(item, inner, inner_source))
            else:
                self._mark(inner, inner_source)
                name = NAMED_BY[model]
                items.append({name: self._plain(item, inside(inner, name), inner_source)})
        return items

    def _shapeless(self, model: type[BaseModel], found: str, path: str, source: str, written: object = None) -> None:
        """Tell that an entry has no named fields, with one that has where there is an example: of an event, with the words of the entry."""
        place = self.draft.place(source)
        example = _examples().get(model)
        if model is EventEntry and isinstance(written, str) and 0 < len(written.strip()) <= LONGEST_NAME:
            told = with_own_time(EventEntry(what=written.strip()))
            at = told.at or (None if told.from_ else time_text("40 d"))
            example = line(("line.what", told.what), ("line.at", at), ("line.since", told.from_), ("line.until", told.to))
        if example is not None:
            self._note("shape.entry", place, path, found=found, line=example)
        else:
            self._note("shape.map", place, path, found=found)
        self.faulty.add(path)


@cache
def _spellings_of(fields: tuple[str, ...]) -> tuple[str, ...]:
    """Return all ways to write some fields."""
    return tuple(name for english in fields for name in spellings(english))
