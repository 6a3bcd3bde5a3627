"""Which direction is better, for series that the model does not use."""

from __future__ import annotations

from functools import cache
from typing import Literal, cast

from rechallenge.literature.drugs import folded
from rechallenge.literature.parameters import read_data

Improvement = Literal["increase", "decrease"]


def improvement_of(what: str) -> Improvement | None:
    """Better direction of a series by its name in a record, in English or French; None when it is not known.

    >>> improvement_of("Hémoglobine"), improvement_of("SAA"), improvement_of("colour of the socks")
    ('increase', 'decrease', None)
    """
    return _directions().get(folded(what))


@cache
def _directions() -> dict[str, Improvement]:
    return {folded(name): cast(Improvement, direction) for direction, names in read_data("directions.yaml").items() for name in names}
