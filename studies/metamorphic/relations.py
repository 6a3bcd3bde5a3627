"""What one statement more must do to the weight of the evidence, each with its sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import inf

from studies.metamorphic.courses import PERSISTENT, Sketch


@dataclass(frozen=True)
class RecordPair:
    """Two records, and bounds of the change of the log Bayes factor for the drug from the first to the second."""

    first: Sketch
    second: Sketch
    least: float = -inf
    most: float = inf


@dataclass(frozen=True)
class Relation:
    """A relation between two records: its sentence, and the pair that it makes of a course; None of one to which it does not apply."""

    sentence: str
    pair: Callable[[Sketch], RecordPair | None]


def _quiet(first: int, last: int) -> str:
    return f"{{what: remission, from: {first} d, to: {last} d}}"


def _relapse_after_a_stop(course: Sketch) -> RecordPair | None:
    if not course.responds:
        return None
    base = course.saying(events=(_quiet(16, 40),))
    stopped = base.saying(drug=", to: 40 d", events=("{what: relapse, after: stop of anakinra, within: 0..14 d}",))
    return RecordPair(base, stopped, least=1.0 if course.disease == PERSISTENT else 0.0)


def _quiet_month_on(course: Sketch) -> RecordPair | None:
    if not course.responds:
        return None
    base = course.saying(events=(_quiet(16, 40),))
    return RecordPair(base, course.saying(events=(_quiet(16, 70),)), least=0.0)


def _quiet_month_off(course: Sketch) -> RecordPair | None:
    base = course.saying(drug=", to: 30 d")
    return RecordPair(base, base.saying(events=(_quiet(45, 75),)), most=0.0)


def _active_month_on(course: Sketch) -> RecordPair | None:
    active = tuple(f"{{what: CRP, at: {day} d, value: {course.before}}}" for day in (40, 55, 70))
    return RecordPair(course, course.saying(observations=active), most=0.0)


def _word_beside_values(course: Sketch) -> RecordPair:
    before, after = 80, 3 if course.responds else 85
    days = ((-1, before), (-6, before), (18, after), (26, after))
    measured = tuple(f"{{what: CRP, at: {day} d, value: {value} mg/L}}" for day, value in days)
    # without an end a drug of no effect would be taken to have been stopped at any time
    base = replace(course, observations=()).saying(observations=measured, drug=", to: 88 d")
    return RecordPair(base, base.saying(drug=f", outcome: {'good' if course.responds else 'none'}"), least=0.0, most=0.0)


def _every_second_reading(course: Sketch) -> RecordPair | None:
    low = "< 10 mg/L" if course.responds else course.before
    dense = tuple(f"{{what: CRP, at: {day} d, value: {low}}}" for day in range(20, 69, 8))
    return RecordPair(course.saying(observations=dense), course.saying(observations=dense[::2]), least=-1.0, most=1.0)


RELATIONS: Mapping[str, Relation] = {
    "a": Relation(
        "A stop after 14 quiet days on the drug or more, with a relapse within two weeks, never lowers it, and raises it by 1 or more "
        "where the disease is persistent.",
        _relapse_after_a_stop,
    ),
    "b": Relation("A quiet month more on the drug, in a record that shows activity off it, never lowers it.", _quiet_month_on),
    "c": Relation("A quiet month off the drug never raises it.", _quiet_month_off),
    "d": Relation("An outcome in a word beside measured values that say the same is no second proof.", _word_beside_values),
    "f": Relation("An active month on the drug never raises it.", _active_month_on),
    "g": Relation("Leaving out every second reading of a state that does not change moves it by less than 1.", _every_second_reading),
}
"""Relations that are judged by estimates; those that are exact stand in ``tests/metamorphic/test_relations.py``."""
