"""What is published of how diseases go by themselves, beside the priors of a disease with or without the study that printed it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
from scipy.special import expit

from rechallenge.analogy.natural_course import UNNAMED
from rechallenge.arrays import Draws, Floats
from rechallenge.literature.distributions import LogNormal, Published
from rechallenge.literature.natural_history import NaturalHistory, Quantity, ShareOfPatients, natural_histories
from rechallenge.vocabulary.languages import base
from studies.predictive.compare import About, Row, compared, greatest, least, mean, sd
from studies.predictive.diseases import QUANTITIES, SHARES, YEAR_DAYS, history_without
from studies.predictive.variants import Studies, Variant

# Of a number without its size so many patients are taken: ours.
SIZE_WHERE_NONE_IS_PRINTED = 20
LONGEST_AFTER_ONE_FLARE_DAYS = 1100.0
TITLES = {
    "flare_days": "duration of a flare, days",
    "interval_days": "from flare to flare, days",
    "crp_mg_l": "CRP in a flare, mg/L",
    "never_again": "no other flare",
    "persistent": "activity does not end",
}
Statistics = Mapping[str, tuple[float, Floats]]
"""Published number and the same of each virtual study, by what it is."""


def history_rows(number: int, seed: int, variant: Variant) -> Iterator[Row]:
    """Compare every number on a natural history that is a statistic of patients; what a review words as usual is none."""
    place = 0
    for key, history in natural_histories().items():
        for name in (*QUANTITIES, *SHARES):
            for told in getattr(history, name).published if key != UNNAMED else ():
                place += 1
                yield from _rows(history, name, told, number, np.random.default_rng([seed, 400, place]), variant)


def _rows(history: NaturalHistory, name: str, told: Published, number: int, rng: np.random.Generator, variant: Variant) -> Iterator[Row]:
    known = history_without(history.key, told.source if variant.without_own else None)
    n = told.n or SIZE_WHERE_NONE_IS_PRINTED
    what = f"{history.name[base().code]}: {TITLES[name]}"
    about = About("histories", f"{history.key}_{name}", what, n, told.source, "", history.key)
    studies, part = Studies(number, n), getattr(known, name)
    if isinstance(part, ShareOfPatients):
        # a count after years is of a whole course, and not of what follows one flare
        if told.form == "count" and (told.within or 0.0) <= LONGEST_AFTER_ONE_FLARE_DAYS:
            shares = expit(part.prior.location + part.prior.spread * rng.standard_normal(number)) if variant.apart else part.prior.mean
            yield compared(about, "patients", told.values[0], rng.binomial(n, shares, number).astype(float), most=n)
        return
    values = _values(part, studies, rng, variant)
    if name == "interval_days":
        values = values + _values(known.flare_days, studies, rng, variant)
    each = studies.of_each(values)
    if told.form == "count":
        # of flares that were over by a day; of CRP or quiet times a count tells no statistic of these patients
        if name == "flare_days" and told.within is not None:
            counts = (each <= told.within).sum(axis=1).astype(float)
            yield compared(about, f"patients within {told.within:g} days", told.values[0], counts, most=n)
        return
    for statistic, (published, found) in _statistics(name, told, each).items():
        yield compared(about, statistic, published, found)


def _values(part: Quantity, studies: Studies, rng: np.random.Generator, variant: Variant) -> Floats:
    prior: LogNormal = part.prior
    return np.asarray(np.exp(prior.location + prior.spread * studies.normals(rng, variant)))


def _statistics(name: str, told: Published, each: Draws) -> Statistics:
    moments: Mapping[str, Callable[[Floats], Floats]] = {"mean": mean, "SD": sd}
    match told.form:
        case "mean":
            return {what: (value, moments[what](each)) for what, value in zip(moments, told.values, strict=True)}
        case "mean_ci":
            return {"mean": (told.values[0], mean(each))}
        case "range":
            return {"least": (told.values[0], least(each)), "greatest": (told.values[1], greatest(each))}
        case "rate":
            return {"flares a year": (told.values[0], mean(YEAR_DAYS / each))}
        case "quantiles" if name != "interval_days" or told.probabilities == (0.5,):
            # quantiles of a quiet time other than its median are of all patients, those without another flare among them
            return {
                f"{100 * p:g} %": (value, np.asarray(np.quantile(each, p, axis=1)))
                for p, value in zip(told.probabilities, told.values, strict=True)
            }
    return {}
