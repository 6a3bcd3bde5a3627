"""What a question is: it computes a typed answer, and shows it. One folder a question holds both."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from rechallenge.ledger.statement import Reason
from rechallenge.questions.answer import Answer, Message
from rechallenge.questions.quantities import number_row

if TYPE_CHECKING:
    from rechallenge.course.model import Course
    from rechallenge.presentation.composition import Composition
    from rechallenge.presentation.document import Block, Number
    from rechallenge.presentation.language import Language
    from rechallenge.presentation.theme import Spec
    from rechallenge.questions.forecasts import Forecasts

A = TypeVar("A", bound=Answer)


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark in the timeline: at an entry of the record, by its list and its place there, with the few letters that it bears."""

    entries: str
    place: int
    text: str


class Question(ABC, Generic[A]):
    """One question that a course is asked.

    Its sentences are codes of the catalogues: ``question.<name>`` is its title, ``number.<name>`` its main number, ``caption.<name>`` the
    caption of its chart.

    Attributes
    ----------
    name
        Key in ``answers.json``, anchor of the section in the report, tab of the page, argument of ``rechallenge ask``.
    order
        Place among the questions; those of the package are tens.
    answer
        Type of its answers, from which the schema of ``answers.json`` is generated.
    per_drug
        Whether it gives one answer a drug, or one for the course.
    of_courses
        Whether courses are asked it; one that is asked of designs alone stands in no ``answers.json``.
    bears_on
        Reasons for which a statement may be only shown and yet would have a bearing on its answers: they warn of it
        (`rechallenge.questions.bearing`).
    defined_by
        Codes of its notes that say what words of its sentence mean here.
    """

    name: ClassVar[str]
    order: ClassVar[int]
    answer: ClassVar[type[Answer]]
    per_drug: ClassVar[bool] = True
    of_courses: ClassVar[bool] = True
    bears_on: ClassVar[frozenset[Reason]] = frozenset()
    defined_by: ClassVar[frozenset[str]] = frozenset()

    def applies(self, course: Course) -> bool:
        """Whether it can be asked of this course; one that cannot has no section."""
        return self.of_courses

    @abstractmethod
    def compute(self, forecasts: Forecasts) -> tuple[A, ...]:
        """Answer from a fit and what may follow it: one answer a drug where the question is about a drug."""

    def matters(self, answer: A) -> bool:
        """Whether an answer stands in the half page on top."""
        return True

    def use(self, answer: A) -> Message | None:
        """What to do with an answer, in one sentence."""
        return None

    def number_label(self, answer: A, language: Language) -> str:
        """Name of the main number."""
        return language.text(f"number.{self.name}")

    def numbers(self, answer: A, language: Language) -> Iterable[Number]:
        """Numbers of an answer, each with what was believed before; by default the main one."""
        if answer.estimate is not None:
            yield number_row(self.number_label(answer, language), answer.estimate, answer.prior, language, answer.from_data)

    def details(self, answer: A, number: int, composition: Composition) -> Iterable[Block]:
        """Tables and texts after the numbers of the `number`-th answer."""
        return ()

    def beneath(self, answer: A, language: Language) -> Iterable[Block]:
        """Blocks that stand directly under the sentence."""
        return ()

    def marks(self, answer: A) -> Iterable[Mark]:
        """Entries of the record that the timeline marks."""
        return ()

    def charts(self, answer: A, number: int, language: Language) -> Mapping[str, Spec]:
        """Charts of the `number`-th answer by name; the one named `figure` stands under its sentence."""
        return {}

    def figure(self, number: int) -> str:
        """Name of the main chart of the `number`-th answer."""
        return f"{self.name}-{number}"


Answers = Mapping[str, Sequence[Answer]]
"""Answers by the name of their question, in the order of the report."""
