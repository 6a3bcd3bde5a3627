"""What an answer is: an estimate, its interval, where it comes from, and a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rechallenge.inference.summary import Band, Estimate, Message

__all__ = ["Answer", "Band", "Estimate", "Message"]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question, about one drug where the question is about a drug.

    Attributes
    ----------
    question, drug
        Which question, and of which drug (None for questions about the whole course).
    sentence
        The answer in one sentence.
    estimate, prior
        The main number, after and before this patient's data; None when the question has no single number or the
        record cannot support one.
    from_data
        Share of the answer that comes from this patient's data and not from the prior, 0 to 1: one minus the ratio
        of the widths of the posterior and prior intervals, floored at 0; None where it has no meaning.
    details
        The question's own fields, as they stand in ``answers.json``: numbers, strings, lists, dicts, `Estimate`.
    curves
        Named curves for the picture.
    warnings
        What a reader must know before trusting the number.
    """

    question: str
    sentence: Message
    drug: str | None = None
    estimate: Estimate | None = None
    prior: Estimate | None = None
    from_data: float | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    curves: Mapping[str, Band] = field(default_factory=dict)
    warnings: tuple[Message, ...] = ()
