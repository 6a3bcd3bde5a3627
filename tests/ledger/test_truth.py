"""The ledger is true: what is used changes what it names, what is only shown changes nothing, and nothing is missing."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pytest

from rechallenge.analogy.diagnosis import disease_of
from rechallenge.course.model import Course
from rechallenge.course.reading import Reading
from rechallenge.inference.modelled import patient_covariates
from rechallenge.inference.problem import build_problem
from rechallenge.instruments.adverse_events import adverse_events
from rechallenge.instruments.naranjo import naranjo
from rechallenge.instruments.who_umc import who_umc
from rechallenge.ledger.build import ledger_of_reading
from rechallenge.ledger.facts import statuses_of
from rechallenge.ledger.statement import Ledger, Statement, StatementStatus, Use, UseKind
from rechallenge.outcomes import outcomes
from rechallenge.report.care import care_items
from tests.ledger.courses import Path, changed, made, others, read, scalars, written


def flat(value: Any) -> Iterator[bytes]:
    """Every array of the data of a problem, as bytes."""
    if isinstance(value, np.ndarray):
        yield str(value.shape).encode()
        yield value.tobytes()
    elif isinstance(value, tuple):
        for inner in value:
            yield from flat(inner)
    else:
        yield repr(value).encode()


class Made:
    """What is made of a course."""

    def __init__(self, reading: Reading) -> None:
        course: Course = reading.course
        problem = build_problem(course)
        self.arrays = (repr(problem.layout), tuple(flat(problem.data)))
        depends = {each.name for model in problem.models.values() for each in model.covariates}
        self.covariates = {name: value for name, value in patient_covariates(course).items() if name in depends}
        self.statuses = statuses_of(course)
        self.disease = disease_of(course)
        self.limits = {name: course.upper_limit_of_normal(each) for name, each in outcomes().items()}
        self.causality = [
            (found.drug, found.assumed, found.answers, naranjo(found.answers), who_umc(found.answers)) for found in adverse_events(course)
        ]
        self.care = [(item.topic, item.present, item.text) for item in care_items(course, {})]

    def of(self, use: Use) -> Any:
        """What a use names."""
        match use.kind:
            case UseKind.COVARIATE:
                return self.covariates.get(use.target.partition(":")[0])
            case UseKind.CRITERION:
                return {item: status for item, status in self.statuses.items() if item == use.target or item.startswith(f"{use.target}:")}
            case UseKind.DISEASE:
                return self.disease
            case UseKind.LIMIT:
                return (self.limits[use.target], self.arrays)
            case UseKind.CAUSALITY:
                return self.causality
            case UseKind.CARE:
                return self.care
            case _:
                return self.arrays

    @property
    def all(self) -> Mapping[str, Any]:
        """All that a statement which is only shown leaves as it is."""
        names = ("arrays", "covariates", "statuses", "disease", "causality")
        return {name: getattr(self, name) for name in names}


def path_of(data: dict[str, Any], statement: Statement) -> Path:
    """Path of a statement in the data; a single text stands for a list of one."""
    found = {written(path): path for path, _ in scalars(data)}
    return found[statement.path]


def told(data: dict[str, Any], statement: Statement) -> str:
    became = statement.reason or statement.uses
    return f"{statement.path} = {statement.written!r} ({statement.status.value}: {became}) in\n{json.dumps(data)}"


def check_used(data: dict[str, Any], ledger: Ledger, before: Made, statement: Statement, kept: dict[str, Made | None]) -> None:
    path = path_of(data, statement)
    for value in (None, *others(data, path)):
        variant = changed(data, path[:2] if value is None and statement.names_entry else path, value)
        after = at(variant, kept)
        if after is None:  # it is refused without the statement, or with another in its place
            if value is None:
                return
            continue
        if any(before.of(use) != after.of(use) for use in statement.uses):
            return
    # two entries that say the same are both used, though one of them would do
    after = at(without_peers(data, path), kept)
    if after is None or any(before.of(use) != after.of(use) for use in statement.uses):
        return
    raise AssertionError(f"used, and nothing changes without it: {told(data, statement)}")


def without_peers(data: dict[str, Any], path: Path) -> dict[str, Any]:
    """Leave out all entries of one section that have the same name as the one in which a path lies."""
    section = data[path[0]]
    if not isinstance(section, list):
        return data
    name = next((key for key in ("drug", "what", "name") if key in section[path[1]]), "what")
    kept = [entry for entry in section if entry.get(name) != section[path[1]].get(name)]
    return {**data, str(path[0]): kept}


def check_shown(data: dict[str, Any], ledger: Ledger, before: Made, statement: Statement, kept: dict[str, Made | None]) -> None:
    path = path_of(data, statement)
    if statement.names_entry and any(each.entry == statement.entry and each.status is StatementStatus.USED for each in ledger.statements):
        return  # without its name an entry is nothing, and what else it says is used
    for value in (None, *others(data, path)[:2]):
        variant = changed(data, path[:2] if value is None and statement.names_entry else path, value)
        reading = read(variant)
        if reading is None:
            continue
        if value is not None and status_in(reading, statement.path) is not StatementStatus.SHOWN:
            continue
        after = at(variant, kept)
        assert after is not None
        different = [name for name, found in before.all.items() if found != after.all[name]]
        assert not different, f"shown only, and {different} change with {value!r}: {told(data, statement)}"


def status_in(reading: Reading, path: str) -> StatementStatus | None:
    return next((each.status for each in ledger_of_reading(reading).statements if each.path == path), None)


def at(data: dict[str, Any], kept: dict[str, Made | None]) -> Made | None:
    key = json.dumps(data)
    if key not in kept:
        reading = read(data)
        kept[key] = None if reading is None else Made(reading)
    return kept[key]


def check_course(seed: int, statements: int | None = None) -> None:
    data = made(seed) if statements else made(seed, entries=12)
    reading = read(data)
    assert reading is not None
    ledger = ledger_of_reading(reading)
    assert sorted(each.path for each in ledger.statements) == sorted(written(path) for path, _ in scalars(data)), json.dumps(data)
    kept: dict[str, Made | None] = {}
    before = at(data, kept)
    assert before is not None
    chosen = list(ledger.statements)
    if statements is not None:
        chosen = random.Random(seed).sample(chosen, min(statements, len(chosen)))
    for statement in chosen:
        (check_used if statement.status is StatementStatus.USED else check_shown)(data, ledger, before, statement, kept)


@pytest.mark.parametrize("block", range(10))
def test_a_statement_is_what_the_ledger_says_of_it(block: int) -> None:
    for seed in range(20 * block, 20 * block + 20):
        check_course(seed, 2)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(16))
def test_every_statement_of_four_hundred_courses_is_what_the_ledger_says_of_it(block: int) -> None:
    for seed in range(10_000 + 25 * block, 10_000 + 25 * block + 25):
        check_course(seed)


def test_what_changes_is_seen() -> None:
    """The test of the test: a dose changes the arrays, a weight a covariate, a note nothing."""
    data = made(0)
    before = Made(read(data))  # type: ignore[arg-type]
    other = Made(read(changed(data, ("treatments", 0, "dose"), "45 mg")))  # type: ignore[arg-type]
    assert before.arrays != other.arrays
    assert before.all["statuses"] == other.all["statuses"]
