"""From the tree of a file to the document: French fields become English ones, and each field remembers its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from rechallenge.course.document import VERSION, CourseDocument
from rechallenge.course.keys import french_keys, keys_of, meant, spellings
from rechallenge.course.nearest import nearest
from rechallenge.course.problems import Problem
from rechallenge.course.tree import Mapping, Node, Scalar, Sequence
from rechallenge.literature.drugs import folded


@dataclass(slots=True)
class Places:
    """Line and column of each value of a document, by path, and whether its fields are named in French."""

    marks: dict[str, tuple[int, int]] = field(default_factory=dict)
    french: bool = False

    def of(self, path: str) -> tuple[int, int] | tuple[None, None]:
        """Return the place of a path, or of the closest part of the document that holds it."""
        while path and path not in self.marks:
            path = re.sub(r"(\.[^.\[]+|\[\d+\]|^[^.\[]+)$", "", path)
        return self.marks.get(path, (None, None))


@cache
def _names_of(model: type[BaseModel]) -> dict[str, Any]:
    return {info.alias or name: info.annotation for name, info in model.model_fields.items()}


@cache
def _needed_by(model: type[BaseModel]) -> frozenset[str]:
    return frozenset(info.alias or name for name, info in model.model_fields.items() if info.is_required())


def _model_in(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
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
class _Shaper:
    places: Places = field(default_factory=Places)
    problems: list[Problem] = field(default_factory=list)

    def tell(self, code: str, node: Node, path: str, **values: Any) -> None:
        self.problems.append(Problem(code, values, node.line, node.column, path))

    def plain(self, node: Node, path: str) -> Any:
        self.places.marks.setdefault(path, (node.line, node.column))
        if isinstance(node, Scalar):
            return node.text
        if isinstance(node, Sequence):
            return [self.plain(item, f"{path}[{i}]") for i, item in enumerate(node.items)]
        data: dict[str, Any] = {}
        for key, value in node.entries:
            name = str(key.text)
            if name in data:
                self.tell("key.twice", key, path, found=name, first=self.places.of(f"{path}.{name}")[0])
                continue
            data[name] = self.plain(value, f"{path}.{name}")
        return data

    def entry(self, node: Mapping, model: type[BaseModel], path: str) -> dict[str, Any]:
        self.places.marks.setdefault(path, (node.line, node.column))
        fields = _names_of(model)
        known = keys_of(frozenset(fields))
        data: dict[str, Any] = {}
        written: dict[str, Scalar] = {}
        mistaken: dict[str, tuple[str, Node]] = {}
        for key, value in node.entries:
            text = str(key.text)
            name = self.field_of(text, known)
            if name is None:
                misspelt = self.unknown(key, value, path, fields)
                if misspelt is not None:
                    mistaken.setdefault(known[folded(misspelt)], (text, value))
                continue
            if name in written:
                self.tell("key.twice", key, path, found=text, first=written[name].line)
                continue
            written[name] = key
            if name != text.strip().lower():
                self.places.french = self.places.french or text.strip().lower() in french_keys().get(name, ())
            data[name] = self.value_of(name, text, value, fields, path)
        # A misspelt field is read as the one that it looks like, so that what else is wrong in the entry can be told too.
        for name, (text, value) in mistaken.items():
            if name not in data:
                data[name] = self.value_of(name, text, value, fields, path)
        # A name of no letters names nothing.
        for name in _needed_by(model):
            if not str(data.get(name) or "").strip():
                data.pop(name, None)
        return data

    def value_of(self, name: str, written: str, value: Node, fields: dict[str, Any], path: str) -> Any:
        inner = f"{path}.{name}" if path else name
        child, listed = _model_in(fields[name])
        return self.plain(value, inner) if child is None else self.child(value, child, listed, inner, written)

    @staticmethod
    def field_of(text: str, known: Any) -> str | None:
        found: str | None = known.get(folded(text))
        return found

    def unknown(self, key: Scalar, value: Node, path: str, fields: dict[str, Any]) -> str | None:
        """Tell that a field is not known; gives the name that was misspelt, if it looks like one."""
        text = str(key.text)
        if re.match(r"\d", text) and isinstance(value, Scalar) and value.text is None:
            self.tell("key.decimal_comma", key, path, found=text)
            return None
        if " " in text.strip() and isinstance(value, Scalar) and value.text is None:
            self.tell("key.comma", key, path, found=text)
            return None
        spellings = [*fields, *(name for english in fields for name in french_keys().get(english, ()))]
        other, misspelt = meant(text, fields), nearest(text, spellings, 0.6)
        self.tell("key.unknown", key, path, found=text, expected=", ".join(fields), nearest=other or misspelt)
        return None if other else misspelt

    def child(self, node: Node, model: type[BaseModel], listed: bool, path: str, written: str) -> Any:
        if isinstance(node, Scalar) and node.text is None:
            return [] if listed else None
        if not listed:
            if not isinstance(node, Mapping):
                self.tell("shape.map", node, path, found=written)
                return None
            return self.entry(node, model, path)
        self.places.marks.setdefault(path, (node.line, node.column))
        if not isinstance(node, Sequence):
            self.tell("shape.list", node, path, found=written)
            return []
        items: list[Any] = []
        for i, item in enumerate(node.items):
            inner = f"{path}[{len(items)}]"  # as the document counts, which leaves faulty items out
            if isinstance(item, Mapping):
                items.append(self.entry(item, model, inner))
            elif isinstance(item, Scalar) and item.text is not None and "name" in model.model_fields:
                items.append(self.plain(item, inner))
            else:
                self.tell("shape.map", item, inner, found=f"{written} {i + 1}")
        return items


def _path_of(location: tuple[int | str, ...]) -> str:
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else (f".{part}" if path else str(part))
    return path


def _problem_of(error: Any, places: Places) -> Problem:
    location = tuple(part for part in error["loc"] if part != "function-before")
    path = _path_of(location)
    line, column = places.of(path)
    found = str(error.get("input", ""))[:80]
    kind = error["type"]
    if kind == "missing":
        return Problem("key.missing", {"expected": str(location[-1])}, line, column, path)
    if kind.startswith("bool"):
        return Problem("flag.unknown", {"found": found}, line, column, path)
    if kind.startswith("float"):
        return Problem("number.unreadable", {"found": found}, line, column, path)
    name = next((str(part) for part in reversed(location) if isinstance(part, str)), "")
    if kind == "string_type":
        return Problem("shape.text", {"found": name}, line, column, path)
    if kind == "list_type":
        return Problem("shape.list", {"found": name}, line, column, path)
    return Problem("shape.map", {"found": name}, line, column, path)


def shape(root: Mapping) -> tuple[CourseDocument | None, Places, list[Problem]]:
    """Turn the tree of a file into a document.

    Returns
    -------
    document, places, problems
        The document, less its faulty items, so that the errors in the others can be told too (None when nothing is
        left to read); the place of each of its values; and all errors found.
    """
    shaper = _Shaper()
    data = _without_nothing(shaper.entry(root, CourseDocument, ""))
    if "rechallenge" not in data:
        shaper.problems.append(Problem("version.missing", {}, root.line, root.column))
        data["rechallenge"] = str(VERSION)
    try:
        return CourseDocument.model_validate(data), shaper.places, shaper.problems
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False)
    for fault in faults:
        problem = _problem_of(fault, shaper.places)
        if problem.code != "key.missing" or not misnamed(shaper.problems, problem.path, str(problem.values["expected"])):
            shaper.problems.append(problem)
    left = [tuple(fault["loc"]) for fault in faults if not _named_anyhow(data, fault)]
    return _salvaged(data, left, shaper.places), shaper.places, shaper.problems


def _named_anyhow(data: dict[str, Any], fault: Any) -> bool:
    """Give a treatment whose drug is missing a name that no other has: its doses and times can be read, and their errors told."""
    match fault["type"], fault["loc"]:
        case "missing", ("treatments", int(number), "drug"):
            data["treatments"][number]["drug"] = f"? ({number + 1})"
            return True
    return False


def misnamed(problems: Iterable[Problem], path: str, name: str) -> bool:
    """Whether a field that is missing has been told already, as one whose name is not known."""
    owners = (path, path.rpartition(".")[0])
    return any(p.code == "key.unknown" and p.path in owners and p.values.get("nearest") in spellings(name) for p in problems)


def _without_nothing(data: Any) -> Any:
    """Leave out fields with nothing written: an empty field is a field not yet filled."""
    if isinstance(data, dict):
        return {k: _without_nothing(v) for k, v in data.items() if v is not None}
    if isinstance(data, list):
        return [_without_nothing(v) for v in data]
    return data


def _salvaged(data: dict[str, Any], faults: list[tuple[int | str, ...]], places: Places) -> CourseDocument | None:
    kept = dict(data)
    for section in {str(location[0]) for location in faults if location}:
        dropped = {location[1] for location in faults if location[0] == section and len(location) > 1 and isinstance(location[1], int)}
        if not dropped or any(location[0] == section and len(location) == 1 for location in faults):
            kept.pop(section)
            continue
        left = [i for i in range(len(data[section])) if i not in dropped]
        kept[section] = [data[section][i] for i in left]
        # an index must go on meaning the same item of the file
        renamed = {f"{section}[{old}]": f"{section}[{new}]" for new, old in enumerate(left)}
        moved: dict[str, tuple[int, int]] = {}
        for path, mark in places.marks.items():
            item = re.match(rf"{section}\[\d+\]", path)
            if item is None:
                moved[path] = mark
            elif item[0] in renamed:
                moved[renamed[item[0]] + path[item.end() :]] = mark
        places.marks = moved
    kept.setdefault("rechallenge", str(VERSION))
    try:
        return CourseDocument.model_validate(kept)
    except ValidationError:
        return None
