"""Items and answers that a course file gives are kept in other formats, and shown by `rechallenge check`."""

from __future__ import annotations

from rechallenge.cli.understood import understood
from rechallenge.cli.words import language_of
from rechallenge.formats.csv import to_csv
from rechallenge.formats.reading import read_course
from rechallenge.ledger.build import ledger_of_reading

TEXT = """\
rechallenge: 1
title: t
treatments: [{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 30 d}]
events:
  - {what: adverse event, at: 3 d, drug: anakinra, note: erythema at the injection site, objective: yes, other_causes: no}
criteria:
  Raynaud: present
  puffy fingers: absent
  tophus: unknown
"""


def test_a_table_keeps_items_and_answers() -> None:
    course = read_course(TEXT).course
    again = read_course(to_csv(course)).course
    assert [(s.item, s.status) for s in again.criteria] == [(s.item, s.status) for s in course.criteria]
    assert again.events[0].answers == course.events[0].answers == (("other_causes", False), ("objective", True))
    assert again.events[0].drug == "anakinra"


def test_check_shows_what_each_item_became() -> None:
    reading = read_course(TEXT)
    course, ledger = reading.course, ledger_of_reading(reading)
    lines = [" ".join(line.split()) for line in understood(course, ledger, language_of("en"))]
    items = lines.index("Items of classification criteria") + 1
    assert lines[items : items + 3] == [
        "Raynaud → present used: classification criteria",
        "puffy fingers → absent used: classification criteria",
        "tophus → unknown used: classification criteria",
    ]
    assert "day 3 adverse event → adverse event suspected: anakinra used: cause of the adverse event; shown only: note" in lines
    french = [" ".join(line.split()) for line in understood(course, ledger, language_of("fr"))]
    assert "Raynaud → présent utilisé : critères de classification" in french
