"""Tables of NONMEM as people have them: dates, clock times, doses under other names, quotes, decimal commas."""

from __future__ import annotations

import re
import warnings

import pytest

from rechallenge.course.problems import CourseError
from rechallenge.formats.event_table import read_nonmem
from rechallenge.inference.map_estimate import map_estimate
from rechallenge.inference.residual_error import Residual
from rechallenge.mechanism.compartment_models import ONE_COMPARTMENT
from rechallenge.mechanism.patients import predict


@pytest.mark.parametrize(
    ("table", "hours"),
    [
        ("ID,DATE,TIME,AMT,DV\n1,1,8,100,.\n1,2,9,.,5\n1,3,10,.,2\n", [0, 25, 50]),
        ("ID,DATE,TIME,AMT,DV\n1,-1,8,100,.\n1,0,9,.,5\n", [0, 25]),
        # the example of NONMEM's help on DATE, hours there rounded to 5.42 and 23.25
        (
            "ID,DATE,TIME,AMT\n1,10-1-86,9:15,1\n1,10-1-86,14:40,1\n1,10-2-86,8:30,1\n2,10-12,8,1\n2,10-14,10,1\n",
            [0, 5 + 25 / 60, 23.25, 0, 50],
        ),
        ("ID,DAT1,TIME,AMT\n1,31/12/1999,12:00,1\n1,01/01/2000,12:00,1\n", [0, 24]),
        ("ID,DAT1,TIME,AMT\n1,31/12/99,12:00,1\n1,01/01/00,12:00,1\n", [0, 24]),
        ("ID,DATE,TIME,AMT\n1,02-28-00,0,1\n1,03-01-00,0,1\n", [0, 48]),
        ("ID,DAT2,TIME,AMT\n1,2018-02-28,08:00,1\n1,2018-03-01,09:30,1\n", [0, 25.5]),
        ("ID,DAT3,TIME,AMT\n1,2018/28/02,08:00,1\n1,2018/01/03,8:00:30,1\n", [0, 24 + 30 / 3600]),
        ("ID,TIME,AMT\n1,8:00,1\n1,9:30,1\n", [0, 1.5]),
        ("ID;TIME;AMT\n1;0;100\n1;0,5;7,25\n", [0, 0.5]),
        ("ID\tTIME\tAMT\n1\t0\t100\n1\t1,5\t1\n", [0, 1.5]),
        ("\ufeffID,TIME,AMT\n1,0,100\n1,2,1\n", [0, 2]),
        ('"ID","TIME","AMT","NOTE"\n"1","0","100","a, b"\n', [0]),
        ("ID,TIME,AMT\n1,1D1,100\n", [10]),
    ],
)
def test_times_are_hours_since_the_first_record_of_the_patient(table: str, hours: list[float]) -> None:
    assert read_nonmem(table).item["TIME"].tolist() == pytest.approx(hours, abs=1e-9)


@pytest.mark.parametrize(
    ("table", "code", "place"),
    [
        ("ID,DATE,TIME,AMT\n1,2018-03-12,8,1\n", "nonmem.date", (2, 2)),
        ("ID,DAT2,TIME,AMT\n1,2018-02-30,8,1\n", "nonmem.date", (2, 2)),
        ("ID,DATE,TIME,AMT\n1,20180312,8,1\n", "nonmem.date", (2, 2)),
        ("ID,DATE,TIME,AMT\n1,.,8,1\n", "nonmem.date", (2, 2)),
        ("ID,DATE,DAT1,TIME,AMT\n1,1,1,8,1\n", "nonmem.dates_twice", (1, 3)),
        ("ID,TIME,AMT\n1,25:00,1\n", "nonmem.clock", (2, 2)),
        ("ID,TIME,AMT\n1,8:75,1\n", "nonmem.clock", (2, 2)),
        ("ID,TIME,AMT\n1,23:00,1\n1,1:00,1\n", "nonmem.time_back", (3, 2)),
        ("ID,TIME,DOSE,DV\n1,0,100,.\n1,2,.,5\n", "nonmem.dose_column", (1, 3)),
        ("ID,TIME,AMOUNT,EVID\n1,0,100,1\n", "nonmem.dose_column", (1, 3)),
        ("ID,TIME,AMT,CONC\n1,0,100,.\n1,2,.,5\n", "nonmem.named_otherwise", (1, 4)),
        ("ID,TIME,AMT,DV,BLQ\n1,0,100,.,0\n1,2,.,0.5,1\n", "nonmem.named_otherwise", (1, 5)),
        ("ID,TIME,EVID,DV\n1,0,1,.\n1,2,0,5\n", "nonmem.dose_without_amount", (2, 3)),
        ("ID,TIME,AMT,EVID\n1,0,.,1\n", "nonmem.dose_without_amount", (2, 3)),
        ('ID,TIME,AMT\n1,0,"5\n', "table.quotes", (2, 1)),
    ],
)
def test_what_cannot_be_is_refused_at_its_place(table: str, code: str, place: tuple[int, int]) -> None:
    with pytest.raises(CourseError) as caught:
        read_nonmem(table)
    (problem,) = caught.value.problems
    assert (problem.code, (problem.line, problem.column)) == (code, place)


def test_a_constant_infusion_at_steady_state_needs_no_amount() -> None:
    assert read_nonmem("ID,TIME,AMT,RATE,SS,EVID\n1,0,.,5,1,1\n").is_dose.tolist() == [True]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("ID,TIME,DV\n1,2,5\n", "measurements without any dose (patients: 1)"),
        ("ID,TIME,AMT,DV\n1,0,100,.\n1,2,.,5\n2,2,.,5\n", "measurements without any dose (patients: 2)"),
        ("ID,TIME,AMT,DV,CENS,LIMIT\n1,0,100,.,0,.\n1,30,.,0.5,1,0.1\n", "LIMIT is not used"),
    ],
)
def test_what_is_odd_and_accepted_is_warned_of_and_kept_as_a_note(table: str, said: str) -> None:
    with pytest.warns(UserWarning, match=re.escape(said)):
        found = read_nonmem(table)
    assert [said in str(note) for note in found.notes] == [True]


def test_an_ordinary_table_is_not_warned_of() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read_nonmem("ID,TIME,AMT,DV,DOSE\n1,0,100,.,100\n1,2,.,5,100\n").notes == ()


def test_a_covariate_that_is_text_is_named_as_no_number() -> None:
    table = read_nonmem("ID,TIME,AMT,SEX\n1,0,100,F\n")
    with pytest.raises(CourseError, match="line 2, column 4: 'F' in column SEX is not a number"):
        predict(table, ONE_COMPARTMENT, {"CL": 1.0, "V": 20.0}, lambda typical, _, covariate: {**typical, "CL": covariate["SEX"]})


def test_a_random_effect_of_a_parameter_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match="omega has a random effect of KA, and typical has no KA"):
        map_estimate(
            "ID,TIME,AMT,DV\n1,0,100,.\n1,2,.,5\n",
            ONE_COMPARTMENT,
            {"CL": 1.0, "V": 20.0},
            {"KA": 0.2, "V": 0.2},
            Residual(proportional=0.1),
        )


def test_a_table_in_another_encoding_is_read(tmp_path) -> None:  # type: ignore[no-untyped-def]
    text = "ID;TIME;AMT;SITE\n1;0;1,5;Hôpital\n"
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        path = tmp_path / f"{encoding}.csv"
        path.write_bytes(text.encode(encoding))
        assert read_nonmem(path).item["AMT"].tolist() == [1.5]
