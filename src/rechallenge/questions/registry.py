"""The questions that there are: those of the package, one folder each, and those of extensions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from rechallenge import extensions
from rechallenge.questions.answer import Answer
from rechallenge.questions.base import A, Answers, Question

_registered: dict[str, Question[Answer]] = {}


def register(question: Question[A]) -> None:
    """Add a question, under its name.

    Raises
    ------
    ValueError
        Another question has the name.
    """
    if question.name in _registered:
        raise ValueError(f"there are two questions named {question.name!r}")
    _registered[question.name] = cast("Question[Answer]", question)


def questions() -> tuple[Question[Answer], ...]:
    """All questions, in the order of the report."""
    extensions.load_own("rechallenge.questions", only_packages=True)
    extensions.load("questions")
    return tuple(sorted(_registered.values(), key=lambda question: (question.order, question.name)))


def answered(answers: Answers) -> Iterator[tuple[Question[Answer], int, Answer]]:
    """Walk through answers: each with its question and its number among the answers to that question."""
    for question in questions():
        for number, answer in enumerate(answers.get(question.name, ())):
            yield question, number, answer


def drugs_of(answers: Answers) -> tuple[str, ...]:
    """Drugs under question, in order."""
    return tuple(dict.fromkeys(answer.drug for _, _, answer in answered(answers) if answer.drug is not None))
