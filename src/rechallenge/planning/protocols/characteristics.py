"""How often a protocol would settle it in this patient: simulated courses of the plan, where the drug acts and where it does nothing.

Courses are carried on from draws of the fit, through the periods of the protocol. What each of them shows is summed up in two numbers:
how the measurements of the two kinds of period differ, and how often each kind ended in a relapse. The Bayes factor of the two is the odds
of a logistic regression between courses of both kinds (Bickel, Brückner and Scheffer 2009, JMLR 10:2137-2155): half of the courses are
read by a regression that the other half made. A report reads every value and every day, and learns more: these rates are the least.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
from scipy.special import expit
from scipy.stats import norm

from rechallenge.arrays import Counts, Flags, Floats
from rechallenge.course.model import DoseStep, Treatment
from rechallenge.course.times import When
from rechallenge.execution import in_double_precision
from rechallenge.inference.fit import Fit
from rechallenge.inference.forecast import Forecast, forecast, plan
from rechallenge.inference.summary import Message
from rechallenge.literature.pharmacology import drug_model
from rechallenge.mechanism.relapse import accumulated, new_relapse_hazard
from rechallenge.outcomes import marker
from rechallenge.planning.acts import days_of_disease
from rechallenge.planning.hypotheses import HypothesisDraws, draws_under_each
from rechallenge.planning.measures import drawn_values
from rechallenge.planning.protocols.protocol import CERTAIN_FACTOR, ComparedDose, Protocol, ProtocolPeriod
from rechallenge.planning.protocols.rates import NoRates, PlanRates, RateOfPlan, RatesUnderTruth
from rechallenge.planning.protocols.sequences import WITH, WITHOUT, count_sequences, sequence_at

# Simulated courses where the drug acts, and as many where it does nothing.
COURSES = 1000
# Draws of each hypothesis from which they go on.
DRAWS = 400
# Orders over which the rates of a blinded plan are averaged, drawn from all that could be: the one that was drawn is not known here.
ORDERS = 8
# What a course is summed up in at a look (`features_of`).
_N_FEATURES = 5
# Ridge of the regression on standardised features, and its Newton steps: enough that courses which all differ leave it finite.
RIDGE, STEPS = 1.0, 30


@dataclass(frozen=True, slots=True)
class _SummedUp:
    """What some courses show: features at each look, shape (courses, looks, features), relapses, and days of disease on average."""

    features: Floats
    relapses: Floats
    disease_days: float


def rates_of(fit: Fit, protocol: Protocol, seed: int = 0) -> PlanRates | NoRates:
    """Simulate a protocol on the draws of a fit, from today on.

    Parameters
    ----------
    seed
        Of the courses, and of the orders tried of a blinded plan.
    """
    exposure = drug_model(protocol.drug).exposure
    if exposure not in fit.problem.drugs:
        return NoRates(Message("plans.rates.acts_always", {"drug": protocol.drug}))
    if not np.isfinite(fit.log_bayes_factor(exposure).log):
        return NoRates(Message("plans.rates.not_computed", {"drug": protocol.drug}))
    followed = [model.name for model in fit.problem.layout.outcomes]
    told = [each for each in (*protocol.measured, *protocol.self_reported) if each in followed]
    if not told:
        return NoRates(Message("plans.rates.nothing_followed"))
    compared = marker().name if marker().name in told else told[0]
    draws, rng = draws_under_each(fit, DRAWS), np.random.default_rng([seed, 19])
    acting = draws.acting[:, fit.place(exposure)] > 0.0
    orders = _orders(protocol, rng)
    rows = [_rows(draws, acting == acts, rng) for acts in (True, False)]
    shown = [_shown(fit, protocol, draws, each, orders, compared, rng) for each in rows]
    found = _log_factors(shown[0].features, shown[1].features)
    there, idle = (
        _under(acts, factors, each, of, protocol.looks) for acts, factors, each, of in zip((True, False), found, shown, rows, strict=True)
    )
    return PlanRates(compared, COURSES, min(len(np.unique(each)) for each in rows), there, idle)


def _rows(draws: HypothesisDraws, of: Flags, rng: np.random.Generator) -> Counts:
    """Rows of draws from which the courses go on: of some hypotheses, in their shares."""
    weight = draws.which_act.weight * of[draws.stratum]
    return np.asarray(rng.choice(len(weight), COURSES, p=weight / weight.sum()))


def _orders(protocol: Protocol, rng: np.random.Generator) -> tuple[str, ...]:
    if protocol.sequence is not None:
        return (protocol.sequence,)
    periods, most = len(protocol.periods), protocol.most_in_a_row
    total = count_sequences(periods, most)
    numbers = rng.choice(total, min(ORDERS, total), replace=False)
    return tuple(sequence_at(int(number) + 1, periods, most) for number in numbers)


def _shown(
    fit: Fit,
    protocol: Protocol,
    draws: HypothesisDraws,
    rows: Counts,
    orders: Sequence[str],
    compared: str,
    rng: np.random.Generator,
) -> _SummedUp:
    """Simulate courses, each under one of the orders in turn."""
    features = np.zeros((len(rows), len(protocol.looks), _N_FEATURES))
    relapses, disease = np.zeros(len(rows)), 0.0
    for place, order in enumerate(orders):
        mine = np.arange(len(rows)) % len(orders) == place
        past, works = draws.paths.taken(rows[mine]), draws.works[rows[mine]]
        regimen = plan(fit.problem, (treatment_of_order(protocol, order),), protocol.days)
        future = forecast(fit.problem, past, works, regimen, protocol.days, int(rng.integers(2**31)))
        days = _relapse_days(protocol, order, future, past.parameters["relapse_recognition_per_d"], rng)
        values = drawn_values(fit.problem, future.levels[compared], past.parameters, compared, rng)
        looked = np.array(protocol.visits) if compared in protocol.measured else np.arange(protocol.days)
        features[mine] = features_of(protocol, order, values, looked, days)
        relapses[mine] = np.isfinite(days).sum(axis=1)
        disease += float(days_of_disease(future, np.full(mine.sum(), 1.0 / len(rows)))[-1])
    return _SummedUp(features, relapses, disease)


def treatment_of_order(protocol: Protocol, order: str) -> Treatment:
    """Return the drug as it is given through the periods, in an order; days count from the first of the plan."""
    steps = [step for letter, period in zip(order, protocol.periods, strict=True) for step in _steps(_dose(protocol, letter), period)]
    return Treatment(protocol.drug, True, tuple(steps), protocol.route)


def _dose(protocol: Protocol, letter: str) -> ComparedDose:
    return protocol.without if letter == WITHOUT else protocol.with_drug


def _steps(dose: ComparedDose, period: ProtocolPeriod) -> Iterator[DoseStep]:
    """Doses of a period; on the way down in stages, of which those count that begin within it."""
    stages = [(each.day, each.dose_mg) for each in dose.stages if each.day < period.days] or [(0, dose.dose_mg)]
    ends = [*(day for day, _ in stages[1:]), period.days]
    for (day, mg), end in zip(stages, ends, strict=True):
        if mg > 0.0:
            first, last = float(period.start + day), float(period.start + end)
            yield DoseStep(mg, dose.every_days, When(first, first), When(last, last))


def _relapse_days(protocol: Protocol, order: str, future: Forecast, per_day: Floats, rng: np.random.Generator) -> Floats:
    """Day on which a relapse ends each period, infinite where none does, shape (courses, periods).

    With the drug a relapse counts once the days that are not evaluated are over: before, it may be that of the period before.
    """
    hazard = _hazard_of_relapse(future, per_day)
    found = np.full((len(hazard), len(protocol.periods)), np.inf)
    for place, (letter, period) in enumerate(zip(order, protocol.periods, strict=True)):
        first = period.start + (protocol.settling_days if letter == WITH else 0)
        grown = hazard[:, first : period.end + 1] - hazard[:, [first]]
        reached = grown >= rng.exponential(size=(len(grown), 1))
        found[:, place] = np.where(reached.any(axis=1), first + reached.argmax(axis=1), np.inf)
    return found


@in_double_precision
def _hazard_of_relapse(future: Forecast, per_day: Floats) -> Floats:
    """Cumulative hazard that a disease that had been quiet is recognised as active, shape (courses, days): disease that goes on is none."""
    days = jnp.asarray(future.days)
    rate = new_relapse_hazard(days, jnp.asarray(future.marker), jnp.asarray(per_day))
    return np.asarray(accumulated(rate, jnp.diff(days)))


def features_of(protocol: Protocol, order: str, values: Floats, looked: Counts, relapse_days: Floats) -> Floats:
    """Sum up courses at each look, shape (courses, looks, features).

    The features are the difference between the means of what is measured in periods without and with the drug, its square, whether one of
    the two is missing, the difference between the shares of periods that ended in a relapse, and the product of both differences. A
    period is evaluated from the end of its first days to its relapse.

    Parameters
    ----------
    values
        What would be measured each day, shape (courses, days).
    looked
        Days on which it is measured.
    relapse_days
        Of each period, infinite without one, shape (courses, periods).
    """
    found = []
    for look in protocol.looks:
        sums = {letter: np.zeros((2, len(values))) for letter in (WITHOUT, WITH)}
        ended = {letter: np.zeros((2, len(values))) for letter in (WITHOUT, WITH)}
        for place, (letter, period) in enumerate(zip(order, protocol.periods, strict=True)):
            if period.end > look:
                continue
            inside = looked[(looked >= period.start + protocol.settling_days) & (looked < period.end)]
            counts = inside[None] < relapse_days[:, [place]]
            sums[letter] += [np.sum(values[:, inside] * counts, axis=1), counts.sum(axis=1)]
            ended[letter] += [np.isfinite(relapse_days[:, place]), np.ones(len(values))]
        without, with_drug = (sums[letter][0] / np.maximum(sums[letter][1], 1.0) for letter in (WITHOUT, WITH))
        both = (sums[WITHOUT][1] > 0) & (sums[WITH][1] > 0)
        apart = np.where(both, without - with_drug, 0.0)
        relapsed = np.subtract(*(ended[letter][0] / np.maximum(ended[letter][1], 1.0) for letter in (WITHOUT, WITH)))
        found.append(np.stack([apart, apart**2, ~both, relapsed, apart * relapsed], axis=-1))
    return np.stack(found, axis=1)


# what courses prove


def _log_factors(where_it_acts: Floats, where_idle: Floats) -> tuple[Floats, Floats]:
    """Logarithms of the Bayes factors of both kinds of courses at each look, shape (courses, looks) each.

    Courses of even number are read by what those of odd number taught, and the other way about.
    """
    found = np.zeros((2, *where_it_acts.shape[:2]))
    half = np.arange(len(where_it_acts)) % 2 == 0
    for look in range(where_it_acts.shape[1]):
        for mine in (half, ~half):
            weights = log_odds_weights(where_it_acts[~mine, look], where_idle[~mine, look])
            for place, features in enumerate((where_it_acts, where_idle)):
                found[place, mine, look] = weights(features[mine, look])
    return found[0], found[1]


class _LogOdds:
    """Log odds of one kind of course against the other, as a linear function of standardised features."""

    def __init__(self, mean: Floats, scale: Floats, weights: Floats) -> None:
        self.mean, self.scale, self.weights = mean, scale, weights

    def __call__(self, features: Floats) -> Floats:
        return np.asarray(_standard(features, self.mean, self.scale) @ self.weights)


def _standard(features: Floats, mean: Floats, scale: Floats) -> Floats:
    return np.concatenate([np.ones((len(features), 1)), (features - mean) / scale], axis=1)


def log_odds_weights(ones: Floats, zeros: Floats) -> _LogOdds:
    """Logistic regression with a ridge between as many courses of one kind as of the other, shapes (courses, features).

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> found = log_odds_weights(rng.normal(1.0, 1.0, (4000, 1)), rng.normal(0.0, 1.0, (4000, 1)))
    >>> bool(np.all(np.abs(found(np.array([[0.5], [1.5]])) - [0.0, 1.0]) < 0.1))  # of two normals: x - 1/2
    True
    """
    both = np.concatenate([ones, zeros])
    mean, scale = both.mean(axis=0), np.maximum(both.std(axis=0), 1e-9)
    design, label = _standard(both, mean, scale), np.repeat([1.0, 0.0], [len(ones), len(zeros)])
    ridge = np.diag([0.0, *np.full(both.shape[1], RIDGE)])
    weights = np.zeros(design.shape[1])
    for _ in range(STEPS):
        p = expit(design @ weights)
        slope = design.T @ (label - p) - ridge @ weights
        weights = weights + np.linalg.solve((design * (p * (1.0 - p))[:, None]).T @ design + ridge + 1e-9 * np.eye(len(weights)), slope)
    return _LogOdds(mean, scale, weights)


def _under(acts: bool, log_factors: Floats, shown: _SummedUp, rows: Counts, looks: Sequence[int]) -> RatesUnderTruth:
    """What comes of the plan: it ends at the first look at which its factor is certain."""
    certain = np.abs(log_factors) >= np.log(CERTAIN_FACTOR)
    ended = certain.any(axis=1)
    at = np.where(ended, certain.argmax(axis=1), len(looks) - 1)
    last = log_factors[np.arange(len(at)), at]
    return RatesUnderTruth(
        acts,
        _rate(ended & (last > 0.0), rows),
        _rate(ended & (last < 0.0), rows),
        _rate(~ended, rows),
        float(np.median(np.array(looks)[at])),
        float(shown.relapses.mean()),
        shown.disease_days,
    )


def _rate(happened: Flags, rows: Counts) -> RateOfPlan:
    """A share with its interval; courses that go on from one draw count for less than as many from others."""
    n, share = len(happened), float(happened.mean())
    of_draw = np.bincount(rows, happened - share)
    variance = max(float(np.sum(of_draw**2)) / n**2, 1e-12)
    size = min(share * (1.0 - share) / variance, n) if 0.0 < share < 1.0 else float(len(np.unique(rows)))
    z = float(norm.ppf(0.95))
    centre = (share + z * z / (2.0 * size)) / (1.0 + z * z / size)
    half = z * np.sqrt(share * (1.0 - share) / size + z * z / (4.0 * size * size)) / (1.0 + z * z / size)
    return RateOfPlan(share, max(float(centre - half), 0.0), min(float(centre + half), 1.0))
