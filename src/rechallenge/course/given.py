"""What was given, understood: doses, treatments, and the starts and stops of a drug.

Part of `rechallenge.course.model`, from where the rest of the package takes it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from rechallenge.course.terminology import Code
from rechallenge.course.times import When

Effect = Literal["none", "partial", "good"]
BoundaryKind = Literal["start", "stop"]
SwitchKind = Literal["stop", "restart", "interruption"]


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
