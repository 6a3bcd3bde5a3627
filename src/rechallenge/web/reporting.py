"""The report from the page: that of `rechallenge report`, with the regimens that were tried and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rechallenge import __version__
from rechallenge.course.model import Course
from rechallenge.presentation.curves import probability_axis
from rechallenge.presentation.document import Block, Document, Section, TableCell, Text, table
from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import Spec, chart, curve_layers, label, quantitative, rows
from rechallenge.report.charts.figures import report_charts
from rechallenge.report.charts.render import draw
from rechallenge.report.html import render_html
from rechallenge.report.pdf import render_pdf
from rechallenge.report.sections.context import ReportContext
from rechallenge.report.sections.whole import compose
from rechallenge.web.findings import Findings
from rechallenge.web.trying import TOLD_DAYS, Tried
from rechallenge.web.trying_chart import LOOKS

_NAME = "tried"


def made_report(course: Course, findings: Findings, tried: Sequence[Tried], language: Language) -> tuple[str, bytes]:
    """Make the report as a page and as a PDF.

    Parameters
    ----------
    tried
        Regimens to tell of, in a section after the answers.
    """
    charts = report_charts(course, findings.answers, findings.fit, language)
    if tried:
        charts[_NAME] = _risk_chart(tried, language)
    pictures = draw(charts, language)
    context = ReportContext(
        course=course,
        answers=findings.answers,
        fit=findings.fit,
        language=language,
        drawn=frozenset(pictures),
        version=__version__,
        seed=0,
        ledger=findings.ledger,
    )
    document = compose(context)
    if tried:
        document = _with_section(document, _section(tried, context))
    return render_html(document, pictures), render_pdf(document, pictures)


def _with_section(document: Document, section: Section) -> Document:
    """Put a section before the record."""
    place = next(i for i, each in enumerate(document.sections) if each.anchor == "record")
    return replace(document, sections=(*document.sections[:place], section, *document.sections[place:]))


def _section(tried: Sequence[Tried], context: ReportContext) -> Section:
    language = context.language
    head = (
        language.text("web.whatif.regimen"),
        *(language.text("web.report.risk_by", day=float(day)) for day in TOLD_DAYS),
        language.text("head.drug_week"),
        language.text("head.prednisone_day"),
    )
    lines = []
    for each in tried:
        risks = [each.risk(day) for day in TOLD_DAYS]
        lines.append(
            (
                TableCell(each.name, strong=True),
                *(TableCell(f"{language.percent(r.value)} ({language.bounds(r, 'probability')})", numeric=True) for r in risks),
                TableCell(language.exact(round(each.mg_per_week)), numeric=True),
                TableCell(language.number(each.burden.prednisone_mg_per_day), numeric=True),
            )
        )
    title = language.text("web.report.tried")
    blocks: list[Block] = [Text(language.text("web.report.tried_lead"))]
    blocks += context.figure(_NAME, language.text("web.report.tried_caption"), title)
    blocks.append(table(head, lines, title, (2.2, *[1.2] * len(TOLD_DAYS), 0.9, 0.9)))
    return Section(_NAME, title, tuple(blocks))


def _risk_chart(tried: Sequence[Tried], language: Language) -> Spec:
    from rechallenge.questions.forecasts import probability_band

    last = float(tried[0].forecast.days[-1])
    x = quantitative(
        "t", domain=(0, last), title=language.text("web.whatif.axis.days"), axis={"values": [0, 30, 60, 90, 120, 150, 180], "grid": False}
    )
    y = probability_axis(language.text("axis.p_relapse"))
    layers: list[Spec] = []
    for number, (each, (colour, dash)) in enumerate(zip(tried, LOOKS, strict=False)):
        layers += curve_layers(rows(probability_band(each.forecast)), x, y, colour, dash=dash, bands=1, opacity=0.12)
        layers.append(label(each.name, {"value": 486}, {"value": 12 + 18 * number}, color=colour, fontSize=11))
    return chart({"width": 470, "height": 230, "layer": layers})
