"""What an error offers to write is accepted: each offer is followed, and leaves no error in the entry that it mends."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from rechallenge.course.problems import Problem
from tests.vocabulary.offers import Data, applied, errors_of, left

HERE = Path(__file__).parent
HURRIED = YAML(typ="safe", pure=True).load((HERE / "hurried.yaml").read_text(encoding="utf-8"))
INPUTS = YAML(typ="safe", pure=True).load((HERE / "inputs.yaml").read_text(encoding="utf-8"))
_ALIAS = re.compile(r"[&*]\w")  # inputs that try the reader of YAML itself


def course(field: str, text: str) -> Data:
    """A small course with a text in one field."""
    given = {"drug": "anakinra", "dose": "100 mg", "every": "1 d", "from": "0 d"}
    reading = {"what": "CRP", "at": "5 d", "value": "12 mg/L"}
    data: Data = {"rechallenge": 1, "anchor": "2018-03-12", "treatments": [given], "observations": [reading]}
    match field:
        case "at":
            reading["at"] = text
        case "value":
            reading["value"] = text
        case "change":
            data["observations"] = [{"what": "pain", "at": "0 d", "value": "8"}, {"what": "pain", "at": "5 d", "change": text}]
        case "dose":
            given["dose"] = text
        case "treatment":
            data["treatments"] = [{"drug": text, "from": "0 d"}]
        case "event":
            data["events"] = [{"what": text, "at": "20 d"}]
    return data


def not_mended(data: Data) -> list[tuple[str, str, list[str]]]:
    """Return the offers that leave an error in their entry."""
    found: list[tuple[str, str, list[str]]] = []
    problems: tuple[Problem, ...] = errors_of(data)
    for problem in problems:
        for offer, after in applied(data, problem):
            rest = left(data, problem, after)
            if rest:
                found.append((problem.code, offer, [f"{each.code} at {each.path}: {each.english}" for each in rest]))
    return found


@pytest.mark.parametrize("field", list(HURRIED))
def test_what_is_offered_for_the_writing_of_physicians_is_accepted(field: str) -> None:
    assert {text: found for text in HURRIED[field] if (found := not_mended(course(field, text)))} == {}


def test_what_is_offered_for_the_inputs_is_accepted() -> None:
    found: dict[int, object] = {}
    for number, entry in enumerate(INPUTS):
        if entry["how"] != "course" or _ALIAS.search(entry["text"]):
            continue
        try:
            data = YAML(typ="safe", pure=True).load(entry["text"])
            data = json.loads(json.dumps(data, default=str)) if isinstance(data, dict) else None
        except (YAMLError, ValueError, RecursionError):
            continue
        if data is not None and (wrong := not_mended(data)):
            found[number] = (entry["text"], wrong)
    assert found == {}


def test_an_offer_that_is_refused_is_found() -> None:
    (problem,) = errors_of(course("value", "120 → 45 mg/L"))
    broken = course("value", "120 mg")
    assert [each.path for each in left(course("value", "120 → 45 mg/L"), problem, broken)] == ["observations[0].value"]
