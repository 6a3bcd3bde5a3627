"""How far a job is, for whoever shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from rechallenge.course.problems import Problem

Method = Literal["laplace", "nuts"]
"""How the posterior is found: an approximation at once, or the sampler."""

Stage = Literal["read", "laplace", "nuts", "answers", "write"]


@dataclass(frozen=True, slots=True)
class Step:
    """How far the job is.

    Attributes
    ----------
    stage, done
        What is being done, and how much of it, from 0 to 1.
    quick
        Whether a fuller one of the stage will follow.
    notes
        What reading had to tell: conversions, assumptions, doubts.
    source
        Name of the file that they are about, where it is not the course.
    """

    stage: Stage
    done: float
    quick: bool = False
    notes: tuple[Problem, ...] = ()
    source: str | None = None


OnProgress = Callable[[Step], None]


def silent(step: Step) -> None:
    """Tell nobody."""
