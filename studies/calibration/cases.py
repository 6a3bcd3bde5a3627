"""Which virtual patients there are, and what is kept of each: plain data that can be read without any of the mathematics."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field

N_PRIOR, N_COINCIDENT, N_MISSPECIFIED = 512, 128, 144
# Of `studies.calibration.scenarios.SCENARIOS`, those in which the model is wrong.
OTHER_SCENARIOS = (
    "flares switch on and off",
    "a quarter of doses missed",
    "tachyphylaxis",
    "placebo effect on pain",
    "an infection not told",
    "CRP taken when unwell",
)


@dataclass(frozen=True, slots=True)
class Case:
    """Which virtual patient: everything is drawn from these.

    Attributes
    ----------
    study, number
        Name of the study and number of the patient in it; together they seed all that is random.
    stops
        How often the drug is stopped and given again.
    works
        Whether it does anything.
    scenario
        A key of `SCENARIOS`.
    improved
        Whether only patients are taken whose CRP fell by half within a week of the first dose.
    """

    study: str
    number: int
    stops: int
    works: bool
    scenario: str = "as assumed"
    improved: bool = False

    @property
    def name(self) -> str:
        """Unique name, under which the result is kept."""
        return f"{self.study}-{self.number}"


@dataclass(frozen=True, slots=True)
class Said:
    """What one method said of a patient, held against the truth.

    Attributes
    ----------
    ranks
        Share of posterior draws below the true value, by quantity: uniform over patients where the answers are calibrated
        (Talts 2018, arXiv:1804.06788).
    p_relapse
        Probability of a relapse by each day after a stop, beside whether there was one.
    log_bayes_factor, second
        For the drug's working, with its numerical error; and by another method, where there is one.
    warned
        Codes of the warnings that a report would carry about the computation and the fit.
    seconds
        Wall-clock time of the fit and its answers.
    """

    ranks: Mapping[str, float]
    p_relapse: Mapping[str, tuple[float, bool]]
    log_bayes_factor: tuple[float, float]
    second: tuple[float, float] | None
    warned: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Replicate:
    """One patient and all that was said of it, by method.

    Attributes
    ----------
    readings, relapses
        How many readings the chart has, and how many relapses after stops.
    effect
        True share of the activity that the drug can remove; 0 for one that does nothing.
    program
        Fingerprint of the code and data that drew and fitted the patient.
    """

    case: Case
    readings: int
    relapses: int
    effect: float
    said: Mapping[str, Said] = field(default_factory=dict)
    program: str = ""

    def as_json(self) -> dict[str, object]:
        """For a line of the file of results."""
        return asdict(self)


def _assumed() -> list[Case]:
    return [Case("prior", number, stops=number % 4, works=number // 4 % 2 == 0) for number in range(N_PRIOR)]


def _coincident() -> list[Case]:
    return [Case("coincidence", number, number % 4, number // 4 % 2 == 0, improved=True) for number in range(N_COINCIDENT)]


def _misspecified() -> list[Case]:
    others = OTHER_SCENARIOS
    return [
        Case("misspecification", k, k // len(others) % 4, k // len(others) // 4 % 2 == 0, others[k % len(others)])
        for k in range(N_MISSPECIFIED)
    ]


# By name: patients as the model assumes them; those who improved within a week of the first dose; those of other scenarios.
STUDIES: Mapping[str, Callable[[], list[Case]]] = {"prior": _assumed, "coincidence": _coincident, "misspecification": _misspecified}
