"""What a tired physician reads of all answers: each sentence that matters, what to do with it, and which reservations hold.

It knows no language. Reservations that hold for every answer are told once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rechallenge.questions.answer import Answer, Message
from rechallenge.questions.base import Answers, Question
from rechallenge.questions.registry import answered

SHORT = "short"
"""Last part of the code of a warning in a few words, where the catalogues have one."""


@dataclass(frozen=True, slots=True)
class BriefAnswer:
    """One answer, in brief.

    Attributes
    ----------
    use
        What to do with it; None where the question does not say.
    reservations
        Warnings of this answer that others do not share, the weightiest first.
    several
        Whether the question has answers about several drugs.
    """

    question: Question[Answer]
    answer: Answer
    use: Message | None
    reservations: tuple[Message, ...]
    several: bool


@dataclass(frozen=True, slots=True)
class Brief:
    """All that matters.

    Attributes
    ----------
    shared
        Warnings that hold for every one of the answers.
    terms
        What the words of the sentences mean here, each once.
    """

    answers: tuple[BriefAnswer, ...]
    shared: tuple[Message, ...]
    terms: tuple[Message, ...]


def brief(answers: Answers) -> Brief:
    """Choose what matters of all answers, in the order of the report."""
    found = [(question, answer) for question, _, answer in answered(answers) if question.matters(answer)]
    shared = [each for each in found[0][1].warnings if all(each in answer.warnings for _, answer in found)] if len(found) > 1 else []
    lines = (
        BriefAnswer(
            question,
            answer,
            question.use(answer),
            tuple(each for each in answer.warnings if each not in shared),
            len(answers[question.name]) > 1,
        )
        for question, answer in found
    )
    terms = _once(note for question, answer in found for note in answer.notes if note.code in question.defined_by)
    return Brief(tuple(lines), tuple(shared), terms)


def _once(messages: Iterable[Message]) -> tuple[Message, ...]:
    kept: list[Message] = []
    for message in messages:
        if message not in kept:
            kept.append(message)
    return tuple(kept)
