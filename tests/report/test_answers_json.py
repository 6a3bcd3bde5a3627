"""``answers.json`` keeps its published schema."""

from __future__ import annotations

import json
from collections.abc import Callable

import jsonschema
import pytest

from rechallenge.course.model import Course
from rechallenge.report.answers_schema import answers_schema
from rechallenge.report.build import ReportFiles

SCHEMA = answers_schema()


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("code", ["en", "fr"])
def test_answers_satisfy_their_schema(built: Callable[..., ReportFiles], code: str) -> None:
    jsonschema.validate(json.loads(json.dumps(built(code).answers, allow_nan=False)), SCHEMA)


def test_an_empty_record_satisfies_the_schema(built: Callable[..., ReportFiles]) -> None:
    jsonschema.validate(built(course=Course("t"), answers={}, fit=None).answers, SCHEMA)


def test_fields_that_others_rely_on_are_where_they_were_promised(built: Callable[..., ReportFiles]) -> None:
    answers = built().answers
    assert answers["diagnostics"].keys() >= {"method", "rhat_max", "ess_min", "divergences", "pareto_k"}
    for question in ("response", "attribution", "dependence", "withdrawal", "regimen", "analogy", "next"):
        assert answers[question].keys() >= {"estimate", "interval", "prior", "sentence", "warnings"}
    assert answers["response"]["anakinra"]["days_to_normal_crp"] == 4.2
    assert answers["response"]["anakinra"]["p_normal_by_day"]["5"] == 0.8
    assert answers["attribution"]["anakinra"]["log_bayes_factor"] == 4.1
    assert answers["attribution"]["anakinra"]["single_case"] == []
    assert answers["attribution"]["anakinra"]["tally"]["relapsed"] == 2
    assert answers["dependence"]["prednisone_mg"]["without"] == 20.3
    assert answers["dependence"]["prior"]["with_interval"] == [0, 25]
    assert answers["withdrawal"]["anakinra"]["p_relapse_by_day"]["30"] == 0.96
    assert answers["withdrawal"]["anakinra"]["p_relapse_by_day_interval"]["7"] == pytest.approx([0.34, 0.55])
    asked = {"action", "measure", "day", "bits", "bits_risk", "bits_steroid", "burden"}
    assert all(each.keys() >= asked for each in answers["next"]["options"])
    assert answers["regimen"]["frontier"][0].keys() >= {"regimen", "p_relapse_90d", "drug_mg_per_week", "prednisone_mg_per_day", "interval"}
    assert answers["analogy"]["anakinra"]["p_response_prior"] == 0.74
    assert answers["response"]["prior"]["interval"] == [2.4, None]


def test_a_wrong_answer_fails_the_schema(built: Callable[..., ReportFiles]) -> None:
    answers = json.loads(json.dumps(built().answers))
    answers["withdrawal"]["anakinra"]["p_relapse_by_day"]["7"] = 1.4
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(answers, SCHEMA)
