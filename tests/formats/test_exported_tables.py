"""Tables that programs export (FHIR, OMOP, CDISC), and tables whose columns stand apart by blanks alone."""

from __future__ import annotations

import pytest

from rechallenge.course.model import Course
from rechallenge.course.problems import CourseError
from rechallenge.formats.reading import Source, read_course


def read(text: str) -> Course:
    return read_course(Source(text)).course


def levels(text: str) -> list[tuple[str | None, float, float | None, float | None]]:
    found = read(text).observations
    return [(None if each.outcome is None else each.outcome.name, each.at.low, each.low, each.high) for each in found]


def refusal(text: str) -> str:
    with pytest.raises(CourseError) as caught:
        read_course(Source(text))
    return caught.value.problems[0].english


CRP_TWICE = [("crp", 0.0, 120.0, 120.0), ("crp", 5.0, 4.0, 4.0)]


@pytest.mark.parametrize(
    "text",
    [
        "code,effectiveDateTime,valueQuantity\nCRP,2018-03-12,120 mg/L\nCRP,2018-03-17,4 mg/L\n",
        "resourceType,id,status,code.text,subject.reference,effectiveDateTime,valueQuantity.value,valueQuantity.unit\n"
        "Observation,1,final,C reactive protein,Patient/1,2018-03-12,120,mg/L\n"
        "Observation,2,final,C reactive protein,Patient/1,2018-03-17,4,mg/L\n",
        "code,code_display,valueQuantity_value,valueQuantity_unit,effectiveDateTime\n"
        "1988-5,C reactive protein,120,mg/L,2018-03-12\n1988-5,C reactive protein,4,mg/L,2018-03-17\n",
        "Observation.code.coding[0].code,Observation.effectiveDateTime,Observation.valueQuantity.value,Observation.valueQuantity.unit\n"
        "1988-5,2018-03-12,120,mg/L\n1988-5,2018-03-17,4,mg/L\n",
        "person_id,measurement_date,measurement_source_value,value_as_number,unit_source_value,operator_concept_id\n"
        "1,2018-03-12,CRP,120,mg/L,4172703\n1,2018-03-17,CRP,4,mg/L,\n",
        "USUBJID,LBTESTCD,LBTEST,LBORRES,LBORRESU,LBDTC\n"
        "1,CRP,C Reactive Protein,120,mg/L,2018-03-12\n1,CRP,C Reactive Protein,4,mg/L,2018-03-17\n",
        "code,value,unit,date\n1988-5,120,mg/L,2018-03-12\n1988-5,4,mg/L,2018-03-17\n",
    ],
    ids=["fhir", "fhir-flat", "fhir-display", "fhir-loinc", "omop", "cdisc", "loinc"],
)
def test_an_export_is_read_by_the_heads_that_programs_give(text: str) -> None:
    assert levels(text) == CRP_TWICE


@pytest.mark.parametrize(("sign", "bounds"), [("<", (None, 5.0)), ("4171756", (None, 5.0)), ("4172704", (5.0, None)), ("", (5.0, 5.0))])
def test_the_sign_of_a_limit_in_a_column_of_its_own_is_kept(sign: str, bounds: tuple[float | None, float | None]) -> None:
    head = "effectiveDateTime,code.text,valueQuantity.comparator,valueQuantity.value,valueQuantity.unit"
    ((_, _, low, high),) = levels(f"{head}\n2018-03-12,CRP,{sign},5,mg/L\n")
    assert (low, high) == bounds


def test_what_was_read_and_what_was_left_of_an_export_is_told() -> None:
    reading = read_course(Source("id,code.text,effectiveDateTime,valueQuantity.value,valueQuantity.unit\n7,CRP,2018-03-12,120,mg/L\n"))
    told = [note.english for note in reading.notes]
    assert "The heads of an exported table were read: code.text, effectiveDateTime, valueQuantity.value, valueQuantity.unit." in told
    assert "Columns of an export that are not used: id." in told


@pytest.mark.parametrize(
    "text",
    [
        "date        CRP (mg/L)\n12/03/2018  120\n17/03/2018  4\n",
        "Date          CRP mg/L   Examinateur\n12/03/2018    120        AB\n17/03/2018    4          AB\n",
        "day crp\n0 120\n5 4\n",
        "Analyse         12/03/2018   17/03/2018\nCRP (mg/L)      120          4\n",
        "Date        Examen  Résultat  Unité  Normes\n12/03/2018  CRP     120       mg/L   <5\n17/03/2018  CRP     4         mg/L   <5\n",
        "Jour   CRP mg/L\nJ0     120,0\nJ5     4,0\n",
    ],
)
def test_columns_may_stand_apart_by_blanks(text: str) -> None:
    assert [each for each in levels(text) if each[0] == "crp"] == CRP_TWICE


def test_a_table_of_treatments_may_stand_apart_by_blanks() -> None:
    course = read("Médicament   Posologie   Début        Fin\nKineret      100 mg/j    12/03/2018   17/04/2018\n")
    (treatment,) = course.treatments
    (step,) = treatment.steps
    assert (treatment.drug, step.dose_mg, step.every_days, step.start.low) == ("anakinra", 100, 1, 0)


def test_a_missing_cell_among_blanks_is_asked_about_and_never_shifts_its_row() -> None:
    text = "Date         CRP   VS\n12/03/2018   120   45\n17/03/2018         12\n"
    assert "'-' where nothing was measured" in refusal(text)
    assert [each[:2] for each in levels(text.replace("         12", "   -     12"))] == [("crp", 0.0), ("esr", 0.0), ("esr", 5.0)]


@pytest.mark.parametrize("head", ["Date;CRP;Unité CRP;VS", "Date;CRP;CRP unit;VS", "Date;CRP;unite_CRP;VS"])
def test_the_units_of_a_variable_are_found_in_their_own_column(head: str) -> None:
    assert levels(f"{head}\n12/03/2018;12;mg/dL;45\n")[0] == ("crp", 0.0, 120.0, 120.0)


def test_the_column_of_units_need_not_stand_behind_its_variable() -> None:
    assert levels("Date;CRP;VS;Unité CRP\n12/03/2018;12;45;mg/dL\n")[0] == ("crp", 0.0, 120.0, 120.0)


def test_a_turned_table_may_have_the_heads_of_a_laboratory() -> None:
    found = read("Examens;12/03/2018;17/03/2018;Normes\nCRP mg/L;120;4;<5\n").observations
    assert [(each.low, each.upper_limit) for each in found] == [(120, 5), (4, 5)]
