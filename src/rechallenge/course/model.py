"""What one patient's record says, understood: units converted, words made intervals, times in days.

The file as written is read by `rechallenge.course.document`; these are plain values that the mathematics can use.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from rechallenge.course.given import Boundary as Boundary
from rechallenge.course.given import DoseStep as DoseStep
from rechallenge.course.given import Effect as Effect
from rechallenge.course.given import StopRelapses as StopRelapses
from rechallenge.course.given import Switch as Switch
from rechallenge.course.given import Treatment as Treatment
from rechallenge.course.problems import Place
from rechallenge.course.terminology import Code as Code
from rechallenge.course.times import When
from rechallenge.literature.pharmacology import creatinine_clearance_ml_min
from rechallenge.outcomes import Outcome

if TYPE_CHECKING:
    from rechallenge.course.status_of_values import AssertedStatus

Sex = Literal["female", "male"]
EventKind = Literal["relapse", "remission", "infection", "adverse event", "other"]
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
