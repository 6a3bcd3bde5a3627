"""The page as an ASGI application, which any server can run: ``uvicorn rechallenge.web.app:app``.

`rechallenge serve` runs it on this machine alone. Under another server it also answers this machine alone, unless the environment
says by which names it may be asked for (``RECHALLENGE_HOSTS``, separated by commas; ``*`` for any). The token that a browser has to show
is in ``RECHALLENGE_TOKEN``; that of the account where it is not set, none where it is empty.
"""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from shiny import App, Inputs, Outputs, Session
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Mount
from starlette.types import ASGIApp

from rechallenge.execution import cores, end_now, threads
from rechallenge.report.fitting import configure_libraries
from rechallenge.vocabulary.languages import base, languages
from rechallenge.web.assets import routes, vega_bundle
from rechallenge.web.guard import LOOPBACK, Guard
from rechallenge.web.jobs import Jobs
from rechallenge.web.page import inline_scripts, page
from rechallenge.web.requests import THREADS_EACH, Requests
from rechallenge.web.session import PageSession
from rechallenge.web.token import NAME, Token, page_token
from rechallenge.web.words import language_of, preferred
from rechallenge.web.workers import Workers

if TYPE_CHECKING:
    from shiny.ui._page import PageHtmlDocument

    from rechallenge.questions.forecast_start import ForecastStart

REQUESTS = ("hello", "check", "open", "example", "save", "paste", "ask", "leave", "stop", "whatif", "forget", "search", "report")
"""What a browser may ask of its session: methods of `PageSession`."""


def build(
    language: str | None = None, hosts: Collection[str] | None = LOOPBACK, *, quick_only: bool = False, token: str | None = None
) -> ASGIApp:
    """Make the application.

    Parameters
    ----------
    language
        Language for browsers that do not choose one; by default the one that they prefer.
    hosts
        Names under which it may be asked for; None for any.
    quick_only
        Whether to stop at the first answers, which take seconds.
    token
        What a browser has to show; None where the user wants none.
    """
    configure_libraries()
    # more than one session may have, and few: each slows the loop that all share
    pool = threads(max(THREADS_EACH, cores()) + 1, of_arrays=False)
    jobs = Jobs(Workers(), quick_only, lambda forecast_start: pool.submit(rehearse, forecast_start))

    def server(_input: Inputs, _output: Outputs, session: Session) -> None:
        asked = PageSession(jobs, session.send_custom_message, pool)
        requests = Requests(
            {name: getattr(asked, name) for name in REQUESTS}, session.send_custom_message, lambda: asked.language, session.close
        )
        session.set_message_handler("call", requests.call)
        for name in ("uploadInit", "uploadEnd"):
            session.set_message_handler(name, _no_upload)  # Shiny would make room for it on the disk
        session.on_ended(requests.end)
        session.on_ended(asked.end)

    def shown(request: Request) -> PageHtmlDocument:
        asked = request.query_params.get("lang", "")
        fallback = language or preferred(request.headers.get("accept-language", ""), base().code)
        return page(asked if asked in languages() else fallback)

    shiny = App(shown, server)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        jobs.workers.begin()
        pool.submit(vega_bundle)
        pool.submit(_warm)
        async with shiny.starlette_app.router.lifespan_context(shiny.starlette_app):
            yield
        jobs.workers.close()
        end_now(pool)

    def say(code: str, accepted: str) -> str:
        return language_of(language or preferred(accepted, base().code)).text(code)

    served = Starlette(routes=[*routes(), Mount("/", app=shiny)], lifespan=lifespan)
    return Guard(served, hosts, inline_scripts(), None if token is None else Token(token), say)


async def _no_upload(*_: object) -> None:
    raise ValueError("nothing is uploaded here")


def _warm() -> None:
    """Load what the first answers need while the reader looks at the course."""
    import rechallenge.questions.forecast_start
    import rechallenge.report.charts.timeline
    import rechallenge.web.answering  # noqa: F401


def rehearse(forecast_start: ForecastStart) -> None:
    """Compile what the first sliders need: the regimen as it is, and one whose doses fall between the days."""
    from rechallenge.web.trying import Tried

    Tried.of(forecast_start, {})
    for exposure in forecast_start.problem.drugs[:1]:
        Tried.of(forecast_start, {"drugs": {exposure: {"do": "give", "every": 1.5}}})


def _hosts() -> Collection[str] | None:
    said = os.environ.get("RECHALLENGE_HOSTS", "")
    return None if said.strip() == "*" else LOOPBACK | {name.strip() for name in said.split(",") if name.strip()}


def __getattr__(name: str) -> object:
    """Make `app` when a server asks for it, and not when `rechallenge serve` makes one of its own."""
    if name != "app":
        raise AttributeError(f"module 'rechallenge.web.app' has no attribute {name!r}")
    secret = os.environ.get("RECHALLENGE_TOKEN", page_token())
    print(f"?{NAME}={secret}", file=sys.stderr)
    made = build(hosts=_hosts(), token=secret or None)
    globals()["app"] = made
    return made
