"""From a draft to the document: French fields become English ones, what is no field is told, and each value keeps its place."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from rechallenge.course.document import (
    VERSION,
    CourseDocument,
)
from rechallenge.course.draft import Draft, closest, inside
from rechallenge.course.keys import spellings
from rechallenge.course.our_words import field_name
from rechallenge.course.places import Places
from rechallenge.course.problems import Problem
from rechallenge.course.translation import Translator, annotations_of, model_in

M = TypeVar("M", bound=BaseModel)


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
    translator = Translator(draft)
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
    translator = Translator(draft)
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
    child, listed = model_in(annotations_of(model)[name])
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
