"""JSON Schema of ``answers.json``, from the types of the answers; the rest of the file is described in ``answers.frame.json``.

The published file is ``docs/answers.schema.json`` (``make docs`` writes it).
"""

from __future__ import annotations

import inspect
import json
import types
from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Annotated, Literal, Union, get_args, get_origin, get_type_hints

from rechallenge.course.schema import Schema
from rechallenge.questions.answer import Answer, Estimate, Message, Range
from rechallenge.questions.base import Question
from rechallenge.questions.fields import FileField, fields_in_file
from rechallenge.questions.registry import questions

FRAME = Path(__file__).with_name("answers.frame.json")

_INTERVAL = {"$ref": "#/$defs/interval"}
_ERROR = {"$ref": "#/$defs/error"}
_SHARED = {each.name for each in fields(Answer)} - {"notes"}
_ROOTS = (Answer, Estimate)
_PRIMITIVES: dict[object, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    # an infinite number is null
    float: {"type": ["number", "null"]},
    Message: {"type": "string", "minLength": 1},
    object: {},
}


def answers_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of ``answers.json``, with the questions of extensions."""
    frame: Schema = json.loads(FRAME.read_text(encoding="utf-8"))
    described = _Described(frame["$defs"])
    asked = {question.name: described.question(question) for question in questions() if question.of_courses}
    place = list(frame["properties"]).index("diagnostics") + 1
    listed = list(frame["properties"].items())
    return {
        **frame,
        "required": [*frame["required"], *asked],
        "properties": {**dict(listed[:place]), **asked, **dict(listed[place:])},
        "$defs": described.definitions,
    }


def answers_schema_text() -> str:
    """Return the schema as the text of its published file."""
    return json.dumps(answers_schema(), ensure_ascii=False, indent=1) + "\n"


class _Described:
    """Schemas of types, each dataclass once under its name."""

    def __init__(self, definitions: Schema) -> None:
        self.definitions = dict(definitions)

    def question(self, question: Question[Answer]) -> Schema:
        """Entry of a question: one object a drug beside what all answers hold, or the fields of the course's one answer."""
        shared = self.definitions["shared"]
        about = _first_line(question.answer)
        if question.per_drug:
            answer = self._answer(question.answer)
            beside = {key: schema for key, schema in answer["properties"].items() if key in question.answer.beside}
            return {**shared, "description": about, "properties": {**shared["properties"], **beside}, "additionalProperties": answer}
        own = {**self._answer(question.answer)}
        # where there was nothing to answer, what all answers hold stands alone
        return {**own, "required": shared["required"]}

    def _answer(self, answer: type[Answer]) -> Schema:
        shared = self.definitions["shared"]
        own = self._object(answer, leaving_out=_SHARED)
        prior = self._prior(get_type_hints(answer)["prior"])
        return {
            "type": "object",
            "description": own["description"],
            "required": [*shared["required"], *own["required"]],
            "properties": {**shared["properties"], **prior, **own["properties"]},
        }

    def _prior(self, hint: object) -> Schema:
        """What a question tells of what was believed before, where that is more than a number."""
        told = next(each for each in get_args(hint) if each is not types.NoneType)
        if told is Estimate:
            return {}
        more = self._object(told, leaving_out={each.name for each in fields(Estimate)})
        plain = self.definitions["prior"]
        return {"prior": {**plain, "description": more["description"], "properties": {**plain["properties"], **more["properties"]}}}

    def _object(self, owner: type, leaving_out: Set[str] = frozenset()) -> Schema:
        """Describe a dataclass by its fields in the file."""
        told = [each for each in fields_in_file(owner) if each.name not in leaving_out]
        # one that extends it may stand in its place
        extending: list[type] = [] if owner in _ROOTS else owner.__subclasses__()
        more = [each for extended in extending for each in fields_in_file(extended)]
        return {
            "type": "object",
            "description": _first_line(owner),
            "required": [each.key for each in told if each.required],
            "properties": {key: schema for each in (*told, *more) for key, schema in self._field(each).items()},
        }

    def _field(self, each: FileField) -> Schema:
        """Describe one field: an estimate stands under four keys."""
        hint, marks = _unwrapped(each.type)
        of_bounds = each.key == "interval" or each.key.endswith("_interval")
        inner, nullable = _without_none(hint)
        if inner is Estimate and not of_bounds:
            number = {**_marked({"type": ["number", "null"]}, marks)}
            beside = {f"{each.key}_error": _ERROR, f"{each.key}_note": {"type": "string"}}
            return {each.key: number, f"{each.key}_interval": _INTERVAL, **beside}
        if of_bounds and inner is Estimate:
            return {each.key: _INTERVAL}
        if of_bounds and get_origin(inner) is Mapping:
            return {each.key: {"type": "object", "additionalProperties": _INTERVAL}}
        schema = self._of(inner)
        return {each.key: _marked(_nullable(schema) if nullable else schema, marks)}

    def _of(self, hint: object) -> Schema:
        """Describe any type that an answer may hold."""
        hint, marks = _unwrapped(hint)
        inner, nullable = _without_none(hint)
        if nullable:
            return _marked(_nullable(self._of(inner)), marks)
        return _marked(self._bare(inner), marks)

    def _bare(self, hint: object) -> Schema:
        if hint in _PRIMITIVES:
            return dict(_PRIMITIVES[hint])
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is Literal:
            return {"enum": list(arguments)}
        if origin is tuple and arguments[-1] is Ellipsis:
            return {"type": "array", "items": self._of(arguments[0])}
        if origin is tuple:
            items = [self._of(each) for each in arguments]
            return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}
        if origin is not None and issubclass(origin, Mapping):
            return self._mapping(*arguments)
        if hint is Estimate:
            return {
                "type": "object",
                "required": ["estimate", "interval"],
                "properties": {"estimate": _PRIMITIVES[float], "interval": _INTERVAL},
            }
        if isinstance(hint, type) and is_dataclass(hint):
            return self._referred(hint)
        raise TypeError(f"an answer holds {hint}, which has no place in a JSON file")

    def _mapping(self, keys: object, values: object) -> Schema:
        inner = self._of(values)
        if keys in (int, float):
            return {"type": "object", "patternProperties": {r"^[0-9]+(\.[0-9]+)?$": inner}, "additionalProperties": False}
        return {"type": "object", **({"additionalProperties": inner} if inner else {})}

    def _referred(self, owner: type) -> Schema:
        """Describe a dataclass where all can refer to it; it may be held in place of one that it extends."""
        name = owner.__name__
        if name not in self.definitions:
            self.definitions[name] = {}  # a type may hold itself
            self.definitions[name] = self._object(owner)
        return {"$ref": f"#/$defs/{name}"}


def _unwrapped(hint: object) -> tuple[object, tuple[object, ...]]:
    """Type and what `Annotated` says of it."""
    if get_origin(hint) is Annotated:
        inner, *marks = get_args(hint)
        return inner, tuple(marks)
    return hint, ()


def _without_none(hint: object) -> tuple[object, bool]:
    """Type without None, and whether it could be None."""
    if get_origin(hint) in (Union, types.UnionType):
        kept = [each for each in get_args(hint) if each is not types.NoneType]
        if len(kept) == 1:
            return kept[0], True
    return hint, False


def _nullable(schema: Schema) -> Schema:
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    kinds = schema.get("type", [])
    listed = [kinds] if isinstance(kinds, str) else list(kinds)
    return {**schema, "type": listed if "null" in listed else [*listed, "null"]}


def _marked(schema: Schema, marks: tuple[object, ...]) -> Schema:
    """Add bounds and a description."""
    for mark in marks:
        if isinstance(mark, str):
            schema = {**schema, "description": mark}
        elif isinstance(mark, Range):
            bounds = {"minimum": mark.minimum, "maximum": mark.maximum}
            schema = {**schema, **{name: value for name, value in bounds.items() if value is not None}}
    return schema


def _first_line(owner: type) -> str:
    return (inspect.getdoc(owner) or "").split("\n\n", 1)[0].replace("\n", " ")
