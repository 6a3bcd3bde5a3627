"""The report as one HTML page that needs nothing but itself: no network, no script, no font."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from rechallenge.presentation.document import Document, Figure
from rechallenge.presentation.shown_characters import visible
from rechallenge.presentation.theme import DARK
from rechallenge.report.charts.render import Picture

if TYPE_CHECKING:
    from jinja2 import Template

TEMPLATES = Path(__file__).parent / "templates"


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # autoescape is on for every template: a record may hold any text
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, finalize=shown)
    return environment.get_template("report.html.jinja")


def shown(value: object) -> object:
    """Show what a template writes, of which nothing may turn the direction of the text around it; what is markup already is ours."""
    return visible(value) if type(value) is str else value


def dark_pictures() -> str:
    """Style rules that give the pictures their dark colours, by the light ones written in them."""
    rules = "".join(
        f'.picture [{attribute}="{light}"]{{{attribute}:{dark}}}'
        for light, dark in _spellings().items()
        for attribute in ("fill", "stroke", "stop-color")
    )
    return f"@media screen and (prefers-color-scheme: dark) {{{rules}}}"


def _spellings() -> dict[str, str]:
    """Light colours as vl-convert may write them."""
    spelled = dict(DARK)
    for light, dark in DARK.items():
        if not light.startswith("#"):
            continue
        red, green, blue = (int(light[i : i + 2], 16) for i in (1, 3, 5))
        spelled[f"rgb({red}, {green}, {blue})"] = dark
    return spelled


def render_html(document: Document, pictures: Mapping[str, Picture]) -> str:
    """Lay out a report as an HTML page.

    Every text of the document is escaped; only the pictures, made by us from specifications, and our style sheet are not.
    """
    from markupsafe import Markup

    alts = {b.name: b.alt for s in document.sections for b in s.blocks if isinstance(b, Figure)}
    inline = {name: Markup(pictures[name].inline(alt)) for name, alt in alts.items()}
    css = Markup((TEMPLATES / "report.css").read_text(encoding="utf-8") + dark_pictures())
    return str(_template().render(doc=document, pictures=inline, css=css))
