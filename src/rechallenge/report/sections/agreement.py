"""How the record, the model and what was published agree: what fits badly, what surprises, what was learned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rechallenge.inference.diagnostics import CONFLICT, SURPRISE, too_many
from rechallenge.presentation.document import Block, Heading, Notices, Text
from rechallenge.presentation.language import Language
from rechallenge.questions.answer import Answer, Estimate
from rechallenge.questions.base import Question
from rechallenge.questions.registry import answered
from rechallenge.report.inputs import ReportedContraction, ReportedEventCheck, ReportedFit, ReportedObservationCheck
from rechallenge.report.sections.context import ReportContext
from rechallenge.report.sections.record import meanings

# Of what the record narrowed by more than this it taught much, and by less than that next to nothing.
MUCH, LITTLE = 0.5, 0.1
# More than these would not be read.
MOST_NAMED = 6


def agreement(context: ReportContext, fit: ReportedFit) -> Iterable[Block]:
    """Sentences on one fit: statements that it does not reproduce, readings and parameters that surprise, what was learned."""
    language = context.language
    yield Heading(language.text("agreement.heading"))
    said = [_readings(context, fit), _before(context, fit), _conflicts(context, fit)]
    bad = [text for ok, text in said if text and not ok]
    good = [text for ok, text in said if text and ok]
    if bad:
        yield Notices(tuple(bad), "warning", language.text("label.warnings", n=len(bad)))
    if good:
        yield Notices(tuple(good), "good")
    if fit.learned:
        yield Heading(language.text("learned.heading"))
        yield Text(_parameters(context, fit.learned))
        if answers := _answers(context):
            yield Text(answers)


def odd(checks: Sequence[ReportedObservationCheck | ReportedEventCheck]) -> list[int]:
    """Places of what was not expected, the least expected first."""
    return [check.index for check in sorted(checks, key=lambda check: check.tail) if check.tail < SURPRISE]


def _readings(context: ReportContext, fit: ReportedFit) -> tuple[bool, str]:
    """Say which statements the fitted model does not reproduce."""
    language, course = context.language, context.course
    total = len(fit.checks) + len(fit.event_checks)
    if not total:
        return True, ""
    expected = {check.index: check for check in fit.checks}
    named = [_observation(index, expected[index], context) for index in odd(fit.checks)]
    chances = {check.index: check.probability for check in fit.event_checks}
    for index in odd(fit.event_checks):
        event = course.events[index]
        what, when = language.text(f"event.{event.what}"), language.when(event.at, course.anchor)
        named.append(language.text("agreement.event", what=what, when=when, p=chances[index]))
    if not named:
        return True, language.text("agreement.readings.good", n=total, least=SURPRISE)
    many = too_many(len(named), total)
    code = f"agreement.readings.{'bad' if many else 'some'}"
    return not many, language.text(code, n=len(named), total=total, named=_few(named, language), least=SURPRISE)


def _observation(index: int, check: ReportedObservationCheck, context: ReportContext) -> str:
    language, o = context.language, context.course.observations[index]
    what = language.outcome(o.outcome or o.what)
    when = language.when(o.at, context.course.anchor)
    return language.text("agreement.observation", what=what, when=when, written=o.written, expected=check.expected, p=check.tail)


def _before(context: ReportContext, fit: ReportedFit) -> tuple[bool, str]:
    """Say which readings were surprising before anything was fitted."""
    language = context.language
    if not fit.prior_checks:
        return True, ""
    expected = {check.index: check for check in fit.prior_checks}
    named = [_observation(index, expected[index], context) for index in odd(fit.prior_checks)]
    if not named:
        return True, language.text("agreement.before.good", n=len(fit.prior_checks), least=SURPRISE)
    return False, language.text("agreement.before.bad", named=_few(named, language), least=SURPRISE)


def _conflicts(context: ReportContext, fit: ReportedFit) -> tuple[bool, str]:
    """Say which parameters the record moved further than what was published allows."""
    language = context.language
    names = meanings(context.course, context)
    cite = context.citations.mark("evans2006")
    told = [each for each in fit.learned if each.conflict is not None]
    if not told:
        return True, ""
    against = sorted((each for each in told if in_conflict(each)), key=lambda each: each.conflict or 0.0)
    if not against:
        return True, language.text("agreement.conflict.good", least=CONFLICT, cite=cite)
    named = [names.get(each.name, each.name) for each in against]
    return False, language.text("agreement.conflict.bad", named=_few(named, language), least=CONFLICT, cite=cite)


def in_conflict(each: ReportedContraction) -> bool:
    """Whether the record disagrees with the prior of a parameter."""
    return each.conflict is not None and each.conflict < CONFLICT


def _parameters(context: ReportContext, found: Sequence[ReportedContraction]) -> str:
    """Say of which parameters the record taught much, and of which next to nothing."""
    language, names = context.language, meanings(context.course, context)
    ranked = sorted(found, key=lambda each: -each.contraction)
    much = [
        language.text("learned.share", what=names.get(each.name, each.name), p=each.contraction)
        for each in ranked
        if each.contraction >= MUCH
    ]
    little = [names.get(each.name, each.name) for each in ranked if each.contraction < LITTLE]
    parts = [language.text("learned.lead", cite=context.citations.mark("schad2021"))]
    parts.append(language.text("learned.much", named=_few(much, language)) if much else language.text("learned.none_much"))
    if little:
        parts.append(language.text("learned.little", n=len(little), total=len(found), least=LITTLE))
    return " ".join(parts)


def _answers(context: ReportContext) -> str:
    """Say which answers come from this patient, and which from the literature."""
    language = context.language
    found = [
        (_named(question, answer, language), answer) for question, _, answer in answered(context.answers) if answer.from_data is not None
    ]
    if not found:
        return ""
    told = sorted(found, key=lambda pair: -(pair[1].from_data or 0.0))
    said = [language.text("learned.share", what=name, p=answer.from_data) for name, answer in told]
    parts = [language.text("learned.answers", named=language.clauses(said))]
    beyond = [name for name, answer in found if outside(answer.prior, answer.estimate)]
    if beyond:
        parts.append(language.text("learned.beyond", named=language.clauses(beyond)))
    return " ".join(parts)


def _named(question: Question[Answer], answer: Answer, language: Language) -> str:
    label = question.number_label(answer, language)
    label = label[:1].lower() + label[1:] if not label[:2].isupper() else label
    return f"{label} ({language.drug(answer.drug)})" if answer.drug else label


def outside(before: Estimate | None, after: Estimate | None) -> bool:
    """Whether an answer lies where, before the record, only one chance in ten had been."""
    return before is not None and after is not None and not before.low <= after.value <= before.high


def _few(named: Sequence[str], language: Language) -> str:
    """Join names by semicolons, the first of them where there are many."""
    more = [language.text("agreement.more", n=len(named) - MOST_NAMED)] if len(named) > MOST_NAMED else []
    return language.clauses([*named[:MOST_NAMED], *more])
