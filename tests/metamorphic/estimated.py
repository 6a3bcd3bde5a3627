"""Relations between records of random courses by estimates of the evidence, as a report computes it by default."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pytest

from rechallenge.mechanism.processes import USUAL
from studies.metamorphic.courses import random_course
from studies.metamorphic.evidence import weighed
from studies.metamorphic.judging import judged
from studies.metamorphic.relations import RELATIONS

READINGS = ("d", "f", "g")
"""Relations that add or leave out readings and words; `STOPS` has all others. Two workers share them."""
STOPS = tuple(name for name in RELATIONS if name not in READINGS)


def named(names: Iterable[str]) -> list[object]:
    """Parameters of a test of relations: their names, under their sentences."""
    return [pytest.param(name, id=RELATIONS[name].sentence) for name in names]


def records(names: Iterable[str], n_courses: int) -> list[object]:
    """Parameters of a test of the records that relations compare, each record once, under the relation and the course that it is of."""
    found: dict[str, str] = {}
    for name in names:
        for seed in range(n_courses):
            if pair := RELATIONS[name].pair(random_course(seed)):
                found.setdefault(pair.first.text, f"{name}-{seed}-first")
                found.setdefault(pair.second.text, f"{name}-{seed}-second")
    return [pytest.param(text, id=title) for text, title in found.items()]


def is_weighed(record: str) -> None:
    """The evidence of a record can be estimated; the process keeps it for the relations that compare it."""
    evidence = weighed(record, USUAL, "laplace").evidence
    assert math.isfinite(evidence.log)
    assert 0.0 < evidence.error < math.inf


def holds(name: str, n_courses: int) -> None:
    """No course breaks the relation; of those to which it applies, most are estimated well enough to be judged."""
    found = list(judged(range(n_courses), USUAL, "laplace", name))
    assert [each for each in found if each.outcome == "broken"] == []
    assert sum(each.outcome == "kept" for each in found) > len(found) / 2
