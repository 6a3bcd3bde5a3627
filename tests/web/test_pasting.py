"""Rows from a spreadsheet, in the layouts that spreadsheets of patients have."""

from __future__ import annotations

import pytest

from rechallenge.course.problems import CourseError
from rechallenge.web.pasting import MAX_PASTED, pasted

CRP = {"what": "CRP", "value": "120 mg/L"}


@pytest.mark.parametrize(
    "text",
    [
        "what\tat\tvalue\nCRP\t0 d\t120 mg/L",
        "quoi\tjour\tvaleur\nCRP\t0 d\t120 mg/L",
        "day\tCRP\n0\t120",
        "jour;CRP (mg/L)\n0;120",
        "0\tCRP\t120 mg/L",
    ],
)
def test_one_reading_in_each_layout(text: str) -> None:
    assert pasted("observations", text).rows == [{"at": "0 d", **CRP}]


def test_a_table_of_days_gives_a_row_for_each_filled_cell() -> None:
    assert pasted("observations", "day\tCRP\tpain\n0\t120\t8\n5\t<5\t\n12\tnormal\tmild").rows == [
        {"at": "0 d", "what": "CRP", "value": "120 mg/L"},
        {"at": "0 d", "what": "pain", "value": "8"},
        {"at": "5 d", "what": "CRP", "value": "<5 mg/L"},
        {"at": "12 d", "what": "CRP", "value": "normal"},
        {"at": "12 d", "what": "pain", "value": "mild"},
    ]


def test_treatments_with_french_names() -> None:
    text = "médicament\tdose\ttous les\tdu\tau\nanakinra\t100 mg\t1 j\t0\t30"
    assert pasted("treatments", text).rows == [{"drug": "anakinra", "dose": "100 mg", "every": "1 j", "from": "0 d", "to": "30 d"}]


def test_dates_stay_dates() -> None:
    assert pasted("observations", "date\tCRP\n2018-03-12\t7").rows[0]["at"] == "2018-03-12"


@pytest.mark.parametrize("text", ["", "  \n ", "\t\t\n"])
def test_nothing_gives_nothing(text: str) -> None:
    assert pasted("observations", text).rows == []


def test_a_paste_has_a_limit() -> None:
    with pytest.raises(CourseError, match="no more than"):
        pasted("observations", "1\tCRP\t5 mg/L\n" * (2 * MAX_PASTED))


def test_an_unknown_section_takes_nothing() -> None:
    assert pasted("care", "a\tb").rows == []
