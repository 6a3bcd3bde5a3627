"""What the answers of all questions share: an estimate, its interval, where it comes from, and a sentence.

Each question adds its own fields, typed (`rechallenge.questions.<name>.answer`). They stand in ``answers.json`` under their names: numbers,
strings, `Message`, `Estimate`, and tuples, mappings and dataclasses of these. From the same types the schema of that file is generated. A
field that by default holds nothing (None, or no item) is left out where it does; curves (`Band`) are for charts and never stand in it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Annotated, ClassVar

from rechallenge.inference.summary import Band, Estimate, Message

__all__ = ["Answer", "Band", "Count", "Estimate", "Key", "Message", "NotNegative", "Probability", "Range", "innermost"]


@dataclass(frozen=True, slots=True)
class Range:
    """Bounds of a number, told by its type."""

    minimum: float | None = None
    maximum: float | None = None


Probability = Annotated[float, Range(0, 1)]
NotNegative = Annotated[float, Range(0)]
Count = Annotated[int, Range(0)]


@dataclass(frozen=True, slots=True)
class Key:
    """Name of a field in ``answers.json``, where Python keeps that name for itself."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to one question, about one drug where the question is about a drug.

    Attributes
    ----------
    sentence
        The answer in one sentence.
    drug
        Of which drug; None for questions about the whole course.
    estimate, prior
        The main number, after and before this patient's data; None when the question has no single number or the
        record cannot support one. A question may tell more of what was believed before by a subclass of `Estimate`.
    from_data
        Share of the answer that comes from this patient's data and not from the prior, 0 to 1: one minus the ratio
        of the widths of the posterior and prior intervals, floored at 0; None where it has no meaning.
    warnings
        What a reader must know before trusting the number.
    notes
        What helps to read it.
    beside
        Of an answer about a drug: names of its own fields that stand in ``answers.json`` beside the drugs as well, those of the first.
    """

    beside: ClassVar[frozenset[str]] = frozenset()

    sentence: Message
    drug: str | None = None
    estimate: Estimate | None = None
    prior: Estimate | None = None
    from_data: float | None = None
    warnings: tuple[Message, ...] = ()
    notes: tuple[Message, ...] = ()

    @property
    def curves(self) -> dict[str, Band]:
        """Curves of the answer, by the names of their fields."""
        return {each.name: value for each in fields(self) if isinstance(value := getattr(self, each.name), Band)}


def innermost(sentence: Message) -> Message:
    """The sentence of an answer itself, where something is told before or beside it."""
    while isinstance(inner := sentence.values.get("said"), Message):
        sentence = inner
    return sentence
