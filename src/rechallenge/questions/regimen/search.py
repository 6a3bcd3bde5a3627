"""The search for regimens that take less drug and steroid for little more risk.

A regimen is a few decisions: the dose of the drug, its spacing, and how the glucocorticoid is lowered. Each is an axis of what can
be prescribed. The search is a Pareto local search (Paquete, Chiarandini and Stuetzle 2004, doi:10.1007/978-3-642-17144-4_7): from
the present regimen and the extremes, each regimen that no other beats is taken apart, one step up and down each axis, until every
neighbour of every regimen on the frontier has been tried. Where something in the record speaks against the drug, or nothing is published
for the patient, nothing is searched, and the reasons stand instead. All regimens meet the same draws and the same spontaneous activity.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

from rechallenge.course.model import Treatment
from rechallenge.course.regimen import Regimen
from rechallenge.execution import Executors, threads
from rechallenge.inference.summary import Message
from rechallenge.literature.drugs import known_drugs
from rechallenge.literature.pharmacology import STEROID
from rechallenge.questions.forecast_start import CLEARANCE, ForecastStart
from rechallenge.questions.forecasts import HORIZON_DAYS, probability
from rechallenge.questions.regimen.frontier import Frontier, TriedRegimen, beats, more_taken
from rechallenge.questions.regimen.search_space import Choice, Limits, SearchSpace
from rechallenge.questions.reservations import messages
from rechallenge.questions.schedule import WEEK_DAYS, given_from, stopped_on, tapered
from rechallenge.safety.adrenal import SOURCE, adrenal_warnings, physiological_mg
from rechallenge.safety.review import against_others, is_tried
from rechallenge.safety.rule import obstacles
from rechallenge.safety.situation import patient_of

# Of regimens within so much of each other one is told, the lightest: a list of fifty helps nobody.
TOLD_APART = 0.05
MOST_TRIED = 400


class _RegimenSearch:
    def __init__(self, forecast_start: ForecastStart, drug: str, limits: Limits, executor: Executors = threads) -> None:
        self.forecast_start = forecast_start if limits.clearance_ml_min is None else forecast_start.with_clearance(limits.clearance_ml_min)
        self.drug, self.limits, self.executor = drug, limits, executor
        self.patient = patient_of(forecast_start.course, limits.clearance_ml_min)
        self.space = SearchSpace(forecast_start.problem.regimen, drug, limits, self.patient)
        self.tried: dict[Choice, TriedRegimen] = {}
        given = forecast_start.problem.regimen.current(drug)
        last = self.space.last
        self.current = Choice(last.dose_mg if given else None, last.every_days)
        self.drug_name = last.drug
        self.injected = "sc" in known_drugs()[last.drug].routes

    def changes(self, choice: Choice) -> tuple[Treatment, ...]:
        return changes_of(self.forecast_start.problem.regimen, self.drug, choice, as_is=replace(choice, taper=None) == self.current)

    def named(self, point: TriedRegimen) -> Message:
        return named(point.choice, self.drug_name, self.space.now_mg)

    def point(self, choice: Choice) -> TriedRegimen:
        if choice not in self.tried:
            changes = self.changes(choice)
            forecast = self.forecast_start.under(changes, horizon_days=HORIZON_DAYS, executor=self.executor)
            burden = self.forecast_start.burden(changes, horizon_days=HORIZON_DAYS)
            lowest = self.space.now_mg if choice.taper is None else burden.lowest_mg(STEROID)
            self.tried[choice] = TriedRegimen(
                choice,
                probability(forecast.p_relapse[:, -1]),
                WEEK_DAYS * burden.mean_mg_per_day(self.drug),
                0.0 if choice.dose_mg is None or not self.injected else WEEK_DAYS / choice.every_days,
                burden.prednisone_mg_per_day,
                lowest,
                choice == self.current,
                tried=choice == self.current or (choice.taper is None and is_tried(self.forecast_start.problem.regimen, changes)),
                warnings=messages(adrenal_warnings(self.forecast_start.problem.regimen, self.patient, changes)),
            )
        return self.tried[choice]

    @property
    def withheld(self) -> tuple[Message, ...]:
        """Why nothing is proposed; empty where something may be."""
        reasons = obstacles(self.forecast_start.course, self.forecast_start.problem.regimen, self.drug_name, self.patient)
        return messages((*reasons, *([self.space.menu.reason] if self.space.menu.reason else [])))

    def run(self, on_progress: Callable[[float], None], most_tried: int) -> list[TriedRegimen]:
        frontier: list[TriedRegimen] = []
        for choice in self.space.starts(self.current):
            if self.space.allows(choice):
                frontier = _joined(frontier, self.point(choice))
        taken_apart: set[Choice] = set()
        while len(self.tried) < most_tried:
            waiting = next((point for point in frontier if point.choice not in taken_apart), None)
            if waiting is None:
                break
            taken_apart.add(waiting.choice)
            for choice in self.space.neighbours(waiting.choice):
                if choice not in self.tried:
                    frontier = _joined(frontier, self.point(choice))
            on_progress(min(0.99, len(taken_apart) / max(len(frontier) + 1, len(taken_apart) + 1)))
        return sorted(frontier, key=lambda point: point.risk.value)

    def distinct(self, frontier: list[TriedRegimen]) -> list[TriedRegimen]:
        """Of the regimens whose risks a reader would not tell apart, keep the lightest; and the present one, where it is among them.

        The first of them count from the least risk of all that were tried, which a heavier regimen may have that the frontier left for a
        lighter one of nearly the same risk.
        """
        kept: list[TriedRegimen] = []
        start = min((point.risk.value for point in self.tried.values()), default=0.0)
        for point in frontier:
            alike = kept and not point.is_current and not kept[-1].is_current and point.risk.value - start < TOLD_APART
            if not alike:
                start = point.risk.value if kept else start
                kept.append(point)
            elif more_taken(point, kept[-1]) < 0.0:
                kept[-1] = point
        return kept


def _joined(frontier: list[TriedRegimen], point: TriedRegimen) -> list[TriedRegimen]:
    """Add a regimen to a frontier and drop those that it beats; of regimens that cost the same the first stays."""
    if any(other.costs == point.costs or beats(other, point) for other in frontier):
        return frontier
    return [*(other for other in frontier if not beats(point, other)), point]


def changes_of(regimen: Regimen, drug: str, choice: Choice, *, as_is: bool = False) -> tuple[Treatment, ...]:
    """Return what a regimen changes of the present treatment; `as_is` leaves the drug as it is."""
    changes: tuple[Treatment, ...] = ()
    dosage = choice.dosage(regimen.latest(drug))
    if dosage is None:
        changes += stopped_on(regimen, drug, 0.0)
    elif not as_is:
        changes += given_from(regimen, dosage, 0.0)
    if choice.taper is not None:
        taper = choice.taper
        changes += tapered(regimen, by_mg=taper.by_mg, weeks=taper.weeks, floor_mg=taper.floor_mg, day=0.0, horizon_days=HORIZON_DAYS)
    return changes


def search(
    forecast_start: ForecastStart,
    limits: Limits | None = None,
    *,
    drug: str | None = None,
    on_progress: Callable[[float], None] | None = None,
    most_tried: int = MOST_TRIED,
    executor: Executors = threads,
) -> Frontier:
    """Search the regimens of a patient.

    Parameters
    ----------
    forecast_start
        Where the draws leave the patient.
    limits
        What is not to be done.
    drug
        Exposure to search over; by default the drug under question that is given today, or was given last.
    on_progress
        Told the share that is done, roughly.
    most_tried
        Regimens after which the search ends, wherever it is.
    executor
        Gives what runs the draws of a forecast side by side.

    Raises
    ------
    ValueError
        When the course holds no drug under question.
    """
    limits = limits or Limits()
    chosen = drug or forecast_start.problem.regimen.latest_of(forecast_start.problem.drugs)
    if chosen is None:
        raise ValueError("the course holds no drug whose regimen could be searched")
    run = _RegimenSearch(forecast_start, chosen, limits, executor)
    withheld, current = run.withheld, run.point(run.current)
    points = [] if withheld else run.distinct(run.run(on_progress or (lambda _: None), most_tried))
    if not points:
        withheld = withheld or (Message("advice.none_left", {"drug": run.drug_name}),)
        return Frontier(run.drug_name, HORIZON_DAYS, (), current, 0, run.space.now_mg, limits, withheld=withheld)
    explained = tuple(replace(point, reasons=tuple(_reasons(point, run, points))) for point in points)
    return Frontier(
        run.space.last.drug,
        HORIZON_DAYS,
        explained,
        replace(current, reasons=tuple(_reasons(current, run, points))),
        len(run.tried),
        run.space.now_mg,
        limits,
        tuple(_notes(run)),
    )


def _notes(run: _RegimenSearch) -> Iterator[Message]:
    """What holds for all points."""
    space, limits = run.space, run.limits
    if space.without_tablets is not None:
        yield Message("advice.no_taper", {"drug": space.without_tablets, "source": SOURCE})
    elif space.now_mg > space.floor_mg > 0.0:
        asked = limits.adrenal_tested or limits.lowest_prednisone_mg > physiological_mg(run.patient)
        yield Message("search.note.floor" if asked else "search.note.adrenal", {"mg": round(space.floor_mg, 1)})
    yield from messages(space.menu.notes)
    regimen = run.forecast_start.problem.regimen
    yield from messages(against_others(run.forecast_start.course, regimen, run.drug_name, run.patient))
    if not space.allows(run.current):
        yield Message("advice.outside_now")
    if run.limits.clearance_ml_min is not None and run.drug in run.forecast_start.depends_on_kidneys:
        yield Message("search.note.renal", {"drug": run.drug, "clearance": run.limits.clearance_ml_min, "ratio": _exposure_ratio(run)})


def _exposure_ratio(run: _RegimenSearch) -> float:
    """How much higher the mean exposure is at the limit's renal function than at the reference one."""
    model = run.forecast_start.problem.models[run.drug]
    covariate = next(each for each in model.covariates if each.name == CLEARANCE)
    assert run.limits.clearance_ml_min is not None
    return covariate.ratio(covariate.reference, run.limits.clearance_ml_min)


def _reasons(point: TriedRegimen, run: _RegimenSearch, frontier: list[TriedRegimen]) -> Iterator[Message]:
    """Say why a regimen stands where it does: what one step less would risk, what one step more would gain, and what stops it."""
    others = [run.tried[each] for each in run.space.neighbours(point.choice) if each in run.tried]
    lighter = [each for each in others if more_taken(each, point) < -1e-6 and each.risk.value > point.risk.value]
    heavier = [each for each in others if more_taken(each, point) > 1e-6 and each.risk.value < point.risk.value]
    better = next((each for each in frontier if beats(each, point)), None)
    if better is not None:
        yield Message("search.why.beaten", {"p": better.risk.value, "regimen": run.named(better)})
    if lighter:
        next_down = min(lighter, key=lambda each: each.risk.value)
        yield Message("search.why.lighter", {"p": next_down.risk.value, "regimen": run.named(next_down)})
    if heavier:
        next_up = min(heavier, key=lambda each: each.risk.value)
        yield Message("search.why.heavier", {"p": next_up.risk.value, "regimen": run.named(next_up)})
    elif better is None and point.choice.dose_mg is not None:
        yield Message("search.why.safest")
    floor_mg = run.space.floor_mg
    if point.choice.taper is not None and point.lowest_prednisone_mg <= floor_mg + 1e-9 and floor_mg > 0.0:
        yield Message("search.why.floor", {"mg": floor_mg})


def named(choice: Choice, drug: str, steroid_mg: float = math.inf) -> Message:
    """Name a regimen; `steroid_mg`, the daily prednisone of today, tells a single step from a taper, and that there is none to name."""
    if choice.dose_mg is None:
        given = Message("search.drug.none", {"drug": drug})
    elif choice.every_days == 1.0:
        given = Message("search.drug.daily", {"drug": drug, "dose": choice.dose_mg})
    else:
        given = Message("search.drug.spaced", {"drug": drug, "dose": choice.dose_mg, "every": choice.every_days})
    taper = choice.taper
    if taper is None and steroid_mg == 0.0:
        return given
    if taper is None:
        steroid = Message("search.steroid.same")
    elif steroid_mg - taper.by_mg <= taper.floor_mg:
        steroid = Message("search.steroid.at_once", {"floor": taper.floor_mg})
    else:
        steroid = Message("search.steroid.taper", {"by": taper.by_mg, "weeks": taper.weeks, "floor": taper.floor_mg})
    return Message("search.regimen", {"given": given, "steroid": steroid})
