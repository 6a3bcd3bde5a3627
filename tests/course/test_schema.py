"""The published schema accepts what the reader accepts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from rechallenge.course.cases import case_names, case_path
from rechallenge.course.schema import course_schema


def plain(value: Any) -> Any:
    """Turn dates that YAML builds back into the text that stands in the file."""
    return json.loads(json.dumps(value, default=str))


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(course_schema())


@pytest.mark.parametrize("name", case_names())
def test_the_schema_accepts_a_course_that_ships_in_either_language(name: str) -> None:
    document = YAML(typ="safe", pure=True).load(case_path(name).read_text(encoding="utf-8"))
    assert [e.message for e in Draft202012Validator(course_schema()).iter_errors(plain(document))] == []


@pytest.mark.parametrize(
    "document",
    [
        {"rechallenge": 1, "treatmens": []},
        {"rechallenge": 1, "observations": [{"at": "5 d", "value": "normal"}]},
        {"rechallenge": 1, "treatments": "anakinra"},
        {"rechallenge": 1, "patient": {"age": [77]}},
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(document: Any) -> None:
    assert not Draft202012Validator(course_schema()).is_valid(document)
