"""How far a job is, for whoever shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Method = Literal["laplace", "nuts"]
"""How the posterior is found: an approximation at once, or the sampler."""

Stage = Literal["read", "laplace", "nuts", "answers", "write"]


@dataclass(frozen=True, slots=True)
class Step:
    """How far the job is: `done` goes from 0 to 1 within a stage; `quick` says that a fuller one of the stage will follow."""

    stage: Stage
    done: float
    quick: bool = False


Tell = Callable[[Step], None]


def silent(step: Step) -> None:
    """Tell nobody."""
