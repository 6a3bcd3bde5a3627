"""Each relation on each of some random courses: kept, broken, or not judged."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from rechallenge.inference.fit import Method
from rechallenge.mechanism.processes.process import DiseaseProcess
from studies.metamorphic.courses import random_course
from studies.metamorphic.evidence import weighed
from studies.metamorphic.relations import RELATIONS

TOLERANCE = 0.1
"""Beside twice the stated errors."""


@dataclass(frozen=True)
class Judged:
    """One relation on one course.

    Attributes
    ----------
    change, error
        Of the log Bayes factor, from the first record to the second.
    outcome
        Not judged where one of the estimates is not to be believed.
    """

    relation: str
    seed: int
    change: float
    error: float
    outcome: Literal["kept", "broken", "not judged"]


def judged(seeds: Iterable[int], process: DiseaseProcess, method: Method, names: Collection[str] = tuple(RELATIONS)) -> Iterator[Judged]:
    """Judge relations on the courses of some seeds."""
    for seed in seeds:
        course = random_course(seed)
        for name in names:
            pair = RELATIONS[name].pair(course)
            if pair is None:
                continue
            first, second = (weighed(each.text, process, method) for each in (pair.first, pair.second))
            moved = second.evidence.log - first.evidence.log
            error = math.hypot(first.evidence.error, second.evidence.error)
            doubt = 2.0 * error + TOLERANCE
            within = pair.least - doubt <= moved <= pair.most + doubt
            believed = first.believed and second.believed
            yield Judged(name, seed, moved, error, "not judged" if not believed else "kept" if within else "broken")
