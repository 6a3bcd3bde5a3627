"""Answer to which daily steroid dose holds the disease, without and with the drugs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from rechallenge.questions.answer import Answer, Estimate, Key, NotNegative, Probability


@dataclass(frozen=True, slots=True, kw_only=True)
class LeastDoses:
    """Least daily prednisone that holds the disease, mg/day: without the drugs, and with them where there are any."""

    without: Estimate
    with_drugs: Annotated[Estimate | None, Key("with")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedDoses(Estimate):
    """The main number before this patient's data, and the doses behind it, mg/day."""

    without: Estimate
    with_drugs: Annotated[Estimate | None, Key("with")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DependenceAnswer(Answer):
    """Steroid that the disease needs; without any number where no glucocorticoid was given.

    Attributes
    ----------
    prior
        The main number before this patient's data, with the doses that it comes from.
    prednisone_mg
        Least daily dose that holds the disease.
    spared_mg_per_day, p_spares
        What the drugs spare of it, and the probability that this is more than a tablet of 1 mg. None, as what follows, where the
        glucocorticoid is itself the drug under question.
    spared_cumulative_mg
        Prednisone spared since the first dose, mg.
    recorded_now_mg
        Prednisone given on the last day of the record, mg/day.
    recorded_most_mg
        The most that was given on any day of the record, mg/day.
    """

    prior: ExpectedDoses | None = None
    prednisone_mg: LeastDoses | None = None
    spared_mg_per_day: Estimate | None = None
    p_spares: Probability | None = None
    spared_cumulative_mg: Estimate | None = None
    recorded_now_mg: NotNegative | None = None
    recorded_most_mg: NotNegative | None = None
