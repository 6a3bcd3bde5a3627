"""Which doses of a drug exist, and which are published for whom: data with sources, from the file of each drug.

A dose exists where syringes, vials or tablets make it up. What is published for a patient is a posology: by age, weight and renal function.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from math import inf
from typing import Literal, NotRequired

from typing_extensions import TypedDict

from rechallenge.data_files import checked, literature, yaml_table

# Doses are compared in hundredths of a milligram, whole numbers.
_PER_MG = 100


@dataclass(frozen=True, slots=True)
class Form:
    """One product: a tablet, a syringe, a vial.

    Attributes
    ----------
    form
        What it is.
    mg
        What one holds.
    parts_mg
        Amounts that less than one gives: halves of a tablet, marks of a syringe. Of these one is taken at most.
    most
        How many are taken at once at most.
    routes
        Routes by which it is given.
    source
        Identifier in ``references.yaml``.
    """

    form: str
    mg: float
    parts_mg: tuple[float, ...]
    most: int
    routes: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Posology:
    """Doses that are published for some patients.

    Attributes
    ----------
    ages, weights, clearances
        Whom it is about: years, kilograms and millilitres a minute, the upper end open; `weights` is None for those whose weight is not
        known.
    mg
        One dose, lowest and highest.
    mg_per_kg
        The same by weight; both hold where both are given.
    most_mg_per_kg
        Most by weight, where that is more than the lowest dose.
    every_days
        Days between two doses.
    in_use_mg
        Doses in use; empty where all that exist are.
    source, told
        Identifier in ``references.yaml``, and a short name that is the same in every language.
    """

    ages: tuple[float, float]
    weights: tuple[float, float] | None
    clearances: tuple[float, float]
    mg: tuple[float, float]
    mg_per_kg: tuple[float, float]
    most_mg_per_kg: float
    every_days: tuple[float, ...]
    in_use_mg: tuple[float, ...]
    source: str
    told: str

    def bounds_mg(self, weight_kg: float | None) -> tuple[float, float]:
        """Return the lowest and the highest dose for a weight; the lowest above the highest where no dose is both.

        Examples
        --------
        >>> prescribing("anakinra").posology[0].bounds_mg(12.0)
        (20.0, 24.0)
        """
        low, high = self.mg
        if weight_kg is not None:
            low, high = max(low, self.mg_per_kg[0] * weight_kg), min(high, self.mg_per_kg[1] * weight_kg)
            high = min(high, max(low, self.most_mg_per_kg * weight_kg))
        return low, high


@dataclass(frozen=True, slots=True)
class Prescribing:
    """What can be prescribed of a drug.

    Attributes
    ----------
    group
        Pharmacological group that rules of safety go by; None where none does.
    forms, posology
        Products, and whom which doses are published for; empty where none is known here, and nothing is proposed.
    """

    group: str | None
    forms: tuple[Form, ...]
    posology: tuple[Posology, ...]


class _FormEntry(TypedDict):
    form: str
    mg: float
    halves: NotRequired[bool]
    marks_from_mg: NotRequired[float]
    marks_every_mg: NotRequired[float]
    most: int
    routes: tuple[str, ...]
    source: str


class _PosologyEntry(TypedDict):
    age_years: NotRequired[tuple[float, float]]
    weight_kg: NotRequired[tuple[float, float] | Literal["unknown"]]
    clearance: NotRequired[tuple[float, float]]
    mg: NotRequired[tuple[float, float]]
    mg_per_kg: NotRequired[tuple[float, float]]
    most_mg_per_kg: NotRequired[float]
    every_days: tuple[float, ...]
    in_use_mg: NotRequired[tuple[float, ...]]
    source: str
    told: str


_Entry = TypedDict(
    "_Entry",
    {
        "as": NotRequired[str],
        "group": NotRequired[str | None],
        "forms": NotRequired[list[_FormEntry]],
        "posology": NotRequired[list[_PosologyEntry]],
    },
)


def _form(raw: _FormEntry) -> Form:
    mg = raw["mg"]
    parts: list[float] = [mg / 2.0] if raw.get("halves") else []
    if "marks_from_mg" in raw:
        step, mark = raw["marks_every_mg"], raw["marks_from_mg"]
        while mark < mg - 1e-9:
            parts.append(mark)
            mark += step
    return Form(raw["form"], mg, tuple(parts), raw["most"], raw["routes"], raw["source"])


def _posology(raw: _PosologyEntry) -> Posology:
    everyone = (0.0, inf)
    weights = raw.get("weight_kg", everyone)
    return Posology(
        ages=raw.get("age_years", everyone),
        weights=None if weights == "unknown" else weights,
        clearances=raw.get("clearance", everyone),
        mg=raw.get("mg", everyone),
        mg_per_kg=raw.get("mg_per_kg", everyone),
        most_mg_per_kg=raw.get("most_mg_per_kg", inf),
        every_days=raw["every_days"],
        in_use_mg=raw.get("in_use_mg", ()),
        source=raw["source"],
        told=raw["told"],
    )


@cache
def prescribing(drug: str) -> Prescribing:
    """Return what can be prescribed of a drug; nothing where its file does not say, or it has none."""
    file = literature("drugs", f"{drug}.yaml")
    if not file.is_file():
        return Prescribing(None, (), ())
    # the kinetics beside it are long, and parsing them takes a hundred times as long
    found = re.search(r"^prescribing:.*\n(?:[ \t#].*\n|\n)*", file.read_text(encoding="utf-8"), re.MULTILINE)
    place = f"drugs/{drug}.yaml"
    raw = checked(_Entry, yaml_table(found[0], place)["prescribing"] if found else {}, place)
    if "as" in raw:
        return prescribing(raw["as"])
    return Prescribing(
        raw.get("group"),
        tuple(_form(each) for each in raw.get("forms", ())),
        tuple(_posology(each) for each in raw.get("posology", ())),
    )


@lru_cache(maxsize=256)
def existing_mg(drug: str, route: str | None = None) -> tuple[float, ...]:
    """Return all doses of a drug that its products make up, in milligrams, sorted; empty where no product is known.

    Examples
    --------
    >>> existing_mg("canakinumab")[:3], existing_mg("colchicine")[:4]
    ((15.0, 30.0, 45.0), (0.3, 0.5, 0.6, 0.8))
    """
    sums = {0}
    for form in prescribing(drug).forms:
        if route is not None and route not in form.routes:
            continue
        whole = [round(form.mg * _PER_MG) * count for count in range(form.most + 1)]
        of_form = {*whole, *(amount + round(part * _PER_MG) for amount in whole[:-1] for part in form.parts_mg)}
        sums |= {one + other for one in sums for other in of_form}
    return tuple(sorted(amount / _PER_MG for amount in sums if amount > 0))


def exists(drug: str, dose_mg: float, route: str | None = None) -> bool:
    """Whether products make up a dose.

    Examples
    --------
    >>> exists("anakinra", 100.0), exists("anakinra", 25.0), exists("prednisone", 17.5)
    (True, False, True)
    """
    return any(abs(each - dose_mg) < 0.5 / _PER_MG for each in existing_mg(drug, route))


def rounded_up_mg(drug: str, dose_mg: float) -> float | None:
    """Return the least dose that exists and is no lower; None where there is none."""
    return next((each for each in existing_mg(drug) if each >= dose_mg - 0.5 / _PER_MG), None)
