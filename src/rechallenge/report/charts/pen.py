"""Draw a chart as SVG and PDF with vl-convert, in processes of their own where there are some."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, Executor
from contextlib import suppress
from typing import TYPE_CHECKING

from rechallenge.execution import Serial, cores, processes
from rechallenge.presentation.shown_characters import on_paper, visible

if TYPE_CHECKING:  # a process that draws imports next to nothing
    from rechallenge.presentation.theme import Spec

MOST = 4

VEGA_LITE = "6.4"
"""Version of Vega-Lite that the specifications are written in; vl-convert ships several."""
_IDENTIFIER = re.compile(r' id="([^"]+)"')
_USE = re.compile(r"url\(#([^)]+)\)")


def drawn(spec: Spec, number_format: Spec) -> tuple[str, bytes]:
    """Draw a specification, with numbers in a D3 format: SVG, and a PDF with its own font."""
    import vl_convert

    svg = visible(renumbered(vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, format_locale=number_format)))
    return svg, bytes(vl_convert.svg_to_pdf(on_paper(svg)))


def renumbered(svg: str) -> str:
    """Count the identifiers of a picture from zero: vl-convert counts them over all that a process has drawn."""
    found = {name: f"i{number}" for number, name in enumerate(dict.fromkeys(_IDENTIFIER.findall(svg)))}
    svg = _IDENTIFIER.sub(lambda match: f' id="{found[match.group(1)]}"', svg)
    return _USE.sub(lambda match: f"url(#{found.get(match.group(1), match.group(1))})", svg)


def ready() -> None:
    """Make a process ready for its first chart: vl-convert takes its time to start."""
    drawn({"data": {"values": [{"x": 1}]}, "mark": "point", "encoding": {"x": {"field": "x", "type": "quantitative"}}}, {})


def renderers() -> Executor:
    """Processes that draw charts, as many as there are cores and no more than `MOST`, which make ready at once.

    vl-convert holds up all other threads of a process as it draws. Where none can be started (no shared memory is left for their locks,
    say), charts are drawn in this one.
    """
    most = min(cores(), MOST)
    try:
        pool = processes(most, ready)
    except OSError:
        return Serial()
    with suppress(OSError):  # none can be started: charts will be drawn here
        for _ in range(most):
            pool.submit(os.getpid)
    return pool


def drawn_by(pool: Executor, specs: Iterable[Spec], number_format: Spec) -> list[tuple[str, bytes]]:
    """Draw specifications, with numbers in a D3 format: each as SVG and as PDF, in their order; here, where a process died."""

    def begun(spec: Spec) -> Callable[[], tuple[str, bytes]]:
        with suppress(BrokenExecutor, OSError):
            return pool.submit(drawn, spec, number_format).result
        return lambda: drawn(spec, number_format)

    def result(of: Callable[[], tuple[str, bytes]], spec: Spec) -> tuple[str, bytes]:
        try:
            return of()
        except BrokenExecutor:
            return drawn(spec, number_format)

    return [result(of, spec) for of, spec in [(begun(spec), spec) for spec in specs]]
