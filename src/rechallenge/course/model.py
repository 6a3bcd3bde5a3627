"""What one patient's record says, understood: units converted, words made intervals, times in days.

The file as written is read by `rechallenge.course.document`; these are plain values that the mathematics can use.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from rechallenge.course.problems import Place
from rechallenge.course.times import When
from rechallenge.literature.pharmacology import creatinine_clearance_ml_min
from rechallenge.outcomes import Outcome

if TYPE_CHECKING:
    from rechallenge.course.status_of_values import AssertedStatus

Sex = Literal["female", "male"]
Effect = Literal["none", "partial", "good"]
EventKind = Literal["relapse", "remission", "infection", "adverse event", "other"]
BoundaryKind = Literal["start", "stop"]
SwitchKind = Literal["stop", "restart", "interruption"]
ItemStatus = Literal["present", "absent", "unknown"]


@dataclass(frozen=True, slots=True)
class Patient:
    """Who the patient is; what was not recorded is None."""

    sex: Sex | None = None
    age_years: float | None = None
    weight_kg: float | None = None
    height_cm: float | None = None
    creatinine_umol_l: float | None = None
    creatinine_clearance_ml_min: float | None = None
    reference: str | None = None
    note: str | None = None

    @property
    def clearance_ml_min(self) -> float | None:
        """Creatinine clearance as recorded, or by Cockcroft and Gault from what it takes; None where the record does not hold that."""
        if self.creatinine_clearance_ml_min is not None:
            return self.creatinine_clearance_ml_min
        if self.age_years is None or not self.weight_kg or not self.creatinine_umol_l or self.sex is None:
            return None
        return creatinine_clearance_ml_min(self.age_years, self.weight_kg, self.creatinine_umol_l, self.sex == "female")


@dataclass(frozen=True, slots=True)
class Code:
    """A code in a terminology, which is shown and used for nothing else."""

    system: str
    code: str

    def __str__(self) -> str:
        """Return it in short, as a course file may have it."""
        return f"{self.system}:{self.code}"


@dataclass(frozen=True, slots=True)
class Condition:
    """A diagnosis as the record names it; `excluded` where it stands among those that were ruled out.

    Its name may deny or doubt it ("no gout", "suspected gout"): `status` says what it comes to.
    """

    name: str
    excluded: bool = False
    subtype: str | None = None
    code: str | None = None
    criteria: str | None = None
    since: str | None = None
    note: str | None = None
    codes: tuple[Code, ...] = ()

    @property
    def status(self) -> AssertedStatus:
        """Whether it is held (present), was ruled out (absent), or is unknown of the patient: suspected, or of the family."""
        from rechallenge.course.status import status_of_condition

        return status_of_condition(self)

    @property
    def held(self) -> bool:
        """Whether it is a diagnosis of the patient."""
        return self.status.status == "present"

    @property
    def ruled_out(self) -> bool:
        """Whether it is known not to be one."""
        return self.status.status == "absent"


@dataclass(frozen=True, slots=True)
class Finding:
    """A clinical, laboratory, imaging or fluid finding that the model does not use but the report shows.

    `stated` is what the file gives as ``present``; the name and the value may deny or doubt the finding as well: `status` says what all
    of them come to.
    """

    kind: Literal["clinical", "laboratory", "imaging", "fluid"]
    what: str
    site: str | None = None
    side: Literal["left", "right", "both"] | None = None
    value: str | None = None
    crystals: str | None = None
    cells_per_mm3: float | None = None
    stated: ItemStatus | None = None
    at: When | None = None
    note: str | None = None
    method: str | None = None
    titre: str | None = None
    pattern: str | None = None
    size: str | None = None
    resectable: bool | None = None
    upper_limit: str | None = None

    @property
    def status(self) -> AssertedStatus:
        """Whether it is there, and why."""
        from rechallenge.course.status import status_of

        return status_of(self)


@dataclass(frozen=True, slots=True)
class DoseStep:
    """Doses of one drug at one spacing over one stretch of time.

    `dose_mg` is None when the source does not give it. `dose_mg_end` differs from `dose_mg` for a gradual taper,
    linear in time; it is 0 where the taper ends in a stop. `stop` is None when the drug was still given at the end of the record.
    A single dose has `every_days` None and no `stop`.

    `end_open` says that nothing tells of a stop at `stop`: the record ends there, or the drug was of no effect and no end of it is given.
    It is then counted neither as a withdrawal nor as given at the end. `as_written` is the dose as written where it has no milligrams, or
    the spacing of a drug without kinetics is not known: it is shown instead. `entry` is the path of the entry that gives the dose, such as
    ``"treatments[0].steps[1]"``; empty where no file does.
    """

    dose_mg: float | None
    every_days: float | None
    start: When
    stop: When | None = None
    dose_mg_end: float | None = None
    note: str | None = None
    end_open: bool = False
    as_written: str | None = None
    entry: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class StopRelapses:
    """What followed the stops of a drug, told without their days: a relapse at each stop, at some of them, at none.

    `relapses` and `stops` count them; None where the record does not say how many.
    """

    share: Literal["each", "some", "none"]
    relapses: int | None = None
    stops: int | None = None
    written: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Treatment:
    """One drug over the whole course, interruptions already cut out of its steps.

    `drug` is the canonical name of a known drug, or the name as written for a co-treatment without kinetics
    (`known` False). `hold_mg` bounds the least daily dose found to hold the disease ("cannot go below 20 mg").
    """

    drug: str
    known: bool
    steps: tuple[DoseStep, ...] = ()
    route: str | None = None
    effect: Effect | None = None
    hold_mg: tuple[float, float] | None = None
    relapses: StopRelapses | None = None
    indication: str | None = None
    note: str | None = None
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class Boundary:
    """A start or stop of a drug: the edge of one of its on-periods."""

    drug: str
    kind: BoundaryKind
    occurrence: int
    at: When


@dataclass(frozen=True, slots=True)
class Switch:
    """A stop or restart that the record writes as an event, or an interruption with a note.

    The doses have it already (`DoseStep`); it is kept for what else is said of it. `until` is the end of a stretch without the drug, or
    of one with it again, where the same line says so. `path` is where it stands in the record.
    """

    kind: SwitchKind
    drug: str
    at: When
    until: When | None = None
    site: str | None = None
    note: str | None = None
    written: str = ""
    path: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Observation:
    """A statement on one outcome at one time.

    Attributes
    ----------
    outcome
        Which outcome it is of; None for one that is shown and not modelled.
    low, high
        Bounds of the value, on the scale of its outcome; equal for a measurement, None where open. For a change, bounds of the difference
        from `since`, or of the ratio to it when `ratio`.
    since
        The earlier moment with which a relative statement ("improved") compares.
    written
        The value as the file has it, for the record.
    site
        Where, if its name says so ("shoulder pain").
    upper_limit
        Upper limit of normal that is given with it.
    """

    what: str
    outcome: Outcome | None
    at: When
    low: float | None
    high: float | None
    written: str
    unit: str | None = None
    since: When | None = None
    ratio: bool = False
    note: str | None = None
    codes: tuple[Code, ...] = ()
    site: str | None = None
    upper_limit: float | None = None

    @property
    def measured(self) -> bool:
        """Whether this is a number and not an interval, a limit or a word."""
        return self.low is not None and self.low == self.high


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: at one moment, or lasting until another.

    A `remission` says that no relapse happened between `at` and `until`. An `infection` makes CRP an upper bound of
    what the disease itself causes, from `at` until `until`.
    """

    what: EventKind
    at: When
    until: When | None = None
    after: Boundary | None = None
    written: str = ""
    site: str | None = None
    note: str | None = None
    drug: str | None = None
    """The drug suspected of an adverse event."""
    answers: tuple[tuple[str, bool], ...] = ()
    """What the record answers about the cause of an adverse event, by question (`rechallenge.course.causality_items.QUESTIONS`)."""
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenItem:
    """An item of classification criteria as the course file gives it: its identifier, the name as written, and its place."""

    item: str
    status: ItemStatus
    written: str
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class CourseSource:
    """Where the course was published, or the hospital's own reference."""

    citation: str | None = None
    doi: str | None = None
    url: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """One patient's course."""

    title: str
    patient: Patient = field(default_factory=Patient)
    source: CourseSource = field(default_factory=CourseSource)
    conditions: tuple[Condition, ...] = ()
    findings: tuple[Finding, ...] = ()
    treatments: tuple[Treatment, ...] = ()
    observations: tuple[Observation, ...] = ()
    events: tuple[Event, ...] = ()
    boundaries: tuple[Boundary, ...] = ()
    switches: tuple[Switch, ...] = ()
    """Stops, restarts and interruptions of which something is said beside their days."""
    anchor: str | None = None
    """Calendar date of day 0 (ISO 8601), when the file gives one."""
    care: dict[str, str] = field(default_factory=dict)
    """CARE items written as free text (consent, patient perspective, ...), by item name."""
    criteria: tuple[GivenItem, ...] = ()
    """Items of classification criteria that the file gives, where nothing else in the record holds them."""
    upper_limits: dict[str, float] = field(default_factory=dict)
    """Upper limits of normal that the laboratory states, in the unit of the outcome, by its name."""
    simulated: dict[str, float] | None = None
    """True parameters of a simulated course; None for a real one."""

    def treatments_of(self, drug: str) -> tuple[Treatment, ...]:
        """All treatments with one drug, in the order of the file."""
        return tuple(t for t in self.treatments if t.drug == drug)

    def upper_limit_of_normal(self, outcome: Outcome) -> float:
        """Upper limit of normal of an outcome, for this patient's laboratory; infinite where none is known.

        It is the limit that the record states; else the one below which the laboratory writes its normal results, where that is lower
        than the published one: "< 5 mg/L" comes from a laboratory whose limit is 5 mg/L or less, "< 0.3 mg/L" tells of detection alone
        (`rechallenge.outcomes.outcome.Normal`). Of several the highest counts.
        """
        if outcome.name in self.upper_limits:
            return self.upper_limits[outcome.name]
        if outcome.normal is None:
            return math.inf
        limits = [o.high for o in self.observations if o.outcome is outcome and o.since is None and not o.low and o.high is not None]
        published = outcome.normal.upper_of(self.patient.age_years, self.patient.sex == "female")
        return max((high for high in limits if outcome.normal.least_upper <= high < published), default=published)

    def upper_limit_for(self, observation: Observation) -> float:
        """Upper limit of normal that a statement on an outcome is held against: the one given with it, else that of the outcome.

        A patient may be seen by two laboratories: 7 mg/L is raised where the one says 5, and normal where the other says 10.
        """
        assert observation.outcome is not None  # what is only shown has no limit
        own = observation.upper_limit
        return own if own is not None else self.upper_limit_of_normal(observation.outcome)
