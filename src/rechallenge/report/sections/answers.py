"""The answers: the box on top, and one section a question."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rechallenge.inference.diagnostics import LEAST_DRAWS
from rechallenge.presentation.document import Block, Cell, Heading, Headline, Notices, Number, Numbers, Section, Table, Text, table
from rechallenge.presentation.language import Language, capitalised
from rechallenge.questions.answer import Answer, Estimate
from rechallenge.questions.information import share_from_data
from rechallenge.report.charts.figures import figure_name
from rechallenge.report.charts.regimen import by_risk, regimen_name
from rechallenge.report.inputs import QUESTIONS
from rechallenge.report.sections.context import Context
from rechallenge.report.sections.like_diseases import like_diseases
from rechallenge.report.sections.without_model import without_model


def headlines(context: Context) -> tuple[Headline, ...]:
    """One line a question: what a tired reader reads first, and perhaps alone."""
    lines: list[Headline] = []
    language = context.language
    for question in QUESTIONS:
        found = context.answers.get(question, ())
        for answer in found:
            several = len(found) > 1 and answer.drug is not None
            title = language.text(f"question.{question}")
            warning = language.text("headline.warnings", n=len(answer.warnings)) if answer.warnings else ""
            name = f"{title} ({language.drug(answer.drug or '')})" if several else title
            lines.append(Headline(question, name, language.message(answer.sentence), warning))
    return tuple(lines)


def answer_sections(context: Context) -> tuple[Section, ...]:
    """One section a question, in order; a question without an answer says so."""
    return tuple(_section(question, context) for question in QUESTIONS)


def _section(question: str, context: Context) -> Section:
    language = context.language
    blocks: list[Block] = []
    found = context.answers.get(question, ())
    for number, answer in enumerate(found):
        if len(found) > 1 and answer.drug is not None:
            blocks.append(Heading(capitalised(language.drug(answer.drug))))
        sentence = language.message(answer.sentence)
        blocks.append(Text(sentence, "lead"))
        if answer.warnings:
            label = language.text("label.warnings", n=len(answer.warnings))
            blocks.append(Notices(tuple(language.message(w) for w in answer.warnings), "warning", label))
        blocks += context.figure(figure_name(question, number), language.text(f"caption.{question}"), sentence)
        rows = tuple(_numbers(answer, language))
        if rows:
            blocks.append(Numbers(rows, (language.text("head.quantity"), language.text("head.now"), language.text("head.before"))))
        blocks += _DETAILS.get(question, _no_details)(answer, context)
        blocks += [Text(language.message(note), "small") for note in answer.details.get("notes") or ()]
    if not found:
        blocks.append(Text(language.text("answer.none")))
    return Section(question, language.text(f"question.{question}"), tuple(blocks))


# numbers, prior beside posterior


def number_row(
    label: str, estimate: Estimate, prior: Estimate | None, language: Language, share: float | None, unit: str | None = None
) -> Number:
    """Write one number with its interval, what was believed before, and how much of it comes from this patient where that is told."""
    unit = estimate.unit if unit is None else unit
    before = "" if prior is None else language.interval(prior, unit)
    interval = "" if estimate.low == estimate.high else language.text("value.interval90", bounds=language.bounds(estimate, unit))
    words = "" if share is None else language.text("answer.share", p=share)
    return Number(label, language.quantity(estimate.value, unit), interval, before, share, words)


def _share(estimate: Estimate, prior: Estimate | None) -> float | None:
    """Share of a number beside the main one of its answer; a probability has no interval that could narrow."""
    return None if prior is None or estimate.unit == "probability" else share_from_data(prior, estimate)


def _numbers(answer: Answer, language: Language) -> Iterable[Number]:
    details = answer.details

    def label(name: str) -> str:
        return language.text(f"number.{name}")

    if answer.question == "dependence":
        now, before = details.get("prednisone_mg") or {}, details.get("prior") or {}
        for side in ("without", "with"):
            estimate, prior = now.get(side), before.get(side)
            if isinstance(estimate, Estimate):
                yield number_row(label(f"prednisone_{side}"), estimate, prior, language, _share(estimate, prior), "mg/day")
        for name, unit in (("spared_mg_per_day", "mg/day"), ("spared_cumulative_mg", "mg")):
            if isinstance(details.get(name), Estimate):
                main = name == "spared_mg_per_day"
                yield number_row(
                    label(name), details[name], answer.prior if main else None, language, answer.from_data if main else None, unit
                )
        return
    if answer.question == "attribution":
        p, prior = details.get("p_drug_works"), details.get("prior_p_drug_works")
        if p is not None:
            before = "" if prior is None else language.percent(prior)
            yield Number(label("p_drug_works"), language.percent(p), "", before)
    if answer.question == "analogy" and details.get("table"):
        for row in details["table"]:
            if isinstance(row.get("posterior"), Estimate):
                now, before = row["posterior"], row.get("prior")
                yield number_row(capitalised(language.text(row["quantity"])), now, before, language, _share(now, before))
        return
    if answer.estimate is not None:
        yield number_row(label(answer.question), answer.estimate, answer.prior, language, answer.from_data)
    if answer.question == "response":
        if details.get("p_response") is not None:
            yield Number(label("p_response"), language.percent(details["p_response"]))
        for name, unit in (("days_to_pain_relief", "d"), ("crp_start", "mg/L"), ("crp_day5", "mg/L")):
            if isinstance(details.get(name), Estimate):
                yield number_row(label(name), details[name], None, language, None, unit)


# the table of each question


def _no_details(answer: Answer, context: Context) -> tuple[Block, ...]:
    return ()


def _response(answer: Answer, context: Context) -> tuple[Block, ...]:
    language = context.language
    named = [("p_normal_by_day", "row.p_normal"), ("p_pain_relief_by_day", "row.p_pain_relief")]
    by_name = [(answer.details.get(key) or {}, language.text(text)) for key, text in named]
    days = sorted({float(d) for probabilities, _ in by_name for d in probabilities})
    if not days:
        return ()
    head = ["", *(language.day(d) for d in days)]
    rows = [(Cell(text), *(_percent(probabilities, d, language) for d in days)) for probabilities, text in by_name if probabilities]
    return (Table(tuple(head), tuple(rows), language.text("table.response"), (2.6, *[1.0] * len(days))),)


def _percent(probabilities: Mapping[Any, float], day: float, language: Language) -> Cell:
    value = next((p for d, p in probabilities.items() if float(d) == day), None)
    return Cell("–" if value is None else language.percent(value), numeric=True)


def _attribution(answer: Answer, context: Context) -> tuple[Block, ...]:
    language, details = context.language, answer.details
    blocks: list[Block] = []
    bayes = details.get("log_bayes_factor")
    if bayes is not None and math.isfinite(bayes):
        ratio = math.exp(min(abs(bayes), 200.0))
        code = "attribution.ratio_for" if bayes >= 0 else "attribution.ratio_against"
        blocks.append(Text(language.text(code, ratio=_rounded(ratio), kass=context.citations.mark("kass1995")), "small"))
    blocks += _assumptions(details, context)
    number = next((i for i, other in enumerate(context.answers.get("attribution", ())) if other is answer), 0)
    return (*blocks, *without_model(details.get("single_case") or [], context, number))


def _assumptions(details: Mapping[str, Any], context: Context) -> Iterable[Block]:
    """Table of the verdict under other assumptions about the drug and the disease."""
    language, assumed = context.language, details.get("assumptions") or []
    if not assumed:
        return
    rows = [
        (Cell(language.text("assumption.as_taken"), strong=True), *_weighed(details, language)),
        *((Cell(capitalised(language.text(f"assumption.{row['assumption']}"))), *_weighed(row, language)) for row in assumed),
    ]
    head = [language.text(f"head.{name}") for name in ("assumption", "log_bayes_factor", "p_works")]
    yield Heading(language.text("table.assumptions"))
    yield table(head, rows, language.text("table.assumptions"), (4, 1.6, 1.2))
    untold = any(row["log_bayes_factor"] is None for row in assumed)
    note = language.text("assumptions.note", cite=context.citations.mark("vehtari2024"))
    yield Text(f"{note} {language.text('assumptions.untold', least=LEAST_DRAWS)}" if untold else note, "small")


def _weighed(row: Mapping[str, Any], language: Language) -> tuple[Cell, Cell]:
    evidence, error, p = row["log_bayes_factor"], row.get("log_bayes_factor_error"), row["p_drug_works"]
    text = language.number(evidence)
    if evidence is not None and error is not None:
        text = language.text("value.with_error", value=evidence, error=error)
    return Cell(text, numeric=True), Cell("–" if p is None else language.percent(p), numeric=True)


def _rounded(ratio: float) -> int:
    """Round a ratio to two figures: nobody can use the third."""
    size = 10 ** max(0, math.floor(math.log10(ratio)) - 1)
    return int(round(ratio / size) * size)


def _withdrawal(answer: Answer, context: Context) -> tuple[Block, ...]:
    language = context.language
    risks: Mapping[Any, float] = answer.details.get("p_relapse_by_day") or {}
    intervals = {float(d): e for d, e in (answer.details.get("p_relapse_by_day_interval") or {}).items()}
    if not risks:
        return ()
    rows = []
    for day, p in sorted(risks.items(), key=lambda item: float(item[0])):
        estimate = intervals.get(float(day))
        bounds = "" if estimate is None else language.bounds(estimate, "probability")
        rows.append((Cell(language.days(float(day))), Cell(language.percent(p), strong=True, numeric=True), Cell(bounds, numeric=True)))
    head = (language.text("head.after_stop"), language.text("head.risk"), language.text("head.interval90"))
    return (table(head, rows, language.text("table.withdrawal")),)


def _regimen(answer: Answer, context: Context) -> tuple[Block, ...]:
    language = context.language
    found, familiar = by_risk(answer.details.get("frontier")), by_risk(answer.details.get("familiar"))
    if not found:
        return ()
    blocks: list[Block] = [_regimens(found, language.text("table.regimen"), language, numbered=True)]
    why = [
        (Cell(f"{number}."), Cell(" ".join(language.message(reason) for reason in row["reasons"])))
        for number, row in enumerate(found, 1)
        if row.get("reasons")
    ]
    if why:
        blocks.append(Table(("", language.text("head.why")), tuple(why), language.text("table.regimen_why"), (0.25, 6.0)))
    if familiar:
        blocks += [Heading(language.text("regimen.group.familiar")), _regimens(familiar, language.text("table.familiar"), language)]
        blocks += [
            Text(f"{regimen_name(row, language)} – {language.message(reason)}", "small")
            for row in familiar
            for reason in row.get("reasons") or ()
        ]
    return (*blocks, Text(language.text("regimen.note"), "small"))


def _regimens(found: Sequence[Mapping[str, Any]], caption: str, language: Language, *, numbered: bool = False) -> Table:
    rows = []
    for number, r in enumerate(found, 1):
        interval = r.get("interval")
        injections = r.get("injections_per_week")
        name = regimen_name(r, language)
        rows.append(
            (
                Cell(f"{number}. {name}" if numbered else name, strong=bool(r.get("current") if numbered else r.get("efficient"))),
                Cell(language.percent(r["p_relapse_90d"]), numeric=True),
                Cell(language.bounds(interval, "probability") if isinstance(interval, Estimate) else "", numeric=True),
                Cell(language.exact(round(r["drug_mg_per_week"])), numeric=True),
                Cell("" if injections is None else language.exact(round(injections, 1)), numeric=True),
                Cell(language.number(r["prednisone_mg_per_day"]), numeric=True),
            )
        )
    names = ("regimen", "risk90", "interval90", "drug_week", "injections_week", "prednisone_day")
    return table([language.text(f"head.{n}") for n in names], rows, caption, (2.6, 1, 1.3, 1, 1.1, 1.1))


_DETAILS = {
    "response": _response,
    "attribution": _attribution,
    "withdrawal": _withdrawal,
    "regimen": _regimen,
    "analogy": like_diseases,
}
