"""How likely another drug is to have brought a change that is credited to the one in question, as data."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from statistics import NormalDist

from typing_extensions import TypedDict

from rechallenge.data_files import checked, literature, read_data
from rechallenge.literature.drugs import cotreatments
from rechallenge.literature.parameters import Parameter
from rechallenge.literature.pharmacology import ACTS
from rechallenge.literature.trials import onsets

# Of twenty patients in whom a drug acts, it is seen to act by then in nineteen.
LATEST = 0.95


class _GroupPrior(TypedDict):
    laboratory: float
    reported: float


class _UnrecordedPrior(TypedDict):
    persistent: float
    flaring: float


class _Priors(TypedDict):
    usual: float
    hidden: float
    unrecorded: _UnrecordedPrior
    groups: dict[str, _GroupPrior]


class _OnsetLimit(TypedDict):
    latest_days: float


class _ActingTexts(TypedDict):
    meaning: dict[str, str]
    note: str


class _SuspectsFile(TypedDict):
    onset: _OnsetLimit
    acting: _ActingTexts
    prior: _Priors


@cache
def _raw() -> _SuspectsFile:
    return checked(_SuspectsFile, read_data(literature("suspects.toml")), "suspects.toml")


def latest_onset_days(drug: str) -> float:
    """Return the days from its start by which a drug is seen to act where it acts at all.

    Examples
    --------
    >>> round(latest_onset_days("anakinra"), 6), latest_onset_days("infliximab")
    (12.0, 90.0)
    """
    onset = onsets().get(drug)
    return _raw()["onset"]["latest_days"] if onset is None else onset.by_days.quantile(LATEST)


def prior_of_acting(drug: str) -> float:
    """Return the probability beforehand that a drug beside the one in question acts on what the laboratory measures.

    Examples
    --------
    >>> prior_of_acting("infliximab")
    0.5
    """
    return prior_of_explaining(drug, reported=False)


def whether_it_acts(drug: str, names: Mapping[str, str]) -> Parameter:
    """The unknown that says whether a drug beside the one in question acts: it does above 1.

    Parameters
    ----------
    names
        Of the drug, by language.

    Examples
    --------
    >>> whether_it_acts("colchicine", {"en": "colchicine", "fr": "colchicine"}).quantile(0.5)
    1.0
    """
    texts = _raw()["acting"]
    return Parameter(
        name=f"{drug}.{ACTS}",
        meaning={language: text.format(drug=names.get(language, drug)) for language, text in texts["meaning"].items()},
        unit="",
        distribution="lognormal",
        # the share of its logarithm that lies above 0
        center=math.exp(NormalDist().inv_cdf(prior_of_acting(drug))),
        spread=1.0,
        source=None,
        note=texts["note"],
    )


def prior_where_hidden() -> float:
    """Return the probability beforehand that a change would have come without the drug where the response to it is hidden."""
    return _raw()["prior"]["hidden"]


def prior_of_unrecorded(share_persistent: float, changes: int) -> float:
    """Return the probability beforehand that what the record does not tell would have brought so many changes as well as a drug.

    Parameters
    ----------
    share_persistent
        Of patients with the disease, those in whom it does not end by itself.
    changes
        That came with starts and stops of the drug, each of which asks for a coincidence of its own.

    Examples
    --------
    >>> [round(prior_of_unrecorded(1.0, n), 4) for n in (1, 2)], prior_of_unrecorded(0.0, 1)
    ([0.07, 0.0049], 0.15)
    """
    priors = _raw()["prior"]["unrecorded"]
    return float((share_persistent * priors["persistent"] + (1.0 - share_persistent) * priors["flaring"]) ** changes)


def prior_of_explaining(drug: str, *, reported: bool) -> float:
    """Return the probability beforehand that a drug could bring a change as well as the drug in question could.

    Parameters
    ----------
    reported
        Whether the patient tells what changed, as pain, or the laboratory measures it.

    Examples
    --------
    >>> prior_of_explaining("infliximab", reported=False), prior_of_explaining("paracetamol", reported=False)
    (0.5, 0.0)
    """
    priors, known = _raw()["prior"], cotreatments().get(drug)
    group = None if known is None else priors["groups"].get(known.group)
    if group is None:
        return priors["usual"]
    return group["reported"] if reported else group["laboratory"]
