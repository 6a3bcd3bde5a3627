"""A table that cannot be is refused with all of its errors at once, each with patient, line and column."""

from __future__ import annotations

import numpy as np
import pytest

from rechallenge.course.problems import CourseError
from rechallenge.formats.event_table import read_nonmem
from rechallenge.mechanism.compartment_models import ONE_COMPARTMENT, ONE_COMPARTMENT_ORAL
from rechallenge.mechanism.patients import predict

GOOD = "ID,TIME,AMT,II,ADDL,DV,WT\n1,0,100,24,3,.,70\n1,5,.,.,.,8.1,70\n"


def codes(text: str) -> dict[str, tuple[int | None, int | None]]:
    with pytest.raises(CourseError) as error:
        read_nonmem(text)
    return {problem.code: (problem.line, problem.column) for problem in error.value.problems}


def test_what_a_table_leaves_out_is_what_nonmem_takes_it_for() -> None:
    table = read_nonmem(GOOD)
    assert table.item["EVID"].tolist() == [1, 0]
    assert table.item["MDV"].tolist() == [1, 0]
    assert table.covariate["WT"].tolist() == [70, 70]


def test_columns_a_file_and_a_text_are_one_table(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "table.csv").write_text(GOOD)
    columns = {"id": [1, 1], "time": [0, 5], "amt": [100, 0], "ii": [24, 0], "addl": [3, 0], "dv": [None, 8.1], "wt": [70, 70]}
    spaced = GOOD.replace(",", "  ")
    tables = [read_nonmem(source) for source in (GOOD, tmp_path / "table.csv", str(tmp_path / "table.csv"), columns, spaced)]
    for table in tables[1:]:
        for name, column in tables[0].item.items():
            np.testing.assert_array_equal(table.item[name], column)


def test_all_errors_are_told_at_once_with_their_places() -> None:
    text = "ID,TIME,AMT,EVID,II,ADDL,DV\n1,0,-5,1,0,2,.\n1,4,0,7,0,0,.\n1,2,0,0,0,0,8\n2,0,50,0,0,0,3\n"
    assert codes(text) == {
        "nonmem.negative": (2, 3),
        "nonmem.no_interval": (2, 5),
        "nonmem.event": (3, 4),
        "nonmem.time_back": (4, 2),
        "nonmem.amount_without_dose": (5, 3),
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ID,AMT\n1,5\n", "nonmem.column_missing"),
        ("ID,TIME\n1,noon\n", "nonmem.not_a_number"),
        ("ID,TIME\n1,inf\n", "nonmem.not_a_number"),
        ("ID,TIME,DV\n1,.,3\n", "nonmem.missing"),
        ("ID,TIME,AMT\n1,0\n", "nonmem.row_length"),
        ("ID,TIME\n\n", "nonmem.no_rows"),
        ("ID,TIME,DV\n1,0,3\n2,0,3\n1,5,3\n", "nonmem.scattered"),
        ("ID,TIME,AMT,RATE\n1,0,5,-3\n", "nonmem.rate"),
        ("ID,TIME,AMT,RATE\n1,0,0,5\n", "nonmem.no_amount"),
        ("ID,TIME,AMT,SS\n1,0,5,1\n", "nonmem.no_interval"),
        ("ID,TIME,DV,MDV\n1,0,.,0\n", "nonmem.no_value"),
        ("ID,TIME,DV,CENS\n1,0,3,2\n", "nonmem.censoring"),
        ("ID,TIME,TIME\n1,0,3\n", "nonmem.column_twice"),
    ],
)
def test_each_error_has_its_own_sentence(text: str, code: str) -> None:
    assert set(codes(text)) == {code}


def test_time_may_go_back_at_a_reset() -> None:
    table = read_nonmem("ID,TIME,AMT,EVID\n1,0,100,1\n1,5,0,0\n1,0,100,4\n1,5,0,0\n")
    found = predict(table, ONE_COMPARTMENT, {"CL": 1.0, "V": 20.0})
    assert found[1] == pytest.approx(found[3], rel=1e-12)


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"CL": -1.0, "V": 20.0, "KA": 1.0}, "nonmem.parameter"),
        ({"CL": 0.0, "V": 20.0, "KA": 1.0}, "nonmem.parameter"),
        ({"CL": float("nan"), "V": 20.0, "KA": 1.0}, "nonmem.parameter"),
    ],
)
def test_a_parameter_that_cannot_be_is_refused_with_its_patient(parameters: dict[str, float], code: str) -> None:
    with pytest.raises(CourseError) as error:
        predict(read_nonmem(GOOD), ONE_COMPARTMENT_ORAL, parameters)
    (problem,) = error.value.problems
    assert (problem.code, problem.values["patient"], problem.values["name"], problem.line) == (code, "1", "CL", 2)


def test_a_dose_into_a_compartment_that_is_not_there_is_refused() -> None:
    with pytest.raises(CourseError, match="Patient 1: there is no compartment 3"):
        predict(read_nonmem("ID,TIME,AMT,CMT\n1,0,100,3\n1,2,0,2\n"), ONE_COMPARTMENT_ORAL, {"CL": 1.0, "V": 20.0, "KA": 1.0})


@pytest.mark.parametrize(("name", "said"), [("WGT", "Did you mean 'WT'"), ("CRCL", "no such column")])
def test_a_covariate_that_is_not_there_is_asked_for(name: str, said: str) -> None:
    with pytest.raises(CourseError, match=said):
        predict(
            read_nonmem(GOOD), ONE_COMPARTMENT, {"CL": 1.0, "V": 20.0}, lambda typical, _, covariate: {**typical, "CL": covariate[name]}
        )


def test_a_covariate_that_is_missing_in_a_row_is_told_with_its_place() -> None:
    table = read_nonmem(GOOD.replace("8.1,70", "8.1,."))
    with pytest.raises(CourseError, match="line 3, column 7: Patient 1: the model needs WT"):
        predict(table, ONE_COMPARTMENT, {"CL": 1.0, "V": 20.0}, lambda typical, _, covariate: {**typical, "CL": covariate["WT"]})


def test_a_parameter_that_the_model_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="the model needs KA"):
        predict(read_nonmem(GOOD), ONE_COMPARTMENT_ORAL, {"CL": 1.0, "V": 20.0})
    with pytest.raises(ValueError, match="the model knows no ALAG9"):
        predict(read_nonmem(GOOD), ONE_COMPARTMENT, {"CL": 1.0, "V": 20.0}, lambda typical, _, __: {**typical, "ALAG9": 1.0})
