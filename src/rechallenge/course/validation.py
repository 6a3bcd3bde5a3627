"""From a draft to the document: French fields become English ones, what is no field is told, and each value keeps its place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import UnionType
from typing import TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from rechallenge.course.clean_text import clean
from rechallenge.course.document import (
    NAMED_BY,
    VERSION,
    CodeEntry,
    CourseDocument,
    EventEntry,
    InterruptionEntry,
    ObservationEntry,
    StepEntry,
)
from rechallenge.course.draft import Draft, closest, inside
from rechallenge.course.keys import keys_of, meant, spellings
from rechallenge.course.lines import Line, line
from rechallenge.course.nearest import nearest
from rechallenge.course.our_words import field_name, field_names, time_text
from rechallenge.course.problems import Place, Problem
from rechallenge.literature.drugs import folded

M = TypeVar("M", bound=BaseModel)

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


@dataclass(slots=True)
class Places:
    """Where the values of a document stand in its source.

    Attributes
    ----------
    marks
        Place of each value, by its path: English names, entries counted as in the source.
    numbering
        Path of each entry by its path in the document, for those whose number differs there: faulty entries are left out of it.
    """

    marks: dict[str, Place] = field(default_factory=dict)
    numbering: dict[str, str] = field(default_factory=dict)

    def source(self, path: str) -> str:
        """Return a path of the document with its entries counted as in the source."""
        if self.numbering:
            for end in (match.end() for match in reversed([*re.finditer(r"\]", path)])):
                if path[:end] in self.numbering:
                    return self.numbering[path[:end]] + path[end:]
        return path

    def of(self, path: str) -> Place | None:
        """Return the place of a path of the document, or of the closest part that holds it."""
        return closest(self.source(path), self.marks)


@cache
def _names_of(model: type[BaseModel]) -> dict[str, object]:
    return {info.alias or name: info.annotation for name, info in model.model_fields.items()}


@cache
def _needed_by(model: type[BaseModel]) -> frozenset[str]:
    return frozenset(info.alias or name for name, info in model.model_fields.items() if info.is_required())


def _model_in(annotation: object) -> tuple[type[BaseModel] | None, bool]:
    """Return the model inside an annotation, and whether it comes in a list."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    origin = get_origin(annotation)
    if origin in (Union, UnionType):
        for inner in get_args(annotation):
            model, listed = _model_in(inner)
            if model is not None:
                return model, listed
    if origin is list:
        return _model_in(get_args(annotation)[0])[0], True
    return None, False


@dataclass(slots=True)
class _Translator:
    """Turns the fields of a draft into those of a document: English names, and no entry that is none.

    A part is known by two paths: `path` has English names, `source` those of the draft.
    """

    draft: Draft
    places: Places = field(default_factory=Places)
    problems: list[Problem] = field(default_factory=list)
    faulty: set[str] = field(default_factory=set)

    def note(self, code: str, place: Place | None, path: str, **values: object) -> None:
        self.problems.append(Problem(code, values, place, path))

    def fits(self, value: str, path: str, source: str) -> str | None:
        """Return a text that is short enough for its field; None after an error."""
        limit = LONGEST_TEXT if path.rpartition(".")[2] in FREE or path.startswith("care.") else LONGEST_NAME
        if len(value) <= limit:
            return value
        self.note("text.long", self.draft.place(source), path, n=len(value), limit=limit)
        return None

    def mark(self, path: str, source: str) -> Place | None:
        place = self.draft.place(source)
        if place is not None:
            self.places.marks.setdefault(path, place)
        return place

    def plain(self, value: object, path: str, source: str) -> object:
        self.mark(path, source)
        if isinstance(value, list):
            return [self.plain(item, f"{path}[{i}]", f"{source}[{i}]") for i, item in enumerate(value)]
        if isinstance(value, dict):
            return {name: self.plain(inner, inside(path, name), inside(source, name)) for name, inner in value.items()}
        return self.fits(clean(value, path), path, source) if isinstance(value, str) else value

    def entry(self, given: dict[str, object], model: type[BaseModel], path: str, source: str) -> dict[str, object]:
        self.mark(path, source)
        fields = _names_of(model)
        known = keys_of(frozenset(fields))
        data: dict[str, object] = {}
        written: dict[str, Place | None] = {}
        mistaken: dict[str, tuple[str, object]] = {}
        for text, value in given.items():
            place = self.draft.place_of_name(inside(source, text))
            name = known.get(folded(text))
            if name is None:
                misspelt = self.unknown(text, value, place, path, fields)
                if misspelt is not None:
                    mistaken.setdefault(known[folded(misspelt)], (text, value))
                continue
            if name in written:
                first = written[name]
                self.note("key.twice", place, path, found=text, first=first and first.line)
                continue
            written[name] = place
            data[name] = self.value_of(fields[name], text, value, inside(path, name), inside(source, text))
        # A misspelt field is read as the one that it looks like, so that what else is wrong in the entry can be told too.
        for name, (text, value) in mistaken.items():
            if name not in data:
                data[name] = self.value_of(fields[name], text, value, inside(path, name), inside(source, text))
        # A name of no letters names nothing.
        for name in _needed_by(model):
            if not str(data.get(name) or "").strip():
                data.pop(name, None)
        return data

    def value_of(self, annotation: object, written: str, value: object, path: str, source: str) -> object:
        child, listed = _model_in(annotation)
        if child is None:
            return self.plain(value, path, source)
        if value is None:
            return [] if listed else None
        if listed:
            return self.entries(value, child, written, path, source)
        if not isinstance(value, dict):
            self.note("shape.map", self.draft.place(source), path, found=written)
            return None
        return self.entry(value, child, path, source)

    def unknown(self, text: str, value: object, place: Place | None, path: str, fields: dict[str, object]) -> str | None:
        """Tell that a field is not known; gives the name that was misspelt, if it looks like one."""
        if re.match(r"\d", text) and value is None:
            self.note("key.decimal_comma", place, path, found=text)
            return None
        if " " in text.strip() and value is None:
            self.note("key.comma", place, path, found=text)
            return None
        other, misspelt = meant(text, fields), nearest(text, _spellings_of(tuple(fields)), 0.6)
        self.note("key.unknown", place, path, found=text, expected=field_names(fields), nearest=field_name(other) if other else misspelt)
        return None if other else misspelt

    def entries(self, value: object, model: type[BaseModel], written: str, path: str, source: str) -> list[object]:
        place = self.mark(path, source)
        if not isinstance(value, list):
            self.note("shape.list", place, path, found=written)
            return []
        if len(value) > MOST_ENTRIES:
            self.note("list.long", place, path, found=written, n=len(value), limit=MOST_ENTRIES)
            value = value[:MOST_ENTRIES]
        items: list[object] = []
        for i, item in enumerate(value):
            inner, inner_source = f"{path}[{i}]", f"{source}[{i}]"
            if isinstance(item, dict):
                items.append(self.entry(item, model, inner, inner_source))
            elif item is None or isinstance(item, list) or (model is not CodeEntry and model not in NAMED_BY):
                self.shapeless(model, f"{written} {i + 1}", inner, inner_source)
                items.append(None)
            elif model is CodeEntry:
                items.append(self.plain(item, inner, inner_source))
            else:
                self.mark(inner, inner_source)
                name = NAMED_BY[model]
                items.append({name: self.plain(item, inside(inner, name), inner_source)})
        return items

    def shapeless(self, model: type[BaseModel], found: str, path: str, source: str) -> None:
        """Tell that an entry has no named fields, with one that has where there is an example."""
        place = self.draft.place(source)
        if (example := _examples().get(model)) is not None:
            self.note("shape.entry", place, path, found=found, line=example)
        else:
            self.note("shape.map", place, path, found=found)
        self.faulty.add(path)


@cache
def _spellings_of(fields: tuple[str, ...]) -> tuple[str, ...]:
    """Return all ways to write some fields."""
    return tuple(name for english in fields for name in spellings(english))


def _path_of(location: Iterable[int | str]) -> str:
    path = ""
    for part in location:
        path = f"{path}[{part}]" if isinstance(part, int) else inside(path, str(part))
    return path


def _problem_of(loc: tuple[int | str, ...], kind: str, given: object, places: Places) -> Problem:
    location = tuple(part for part in loc if part != "function-before")
    path = places.source(_path_of(location))
    place = closest(path, places.marks)
    found = str(given)[:80]
    if kind == "missing":
        return Problem("key.missing", {"expected": field_name(str(location[-1]))}, place, path)
    if kind.startswith("bool"):
        return Problem("flag.unknown", {"found": found}, place, path)
    if kind.startswith(("float", "finite")):
        return Problem("number.unreadable", {"found": found}, place, path)
    name = next((str(part) for part in reversed(location) if isinstance(part, str)), "")
    if kind == "string_type":
        return Problem("shape.text", {"found": field_name(name)}, place, path)
    if kind == "list_type":
        return Problem("shape.list", {"found": field_name(name)}, place, path)
    return Problem("shape.map", {"found": field_name(name)}, place, path)


def validate(draft: Draft) -> tuple[CourseDocument | None, Places, list[Problem]]:
    """Turn a draft into a document.

    Returns
    -------
    document, places, problems
        The document, less its faulty entries, so that the errors in the others can be told too (None when nothing is
        left to read); the place of each of its values; and all errors found.
    """
    translator = _Translator(draft)
    places, problems = translator.places, translator.problems
    whole = translator.entry(draft.data, CourseDocument, "", "")
    if whole.get("rechallenge") is None:
        problems.append(Problem("version.missing", {}, draft.place("")))
        whole["rechallenge"] = str(VERSION)
    data, places.numbering = _without(translator.faulty, whole)
    try:
        return CourseDocument.model_validate(data), places, problems
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False)
    for fault in faults:
        problem = _problem_of(fault["loc"], fault["type"], fault["input"], places)
        if problem.code != "key.missing" or not explained(problems, problem.path, str(problem.values["expected"])):
            problems.append(problem)
    for location in [tuple(fault["loc"]) for fault in faults]:
        match location:
            case "treatments", int(), "drug" if _named_anyhow(whole, places.source(_path_of(location[:2]))):
                continue
            case str(), int(), *_:
                translator.faulty.add(places.source(_path_of(location[:2])))
            case str(section), *_:
                translator.faulty.add(section)
    data, places.numbering = _without(translator.faulty, whole)
    data.setdefault("rechallenge", str(VERSION))
    try:
        return CourseDocument.model_validate(data), places, problems
    except ValidationError:
        return None, places, problems


def document_of(draft: Draft, model: type[M]) -> tuple[M, Places, list[Problem]]:
    """Turn a draft into a document of another kind than a course, such as the design of a trial.

    Returns
    -------
    document, places, problems
        The document, an empty text or entry in place of what is missing or of another shape, so that the errors in the rest can be told
        too; the place of each of its values; and all errors found.
    """
    translator = _Translator(draft)
    places, problems = translator.places, translator.problems
    data = translator.entry(draft.data, model, "", "")
    if "version" in model.model_fields and data.get("rechallenge") is None:
        problems.append(Problem("version.missing", {}, draft.place("")))
        data["rechallenge"] = str(VERSION)
    data = {name: value for name, value in data.items() if value is not None}
    absent: set[str] = set()
    while True:
        try:
            return model.model_validate(data), places, problems
        except ValidationError as error:
            faults = error.errors(include_url=False, include_context=False)
        for fault in faults:
            location = [part for part in fault["loc"] if not str(part).startswith("function-")]
            problem = _problem_of(fault["loc"], fault["type"], fault["input"], places)
            is_entry = _emptied(data, location, model)
            # of an entry without fields those are told that it lacks; of one that is not there, that it is not
            if not (is_entry and fault["type"] == "missing" and _path_of(location) in places.marks) and not any(
                problem.path.startswith(f"{path}.") for path in absent
            ):
                if problem.code != "key.missing" or not explained(problems, problem.path, str(problem.values["expected"])):
                    problems.append(problem)
                if is_entry:
                    absent.add(_path_of(location))


def _emptied(data: object, location: list[int | str], model: type[BaseModel]) -> bool:
    """Put what is empty where a value is missing or of another shape, and say whether that is an entry."""
    name, rest = str(location[0]), location[1:]
    child, listed = _model_in(_names_of(model)[name])
    if not isinstance(data, dict):
        return False
    inner = data.get(name)
    if child is not None and rest and not listed and isinstance(inner, dict):
        return _emptied(inner, rest, child)
    if child is not None and len(rest) > 1 and isinstance(inner, list) and isinstance(rest[0], int):
        return _emptied(inner[rest[0]], rest[1:], child)
    data[name] = [] if listed else {} if child is not None else ""
    return child is not None and not listed


def _named_anyhow(whole: dict[str, object], path: str) -> bool:
    """Give a treatment whose drug is missing a name that no other has: its doses and times can be read, and their errors told."""
    number = int(path.removeprefix("treatments[").removesuffix("]"))
    treatments = whole["treatments"]
    treatment = treatments[number] if isinstance(treatments, list) else None
    if not isinstance(treatment, dict) or "drug" in treatment:
        return False
    treatment["drug"] = f"? ({number + 1})"
    return True


def _without(faulty: Collection[str], whole: dict[str, object]) -> tuple[dict[str, object], dict[str, str]]:
    """Leave out what is faulty and what has nothing written: an empty field is a field not yet filled.

    Gives the rest, and the path of each entry by the path that it has there, where they differ.
    """
    numbering: dict[str, str] = {}

    def rest(value: object, path: str, source: str) -> object:
        if isinstance(value, dict):
            return fields(value, path, source)
        if not isinstance(value, list):
            return value
        kept = [(i, item) for i, item in enumerate(value) if f"{source}[{i}]" not in faulty]
        if path != source or len(kept) < len(value):
            numbering.update({f"{path}[{new}]": f"{source}[{old}]" for new, (old, _) in enumerate(kept)})
        return [rest(item, f"{path}[{new}]", f"{source}[{old}]") for new, (old, item) in enumerate(kept)]

    def fields(owner: dict[str, object], path: str, source: str) -> dict[str, object]:
        inner = ((name, item, inside(source, name)) for name, item in owner.items())
        return {name: rest(item, inside(path, name), at) for name, item, at in inner if item is not None and at not in faulty}

    return fields(whole, "", ""), numbering


def explained(problems: Iterable[Problem], path: str, name: str) -> bool:
    """Whether a field that is missing has been told already, as one whose name is not known, or whose text is too long."""
    owners = (path, path.rpartition(".")[0])
    return any(
        (p.code == "key.unknown" and p.path in owners and p.values.get("nearest") in spellings(name))
        or (p.code == "text.long" and p.path == path)
        for p in problems
    )
