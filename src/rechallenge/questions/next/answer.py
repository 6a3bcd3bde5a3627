"""Answer to what would settle it: which act and which measurement would tell most, and what it would cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Annotated, Literal

from rechallenge.questions.answer import Answer, Count, Message, NotNegative, Probability

if TYPE_CHECKING:
    from rechallenge.planning.acts import ActBurden

NextAction = Literal["nothing", "go_on", "stop", "step_down", "restart"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextBurden:
    """What an act costs until its last measurement."""

    disease_days: Annotated[NotNegative, "Expected days of active disease until then."]
    disease_days_added: Annotated[float, "The same beyond those of going on as now."]
    steroid_mg: Annotated[NotNegative, "Prednisone given until then."]
    visits: Annotated[Count, "Visits for measurements that the patient cannot make at home."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One measurement of a series."""

    measure: Annotated[str, "Name of an outcome, or `relapse`: whether one was recognised by then."]
    day: Annotated[Count, "Days from today."]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextOption:
    """One act with one measurement, or a series of them; bits are those expected to be learnt.

    Attributes
    ----------
    name, values
        Code of the name of the act, and what fills its blanks.
    """

    action: NextAction
    drug: Annotated[str | None, "What the act changes; null where it changes nothing."]
    name: Annotated[str, "Code of the name of the act; `values` fills its blanks."]
    values: Mapping[str, object]
    measure: Annotated[str | None, "Name of an outcome, `relapse`, or `series`; null where nothing is measured."]
    day: Annotated[Count | None, "Days from today until the last measurement."]
    bits: Annotated[NotNegative, "About which drugs act."]
    bits_error: Annotated[NotNegative | None, "Monte Carlo standard error; null where too few draws stand apart to tell."]
    bits_risk: Annotated[NotNegative, "About the band in which this patient's own risk of a relapse within 90 days of a stop lies."]
    bits_risk_error: NotNegative | None
    bits_steroid: Annotated[NotNegative | None, "About the band of the least daily prednisone; null where no glucocorticoid is recorded."]
    bits_steroid_error: NotNegative | None
    p_decides: Annotated[Probability, "Share of the futures in which every drug under question has a verdict afterwards."]
    tied: Annotated[
        bool,
        "Not told apart from the option of its kind (one measurement, or a series) that tells most, within two standard errors of the "
        "difference.",
    ]
    burden: NextBurden
    series: Annotated[tuple[Measurement, ...], "The measurements of a series, in the order in which they were chosen."] = ()
    remarks: Annotated[tuple[Message, ...], "What must be known before it is chosen."] = ()

    @property
    def act(self) -> Message:
        """Name of the act."""
        return Message(self.name, self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBits:
    """What is open today, in bits."""

    bits: NotNegative
    bits_risk: NotNegative
    bits_steroid: NotNegative | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrowthPoint:
    """The verdict from what the record said up to a day, by weighing draws of the fit anew."""

    day: Annotated[float, "Day of the course."]
    p_drug_works: Annotated[Probability | None, "Null where no draws reach as far as that shorter record asks."]
    log_bayes_factor: float | None
    log_bayes_factor_error: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextLimits:
    """Limits that the user set, and will not go beyond; null where none is."""

    within_days: Annotated[NotNegative | None, "Days by which it must be known."] = None
    disease_days: Annotated[NotNegative | None, "Expected days of active disease until then, beyond those of going on as now."] = None
    steroid_mg: Annotated[NotNegative | None, "Prednisone until then."] = None
    visits: Annotated[Count | None, "Visits for measurements."] = None

    def __post_init__(self) -> None:
        """Refuse limits below zero.

        Raises
        ------
        ValueError
            One of them is below 0, or is no number.
        """
        for each in fields(self):
            value = getattr(self, each.name)
            if value is not None and not value >= 0:
                raise ValueError(f"{each.name} must be 0 or more, and is {value}")

    def allow(self, burden: ActBurden, day: float) -> bool:
        """Whether an act with this burden is within them, its last measurement being on a day."""
        pairs = (
            (day, self.within_days),
            (burden.disease_days_added, self.disease_days),
            (burden.steroid_mg, self.steroid_mg),
            (burden.visits, self.visits),
        )
        return all(most is None or value <= most + 1e-9 for value, most in pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAnswer(Answer):
    """Acts and measurements, those that tell most about which drugs act first; doing nothing is always among them.

    Attributes
    ----------
    growth
        How the verdict grew over the course, by drug.
    """

    open: OpenBits | None = None
    options: tuple[NextOption, ...]
    n_beyond_limits: Annotated[Count, "Options that go beyond a limit of the user, and are left out."] = 0
    limits: NextLimits
    withheld: Annotated[tuple[Message, ...], "Why other acts are not offered."] = ()
    risk_bands: tuple[Probability, ...]
    steroid_bands_mg: tuple[NotNegative, ...]
    growth: Mapping[str, tuple[GrowthPoint, ...]]
    p_active_today: Annotated[Probability | None, "Probability that the disease is active on the last day of the record."] = None
