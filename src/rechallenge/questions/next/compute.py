"""What would settle it: for each act and each measurement, what it is expected to tell, and what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rechallenge.arrays import Counts, Floats
from rechallenge.execution import Executors
from rechallenge.inference.fit import Fit
from rechallenge.inference.forecast import Plan, forecast, plan
from rechallenge.inference.summary import Estimate, Message
from rechallenge.literature.distributions import Z90
from rechallenge.literature.pharmacology import STEROID
from rechallenge.planning.acts import Act, ActBurden, burden_of, days_of_disease, steroid_by_day
from rechallenge.planning.bands import measured_days, risk_bands, steroid_bands_mg
from rechallenge.planning.hypotheses import HypothesisDraws, draws_under_each
from rechallenge.planning.information import LEAST_BLOCKS, Gain, Labelled, MeasurementSeries, coarser, gain, greedy_series, posterior
from rechallenge.planning.measures import Measure, PossibleResults, results_of
from rechallenge.questions import reservations
from rechallenge.questions.attribution.verdict import IDLE, WORKS
from rechallenge.questions.dependence.compute import least_doses
from rechallenge.questions.forecasts import HORIZON_DAYS, Forecasts, chances
from rechallenge.questions.next.acts import OfferedActs, acts_for
from rechallenge.questions.next.answer import NextAnswer, NextLimits, NextOption, OpenBits
from rechallenge.questions.next.growth import growth
from rechallenge.questions.next.options import NOTHING, TriedOption, options_of
from rechallenge.questions.next.sentence import sentence_of
from rechallenge.questions.schedule import stopped_on

# Futures of each draw over which its own risk of a relapse is averaged.
N_RISK_FUTURES = 4
# Results into which each measurement of a series is cut, and the most measurements of one: results of a series multiply.
SERIES_RESULTS, LONGEST_SERIES = 6, 3


@dataclass(frozen=True, slots=True)
class _AskedOfDraws:
    """What is asked of the draws: which drugs act, the band of the risk, and that of the least dose where there is one."""

    which_act: Labelled
    risk: Labelled
    steroid: Labelled | None


def next_step(forecasts: Forecasts, limits: NextLimits | None = None) -> NextAnswer:
    """Say which act and which measurement would tell most.

    Parameters
    ----------
    limits
        What the user will not go beyond.
    """
    course, fit, seed = forecasts.course, forecasts.fit, forecasts.seed
    limits = limits or NextLimits()
    if not fit.problem.drugs:
        return _without(Message("next.no_drug"), limits)
    if not all(np.isfinite(fit.log_bayes_factor(drug).log) for drug in fit.problem.drugs):
        return replace(_without(Message("next.not_computed"), limits), warnings=reservations.computation(fit))
    draws = draws_under_each(fit, executor=forecasts.executor)
    asked = _asked(fit, draws, seed, forecasts.executor)
    offered = acts_for(course, fit.problem)
    tried = _tried(forecasts, draws, asked, offered)
    kept = [each for each in tried if limits.allow(each.burden, max(measure.day for measure in each.measures))]
    options = options_of(kept)
    best = next((each for each in options if each.measure is not None and not each.series), None)
    settled = _settled(draws, fit)
    return NextAnswer(
        sentence=sentence_of(options, asked.which_act.entropy, settled, bool(tried)),
        estimate=None if best is None else _estimate(best),
        open=OpenBits(
            bits=asked.which_act.entropy,
            bits_risk=asked.risk.entropy,
            bits_steroid=None if asked.steroid is None else asked.steroid.entropy,
        ),
        options=options,
        n_beyond_limits=len(tried) - len(kept),
        limits=limits,
        withheld=offered.withheld,
        risk_bands=risk_bands(),
        steroid_bands_mg=steroid_bands_mg(),
        growth={drug: growth(course, fit, drug, forecasts.causes[drug]) for drug in fit.problem.drugs},
        p_active_today=reservations.p_active_today(fit),
        warnings=(
            *(best.remarks if best is not None else ()),
            *reservations.computation(fit),
            *reservations.record(course, fit),
            *reservations.active_today(course, fit),
            *((Message("next.few_draws"),) if asked.which_act.n_blocks < LEAST_BLOCKS else ()),
            *(message for each in forecasts.causes.values() for message in each.warnings()),
        ),
        notes=(
            Message("next.bits"),
            Message(
                "next.bands",
                {"risk": [round(100 * each) for each in risk_bands()], "steroid": [f"{each:g}" for each in steroid_bands_mg()]},
            ),
        ),
    )


def _without(sentence: Message, limits: NextLimits) -> NextAnswer:
    """Answer where nothing can be weighed: doing nothing is all that is left."""
    return NextAnswer(
        sentence=sentence,
        options=(NOTHING,),
        limits=limits,
        risk_bands=risk_bands(),
        steroid_bands_mg=steroid_bands_mg(),
        growth={},
    )


def _estimate(best: NextOption) -> Estimate | None:
    """Main number: what the best single measurement tells; None where its error is not known."""
    if best.bits_error is None:
        return None
    spread = Z90 * best.bits_error
    return Estimate(best.bits, max(best.bits - spread, 0.0), best.bits + spread, "bit")


def _settled(draws: HypothesisDraws, fit: Fit) -> bool:
    """Whether each drug has a verdict already."""
    p = np.array([draws.p_acts(fit.place(drug), draws.share) for drug in fit.problem.drugs])
    return bool(np.all(_decided(p)))


def _decided(p: Floats) -> Floats:
    return np.asarray((p > WORKS) | (p < IDLE), float)


# what is asked


def _asked(fit: Fit, draws: HypothesisDraws, seed: int, executor: Executors) -> _AskedOfDraws:
    regimen = fit.problem.regimen
    drug = regimen.latest_of(fit.problem.drugs)
    assert drug is not None  # there is one under question
    stop = plan(fit.problem, stopped_on(regimen, drug, 0.0), HORIZON_DAYS)
    steroid = None
    if regimen.drugs_of(STEROID) and f"{STEROID}.half_effect" in fit.problem.layout.parameters:
        others = tuple(each for each in fit.problem.drugs if each != STEROID)
        steroid = draws.labelled(_bands(least_doses(fit, draws.paths, draws.works, others)[1], steroid_bands_mg(), right=True))
    return _AskedOfDraws(draws.which_act, draws.labelled(_bands(_own_risk(fit, draws, stop, seed, executor), risk_bands())), steroid)


def _bands(values: Floats, edges: Sequence[float], *, right: bool = False) -> Counts:
    return np.asarray(np.digitize(values, edges, right=right), np.int64)


def _own_risk(fit: Fit, draws: HypothesisDraws, stop: Plan, seed: int, executor: Executors) -> Floats:
    """Risk of each draw to relapse within the horizon after a stop, chance averaged out, shape (draws,).

    Its futures are others than those in which something is measured: the risk is the patient's, and no future's.
    """
    rows = np.repeat(np.arange(len(draws.stratum)), N_RISK_FUTURES)
    future = forecast(fit.problem, draws.paths.taken(rows), draws.works[rows], stop, HORIZON_DAYS, seed + 1, executor)
    p = future.p_relapse[:, -1].reshape(-1, N_RISK_FUTURES)
    found = np.zeros(len(draws.stratum))
    for stratum in range(len(draws.names)):
        mine = draws.stratum == stratum
        found[mine] = chances(p[mine].ravel(), N_RISK_FUTURES)
    return found


# what is tried


def _tried(forecasts: Forecasts, draws: HypothesisDraws, asked: _AskedOfDraws, offered: OfferedActs) -> list[TriedOption]:
    course, fit, seed = forecasts.course, forecasts.fit, forecasts.seed
    weights, problem = asked.which_act.weight, fit.problem
    days = [day for day in measured_days() if day <= HORIZON_DAYS]
    names = [exposure.name for exposure in problem.layout.exposures]
    place = names.index(STEROID) if STEROID in names else None
    shares = _other_shares(fit, draws)
    found: list[TriedOption] = []
    as_now: Floats | None = None
    for act in offered.acts:
        regimen = plan(problem, act.changes, HORIZON_DAYS)
        future = forecast(problem, draws.paths, draws.works, regimen, HORIZON_DAYS, seed, forecasts.executor)
        disease = days_of_disease(future, weights)
        as_now = disease if as_now is None else as_now  # the first act is going on
        steroid = (
            np.zeros(HORIZON_DAYS + 1) if place is None else steroid_by_day(regimen.days[place], regimen.amounts_mg[place], HORIZON_DAYS)
        )
        results = results_of(problem, course, draws.paths, future, weights, days, seed, forecasts.executor)

        asks: list[tuple[Sequence[tuple[Measure, ...]], Floats]] = [([(each,) for each in results.measures], results.probabilities)]
        if (series := _series(results, asked)) is not None:
            asks.append(([tuple(results.measures[each] for each in series.measurements)], series.probabilities))
        for measures, probabilities in asks:
            costs = [burden_of(each, disease, as_now, steroid) for each in measures]
            decides = _p_decides(fit, draws, probabilities)
            found += _weighed(act, measures, costs, probabilities, asked, shares, decides)
    return found


def _series(results: PossibleResults, asked: _AskedOfDraws) -> MeasurementSeries | None:
    return greedy_series(coarser(results.probabilities, SERIES_RESULTS), asked.which_act, LONGEST_SERIES)


def _weighed(
    act: Act,
    measures: Sequence[tuple[Measure, ...]],
    costs: Sequence[ActBurden],
    probabilities: Floats,
    asked: _AskedOfDraws,
    shares: Sequence[tuple[Floats, Floats]],
    decides: Floats,
) -> list[TriedOption]:
    which, risk = (_with_share_error(probabilities, each, shares) for each in (asked.which_act, asked.risk))
    steroid = None if asked.steroid is None else _with_share_error(probabilities, asked.steroid, shares)
    return [
        TriedOption(
            act,
            each,
            cost,
            which.of(place),
            risk.of(place),
            None if steroid is None else steroid.of(place),
            float(decides[place]),
        )
        for place, (each, cost) in enumerate(zip(measures, costs, strict=True))
    ]


def _other_shares(fit: Fit, draws: HypothesisDraws) -> list[tuple[Floats, Floats]]:
    """Probabilities of the hypotheses with the log Bayes factor of each drug a standard error higher, and lower."""
    found = []
    for place, name in enumerate(draws.names):
        error = fit.against(name).error
        if not 0.0 < error < np.inf:
            continue
        pair = []
        for side in (-error, error):
            odds = draws.share.copy()
            odds[place] *= np.exp(side)
            pair.append(odds / odds.sum())
        found.append((pair[0], pair[1]))
    return found


def _with_share_error(probabilities: Floats, labelled: Labelled, shares: Sequence[tuple[Floats, Floats]]) -> Gain:
    """Expected information, its error with that of the probabilities of the hypotheses."""
    found = gain(probabilities, labelled)
    squared = found.error**2
    for low, high in shares:
        sides = [gain(probabilities, replace(labelled, share=share)).bits for share in (low, high)]
        squared = squared + (0.5 * (sides[1] - sides[0])) ** 2
    return replace(found, error=np.sqrt(squared))


def _p_decides(fit: Fit, draws: HypothesisDraws, probabilities: Floats) -> Floats:
    """Share of the futures after which each drug under question has a verdict, shape (measurements,)."""
    of_result, after = posterior(probabilities, draws.which_act)
    every = np.ones_like(of_result)
    for drug in fit.problem.drugs:
        every *= _decided(draws.p_acts(fit.place(drug), after))
    return np.asarray(np.clip(np.sum(of_result * every, axis=1), 0.0, 1.0))
