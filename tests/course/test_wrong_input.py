"""Wrong files get all of their errors at once, each with its place and what to write instead."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from rechallenge.course.problems import CourseError, Problem
from rechallenge.formats.reading import read_course


def errors_of(text: str | Path) -> tuple[Problem, ...]:
    with pytest.raises(CourseError) as caught:
        read_course(text)
    return caught.value.problems


def only_error_of(text: str | Path) -> Problem:
    errors = errors_of(text)
    assert len(errors) == 1, [str(e) for e in errors]
    return errors[0]


def course(body: str) -> str:
    return f"rechallenge: 1\n{body}"


ANAKINRA = "treatments:\n  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 30 d}\n"


class TestTheFileItself:
    def test_what_is_not_yaml_is_refused_with_its_line(self) -> None:
        error = only_error_of("rechallenge: 1\nevents: [{what: relapse\n  at 3\n")
        assert error.code == "yaml.brackets"
        assert error.line is not None

    @pytest.mark.parametrize("text", ["just words\n", "- a\n- list\n"])
    def test_a_file_without_named_fields_is_not_a_course(self, text: str) -> None:
        assert only_error_of(text).code == "yaml.not_a_course"

    def test_another_version_is_refused(self) -> None:
        error = only_error_of("rechallenge: 2\ntitle: x\n")
        assert (error.code, error.line, error.column) == ("version.wrong", 1, 14)

    def test_a_missing_version_is_told(self) -> None:
        assert only_error_of("title: x\nevents: []\n").code == "version.missing"

    @pytest.mark.parametrize("content", [b"", b"   \n\n", b"# only a comment\n", b"\xef\xbb\xbf"])
    def test_an_empty_file_is_told_to_be_empty(self, tmp_path: Path, content: bytes) -> None:
        file = tmp_path / "course.yaml"
        file.write_bytes(content)
        assert only_error_of(file).code == "file.empty"

    def test_a_file_of_50_mb_is_refused_at_once(self, tmp_path: Path) -> None:
        file = tmp_path / "course.yaml"
        with file.open("wb") as stream:
            for _ in range(50):
                stream.write(b"# a line of a large file\n" * 40_000)
        start = time.perf_counter()
        assert only_error_of(file).code == "file.too_large"
        assert time.perf_counter() - start < 1.0

    @pytest.mark.parametrize("content", [b"%PDF-1.7\n\x00\x01\x02", b"PK\x03\x04\x14\x00\x06\x00", b"\x89PNG\r\n\x1a\n\x00\x00"])
    def test_a_binary_file_is_called_binary(self, tmp_path: Path, content: bytes) -> None:
        file = tmp_path / "course.yaml"
        file.write_bytes(content)
        assert only_error_of(file).code == "file.binary"

    def test_a_file_in_another_encoding_is_refused_and_not_guessed(self, tmp_path: Path) -> None:
        file = tmp_path / "course.yaml"
        file.write_bytes("rechallenge: 1\ntitre: poussée\n".encode("latin-1"))
        assert only_error_of(file).code == "file.encoding"

    def test_a_missing_file_is_named(self) -> None:
        assert only_error_of("no-such-file.yaml").values["found"] == "no-such-file.yaml"

    def test_yaml_that_expands_itself_is_stopped_early(self) -> None:
        lines = ["rechallenge: 1", "a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
        lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
        start = time.perf_counter()
        assert only_error_of("\n".join(lines)).code == "yaml.expands"
        assert time.perf_counter() - start < 1.0

    def test_yaml_that_holds_itself_is_refused(self) -> None:
        assert only_error_of("rechallenge: 1\nevents: &e [*e]\n").code == "yaml.alias"

    def test_yaml_nested_without_end_is_refused(self) -> None:
        assert only_error_of("rechallenge: 1\nevents: " + "[" * 5000).code == "yaml.deep"

    def test_a_tag_that_would_build_an_object_is_refused(self) -> None:
        assert "yaml.tag" in {e.code for e in errors_of(course("title: !!python/object/apply:os.system [ls]\n"))}
        assert "yaml.tag" in {e.code for e in errors_of(course("title: !!python/name:os.system x\n"))}

    def test_two_courses_in_one_file_are_refused(self) -> None:
        assert only_error_of("rechallenge: 1\n---\nrechallenge: 1\n").code == "yaml.several"

    def test_a_field_given_twice_is_told_with_both_lines(self) -> None:
        error = only_error_of(course("title: a\ntitle: b\n"))
        assert (error.code, error.line, error.values["first"]) == ("key.twice", 3, 2)

    def test_a_field_given_twice_in_two_languages_is_told(self) -> None:
        assert only_error_of(course("title: a\ntitre: b\n")).code == "key.twice"


class TestFields:
    def test_an_unknown_field_gets_its_place_and_the_nearest_known_one(self) -> None:
        error = only_error_of(course("treatments:\n  - {drug: anakinra, dosse: 100 mg, from: 0 d}\n"))
        assert (error.code, error.line, error.column) == ("key.unknown", 3, 22)
        assert error.values["nearest"] == "dose"
        assert "Did you mean 'dose'?" in str(error)

    @pytest.mark.parametrize(("written", "meant"), [("start", "from"), ("Stop", "to"), ("dosage", "dose"), ("fréquence", "every")])
    def test_a_word_that_people_write_for_a_field_finds_it(self, written: str, meant: str) -> None:
        entry = f"{{drug: anakinra, {written}: 100 mg}}"
        assert only_error_of(course(f"treatments:\n  - {entry}\n")).values["nearest"] == meant

    @pytest.mark.parametrize(("entry", "meant"), [("{what: CRP, day: 5, value: normal}", "at"), ("{crp: 80 mg/L, at: 5 d}", "what")])
    def test_a_word_written_for_a_required_field_is_one_error_and_not_two(self, entry: str, meant: str) -> None:
        assert only_error_of(course(f"observations:\n  - {entry}\n")).values["nearest"] == meant

    def test_a_word_written_for_a_field_that_another_needs_is_one_error_and_not_two(self) -> None:
        error = only_error_of(course("treatments:\n  - {drug: anakinra, dose: 100 mg, every: 1 d, start: 0 d, to: 3 d}\n"))
        assert (error.code, error.values["nearest"]) == ("key.unknown", "from")

    def test_a_misspelt_required_field_is_one_error_and_not_two(self) -> None:
        assert only_error_of(course("observations:\n  - {waht: CRP, at: 5 d, value: normal}\n")).code == "key.unknown"

    @pytest.mark.parametrize("name", ["drg: anakinra, ", "medicine: anakinra, ", ""], ids=["misspelt", "another word", "missing"])
    def test_a_treatment_whose_drug_is_not_named_has_its_other_errors_told(self, name: str) -> None:
        errors = errors_of(course(f"treatments:\n  - {{{name}dose: -100 mg, every: 1 zz, from: 5 d, to: 0 d}}\n"))
        told = {"dose.negative", "interval.every", "time.stop_before_start"}
        assert {e.code for e in errors} == told | {"key.unknown" if name else "key.missing"}

    def test_treatments_whose_drugs_are_not_named_are_not_taken_for_one(self) -> None:
        entry = "  - {dose: 100 mg, every: 1 d, from: 0 d, to: 5 d}\n"
        assert [e.code for e in errors_of(course("treatments:\n" + 2 * entry))] == ["key.missing", "key.missing"]

    def test_a_misspelt_required_field_is_read_all_the_same(self) -> None:
        errors = errors_of(course("observations:\n  - {waht: CRP, at: 5 zz, value: nromal}\n"))
        assert [e.code for e in errors] == ["key.unknown", "time.unit_unknown", "value.unreadable"]

    def test_a_misspelt_field_that_another_needs_is_read_all_the_same(self) -> None:
        errors = errors_of(course("events:\n  - {what: relapse, after: stop of methotrexate, withn: 3..1 d}\n"))
        assert [e.code for e in errors] == ["event.drug_absent", "key.unknown", "time.backwards"]

    @pytest.mark.parametrize(
        ("entry", "field"), [('treatments:\n  - {drug: ""}\n', "drug"), ('observations:\n  - {what: " ", at: 5 d}\n', "what")]
    )
    def test_a_name_of_no_letters_is_missing(self, entry: str, field: str) -> None:
        assert ("key.missing", field) in {(e.code, e.values.get("expected")) for e in errors_of(course(entry))}

    def test_a_date_that_no_calendar_has_is_told_whether_or_not_day_0_has_one(self) -> None:
        entry = "observations:\n  - {what: CRP, at: 2018-13-45, value: normal}\n"
        assert {only_error_of(course(anchor + entry)).code for anchor in ("", "anchor: 2018-03-12\n")} == {"time.no_such_date"}

    def test_an_entry_with_nothing_in_it_does_not_move_the_errors_of_the_next(self) -> None:
        errors = errors_of(course("treatments:\n  -\n  - {drug: anakinra, dose: -100 mg, every: 1 d, from: 0 d}\n"))
        assert [(e.code, e.line) for e in errors] == [("shape.map", 3), ("dose.negative", 4)]

    def test_a_french_misspelling_finds_the_french_field(self) -> None:
        assert only_error_of(course("traitemants: []\n")).values["nearest"] == "traitements"

    def test_a_missing_field_is_named(self) -> None:
        error = only_error_of(course("observations:\n  - {at: 5 d, value: normal}\n"))
        assert (error.code, error.values["expected"], error.line) == ("key.missing", "what", 3)

    def test_a_decimal_comma_inside_braces_is_explained(self) -> None:
        errors = errors_of(course("observations:\n  - {what: CRP, at: 5 d, value: 7,5 mg/dL}\n"))
        assert "key.decimal_comma" in {e.code for e in errors}

    def test_a_list_where_one_value_belongs_is_told(self) -> None:
        assert only_error_of(course("title: [a, b]\n")).code == "shape.text"

    def test_a_value_where_a_list_belongs_is_told(self) -> None:
        assert only_error_of(course("treatments: anakinra\n")).code == "shape.list"


class TestTimes:
    def test_a_stop_before_its_start_is_impossible(self) -> None:
        error = only_error_of(course("treatments:\n  - {drug: anakinra, dose: 100 mg, from: 10 d, to: 3 d}\n"))
        assert error.code == "time.stop_before_start"
        assert error.line == 3

    def test_a_stop_that_may_come_after_its_start_is_possible(self) -> None:
        read_course(course("treatments:\n  - {drug: anakinra, dose: 100 mg, from: 0..10 d, to: 5..30 d}\n"))

    def test_two_doses_of_one_drug_at_once_cannot_be_meant(self) -> None:
        text = ANAKINRA + "  - {drug: Kineret, dose: 200 mg, every: 1 d, from: 10 d, to: 20 d}\n"
        error = only_error_of(course(text))
        assert (error.code, error.line, error.values["line_first"]) == ("dose.overlap", 4, 3)

    def test_a_dose_said_to_be_additional_may_overlap(self) -> None:
        text = ANAKINRA + "  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 10 d, to: 12 d, additional: yes}\n"
        assert len(read_course(course(text)).course.boundaries) == 2

    def test_a_second_dose_after_one_without_end_asks_for_the_end(self) -> None:
        text = "treatments:\n  - {drug: prednisone, dose: 20 mg, from: 0 d}\n  - {drug: prednisone, dose: 10 mg, from: 30 d}\n"
        assert only_error_of(course(text)).code == "dose.ongoing"

    @pytest.mark.parametrize(
        ("written", "code"),
        [
            ("~5 d", "time.about"),
            ("about 5 d", "time.about"),
            ("4000", "time.large_number"),
            ("5 x", "time.unit_unknown"),
            ("yesterday", "time.relative"),
            ("9..5 d", "time.backwards"),
            ("2018-03-12", "time.no_anchor"),
            ("9999-12", "time.no_anchor"),
            ("1e999 d", "number.unreadable"),
        ],
    )
    def test_a_time_that_is_not_one_is_refused_with_its_reason(self, written: str, code: str) -> None:
        assert only_error_of(course(f"observations:\n  - {{what: CRP, at: {written}, value: normal}}\n")).code == code

    def test_a_date_outside_the_calendar_is_refused(self) -> None:
        text = "anchor: 2018-03-12\nobservations:\n  - {what: CRP, at: 31/02/2018, value: normal}\n"
        assert only_error_of(course(text)).code == "time.no_such_date"

    def test_the_last_month_of_the_calendar_is_no_trap(self) -> None:
        read_course(course("anchor: 9999-01-12\nobservations: [{what: CRP, at: 9999-12, value: normal}]"))

    def test_an_interruption_needs_an_end(self) -> None:
        text = "treatments:\n  - {drug: anakinra, dose: 100 mg, from: 0 d, interruptions: [{from: 30 d}]}\n"
        assert only_error_of(course(text)).code == "interruption.no_end"

    def test_an_interruption_outside_the_treatment_is_impossible(self) -> None:
        text = "treatments:\n  - {drug: anakinra, dose: 100 mg, from: 0 d, to: 20 d, interruptions: [{from: 30 d, for: 3 d}]}\n"
        assert only_error_of(course(text)).code == "interruption.outside"

    def test_a_stop_of_a_drug_that_was_not_given_is_impossible(self) -> None:
        assert only_error_of(course(ANAKINRA + "events: [{what: stop, drug: anakinra, at: 40 d}]\n")).code == "event.stop_when_off"

    def test_a_restart_of_a_drug_that_was_being_given_is_impossible(self) -> None:
        assert only_error_of(course(ANAKINRA + "events: [{what: restart, drug: anakinra, at: 10 d}]\n")).code == "event.restart_when_on"

    def test_an_event_after_a_stop_that_never_was_is_refused(self) -> None:
        text = (
            "treatments:\n  - {drug: anakinra, dose: 100 mg, from: 0 d}\nevents: [{what: relapse, after: stop of anakinra, within: 5 d}]\n"
        )
        assert only_error_of(course(text)).code == "event.no_such_stop"

    def test_an_event_after_one_of_two_stops_must_say_which(self) -> None:
        text = (
            "treatments:\n  - {drug: anakinra, dose: 100 mg, from: 0 d, to: 60 d, interruptions: [{from: 20 d, for: 5 d}]}\n"
            "events: [{what: relapse, after: stop of anakinra, within: 5 d}]\n"
        )
        assert only_error_of(course(text)).code == "event.which_stop"


class TestValues:
    def test_a_unit_that_cannot_convert_is_refused(self) -> None:
        error = only_error_of(course("observations:\n  - {what: CRP, at: 5 d, value: 12 mmol/L}\n"))
        assert (error.code, error.values["found"], error.values["expected"]) == ("unit.impossible", "mmol/L", "mg/L")

    def test_a_number_without_a_unit_is_refused(self) -> None:
        assert only_error_of(course("observations:\n  - {what: CRP, at: 5 d, value: 12}\n")).code == "unit.missing"

    @pytest.mark.parametrize("unit", ["foo", "((((", "9**9**9", "__import__('os')", "m" * 300])
    def test_a_unit_that_is_none_is_refused_and_never_computed(self, unit: str) -> None:
        assert only_error_of(course(f'observations:\n  - {{what: CRP, at: 5 d, value: "12 {unit}"}}\n')).code in (
            "unit.unknown",
            "value.unreadable",
            "value.two",
        )

    @pytest.mark.parametrize("dose", ["-20 mg", "0 mg"])
    def test_a_dose_not_above_zero_is_refused(self, dose: str) -> None:
        assert only_error_of(course(f"treatments:\n  - {{drug: prednisone, dose: {dose}, from: 0 d}}\n")).code == "dose.negative"

    def test_a_negative_crp_is_refused(self) -> None:
        assert only_error_of(course("observations:\n  - {what: CRP, at: 5 d, value: -3 mg/L}\n")).code == "value.negative"

    def test_a_word_outside_the_vocabulary_gets_the_nearest_known_word(self) -> None:
        error = only_error_of(course("observations:\n  - {what: CRP, at: 5 d, value: nomral}\n"))
        assert (error.code, error.values["nearest"]) == ("value.unreadable", "normal")

    @pytest.mark.parametrize("written", ["better", "improved", "amélioré"])
    def test_a_comparison_given_as_a_value_is_sent_where_it_belongs(self, written: str) -> None:
        assert only_error_of(course(f"observations:\n  - {{what: pain, at: 5 d, value: {written}}}\n")).code == "value.change"

    def test_a_near_miss_of_a_variable_is_not_taken_for_another_one(self) -> None:
        error = only_error_of(course("observations:\n  - {what: CPR, at: 5 d, value: normal}\n"))
        assert (error.code, error.values["nearest"]) == ("observation.near", "CRP")

    def test_a_near_miss_of_an_event_is_not_taken_for_another_one(self) -> None:
        assert only_error_of(course("events: [{what: relpase, at: 5 d}]\n")).values["nearest"] == "relapse"

    def test_two_readings_that_contradict_each_other_at_one_time_are_refused(self) -> None:
        text = "observations:\n  - {what: CRP, at: 5 d, value: 120 mg/L}\n  - {what: C-reactive protein, at: 5 d, value: normal}\n"
        error = only_error_of(course(text))
        assert (error.code, error.line, error.values["line_first"]) == ("observation.contradiction", 4, 3)

    def test_two_readings_that_agree_at_one_time_are_accepted(self) -> None:
        read_course(course("observations:\n  - {what: CRP, at: 5 d, value: 3 mg/L}\n  - {what: CRP, at: 5 d, value: normal}\n"))

    def test_a_comma_of_thousands_or_decimals_is_not_guessed(self) -> None:
        assert only_error_of(course('observations:\n  - {what: CRP, at: 5 d, value: "1,200 mg/L"}\n')).code == "value.comma"

    def test_pain_beyond_its_scale_is_refused(self) -> None:
        assert only_error_of(course("observations:\n  - {what: pain, at: 5 d, value: 11}\n")).code == "value.scale"

    def test_a_change_with_nothing_to_compare_with_is_refused(self) -> None:
        assert only_error_of(course("observations:\n  - {what: pain, at: 5 d, change: improved}\n")).code == "change.nothing_before"

    def test_an_unknown_outcome_gets_the_known_ones(self) -> None:
        error = only_error_of(course("treatments:\n  - {drug: colchicine, outcome: inefective}\n"))
        assert (error.code, error.values["nearest"]) == ("word.unknown", "ineffective")


def test_all_errors_come_at_once_in_the_order_of_the_file() -> None:
    text = """rechallenge: 1
patient: {sex: femal, weight: 60 L}
treatments:
  - {drug: anakinra, dose: -100 mg, from: 0 d}
  - {drug: prednisone, dosee: 20 mg, from: 0 d}
observations:
  - {what: CRP, at: 5 d, value: 12 mmol/L}
  - {at: 6 d, value: normal}
  - {what: CRP, at: soon, value: nromal}
events:
  - {what: relapse}
"""
    errors = errors_of(text)
    assert [(e.line, e.code) for e in errors] == [
        (2, "word.unknown"),
        (2, "unit.impossible"),
        (4, "dose.negative"),
        (5, "key.unknown"),
        (7, "unit.impossible"),
        (8, "key.missing"),
        (9, "time.relative"),
        (9, "value.unreadable"),
        (11, "time.missing"),
    ]
    assert all(e.column for e in errors)


class TestUnusualButRight:
    def test_a_course_without_observation_is_read_and_says_so(self) -> None:
        reading = read_course(course(ANAKINRA))
        assert "observation.none" in {note.code for note in reading.notes}

    def test_a_course_of_vague_observations_is_read(self) -> None:
        text = ANAKINRA + "observations:\n  - {what: CRP, at: 0..5 d, value: raised}\n  - {what: pain, at: 5..9 d, change: improved}\n"
        assert len(read_course(course(text)).course.observations) == 2

    def test_an_implausible_crp_is_doubted_with_the_published_range_and_kept(self) -> None:
        reading = read_course(course("observations:\n  - {what: CRP, at: 5 d, value: 1200 mg/L}\n"))
        doubt = next(n for n in reading.notes if n.severity == "warning")
        assert (doubt.code, doubt.values["high"]) == ("value.implausible", 500.0)
        assert reading.course.observations[0].low == 1200

    def test_a_gram_of_anakinra_is_doubted_and_kept(self) -> None:
        reading = read_course(course("treatments:\n  - {drug: anakinra, dose: 1 g, every: 1 d, from: 0 d}\n"))
        assert {"dose.implausible", "unit.converted"} <= {n.code for n in reading.notes}
        assert reading.course.treatments[0].steps[0].dose_mg == 1000

    @pytest.mark.parametrize(
        ("written", "nearest"),
        [("anakinara", "anakinra"), ("prednisonne", "prednisone"), ("colchicin", "colchicine"), ("Kinneret", "kineret")],
    )
    def test_a_slip_in_the_name_of_a_modelled_drug_is_refused_with_that_name(self, written: str, nearest: str) -> None:
        problem = only_error_of(course(f"treatments:\n  - {{drug: {written}, dose: 20 mg, every: 1 d, from: 0 d}}\n"))
        assert (problem.code, problem.values["nearest"]) == ("drug.near", nearest)
        assert f"antibiotic {written}" in problem.english

    @pytest.mark.parametrize(
        "drug", ["antibiotic anakinara", "tocilizumb", "fludrocortisone", "thiocolchicoside", "colchicoside", "corticotropin", "ACTH"]
    )
    def test_another_drug_with_a_like_name_is_a_cotreatment(self, drug: str) -> None:
        reading = read_course(course(f"treatments:\n  - {{drug: {drug}, dose: 20 mg, every: 1 d, from: 0 d}}\n"))
        assert not reading.course.treatments[0].known

    def test_json_is_read_like_yaml(self) -> None:
        text = '{\n\t"rechallenge": 1,\n\t"observations": [{"what": "CRP", "at": "5 d", "value": "> 200 mg/L"}]\n}'
        assert read_course(text).course.observations[0].low == 200


@pytest.mark.parametrize(
    "entry",
    [
        "events:\n  - {what: relapse, at: 40 d, dose: 50 mg}\n",
        "observations:\n  - {what: CRP, at: 5 d, value: 5 mg/L, dose: 3 mg}\n",
    ],
)
def test_a_field_of_another_entry_is_no_misspelling(entry: str) -> None:
    errors = [error for error in errors_of(course(entry)) if error.path.startswith(entry.partition(":")[0])]
    assert [(error.code, error.values.get("nearest")) for error in errors] == [("key.unknown", None)]
