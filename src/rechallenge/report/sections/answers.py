"""The answers: one section a question."""

from __future__ import annotations

from collections.abc import Iterable

from rechallenge.presentation.document import Block, Heading, Notices, Numbers, Section, Text
from rechallenge.presentation.language import capitalised
from rechallenge.questions.answer import Answer
from rechallenge.questions.base import Question
from rechallenge.questions.registry import questions
from rechallenge.report.sections.context import ReportContext


def answer_sections(context: ReportContext) -> tuple[Section, ...]:
    """One section a question, in order; a question without an answer says so."""
    return tuple(_section(question, context) for question in questions() if question.applies(context.course))


def _section(question: Question[Answer], context: ReportContext) -> Section:
    language = context.language
    blocks: list[Block] = []
    found = context.answers.get(question.name, ())
    for number, answer in enumerate(found):
        if len(found) > 1 and answer.drug is not None:
            blocks.append(Heading(capitalised(language.drug(answer.drug))))
        blocks += _answer(question, answer, number, context)
    if not found:
        blocks.append(Text(language.text("answer.none")))
    return Section(question.name, language.text(f"question.{question.name}"), tuple(blocks))


def _answer(question: Question[Answer], answer: Answer, number: int, context: ReportContext) -> Iterable[Block]:
    """Sentence, warnings, chart, numbers, the question's own blocks, notes."""
    language = context.language
    sentence = language.message(answer.sentence)
    yield Text(sentence, "lead")
    yield from question.beneath(answer, language)
    if answer.warnings:
        label = language.text("label.warnings", n=len(answer.warnings))
        yield Notices(tuple(language.message(w) for w in answer.warnings), "warning", label)
    if (figure := question.figure(number)) in context.drawn:
        yield from context.figure(figure, language.text(f"caption.{question.name}"), sentence)
    if rows := tuple(question.numbers(answer, language)):
        yield Numbers(rows, (language.text("head.quantity"), language.text("head.now"), language.text("head.before")))
    yield from question.details(answer, number, context)
    for note in answer.notes:
        yield Text(language.message(note), "small")
