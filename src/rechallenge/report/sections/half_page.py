"""The half page on top: each answer that matters, what to do with it, its reservations; and the same as text for the chart."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from rechallenge.presentation.document import HalfPage, Headline
from rechallenge.presentation.language import Language, capitalised
from rechallenge.questions.answer import Message
from rechallenge.questions.brief import SHORT, BriefAnswer, brief
from rechallenge.report.sections.context import ReportContext

COLUMNS = 90
"""Of the text: it stays whole in the narrow windows of hospital programs."""


def half_page(context: ReportContext, *, byline: Sequence[str] = ()) -> HalfPage:
    """Write what a tired reader reads first, and perhaps alone.

    Parameters
    ----------
    byline
        Lines on the patient and the report, with which the text begins under its title.
    """
    language = context.language
    found = brief(context.answers)
    headlines = tuple(_headline(each, language) for each in found.answers)
    notes = (*_named("headline.shared", found.shared, language), *_named("headline.terms", found.terms, language))
    return HalfPage(headlines, notes, "\n".join(_lines(context, byline, headlines, notes)) + "\n")


def short(message: Message, language: Language) -> str:
    """A warning, or what a word means, in a few words; as the sentence that it is where it has none."""
    code = f"{message.code}.{SHORT}"
    return language.text(code, **message.values) if language.has(code) else language.message(message).rstrip(".")


def _named(code: str, messages: Sequence[Message], language: Language) -> Iterator[str]:
    """Sentence that names several in a few words each; none where there is none."""
    if names := dict.fromkeys(short(message, language) for message in messages):
        yield language.text(code, n=len(names), what=language.clauses(names))


def _reservations(messages: Sequence[Message], language: Language) -> str:
    """Name the main one, which comes first, and tell how many more there are."""
    names = list(dict.fromkeys(short(message, language) for message in messages))
    if not names:
        return ""
    return language.text("headline.warnings.more" if len(names) > 1 else "headline.warnings", what=names[0], n=len(names) - 1)


def _headline(each: BriefAnswer, language: Language) -> Headline:
    title = language.text(f"question.{each.question.name}")
    if each.several and each.answer.drug is not None:
        title = f"{title} ({language.drug(each.answer.drug)})"
    use = "" if each.use is None else language.text("headline.use", what=language.text(each.use.code, **each.use.values))
    reservations = _reservations(each.reservations, language)
    return Headline(each.question.name, title, language.message(each.answer.sentence), use, reservations)


def _lines(context: ReportContext, byline: Sequence[str], headlines: Sequence[Headline], notes: Sequence[str]) -> Iterator[str]:
    language = context.language
    yield from _wrapped(context.course.title)
    for line in byline:
        yield from _wrapped(line)
    if context.course.simulated is not None:
        yield from _wrapped(language.text("simulated"))
    for each in headlines:
        yield ""
        yield from _wrapped(capitalised(each.question))
        for line in (each.sentence, each.use, each.reservations):
            yield from _wrapped(line, indent="  ")
    yield ""
    for line in (*notes, language.text("disclaimer")):
        yield from _wrapped(line)


def _wrapped(text: str, indent: str = "") -> Iterator[str]:
    """Break a text into lines; a number stays with its unit, as no-break spaces have it."""
    yield from textwrap.wrap(text, COLUMNS, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
