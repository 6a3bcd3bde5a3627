"""Relations between records of random courses by estimates of the evidence, as a report computes it by default."""

from __future__ import annotations

import pytest

from rechallenge.mechanism.processes import USUAL
from studies.metamorphic.judging import judged
from studies.metamorphic.relations import RELATIONS

NAMED = [pytest.param(name, id=relation.sentence) for name, relation in RELATIONS.items()]


def hold(name: str, n_courses: int) -> None:
    """No course breaks the relation; of those to which it applies, most are estimated well enough to be judged."""
    found = list(judged(range(n_courses), USUAL, "laplace", name))
    assert [each for each in found if each.outcome == "broken"] == []
    assert sum(each.outcome == "kept" for each in found) > len(found) / 2


@pytest.mark.parametrize("name", NAMED)
def test_a_relation_holds_on_five_random_courses(name: str) -> None:
    hold(name, 5)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMED)
def test_a_relation_holds_on_a_hundred_random_courses(name: str) -> None:
    hold(name, 100)
