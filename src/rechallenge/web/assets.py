"""The files that the page loads, all from this machine: its own scripts and styles, and Vega as vl-convert ships it."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from rechallenge.replacing import replacing
from rechallenge.report.cache import cache_folder
from rechallenge.report.charts.pen import VEGA_LITE
from rechallenge.report.html import TEMPLATES

STATIC = Path(__file__).parent / "static"

_LICENCE = "/* Vega, Vega-Lite and Vega-Embed: University of Washington Interactive Data Lab and contributors, BSD-3-Clause. */\n"


@cache
def vega_bundle() -> Path:
    """Return the file with Vega, Vega-Lite and Vega-Embed, bundled out of vl-convert once for each version of it."""
    folder = cache_folder() / "page"
    path = folder / f"vega-{version('vl-convert-python')}-{VEGA_LITE}.js"
    if path.is_file():
        return path
    import vl_convert

    script = _LICENCE + vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed; window.vega = vega;", VEGA_LITE)
    folder.mkdir(parents=True, exist_ok=True)
    with replacing(path) as part:
        part.write_text(script, encoding="utf-8")
    return path


@cache
def stamp() -> str:
    """Name of this state of the files, by which a browser knows when to load them again."""
    digest = hashlib.sha256()
    for path in sorted((*STATIC.rglob("*"), TEMPLATES / "report.css")):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _vega(_: Request) -> Response:
    return FileResponse(vega_bundle(), media_type="text/javascript", headers={"Cache-Control": "max-age=86400"})


def _report_styles(_: Request) -> Response:
    return FileResponse(TEMPLATES / "report.css", media_type="text/css")


def routes() -> list[BaseRoute]:
    """Routes of the files, ahead of those of Shiny."""
    return [
        Route("/page/vega.js", _vega),
        Route("/page/report.css", _report_styles),
        Mount("/page", StaticFiles(directory=STATIC)),
    ]
