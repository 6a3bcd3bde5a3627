"""The published JSON Schema of the course file, by which editors complete and check it, in English and French."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from rechallenge.course.causality_items import QUESTIONS
from rechallenge.course.document import NAMED_BY, CourseDocument
from rechallenge.course.keys import other_names, spellings
from rechallenge.course.vocabulary import vocabulary
from rechallenge.literature.classification import criteria_sets
from rechallenge.literature.drugs import cotreatments, known_drugs
from rechallenge.outcomes import outcomes

if TYPE_CHECKING:
    from pydantic import BaseModel

Schema: TypeAlias = dict[str, Any]
"""A JSON Schema, or a part of one: what stands in it, its own `type` says."""

IDENTIFIER = "urn:rechallenge:course:1"


def _words() -> dict[tuple[str, str], list[str]]:
    """Return the words that an editor may offer, by model and field."""
    words = vocabulary()
    levels = [word.words[0] for outcome in outcomes().values() for word in outcome.words]
    changes = [word.words[0] for scale in ("points", "ratio") for word in words.changes[scale]]
    offered = {
        ("PatientEntry", "sex"): [*words.choices["sex"]],
        ("TreatmentEntry", "drug"): [*known_drugs(), *cotreatments()],
        ("TreatmentEntry", "route"): [*words.choices["route"]],
        ("TreatmentEntry", "outcome"): [*words.choices["outcome"]],
        ("FindingEntry", "kind"): ["clinical", "laboratory"],
        ("ObservationEntry", "what"): [outcome.names[0] for outcome in outcomes().values()] + list(words.shown_only),
        ("ObservationEntry", "value"): levels,
        ("ObservationEntry", "change"): changes,
        ("EventEntry", "what"): [names[0] for names in words.events.values()],
    }
    offered |= {("EventEntry", question): [*words.choices["answer"]] for question in QUESTIONS}
    for model in ("FindingEntry", "ImagingEntry", "FluidEntry"):
        offered[model, "side"] = [*words.choices["side"]]
    for model in ("TreatmentEntry", "StepEntry"):
        offered[model, "every"] = [names[0] for names in words.spacing.values()]
    return {place: list(dict.fromkeys(options)) for place, options in offered.items()}


def _plain(part: Any) -> Any:
    """Drop what pydantic adds for each field (a title, a null that an empty field means anyway)."""
    if isinstance(part, list):
        return [_plain(item) for item in part]
    if not isinstance(part, dict):
        return part
    kept = {k: _plain(v) for k, v in part.items() if not (k == "title" and isinstance(v, str)) and k != "default"}
    options = [option for option in kept.get("anyOf", []) if option != {"type": "null"}]
    if "anyOf" in kept and len(options) == 1:
        del kept["anyOf"]
        kept = {**options[0], **kept}
    return kept


def _with_words(name: str, model: Schema, offered: Mapping[tuple[str, str], list[str]]) -> None:
    """Keep of each field what an editor needs, and offer the words of closed lists, by model and field."""
    model["properties"] = {field: _plain(value) for field, value in model["properties"].items()}
    for (owner, field), options in offered.items():
        if owner == name:
            about = {k: v for k, v in model["properties"][field].items() if k in ("description", "examples")}
            model["properties"][field] = {"anyOf": [{"enum": options}, {"type": ["string", "number"]}], **about}


def _in_all_languages(name: str, model: Schema) -> None:
    """Give each field its names in other languages, and ask for a required one in any."""
    properties: Schema = model["properties"]
    for english in list(properties):
        for other in other_names().get(english, ()):
            properties.setdefault(other, {**properties[english], "title": english})
    required = model.pop("required", [])
    if required:
        model["allOf"] = [{"anyOf": [{"required": [spelling]} for spelling in spellings(key)]} for key in required]
    model["title"] = name.removesuffix("Entry").removesuffix("Document")


def schema_of(
    document: type[BaseModel],
    offered: Mapping[tuple[str, str], list[str]],
    identifier: str,
    title: str,
    adapt: Callable[[Schema], None] = lambda _: None,
) -> Schema:
    """Return the JSON Schema (draft 2020-12) of a kind of file, its fields in all languages.

    Parameters
    ----------
    document
        Model of the whole file.
    offered
        Words that an editor may offer, by model and field.
    identifier, title
        Of the schema.
    adapt
        Changes a model's schema before its fields get their names in other languages.
    """
    raw = document.model_json_schema(by_alias=True)
    models: Schema = raw.pop("$defs")
    models[document.__name__] = raw
    for name, model in models.items():
        _with_words(name, model, offered)
        adapt(model)
        _in_all_languages(name, model)
    root = models.pop(document.__name__)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": identifier, **root, "title": title, "$defs": models}


def schema_text(schema: Schema) -> str:
    """Return a schema as the text of its published file."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def _or_its_text(model: Schema) -> None:
    """Let an entry that a name describes be a text alone."""
    named = {f"#/$defs/{entry.__name__}" for entry in NAMED_BY}
    for field in model["properties"].values():
        items = field.get("items", {})
        if items.get("$ref") in named:
            field["items"] = {"anyOf": [items, {"type": "string"}]}


def course_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of a course file.

    It says which fields exist and offers words; whether a time is a time, and a unit a unit, `rechallenge check` says.
    Fields of other languages are written here with their accents and with spaces; the reader is more forgiving.
    """
    schema = schema_of(CourseDocument, _words(), IDENTIFIER, "rechallenge course", _or_its_text)
    models, properties = schema["$defs"], schema["properties"]
    models["Status"] = {"anyOf": [{"enum": [*vocabulary().choices["status"]]}, {"type": ["string", "number"]}]}
    models["Criteria"] = {
        "type": "object",
        "description": properties["criteria"]["description"],
        "properties": {item.id: {"$ref": "#/$defs/Status"} for criteria in criteria_sets().values() for item in criteria.items},
        "additionalProperties": {"$ref": "#/$defs/Status"},
    }
    for field in ("criteria", *other_names()["criteria"]):
        properties[field] = {"$ref": "#/$defs/Criteria"}
    return schema


def course_schema_text() -> str:
    """Return the schema as the text of its published file."""
    return schema_text(course_schema())
