"""The job from a course to the files of a protocol."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rechallenge.course.problems import CourseError, Problem
from rechallenge.folders import replace_folder, reserved
from rechallenge.presentation.language import Language
from rechallenge.report.cache import Cache
from rechallenge.report.html import render_html
from rechallenge.report.pdf import render_pdf
from rechallenge.report.steps import OnProgress, Step, silent

if TYPE_CHECKING:
    from rechallenge.planning.protocols.making import AllocatedProtocol
    from rechallenge.planning.protocols.protocol import Protocol
    from rechallenge.planning.protocols.rates import NoRates, PlanRates

PHARMACY_FILE = "pharmacy.html"
PLAN_FILES = ("plan.html", "plan.pdf", "plan.json", "diary.html", "diary.csv", "plan.ics", PHARMACY_FILE)


@dataclass(frozen=True, slots=True)
class FinishedPlan:
    """A protocol, without the order of a blinded one, and the folder of its files (`PLAN_FILES`).

    `rates` say how often it would settle it, or why that cannot be told; None where that was not asked.
    """

    protocol: Protocol
    folder: Path
    rates: PlanRates | NoRates | None = None


def plan(
    case: str | Path,
    folder: str | Path,
    *,
    act: str = "stop",
    drug: str | None = None,
    to_mg: float | None = None,
    periods: int = 4,
    days: int | None = None,
    washout_days: int | None = None,
    blinded: bool = False,
    randomised: bool = False,
    most_in_a_row: int = 2,
    measures: Sequence[str] = (),
    visit_every_days: int = 7,
    first_day: datetime.date | None = None,
    sequence: int | None = None,
    simulate: bool = False,
    seed: int = 0,
    quick: bool = False,
    language: str = "en",
    on_progress: OnProgress = silent,
    cache: Cache | None = None,
) -> FinishedPlan:
    """Write a protocol that would settle it for one patient: plan, diary, calendar, and the sheet of the pharmacy.

    Parameters
    ----------
    case
        Path of the course file, ``"-"`` for standard input, or the text itself.
    folder
        Where to write; made when absent. One that holds a sheet of a pharmacy is refused, so that no order is drawn over another.
    act, drug, to_mg
        What is tried: ``stop``, ``step_down`` (to a dose in milligrams) or ``restart``, of which drug.
    periods, days
        Number of periods, and their days together; by default 14 each.
    washout_days
        Days at the beginning of each period that are not evaluated; by default five half-lives.
    blinded, randomised, most_in_a_row
        Whether the order is hidden; whether that of an open plan is drawn by lot; most periods of one kind in a row.
    measures
        Outcomes; by default those of which the record tells.
    first_day
        Date of the first day; by default tomorrow.
    sequence
        Number of an order that was drawn before, as the sheet of the pharmacy has it: makes the same sheet anew.
    simulate
        Whether to fit the record, and to simulate how often the plan would settle it.
    seed, quick, on_progress, cache
        Of the fit, as for `rechallenge.make_report`, whose fit is used when there is one.

    Raises
    ------
    CourseError
        The course is wrong, the plan cannot be, or safety forbids it; nothing has been drawn or written.
    """
    from rechallenge.formats.reading import read_course, source_of
    from rechallenge.planning.protocols.making import make_protocol
    from rechallenge.planning.protocols.request import ProtocolRequest

    place = Path(folder)
    request = ProtocolRequest(
        first_day=first_day or datetime.date.today() + datetime.timedelta(days=1),
        action=act,
        drug=drug,
        to_mg=to_mg,
        periods=periods,
        days=14 * periods if days is None else days,
        washout_days=washout_days,
        blinded=blinded,
        randomised=randomised,
        most_in_a_row=most_in_a_row,
        measures=tuple(measures),
        visit_every_days=visit_every_days,
    )
    source = source_of(case)
    reading = read_course(source)
    course, rates = reading.course, None
    if (place / PHARMACY_FILE).exists():
        raise CourseError([Problem("plan.drawn", {"folder": str(place), "file": PHARMACY_FILE})])
    with reserved(place, PLAN_FILES):
        allocated = make_protocol(course, request, sequence)
        if simulate:
            from rechallenge.planning.protocols.characteristics import rates_of
            from rechallenge.report.fitting import fitted

            on_progress(Step("read", 1.0, notes=reading.notes))
            fit = fitted(course, source.text, "laplace" if quick else "nuts", seed, on_progress=on_progress, store=cache or Cache())
            rates = rates_of(fit, allocated.protocol, seed)
        replace_folder(place, plan_contents(allocated, Language(language), rates))
    return FinishedPlan(allocated.protocol, place, rates)


def plan_contents(allocated: AllocatedProtocol, language: Language, rates: PlanRates | NoRates | None = None) -> dict[str, bytes]:
    """Return the files of a protocol by name; the order of a blinded one is in `PHARMACY_FILE` alone."""
    from rechallenge.report.protocols.calendar import calendar_file
    from rechallenge.report.protocols.diary import diary_csv, diary_document
    from rechallenge.report.protocols.page import plan_document
    from rechallenge.report.protocols.pharmacy import pharmacy_document

    protocol = allocated.protocol
    document = plan_document(protocol, language, rates)
    record = json.dumps(plan_record(protocol, rates, language), ensure_ascii=False, allow_nan=False, indent=2) + "\n"
    return {
        "plan.html": render_html(document, {}).encode("utf-8"),
        "plan.pdf": render_pdf(document, {}),
        "plan.json": record.encode("utf-8"),
        "diary.html": render_html(diary_document(protocol, language), {}).encode("utf-8"),
        "diary.csv": diary_csv(protocol, language).encode("utf-8"),
        "plan.ics": calendar_file(protocol, language),
        PHARMACY_FILE: render_html(pharmacy_document(allocated, language), {}).encode("utf-8"),
    }


def plan_record(protocol: Protocol, rates: PlanRates | NoRates | None, language: Language) -> dict[str, object]:
    """Return a protocol as JSON holds it, and how often it would settle it, or why that cannot be told."""
    from rechallenge import __version__
    from rechallenge.planning.protocols.rates import NoRates

    record: dict[str, object] = {"version": __version__, "plan": {**asdict(protocol), "first_day": protocol.first_day.isoformat()}}
    if rates is not None:
        record["rates"] = {"not_told": language.message(rates.reason)} if isinstance(rates, NoRates) else asdict(rates)
    return record
