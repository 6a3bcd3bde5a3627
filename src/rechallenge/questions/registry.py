"""The questions that there are: those of the package, one folder each, and those of extensions."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module
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


@cache
def _import_own() -> None:
    """Import the folders of the package, once in a process; they register themselves."""
    from rechallenge import questions as package

    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if module.ispkg:
            import_module(module.name)


def questions() -> tuple[Question[Answer], ...]:
    """All questions, in the order of the report."""
    _import_own()
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
