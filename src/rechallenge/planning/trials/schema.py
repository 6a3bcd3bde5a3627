"""The published JSON Schema of the design file, by which editors complete and check it, in English and French."""

from __future__ import annotations

from rechallenge.course.schema import Schema, schema_of, schema_text
from rechallenge.course.vocabulary import vocabulary
from rechallenge.literature.natural_history import natural_histories
from rechallenge.literature.pharmacology import KINETIC_DRUGS
from rechallenge.planning.trials.document import DesignDocument

IDENTIFIER = "urn:rechallenge:design:1"
_CHOICES = {
    ("DesignDocument", "design"): "design",
    ("EndpointEntry", "what"): "endpoint",
    ("PopulationEntry", "trust"): "trust",
    ("AnalysisEntry", "test"): "test",
    ("AnalysisEntry", "spending"): "spending",
    **{("EstimandEntry", name): "strategy" for name in ("rescue", "missed_doses", "infection", "drop_out")},
}
"""Closed lists of words by model and field."""


def _offered() -> dict[tuple[str, str], list[str]]:
    """Return the words that an editor may offer, by model and field."""
    words = {place: [*vocabulary().choices[name]] for place, name in _CHOICES.items()}
    words["PopulationEntry", "disease"] = [*natural_histories()]
    words["GivenEntry", "drug"] = [*KINETIC_DRUGS]
    return words


def design_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of a design file.

    It says which fields exist and offers words; what a design cannot be, `rechallenge.planning.trials.possible` says.
    """
    return schema_of(DesignDocument, _offered(), IDENTIFIER, "rechallenge design of a trial")


def design_schema_text() -> str:
    """Return the schema as the text of its published file."""
    return schema_text(design_schema())
