"""Which virtual patients there are, and what is kept of each: plain data that can be read without any of the mathematics."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field

from studies.calibration.arms import BESIDE_PREDNISONE
from studies.calibration.factors import FACTORS

PRIOR, SUCCESSES, WRONG = "factors", "successes", "wrong"
N_BY_FACTORS, N_SUCCESSES = 1024, 128
# The first so many patients by factors have a full answer beside the first one: they are balanced too.
N_FULL = 128
# Of `studies.calibration.scenarios.SCENARIOS`, those in which the model is wrong, and how many patients each has: a multiple of eight, so
# that each number of stops has as many drugs that work as that do not.
OTHER_SCENARIOS: Mapping[str, int] = {
    "a steroid raise not told": 104,
    "a quarter of doses missed": 104,
    "placebo effect on pain": 104,
    "tachyphylaxis": 24,
    "an infection not told": 24,
    "CRP taken when unwell": 24,
    "activity that waxes and does not end": 24,
}


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
    drugs, process, patient, record
        Levels of the other factors (`studies.calibration.factors.FACTORS`).
    """

    study: str
    number: int
    stops: int
    works: bool
    scenario: str = "as assumed"
    improved: bool = False
    drugs: str = BESIDE_PREDNISONE.name
    process: str = "episodic"
    patient: str = "adult"
    record: str = "usual"

    @property
    def name(self) -> str:
        """Unique name, under which the result is kept."""
        return f"{self.study}-{self.number}"

    @property
    def levels(self) -> Mapping[str, str]:
        """Its level of each factor."""
        return {
            "drugs": self.drugs,
            "process": self.process,
            "patient": self.patient,
            "record": self.record,
            "stops": str(self.stops),
            "works": "works" if self.works else "does nothing",
        }


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
    p_second
        Probability that the second drug acts; None where there is none, or where it always does.
    """

    ranks: Mapping[str, float]
    p_relapse: Mapping[str, tuple[float, bool]]
    log_bayes_factor: tuple[float, float]
    second: tuple[float, float] | None
    warned: tuple[str, ...]
    seconds: float
    p_second: float | None = None


@dataclass(frozen=True, slots=True)
class Replicate:
    """One patient and all that was said of it, by method.

    Attributes
    ----------
    readings, relapses
        How many readings the chart has, and how many relapses after stops.
    effect
        True share of the activity that the drug can remove; 0 for one that does nothing.
    second_acts
        Whether the second drug acts; None where there is none.
    program
        Fingerprint of the code and data that drew and fitted the patient.
    """

    case: Case
    readings: int
    relapses: int
    effect: float
    said: Mapping[str, Said] = field(default_factory=dict)
    program: str = ""
    second_acts: bool | None = None

    def as_json(self) -> dict[str, object]:
        """For a line of the file of results."""
        return asdict(self)


def _by_factors() -> list[Case]:
    def case(number: int) -> Case:
        level = {name: factor.level(number) for name, factor in FACTORS.items()}
        return Case(
            PRIOR,
            number,
            int(level["stops"]),
            level["works"] == "works",
            drugs=level["drugs"],
            process=level["process"],
            patient=level["patient"],
            record=level["record"],
        )

    return [case(number) for number in range(N_BY_FACTORS)]


def _successes() -> list[Case]:
    return [Case(SUCCESSES, number, number % 4, number // 4 % 2 == 0, improved=True) for number in range(N_SUCCESSES)]


def _wrong() -> list[Case]:
    """In turn one patient of each scenario that has patients left, so that a run that is stopped holds some of each."""
    turns = ((turn, scenario) for turn in range(max(OTHER_SCENARIOS.values())) for scenario, n in OTHER_SCENARIOS.items() if turn < n)
    return [Case(WRONG, number, turn % 4, turn // 4 % 2 == 0, scenario) for number, (turn, scenario) in enumerate(turns)]


# By name: patients as the model assumes them, by factors; those who improved within a week of the first dose; those of other scenarios.
STUDIES: Mapping[str, Callable[[], list[Case]]] = {PRIOR: _by_factors, SUCCESSES: _successes, WRONG: _wrong}
