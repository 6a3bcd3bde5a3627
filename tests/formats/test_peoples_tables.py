"""Tables as people keep them and laboratories export them: the right values, or an error that says what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from rechallenge.course.model import Course
from rechallenge.course.problems import CourseError
from rechallenge.formats.people_table import read_table
from rechallenge.formats.reading import Source, converted, read_course
from rechallenge.web.pasting import pasted


def values(course: Course) -> list[tuple[str, float, float | None]]:
    return [(each.what, each.at.earliest, each.high) for each in course.observations]


def read(text: str) -> list[tuple[str, float, float | None]]:
    return values(read_course(Source(text)).course)


def refused(text: str, section: str | None = None) -> str:
    with pytest.raises(CourseError) as caught:
        read_table(text, section) if section else read_course(Source(text))
    return str(caught.value)


@pytest.mark.parametrize("mark", [";", "\t", "|"])
@pytest.mark.parametrize("head", ["CRP (mg/dL)", "CRP [mg/dL]", "CRP mg/dL", "CRP_mg/dL", "CRP, mg/dL", "CRP en mg/dL", "CRP(mg/dL)"])
def test_a_unit_in_the_head_is_that_of_its_numbers(mark: str, head: str) -> None:
    assert read(f"jour{mark}{head}\n0{mark}12,5\n") == [("CRP", 0.0, 125.0)]


def test_a_pasted_unit_in_square_brackets_is_that_of_its_numbers() -> None:
    assert pasted("observations", "day\tCRP [mg/dL]\tpain\n0\t12\t8").rows[0] == {"at": "0 d", "what": "CRP", "value": "12 mg/dL"}


def test_a_number_without_a_unit_is_read_in_the_usual_one_and_told() -> None:
    text, told = converted(Source("day\tCRP\n0\t12"), "course")
    assert "12 mg/L" in text
    assert ("table.unit_assumed", "warning") in [(each.code, each.severity) for each in told]


@pytest.mark.parametrize("section", [None, "observations"])
def test_a_row_with_more_cells_than_heads_is_refused(section: str | None) -> None:
    assert (
        'row 2, column day: This row has 4 cells where the head has 3. If a number has a decimal comma, put it in quotes ("12,5")'
        in refused("day,CRP (mg/L),pain\n0,12,5,8", section)
    )


def test_a_quoted_decimal_comma_is_one_number() -> None:
    assert read('"Date";"CRP (mg/L)"\n"2018-03-12";"12,5"') == [("CRP", 0.0, 12.5)]
    assert read('day,CRP (mg/L),pain\n0,"12,5",8')[0] == ("CRP", 0.0, 12.5)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_an_export_is_read_in_the_encodings_of_spreadsheets(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes("Date;Analyse;Résultat;Unité\r\n25/03/2018;CRP;120;mg/L\r\n26/03/2018;CRP;12;mg/dL\r\n".encode(encoding))
    assert values(read_course(path).course) == [("CRP", 0.0, 120.0), ("CRP", 1.0, 120.0)]


def test_a_laboratorys_export_is_a_row_a_result() -> None:
    text = "Date,Test,Result,Unit,Reference range,Flag\n03/25/2018,CRP,12,mg/dL,0-0.8,H\n04/01/2018,CRP,4,mg/L,< 8 mg/L,\n"
    course = read_course(Source(text)).course
    assert values(course) == [("CRP", 0.0, 120.0), ("CRP", 7.0, 4.0)]
    assert dict(course.upper_limits) == {"crp": pytest.approx(8.0)}
    assert "table.column_left" in [each.code for each in converted(Source(text), "course")[1]]


def test_a_pasted_export_is_a_row_a_result() -> None:
    assert pasted("observations", "Date\tAnalyse\tRésultat\tUnité\n12/03/2018\tCRP\t120\tmg/L").rows == [
        {"at": "2018-03-12", "what": "CRP", "value": "120 mg/L"}
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Analyse;Unité;25/03/2018;04/04/2018\nCRP;mg/L;120;4\nVS;mm/h;60;10",
        "\t25/03/2018\t04/04/2018\nCRP (mg/L)\t120\t4\nVS (mm/h)\t60\t10",
        "date,43184,43194\nCRP mg/L,120,4\nVS mm/h,60,10",
        "jour;0;10\nCRP [mg/L];120;4\nVS [mm/h];60;10",
    ],
)
def test_a_table_with_days_as_columns_is_turned(text: str) -> None:
    found = read(text)
    assert [each[1:] for each in found] == [(0.0, 120.0), (0.0, 60.0), (10.0, 4.0), (10.0, 10.0)]


def test_the_number_of_a_spreadsheets_date_is_a_date_and_told() -> None:
    text, told = converted(Source("date\tCRP (mg/L)\n43171\t120\n43172\t60"), "course")
    assert "at: 2018-03-12, what: CRP, value: 120 mg/L" in text
    assert "43171 is 2018-03-12" in "\n".join(map(str, told))


def test_numbers_and_texts_of_dates_are_not_mixed() -> None:
    assert "write all days in one way, such as 2018-03-12" in refused("date;CRP (mg/L)\n43171;120\n13/03/2018;60")


@pytest.mark.parametrize(
    ("dates", "first", "code"),
    [
        (("12/03/2018", "25/03/2018"), "2018-03-12", "table.day_first"),
        (("03/12/2018", "03/25/2018"), "2018-03-12", "table.month_first"),
        (("03/04/2018", "05/04/2018"), "2018-04-03", "table.day_first_assumed"),
    ],
)
def test_dates_are_read_in_one_order_which_is_told(dates: tuple[str, str], first: str, code: str) -> None:
    text, told = converted(Source(f"date;CRP (mg/L)\n{dates[0]};120\n{dates[1]};60"), "course")
    assert f"anchor: {first}" in text
    assert code in [each.code for each in told]


def test_dates_in_two_orders_are_refused() -> None:
    assert "Write dates as 2018-03-12" in refused("date;CRP (mg/L)\n03/25/2018;120\n25/03/2018;60")


def test_a_head_states_the_order_of_its_dates() -> None:
    assert "anchor: 2018-03-04" in converted(Source("date (mm/dd/yyyy);CRP (mg/L)\n03/04/2018;120"), "course")[0]


def test_one_order_holds_for_both_ends_of_a_treatment() -> None:
    text = "drug,dose,every,from,to\nanakinra,100 mg,1 d,03/04/2018,03/25/2018\n"
    assert "from: 2018-03-04, to: 2018-03-25" in converted(Source(text), "course")[0]


def test_a_column_of_doses_is_a_treatment_with_steps() -> None:
    course = read_course(
        Source("day;CRP (mg/L);anakinra (mg/jour);prednisone mg/day\n0;120;100;20\n8;4;100;10\n40;60;0;10\n60;3;100;5")
    ).course
    steps = {
        each.drug: [(s.dose_mg, s.start.earliest, None if s.stop is None else s.stop.earliest) for s in each.steps]
        for each in course.treatments
    }
    assert steps["anakinra"] == [(100.0, 0.0, 40.0), (100.0, 60.0, None)]
    assert steps["prednisone"] == [(20.0, 0.0, 8.0), (10.0, 8.0, 60.0), (5.0, 60.0, None)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("day,CRP (mg/L),prednisone mg\n0,120,20", "Name it 'prednisone (mg/day)' or 'prednisone (mg/week)'"),
        ("day,anakinra (mg/day)\n0,100\n5,", "Write the dose in each row, and 0 where it was not given"),
        ("day,anakinra (mg/day)\n5,100\n0,50", "put the rows in the order of their days"),
        ("day,CRP,CRP (mg/dL)\n0,1,2", "keep one"),
        ("visit,CRP\n1,5", "The first row names the columns"),
        ("patient;date;CRP (mg/L)\nA;2018-03-12;3\nB;2018-03-12;4", "Keep the rows of one"),
        ("date,test,result,unit\n2018-03-12,CRP,3,mg/L\n,CRP,4,mg/L", "write it in each row"),
        ("date,test,result\n2018-03-12,anakinra,100 mg", "'anakinra' is a drug and not something measured"),
        ("day,Résultat\n0,12", "a table of results has the columns date, test, result and unit"),
        ("date,CRP (mg/L)\n2018-03-12,12\nflare in spring,", "write the day, or take the row out"),
        ("day,CRP (mg/L),comment\n0,12,\n5,,seen", "write it in a column 'event'"),
        ("day,CRP (mg/L),\n0,12,8", "This row has 3 cells where the head has 2"),
        ('day,CRP (mg/L)\n0,"12', "never closed"),
    ],
)
def test_what_cannot_be_read_says_what_to_write(text: str, told: str) -> None:
    assert told in refused(text)


def test_events_and_remarks_of_a_diary_are_kept() -> None:
    course = read_course(Source("jour;CRP (mg/L);événement;commentaire\n0;120;;fièvre\n9;3;rechute;")).course
    assert values(course) == [("CRP", 0.0, 120.0), ("CRP", 9.0, 3.0)]
    assert [(each.what, each.at.earliest) for each in course.events] == [("relapse", 9.0)]


def test_weeks_and_clock_times_are_kept() -> None:
    assert read("Semaine;CRP (mg/L)\n0;120\n2;5")[0][1] == 0.0
    assert "at: 2018-03-25 08:30" in converted(Source("Date,Heure,CRP (mg/L)\n25/03/2018,08:30,120"), "course")[0]


def test_what_belongs_elsewhere_is_not_pasted_away() -> None:
    assert "paste those columns under the treatments" in refused("day,CRP (mg/L),anakinra (mg/day)\n0,12,100", "observations")


def test_a_table_that_was_converted_reads_the_same() -> None:
    table = "date;CRP (mg/L);douleur\n25/03/2018;120;8\n04/04/2018;<5;1\n"
    text, _ = converted(Source(table), "course")
    assert values(read_course(Source(text)).course) == read(table)


@pytest.mark.parametrize("head", ["EVA douleur (0-10)", "EVA douleur (0\u201310)", "douleur (/10)", "pain [0..10]", "douleur (sur 10)"])
def test_the_range_of_a_score_in_the_head_is_no_unit(head: str) -> None:
    (observation,) = read_course(Source(f"jour;{head}\n0;8\n")).course.observations
    assert (observation.low, observation.high) == (7.5, 8.5)


def test_a_score_out_of_a_hundred_is_one_out_of_ten() -> None:
    assert read("jour;EVA douleur (0-100)\n0;80\n") == [("EVA douleur", 0.0, 8.0)]


@pytest.mark.parametrize(
    "head", ["CRP upper limit", "upper limit of CRP", "CRP ULN (mg/L)", "LSN CRP", "reference range", "Limite supérieure de la CRP"]
)
def test_a_column_of_limits_beside_a_variable_holds_its_limits(head: str) -> None:
    course = read_course(Source(f"date;CRP (mg/L);{head}\n2018-03-12;120;5\n2018-03-17;4;\n")).course
    assert [each.upper_limit for each in course.observations] == [5.0, None]


def test_limits_of_two_variables_are_kept_apart_and_those_of_none_refused() -> None:
    table = "date;CRP (mg/L);VS (mm/h);CRP upper limit;VS upper limit\n2018-03-12;120;80;5;20\n"
    assert [each.upper_limit for each in read_course(Source(table)).course.observations] == [5.0, 20.0]
    assert "needs others beside it" in refused("date;CRP (mg/L);VS (mm/h);upper limit\n2018-03-12;120;80;5\n")


@pytest.mark.parametrize(
    "above",
    [
        "Patient: X\nLaboratory of the hospital\n\n",
        "Laboratoire X;;;\nLe 01/04/2018;;;\n",
        "printed 2018-04-01\n",
        '"Dr X, ward 3"\n',
    ],
)
def test_lines_above_the_head_are_left_out_and_counted(above: str) -> None:
    found = read_table(f"{above}Date;CRP (mg/L);douleur\n12/03/2018;120;8\n25/03/2018;4;2\n")
    assert [each["value"] for each in found.sections["observations"]] == ["120 mg/L", "8", "4 mg/L", "2"]
    (told,) = [problem for problem in found.told if problem.code == "table.lines_above"]
    assert told.values["n"] == sum(1 for line in above.splitlines() if line.strip())
    assert told.line == above.count("\n") + 1


def test_a_row_that_repeats_the_one_above_is_one_reading_and_told() -> None:
    table = "Date;CRP (mg/L)\n12/03/2018;120\n12/03/2018;120\n25/03/2018;4\n"
    assert [day for _, day, _ in read(table)] == [0.0, 13.0]
    assert "table.row_repeated" in {problem.code for problem in read_table(table).told}
    other = table.replace("120\n25", "110\n25")
    assert len(read(other)) == 3


def test_a_column_named_time_beside_dates_holds_clock_times() -> None:
    assert read("date,time,CRP mg/L\n2018-03-12,06:00,120\n2018-03-13,18:00,100\n") == [("CRP", 0.25, 120.0), ("CRP", 1.75, 100.0)]


@pytest.mark.parametrize("head", ["CRP (N<5 mg/L)", "CRP [0-5 mg/L]", "CRP (N < 5 mg/L)"])
def test_a_limit_of_normal_in_the_head_is_that_of_its_column(head: str) -> None:
    course = read_course(Source(f"Date;{head}\n2018-03-12;120\n2018-03-20;4\n")).course
    assert values(course) == [("CRP", 0.0, 120.0), ("CRP", 8.0, 4.0)]
    assert dict(course.upper_limits) == {"crp": pytest.approx(5.0)}


def test_the_scale_of_a_score_in_its_head_is_no_limit_of_normal() -> None:
    assert read("day;pain (0-10)\n0;8\n") == [("pain", 0.0, 8.5)]


def observed_in(table: str) -> list[tuple[str, float | None, float | None]]:
    draft = converted(Source(table, "t.csv"), "course")[0]
    return [(o.what, o.low, o.high) for o in read_course(Source(draft)).course.observations]


@pytest.mark.parametrize("cell", ["120 H", "120*", "120 (H)", "120 high"])
def test_the_unit_of_a_head_goes_before_the_mark_of_a_laboratory(cell: str) -> None:
    assert observed_in(f"day,CRP (mg/L)\n0,{cell}\n5,4\n") == [("CRP", 120, 120), ("CRP", 4, 4)]


@pytest.mark.parametrize(
    "table",
    [
        "date,CRP,pain\n,mg/dL,/10\n2018-03-12,12,8\n",
        "jour;CRP;douleur\nj;mg/dl;/10\n0;12;8\n",
        "date\tCRP\tpain\n\t(mg/dL)\t[/10]\n2018-03-12\t12\t8\n",
    ],
)
def test_a_row_of_units_below_the_head_counts(table: str) -> None:
    assert [(low, high) for _, low, high in observed_in(table)] == [(120, 120), (7.5, 8.5)]


@pytest.mark.parametrize("number", ["12.500", "<12.500", "3.125"])
def test_a_point_before_three_digits_is_asked_about_where_cells_end_at_semicolons(number: str) -> None:
    with pytest.raises(CourseError) as caught:
        converted(Source(f"date;ferritin (ug/L)\n2018-03-12;{number}\n2018-03-20;300,5\n", "t.csv"), "course")
    (problem,) = caught.value.problems
    assert problem.code == "table.point"
    assert number.replace(".", "") in problem.english


def test_it_is_a_decimal_where_another_number_shows_it() -> None:
    assert observed_in("date;ferritin (ug/L)\n2018-03-12;12.500\n2018-03-20;300.5\n")[0][1:] == (12.5, 12.5)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("visit,CRP (mg/L)\nM0,120\nM3,12\nM6,4", [(0, 0), (91, 121), (183, 212)]),
        ("visite;CRP (mg/L)\nJ0;120\nJ15;12,5\nS26;4", [(0, 0), (15, 15), (182, 188)]),
        ("timepoint,CRP (mg/L)\nW0,120\nW12,12\nW24,4", [(0, 0), (84, 90), (168, 174)]),
        ("Visit name\tCRP (mg/L)\nWeek 0\t120\nWeek 2\t12\nMonth 6\t4", [(0, 0), (14, 20), (183, 212)]),
        ("time point,test,result,unit\nM0,CRP,120,mg/L\nM1,CRP,12,mg/L\nM2,CRP,4,mg/L", [(0, 0), (30, 60), (61, 90)]),
        ("visit,CRP (mg/L)\nbaseline,120\nW2,12\nM3,4", [(0, 0), (14, 20), (91, 121)]),
        ("visite;CRP (mg/L)\nInclusion;120\nM1;12", [(0, 0), (30, 60)]),
        ("consultation;CRP (mg/L)\nM0;120\nM1;12\nM12;4", [(0, 0), (30, 60), (365, 395)]),
    ],
)
def test_visits_without_dates_are_times_after_day_0_and_the_first_is_day_0(text: str, days: list[tuple[float, float]]) -> None:
    course = read_course(Source(text)).course
    assert [(each.at.earliest, each.at.latest) for each in course.observations] == days


def test_a_column_of_visits_beside_dates_is_left_and_told() -> None:
    found = read_course(Source("date;visite;CRP (mg/L)\n2018-03-12;M0;120\n2018-06-12;M3;4"))
    assert [each.what for each in found.course.observations] == ["CRP", "CRP"]
    assert [note.values["name"] for note in found.notes if note.code == "table.column_left"] == ["visite"]


def test_a_limit_of_an_esr_in_mm_is_read_as_its_values_are() -> None:
    (found,) = read_course(Source("Date;Analyse;Résultat;Unité;Normes\n12/03/2018;VS;40;mm;<20")).course.observations
    assert (found.low, found.upper_limit) == (40, 20)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Jour;CRP;Unité\nJ0;120;mg/L\nJ5;1,2;mg/dL", [("CRP", 0, 120), ("CRP", 5, 12)]),
        ("Date,CRP,CRP unit,ESR,ESR unit\n2018-03-12,12,mg/dL,80,mm/h", [("CRP", 0, 120), ("ESR", 0, 80)]),
        ("Visite;J0;J5\nCRP (mg/L);120;12", [("CRP", 0, 120), ("CRP", 5, 12)]),
        ("Date\tC-reactive protein (CRP), mg/L\n2018-03-12\t120", [("C-reactive protein", 0, 120)]),
        ("LBDTC,LBTESTCD,LBORRES,LBORRESU\n2018-03-12,CRP,12,mg/dL", [("CRP", 0, 120)]),
        ("jours depuis début anakinra;CRP (mg/L)\n0;120\n5;12", [("CRP", 0, 120), ("CRP", 5, 12)]),
        ("weeks since start,CRP (mg/L)\n0,120\n2,12", [("CRP", 0, 120), ("CRP", 14, 12)]),
        ("Date du bilan;CRP (mg/L)\n25/03/2018;120", [("CRP", 0, 120)]),
        ("date,crp_mg_l,esr_mm_h\n2018-03-12,120,80", [("crp", 0, 120), ("esr", 0, 80)]),
        ("date,crp_mgdl\n2018-03-12,12", [("crp", 0, 120)]),
        ("date,CRP..mg.L.,VS*\n2018-03-12,120,80", [("CRP", 0, 120), ("VS*", 0, 80)]),
    ],
)
def test_heads_of_programs_and_hospitals(text: str, found: list[tuple[str, float, float]]) -> None:
    assert read(text) == found


def test_a_date_of_birth_is_no_day_of_a_measurement() -> None:
    assert "No row of names was found" in refused("Date de naissance;CRP (mg/L)\n25/03/1950;120")


@pytest.mark.parametrize(
    "text",
    [
        "DCI;Posologie;Date début;Date fin\nanakinra;100 mg/j;2018-03-12;2018-04-11",
        "Medication,Dosage,Start,Stop\nKineret,100 mg/day,2018-03-12,2018-04-11",
        "Drug,Dose,Unit,Frequency,Start date,End date\nanakinra,100,mg,daily,2018-03-12,2018-04-11",
        "Traitement;Dose;Rythme;Début;Fin\nanakinra;100 mg;1/j;2018-03-12;2018-04-11",
    ],
)
def test_a_table_of_treatments_by_the_heads_of_hospitals(text: str) -> None:
    (treatment,) = read_course(Source(text)).course.treatments
    (step,) = treatment.steps
    assert (treatment.drug, step.dose_mg, step.every_days, step.start.low, step.stop and step.stop.low) == ("anakinra", 100, 1, 0, 30)


@pytest.mark.parametrize(
    ("head", "cells", "days"),
    [
        ("Flare", ("yes", "no", ""), [0]),
        ("Poussée", ("1", "0", "x"), [0, 9]),
        ("rechute", ("non", "oui", "?"), [5]),
        ("infection", ("-", "+", "no"), [5]),
        ("relapse", ("no", "no", "no"), []),
    ],
)
def test_a_column_named_for_an_event_tells_its_days_by_yes_and_no(head: str, cells: tuple[str, ...], days: list[int]) -> None:
    rows = "".join(f"{day};12;{cell}\n" for day, cell in zip((0, 5, 9), cells, strict=True))
    found = read_course(Source(f"jour;CRP (mg/L);{head}\n{rows}"))
    assert [event.at.low for event in found.course.events] == days
    assert [observation.what for observation in found.course.observations] == ["CRP"] * 3


def test_other_words_in_a_column_named_for_an_event_are_shown_only() -> None:
    assert not read_course(Source("day,CRP (mg/L),Flare\n0,120,severe\n5,12,no\n")).course.events


def test_a_date_that_is_refused_stands_in_its_own_column() -> None:
    with pytest.raises(CourseError) as caught:
        read_course(Source("Date;CRP (mg/L)\n12/03/18;120\n"))
    assert "column Date" in str(caught.value.problems[0])


@pytest.mark.parametrize("head", ["Valeur usuelle", "valeur normale", "Usual value", "expected range"])
def test_a_column_of_usual_values_holds_limits(head: str) -> None:
    (seen,) = read_course(Source(f"date;test;result;unit;{head}\n12/03/2018;CRP;120;mg/L;<5\n")).course.observations
    assert seen.upper_limit == 5


def test_a_cell_that_compares_with_the_row_before_is_a_change() -> None:
    """ "Better" in a column of pain is no level of it: pain had been 8, and is lower by what a patient notices."""
    course = read_course(Source("date;douleur\n03/05/2023;8/10\n10/05/2023;mieux\n17/05/2023;stable\n24/05/2023;2/10")).course
    _, better, same, _ = course.observations
    assert better.low == -10.0  # as far as the scale goes
    assert better.high == pytest.approx(-1.3, abs=0.05)
    assert (same.low, same.high) == (pytest.approx(-1.3, abs=0.05), pytest.approx(1.3, abs=0.05))


def test_a_column_headed_n_holds_the_limits_of_normal_where_its_cells_are_limits() -> None:
    limits = "Date;Examen;Résultat;Unité;N\n03/05/2023;CRP;120;mg/L;<5\n10/05/2023;CRP;4;mg/L;<5\n"
    assert "upper_limit: 5 mg/L" in converted(Source(limits), "course")[0]
    assert "upper_limit" not in converted(Source(limits.replace("<5", "12")), "course")[0]


@pytest.mark.parametrize(
    "text",
    [
        "Jour;CRP;Unité;Norme\nJ0;12;mg/dL;<0,5\nJ5;0,3;mg/dL;<0,5",
        "day,CRP,normal CRP\n0,12 mg/dL,0.5\n5,0.3 mg/dL,0.5",
    ],
)
def test_a_limit_of_normal_has_the_unit_of_its_value(text: str) -> None:
    assert [each.upper_limit for each in read_course(Source(text)).course.observations] == [5, 5]


@pytest.mark.parametrize("head", ["PID", "N° dossier", "patient no", "identifiant", "case id", "participant"])
def test_rows_of_several_patients_are_refused(head: str) -> None:
    assert "tells several patients apart" in refused(f"{head};date;CRP (mg/L)\n1;13/03/2018;120\n2;14/03/2018;4")


@pytest.mark.parametrize("head", ["Douleur EVA (mm)", "douleur du genou", "CRP ultrasensible (mg/L)"])
def test_a_column_whose_values_are_used_is_never_said_to_be_shown_only(head: str) -> None:
    text, told = converted(Source(f"Jour;{head}\n0;8\n5;2"), "course")
    assert "table.column_shown" not in [each.code for each in told]
    assert all(each.outcome is not None for each in read_course(Source(text)).course.observations)


@pytest.mark.parametrize("head", ["Val. max", "Valeur max", "Borne sup."])
def test_the_highest_normal_value_is_the_limit(head: str) -> None:
    (seen,) = read_course(Source(f"Date;Libellé;Valeur;Unité;Val. min;{head}\n13/03/2018;CRP;120;mg/L;0;6\n")).course.observations
    assert seen.upper_limit == 6


def test_a_change_that_is_refused_is_told_at_its_cell() -> None:
    told = refused("Date;Examen;Résultat;Unité\n03/05/2023;douleur;mieux;\n")
    assert "row 2, column Résultat" in told
