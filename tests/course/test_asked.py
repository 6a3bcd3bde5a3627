"""Which drugs are in question: those that block interleukin-1, or else the known drug that came last."""

from __future__ import annotations

import pytest

from rechallenge.course.asked import exposures_asked_about, treatments_asked_about
from rechallenge.formats.reading import read_course

ANAKINRA = "  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 5 d}\n"
COLCHICINE = "  - {drug: colchicine, dose: 1 mg, every: 1 d, from: 10 d}\n"
PREDNISONE = "  - {drug: prednisone, dose: 20 mg, every: 1 d, from: 0 d}\n"


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        (ANAKINRA + COLCHICINE + PREDNISONE, ("anakinra",)),
        (COLCHICINE + PREDNISONE, ("colchicine",)),
        (PREDNISONE, ("prednisone",)),
        ("", ()),
    ],
)
def test_a_blocker_of_interleukin_1_is_asked_about_and_else_the_drug_that_came_last(given: str, asked: tuple[str, ...]) -> None:
    text = "rechallenge: 1\n" + (f"treatments:\n{given}" if given else "title: t\n")
    treatments = read_course(text).course.treatments
    assert exposures_asked_about(treatments) == asked
    assert tuple(treatment.drug for treatment in treatments_asked_about(treatments)) == asked
