"""How the answers were reached, with every parameter, and whether the computation can be trusted."""

from __future__ import annotations

from collections.abc import Iterable

from rechallenge.inference.diagnostics import LEAST_ESS, WORST_PARETO_K, Diagnostics
from rechallenge.inference.faults import Fault
from rechallenge.presentation.chance import SCALE
from rechallenge.presentation.chance import SOURCE as CHANCE_SOURCE
from rechallenge.presentation.document import Block, Facts, Heading, Notices, Section, TableCell, Text, table
from rechallenge.presentation.language import Language
from rechallenge.report.inputs import ReportedFit
from rechallenge.report.sections.agreement import agreement, in_conflict
from rechallenge.report.sections.context import ReportContext
from rechallenge.report.sections.record import parameter_names
from rechallenge.vocabulary.numerals import format_decimal

# What each way of drawing the posterior is told to be by.
_SAMPLED_BY = {"laplace": "vehtari2024", "nuts": "hoffman2014", "tempering": "delmoral2006"}


def methods_section(context: ReportContext) -> Section:
    """Build the section on methods."""
    language, fit = context.language, context.fit
    blocks: list[Block] = [Text(language.text("methods.model")), Text(language.text("methods.record"))]
    if fit is not None:
        d = fit.diagnostics
        cite = context.citations.mark(_SAMPLED_BY[d.method])
        blocks.append(Text(language.text(f"methods.{d.method}", n=d.n_draws, cite=cite)))
    blocks.append(Text(language.text("methods.intervals")))
    blocks.append(Text(language.text("methods.chance", scale=_scale(language), cite=context.citations.mark(CHANCE_SOURCE))))
    if fit is not None and fit.parameters:
        blocks += _parameters(fit, context)
    blocks.append(Text(language.text("methods.trial"), "small"))
    blocks.append(Text(language.text("methods.reproduce", version=context.version, seed=context.seed), "small"))
    return Section("methods", language.text("section.methods"), tuple(blocks))


def _scale(language: Language) -> str:
    parts = []
    for least, word in SCALE:
        code = "methods.above" if least > 0 else "methods.below"
        parts.append(language.text(code, word=language.text(f"chance.{word}"), p=least if least > 0 else SCALE[-2][0]))
    return language.clauses(parts)


def _parameters(fit: ReportedFit, context: ReportContext) -> Iterable[Block]:
    language, truth = context.language, context.course.simulated
    names = parameter_names(context.course, context)
    unpublished = language.text("methods.no_source")
    learned = {each.name: each for each in fit.learned}
    rows = []
    for p in fit.parameters:
        number = context.citations.number(p.source)
        source = TableCell(unpublished) if p.source is None else TableCell("" if number is None else f"[{number}]", reference=number)
        taught = learned.get(p.name)
        share = "" if taught is None else language.percent(max(taught.contraction, 0.0)) + (" *" if in_conflict(taught) else "")
        true = "" if truth is None or p.name not in truth else language.number(truth[p.name])
        rows.append(
            (
                TableCell(names.get(p.name, p.name)),
                TableCell(language.unit(p.unit)),
                TableCell(_bare(p.prior.value, p.prior.low, p.prior.high, language)),
                TableCell(_bare(p.posterior.value, p.posterior.low, p.posterior.high, language), strong=True),
                TableCell(share, numeric=True, strong=taught is not None and in_conflict(taught)),
                TableCell(true),
                source,
            )
        )
    head = [language.text(f"head.{n}") for n in ("parameter", "unit", "before", "now", "learned", "true_value", "source")]
    yield Heading(language.text("methods.parameters"))
    yield table(head, rows, language.text("methods.parameters"), (3.2, 0.9, 1.9, 1.9, 0.9, 0.9, 1.3))
    note = language.text("methods.parameters_note")
    if not all(p.posterior.settled for p in fit.parameters):
        note = f"{note} † {language.text('methods.unsettled_note')}"
    yield Text(f"{note} {language.text('methods.learned_note')}" if learned else note, "small")


def _bare(value: float, low: float, high: float, language: Language) -> str:
    bounds = language.text("value.range", low=language.number(low), high=language.number(high))
    return language.number(value) if low == high else f"{language.number(value)} ({bounds})"


# diagnostics


def decimal(value: float, places: int, language: Language) -> str:
    """Write a diagnostic with a fixed number of decimals: of R-hat the third matters."""
    return format_decimal(value, language.locale, places)


def diagnostics_section(context: ReportContext) -> Section:
    """Build the section that says in words whether the computation and the fit can be trusted."""
    language = context.language
    title = language.text("section.diagnostics")
    if context.fit is None:
        return Section("diagnostics", title, (Text(language.text("diagnostics.no_fit")),))
    d = context.fit.diagnostics
    good, bad = diagnostic_sentences(d, context)
    blocks: list[Block] = [Text(language.text("diagnostics.trouble" if bad else "diagnostics.fine"), "lead")]
    if bad:
        blocks.append(Notices(bad, "warning", language.text("label.warnings", n=len(bad))))
    if good:
        blocks.append(Notices(good, "good"))
    values = [
        ("method", language.text(f"method.{d.method}")),
        ("draws", language.integer(d.n_draws)),
        ("rhat", "" if d.rhat_max is None else decimal(d.rhat_max, 3, language)),
        ("ess", "" if d.ess_min is None else language.integer(d.ess_min)),
        ("divergences", "" if d.divergences is None else language.integer(d.divergences)),
        ("pareto_k", "" if d.pareto_k is None else language.number(d.pareto_k)),
    ]
    blocks.append(Facts(tuple((language.text(f"diagnostics.{name}"), value) for name, value in values if value)))
    return Section("diagnostics", title, (*blocks, *agreement(context, context.fit)))


def diagnostic_sentences(d: Diagnostics, context: ReportContext) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Say what went well, and what did not: what is so, why, and what to do."""
    language = context.language
    checks: list[tuple[Fault, str, dict[str, object]]] = [(Fault.STARTS_DISAGREE, "starts", {})]
    if d.rhat_max is not None:
        rhat = {"x": decimal(d.rhat_max, 3, language), "most": decimal(d.most_rhat, 3, language)}
        checks.append((Fault.CHAINS_DISAGREE, "rhat", {**rhat, "cite": context.citations.mark("vehtari2021")}))
    if d.ess_min is not None:
        checks.append((Fault.FEW_DRAWS, "ess", {"n": d.ess_min, "least": LEAST_ESS}))
    if d.divergences is not None:
        checks.append((Fault.DIVERGENCES, "divergences", {"n": d.divergences}))
    if d.pareto_k is not None:
        pareto = {"k": d.pareto_k, "most": WORST_PARETO_K, "cite": context.citations.mark("vehtari2024")}
        checks.append((Fault.POOR_APPROXIMATION, "pareto", pareto))
    good = tuple(language.text(f"diagnostics.{name}.good", **values) for fault, name, values in checks if fault not in d.faults)
    told = {fault: language.text(f"diagnostics.{name}.bad", **values) for fault, name, values in checks if fault in d.faults}
    for message in (m for found in context.answers.values() for answer in found for m in answer.warnings):
        fault = Fault.of(message.code)
        if fault is not None:
            told.setdefault(fault, language.message(message))
    bad = (language.fault(fault, text) for fault, text in told.items())
    return good, (*bad, *(language.message(m) for m in d.messages))
