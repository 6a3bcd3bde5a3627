"""The files that the page loads, all from this machine: its own scripts and styles, and Vega as vl-convert ships it."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from rechallenge.kept import cache_folder, keep, kept
from rechallenge.report.charts.pen import VEGA_LITE
from rechallenge.report.html import TEMPLATES

STATIC = Path(__file__).parent / "static"

_LICENCE = "/* Vega, Vega-Lite and Vega-Embed: University of Washington Interactive Data Lab and contributors, BSD-3-Clause. */\n"


@cache
def vega_bundle() -> bytes:
    """Return Vega, Vega-Lite and Vega-Embed, bundled out of vl-convert once for each version of it."""
    path = cache_folder() / "page" / f"vega-{version('vl-convert-python')}-{VEGA_LITE}"
    if (script := kept(path)) is not None:
        return script
    import vl_convert

    script = (_LICENCE + str(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed; window.vega = vega;", VEGA_LITE))).encode()
    with suppress(OSError):  # it is made anew the next time
        keep(path, script)
    return script


@cache
def stamp() -> str:
    """Name of this state of the files, by which a browser knows when to load them again."""
    digest = hashlib.sha256()
    for path in sorted((*STATIC.rglob("*"), TEMPLATES / "report.css")):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _vega(_: Request) -> Response:
    return Response(vega_bundle(), media_type="text/javascript", headers={"Cache-Control": "max-age=86400"})


def _report_styles(_: Request) -> Response:
    return FileResponse(TEMPLATES / "report.css", media_type="text/css")


def routes() -> list[BaseRoute]:
    """Routes of the files, ahead of those of Shiny."""
    return [
        Route("/page/vega.js", _vega),
        Route("/page/report.css", _report_styles),
        Mount("/page", StaticFiles(directory=STATIC)),
    ]
