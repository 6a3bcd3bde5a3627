"""Answers as the page shows them: the sections of the report, their charts made interactive."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from rechallenge import __version__
from rechallenge.course.model import Course
from rechallenge.literature.drugs import known_drugs
from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import WIDTH
from rechallenge.report.charts.figures import report_charts
from rechallenge.report.charts.timeline import LEFT_PX, RIGHT_PX, timeline
from rechallenge.report.html import TEMPLATES, shown
from rechallenge.report.sections.answers import answer_sections
from rechallenge.report.sections.context import ReportContext
from rechallenge.report.sections.half_page import half_page
from rechallenge.report.sections.methods import diagnostics_section
from rechallenge.report.sections.without_fit import without_fit_section
from rechallenge.report.sections.writeup import references_section
from rechallenge.web.figures import interactive
from rechallenge.web.findings import Findings

if TYPE_CHECKING:
    from jinja2 import Environment

OURS = Path(__file__).parent / "templates"
MARGIN_PX, LEAST_PX = 8, 220
"""Of the timeline beside the course: the edge around it, and the least width of its plotting area."""


@cache
def environment() -> Environment:
    """Templates of the page and of the report; everything that a record says is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(loader=FileSystemLoader([OURS, TEMPLATES]), autoescape=True, undefined=StrictUndefined, finalize=shown)


class _Places(dict[str, object]):
    """A place for each picture, which the page fills with its chart."""

    def __getitem__(self, name: str) -> object:
        from markupsafe import Markup

        return Markup('<div class="chart" data-chart="{}"></div>').format(name)


def shown_answers(course: Course, findings: Findings, language: Language) -> dict[str, object]:
    """Write answers for the page: one text a question, the sentences of all of them, and the charts."""
    charts = report_charts(course, findings.answers, findings.fit, language)
    context = ReportContext(
        course=course, answers=findings.answers, fit=findings.fit, language=language, drawn=frozenset(charts), version=__version__, seed=0
    )
    sections = [*answer_sections(context), diagnostics_section(context), references_section(context)]
    top = half_page(context)
    render = environment().get_template("answer.html.jinja").render
    return {
        "method": findings.method,
        "headlines": [
            {"question": h.anchor, "title": h.question, "sentence": h.sentence, "use": h.use, "reservations": h.reservations}
            for h in top.headlines
        ],
        "notes": top.notes,
        "text": top.text,
        "sections": {section.anchor: {"title": section.title, "html": render(section=section, pictures=_Places())} for section in sections},
        "charts": {name: interactive(spec, language, zoom=name == "timeline") for name, spec in charts.items()},
    }


def shown_without_fit(course: Course, language: Language) -> dict[str, object]:
    """Write what is told while the answers are computed: the counts of the record itself, and what was published."""
    section = without_fit_section(ReportContext(course=course, answers={}, fit=None, language=language, version=__version__, seed=0))
    html = environment().get_template("answer.html.jinja").render(section=section, pictures=_Places())
    return {"title": section.title, "html": html}


def recorded_timeline(course: Course, language: Language, room_px: float = math.inf) -> dict[str, object]:
    """Chart of what was recorded, without any fit; blockers of interleukin 1 stand out, as the drugs that will be asked about.

    Parameters
    ----------
    room_px
        Width of its place on the page. The chart is drawn for it, since a wider one would be scaled down with its letters.
    """
    width = round(min(max(room_px - LEFT_PX - RIGHT_PX - 2 * MARGIN_PX, LEAST_PX), WIDTH))
    known = known_drugs()
    blockers = [t.drug for t in course.treatments if t.known and known[t.drug].kind.startswith("il1")]
    return interactive(timeline(course, None, blockers, language, width=width), language, zoom=True)
