"""Charts as static pictures: SVG for the page, PDF for the paper, both by vl-convert, without a browser."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

from rechallenge.report.charts.theme import Spec, number_format
from rechallenge.report.language import Language

_TAG = re.compile(r"<svg[^>]*?viewBox=\"([^\"]*)\"[^>]*>", re.DOTALL)
_NOISE = re.compile(r' (?:aria-[a-z]+|role|pointer-events|class|xml:space)="[^"]*"')
_IDENTIFIER = re.compile(r' id="([^"]+)"')
_USE = re.compile(r"url\(#([^)]+)\)")
VEGA_LITE = "6.4"
"""Version of Vega-Lite that the specifications are written in; vl-convert ships several."""
_EMPTY = re.compile(r'<path d="M0,0h0v0h0Z"[^>]*?(?:/>|></path>)|<g></g>')


@dataclass(frozen=True, slots=True)
class Picture:
    """One chart, drawn.

    Attributes
    ----------
    name
        Unique in a report; prefixes the identifiers inside the SVG.
    spec
        The Vega-Lite specification that it was drawn from.
    svg
        The picture as vl-convert wrote it.
    """

    name: str
    spec: Spec
    svg: str

    @property
    def width(self) -> float:
        """Width in px."""
        return self._viewbox()[2]

    def inline(self, alt: str) -> str:
        """SVG to stand inside an HTML page: scalable, one image with a text for those who cannot see it."""
        match = _TAG.search(self.svg)
        assert match is not None  # vl-convert always writes a viewBox
        inside = self.svg[match.end() :]
        inside = _EMPTY.sub("", _NOISE.sub("", inside))
        inside = _IDENTIFIER.sub(rf' id="{self.name}-\1"', inside)
        inside = _USE.sub(rf"url(#{self.name}-\1)", inside)
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{match.group(1)}" style="--w:{self.width:.0f}" role="img"'
        return f'{head} aria-label="{html.escape(alt)}">{inside}'

    def pdf(self) -> bytes:
        """Vector picture with its own font, for the typesetter."""
        import vl_convert

        return bytes(vl_convert.svg_to_pdf(self.svg))

    def _viewbox(self) -> tuple[float, ...]:
        match = _TAG.search(self.svg)
        assert match is not None
        return tuple(float(v) for v in match.group(1).split())


def draw(specs: Mapping[str, Spec], language: Language) -> dict[str, Picture]:
    """Draw the specifications, in order."""
    import vl_convert

    form = number_format(language)
    drawn = {name: vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, format_locale=form) for name, spec in specs.items()}
    return {name: Picture(name, specs[name], _renumbered(svg)) for name, svg in drawn.items()}


def _renumbered(svg: str) -> str:
    """Count the identifiers of a picture from zero: vl-convert counts them over all that a process has drawn."""
    found = {name: f"i{number}" for number, name in enumerate(dict.fromkeys(_IDENTIFIER.findall(svg)))}
    svg = _IDENTIFIER.sub(lambda match: f' id="{found[match.group(1)]}"', svg)
    return _USE.sub(lambda match: f"url(#{found.get(match.group(1), match.group(1))})", svg)
