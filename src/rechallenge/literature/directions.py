"""Which direction is better, for series that the model does not use."""

from __future__ import annotations

from functools import cache
from typing import Literal

from rechallenge.data_files import checked, literature, read_data
from rechallenge.literature.drugs import folded

Improvement = Literal["increase", "decrease"]


def improvement_of(what: str) -> Improvement | None:
    """Better direction of a series by its name in a record, in English or French; None when it is not known.

    >>> improvement_of("Hémoglobine"), improvement_of("SAA"), improvement_of("colour of the socks")
    ('increase', 'decrease', None)
    """
    return _directions().get(folded(what))


@cache
def _directions() -> dict[str, Improvement]:
    names_of = checked(dict[Improvement, tuple[str, ...]], read_data(literature("directions.yaml")), "directions.yaml")
    return {folded(name): direction for direction, names in names_of.items() for name in names}
