"""What a working process does: fit courses, answer, and search regimens, one order after another, telling as it goes.

It runs apart from the page, at a lower priority: a long computation never keeps a slider waiting, and is stopped by ending it.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Literal

from rechallenge.inference.faults import Fault
from rechallenge.report.cache import Cache
from rechallenge.report.compiled import quiet
from rechallenge.report.fitting import configure_libraries, fit_key, fitted
from rechallenge.report.steps import Step

if TYPE_CHECKING:
    from rechallenge.course.model import Course
    from rechallenge.inference.fit import Fit
    from rechallenge.ledger.statement import Ledger
    from rechallenge.questions.forecast_start import ForecastStart
    from rechallenge.questions.regimen.frontier import Frontier
    from rechallenge.questions.regimen.search_space import Limits
    from rechallenge.web.findings import Findings

    Result = ForecastStart | Findings | Frontier

NICENESS = 5
SEED = 0


@dataclass(frozen=True, slots=True)
class Answering:
    """Order to fit the course of a file and answer the questions, quickly and then fully."""

    text: str
    quick_only: bool = False


@dataclass(frozen=True, slots=True)
class Searching:
    """Order to search the regimens of a patient within limits."""

    forecast_start: ForecastStart
    limits: Limits


@dataclass(frozen=True, slots=True)
class WorkProgress:
    """How far an order is, in the stages of a report or of a search."""

    step: Step


@dataclass(frozen=True, slots=True)
class WorkResult:
    """A result: the forecast start of a fit ahead of its findings, these, or a frontier of regimens."""

    what: Result


@dataclass(frozen=True, slots=True)
class Ended:
    """The order is done, or failed for a reason."""

    how: Literal["done", "failed"]
    reason: str | Fault = ""


Order = Answering | Searching
Report = WorkProgress | WorkResult | Ended
Say = Callable[[Report], None]

_page: Connection | None = None
"""Of a working process: where it tells how far it is."""


def ready(page: Connection) -> None:
    """Make a new process ready for its first order: a physician should not wait for imports."""
    global _page
    _page = page
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the page, which ends its workers
    with contextlib.suppress(OSError, AttributeError):
        os.nice(NICENESS)
    configure_libraries()
    quiet()
    import rechallenge.inference.fitting
    import rechallenge.inference.nuts
    import rechallenge.questions.forecast_start
    import rechallenge.questions.regimen  # noqa: F401


def work(number: int, order: Order) -> Result:
    """Carry out one order, telling the page on the way how far it is, under the number of the order."""

    def say(report: Report) -> None:
        if _page is not None:
            _page.send((number, report))

    return _answer(order, say) if isinstance(order, Answering) else _search(order, say)


def _answer(order: Answering, say: Say) -> Findings:
    from rechallenge.formats.reading import Source, read_course
    from rechallenge.ledger.build import ledger_of

    store = Cache()
    reading = read_course(Source(order.text))
    course = reading.course
    ledger = ledger_of(course, reading.document)  # without places: the page shows no lines

    def on_progress(step: Step) -> None:
        say(WorkProgress(step))

    full_is_kept = store.get(fit_key(order.text, "nuts", SEED)) is not None
    start: Fit | None = None
    if order.quick_only or not full_is_kept:
        start = fitted(course, order.text, "laplace", SEED, on_progress=on_progress, store=store, sampler_follows=not order.quick_only)
        quick = _findings(course, ledger, start, say, quick=True)
        if order.quick_only:
            return quick
        say(WorkResult(quick))
    full = fitted(course, order.text, "nuts", SEED, start=start, on_progress=on_progress, store=store)
    return _findings(course, ledger, full, say, quick=False)


def _findings(course: Course, ledger: Ledger, fit: Fit, say: Say, *, quick: bool) -> Findings:
    from rechallenge.questions import answer_all
    from rechallenge.questions.forecast_start import ForecastStart
    from rechallenge.web.findings import Findings, FitView

    say(WorkProgress(Step("answers", 0.0, quick)))
    forecast_start = ForecastStart.of(course, fit, seed=SEED)
    if quick:
        say(WorkResult(forecast_start))  # the page makes ready for the first slider while the answers are found
    answers = answer_all(course, fit, ledger=ledger, seed=SEED)
    return Findings(fit.method, answers, FitView.of(fit), forecast_start, ledger)


def _search(order: Searching, say: Say) -> Frontier:
    from rechallenge.questions.regimen.search import search

    return search(order.forecast_start, order.limits, on_progress=lambda done: say(WorkProgress(Step("answers", done))))
