"""The regimens that hold remission with the least drug and steroid, found by a search; beside them those that everyone asks about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rechallenge.inference.summary import Estimate, Message
from rechallenge.questions import reservations
from rechallenge.questions.forecast_start import ForecastStart
from rechallenge.questions.forecasts import HORIZON_DAYS, Forecasts, probability
from rechallenge.questions.information import moved, says_little, share_from_data
from rechallenge.questions.regimen.answer import RegimenAnswer, RegimenRow
from rechallenge.questions.regimen.candidates import Candidate, candidates
from rechallenge.questions.regimen.frontier import SAME_RISK, Frontier, TriedRegimen, dominates
from rechallenge.questions.regimen.search import changes_of, named, search
from rechallenge.questions.reservations import messages
from rechallenge.safety.adrenal import adrenal_warnings
from rechallenge.safety.situation import patient_of

# A regimen is as safe as another when its risk is no more than ten points higher.
AS_SAFE = 0.10
# Above this a relapse is not unlikely, in the words of the reports.
UNSAFE = 0.33
# Risks that all lie within this are told as one.
ALIKE = 0.05
# The search of a patient on a high dose of steroid has many tapers to try; a report does not wait for all.
MOST_TRIED = 300


def regimen(forecasts: Forecasts) -> tuple[RegimenAnswer, ...]:
    """Answer for the drug under question that is given today, or was given last."""
    course, fit = forecasts.course, forecasts.fit
    drug = fit.problem.regimen.latest_of(fit.problem.drugs)
    if drug is None:
        return ()
    # the same draws as every other forecast of the report
    forecast_start = ForecastStart.of(course, fit, n_pasts=forecasts.n_pasts, seed=forecasts.seed)
    found = search(forecast_start, drug=drug, most_tried=MOST_TRIED, executor=forecasts.executor)
    if found.withheld:
        return (_withheld(found, drug, forecasts),)
    patient = patient_of(course)
    rows = tuple(_searched(point, found) for point in found.points)
    familiar = tuple(_familiar(candidates(fit.problem, drug, HORIZON_DAYS, patient), rows, found, forecasts))
    compared = (*rows, *familiar)

    best = min(range(len(rows)), key=lambda i: (round(rows[i].p_relapse_90d, 2), _burden(rows[i])))
    chosen = found.points[best].choice
    changes = changes_of(fit.problem.regimen, drug, chosen, as_is=replace(chosen, taper=None) == found.current.choice)
    expected = forecasts.under(changes, prior=True).p_relapse[:, HORIZON_DAYS]
    prior, estimate = probability(expected), found.points[best].risk
    shift = moved(expected, forecasts.under(changes).p_relapse[:, HORIZON_DAYS])
    from_data = share_from_data(prior, estimate, shift)
    is_little = says_little(from_data, shift)
    return (
        RegimenAnswer(
            sentence=_sentence(rows, compared, best, found.n_tried, is_little),
            estimate=estimate,
            prior=prior,
            from_data=from_data,
            frontier=rows,
            familiar=familiar,
            n_tried=found.n_tried,
            horizon_days=HORIZON_DAYS,
            searched=drug,
            notes=(*found.notes, reservations.relapse_level(course)),
            warnings=(
                *_of_rows(compared),
                *reservations.computation(fit),
                *reservations.record(course, fit),
                *reservations.little(is_little),
                *reservations.open_question(fit, drug),
                *reservations.active_today(course, fit),
                *((Message("regimen.untried"),) if not all(row.tried for row in compared) else ()),
                *reservations.assumed_doses(fit, (drug,)),
            ),
        ),
    )


def _row(
    name: Message,
    risk: Estimate,
    source: TriedRegimen | Candidate,
    *,
    tried: bool,
    current: bool,
    efficient: bool,
    lowered_to_mg: float | None,
    reasons: tuple[Message, ...],
    warnings: tuple[Message, ...],
) -> RegimenRow:
    return RegimenRow(
        regimen=name.code,
        values=name.values,
        p_relapse_90d=risk.value,
        interval=risk,
        drug_mg_per_week=source.drug_mg_per_week,
        prednisone_mg_per_day=source.prednisone_mg_per_day,
        injections_per_week=source.injections_per_week,
        efficient=efficient,
        tried=tried,
        current=current,
        steroid_lowered_to_mg=lowered_to_mg,
        reasons=reasons,
        warnings=warnings,
    )


def _searched(point: TriedRegimen, found: Frontier) -> RegimenRow:
    """Row of a regimen that no other beats; the present one under the name that everyone gives it."""
    choice = point.choice
    name = named(choice, found.drug, found.steroid_mg_per_day)
    if point.is_current:
        name = Message("regimen.name.not_resumed", {"drug": found.drug}) if choice.dose_mg is None else Message("regimen.name.continue")
    return _row(
        name,
        point.risk,
        point,
        tried=point.tried,
        current=point.is_current,
        efficient=True,
        lowered_to_mg=None if choice.taper is None else point.lowest_prednisone_mg,
        reasons=point.reasons,
        warnings=point.warnings,
    )


def _familiar(known: Sequence[Candidate], rows: Sequence[RegimenRow], found: Frontier, forecasts: Forecasts) -> Iterator[RegimenRow]:
    """Rows of the regimens that everyone asks about and that the frontier does not hold, each with what beats it."""
    regimen, patient = forecasts.fit.problem.regimen, patient_of(forecasts.course)
    for candidate in known:
        risk = probability(forecasts.under(candidate.changes).p_relapse[:, HORIZON_DAYS], forecasts.provenance)
        costs = _costs(risk.value, candidate.drug_mg_per_week, candidate.prednisone_mg_per_day)
        if any(costs == _costs(row.p_relapse_90d, row.drug_mg_per_week, row.prednisone_mg_per_day) for row in rows):
            continue
        better = next((point for point in found.points if _beats(point, costs)), None)
        reasons: tuple[Message, ...] = ()
        if better is not None:
            values = {"p": better.risk.value, "regimen": named(better.choice, found.drug, found.steroid_mg_per_day)}
            reasons = (Message("regimen.beaten", values),)
        yield _row(
            Message(candidate.name, candidate.values),
            risk,
            candidate,
            tried=candidate.tried,
            current=not candidate.changes,
            efficient=better is None,
            lowered_to_mg=candidate.steroid_lowered_to_mg,
            reasons=reasons,
            warnings=messages(adrenal_warnings(regimen, patient, candidate.changes)),
        )


def _costs(risk: float, drug_mg_per_week: float, prednisone_mg_per_day: float) -> tuple[float, float, float]:
    return (round(risk / SAME_RISK), round(drug_mg_per_week, 3), round(prednisone_mg_per_day, 2))


def _beats(point: TriedRegimen, costs: tuple[float, ...]) -> bool:
    return dominates(_costs(point.risk.value, point.drug_mg_per_week, point.prednisone_mg_per_day), costs)


def _burden(row: RegimenRow) -> tuple[float, float]:
    return (row.prednisone_mg_per_day, row.drug_mg_per_week)


def _sentence(rows: Sequence[RegimenRow], compared: Sequence[RegimenRow], best: int, n_tried: int, is_little: bool) -> Message:
    """Name the safest regimen, and the lightest one that is nearly as safe."""
    safest = rows[best].p_relapse_90d
    values: dict[str, object] = {"p": safest, "regimen": rows[best].name, "days": HORIZON_DAYS, "n": n_tried}
    if is_little:
        return Message("regimen.little", values)
    if max(row.p_relapse_90d for row in compared) - safest < ALIKE:
        return Message("regimen.alike", values)
    safe = [row for row in rows if row.p_relapse_90d <= safest + AS_SAFE]
    lightest = min(safe, key=lambda row: (_weight(row, rows), row.p_relapse_90d))
    unsafe = "none_safe" if safest > UNSAFE else ""
    if _weight(lightest, rows) < _weight(rows[best], rows) - 1e-9:
        return Message(
            f"regimen.{unsafe + '_' if unsafe else ''}lighter",
            {**values, "lighter": lightest.name, "p_lighter": lightest.p_relapse_90d},
        )
    return Message(f"regimen.{unsafe or 'none_lighter'}", values)


def _weight(row: RegimenRow, compared: Sequence[RegimenRow]) -> float:
    """Burden on one scale: shares of the greatest drug and steroid of the list, added; only to pick one to name."""
    drug = max(each.drug_mg_per_week for each in compared) or 1.0
    steroid = max(each.prednisone_mg_per_day for each in compared) or 1.0
    return row.drug_mg_per_week / drug + row.prednisone_mg_per_day / steroid


def _of_rows(compared: Sequence[RegimenRow]) -> tuple[Message, ...]:
    """Warnings of single regimens, each once: they stand in the answer as well."""
    return tuple({each.code: each for row in compared for each in row.warnings}.values())


def _withheld(found: Frontier, drug: str, forecasts: Forecasts) -> RegimenAnswer:
    """Answer where nothing is proposed: why, and nothing else."""
    return RegimenAnswer(
        sentence=Message("regimen.withheld", {"drug": found.drug}),
        withheld=found.withheld,
        frontier=(),
        familiar=(),
        n_tried=0,
        horizon_days=HORIZON_DAYS,
        searched=drug,
        notes=(),
        warnings=(*found.withheld, *reservations.record(forecasts.course, forecasts.fit)),
    )
