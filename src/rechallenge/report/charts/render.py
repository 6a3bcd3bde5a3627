"""Charts as static pictures: SVG for the page, PDF for the paper, both by vl-convert, without a browser."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import dataclass

from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import Spec, number_format
from rechallenge.report.charts.pen import drawn_by, renderers

_TAG = re.compile(r"<svg[^>]*?viewBox=\"([^\"]*)\"[^>]*>", re.DOTALL)
_NOISE = re.compile(r' (?:aria-[a-z]+|role|pointer-events|class|xml:space)="[^"]*"')
_IDENTIFIER = re.compile(r' id="([^"]+)"')
_USE = re.compile(r"url\(#([^)]+)\)")
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
    pdf
        The same for the typesetter, with its own font.
    """

    name: str
    spec: Spec
    svg: str
    pdf: bytes

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

    def _viewbox(self) -> tuple[float, ...]:
        match = _TAG.search(self.svg)
        assert match is not None
        return tuple(float(v) for v in match.group(1).split())


def draw(specs: Mapping[str, Spec], language: Language, executor: Executor | None = None) -> dict[str, Picture]:
    """Draw the specifications, in order, by an executor; without one, by processes of its own."""
    with renderers() if executor is None else nullcontext(executor) as pool:
        drawn = drawn_by(pool, specs.values(), number_format(language))
    return {name: Picture(name, spec, *files) for (name, spec), files in zip(specs.items(), drawn, strict=True)}
