"""Doses as charts write them are read with their spacing and route and told, or refused with the line to write; no field is lost unseen."""

from __future__ import annotations

import pytest

from rechallenge.course.dose_text import written_dose
from rechallenge.course.model import Treatment
from rechallenge.course.problems import CourseError, Problem, RefusedError
from rechallenge.course.reading import Reading
from rechallenge.course.spacing import spacing_of
from rechallenge.formats.reading import read_course
from rechallenge.literature.naming import named
from rechallenge.presentation.doses import dose_words
from rechallenge.presentation.language import Language


def read(
    treatments: str, more: str = "observations: [{what: CRP, at: 0 d, value: 120 mg/L}, {what: CRP, at: 200 d, value: 5 mg/L}]"
) -> Reading:
    return read_course(f"rechallenge: 1\npatient: {{weight: 60 kg}}\ntreatments:\n{treatments}\n{more}\n")


def one(fields: str) -> Treatment:
    return read(f"  - {{{fields}}}").course.treatments[0]


def codes(fields: str) -> set[str]:
    return {note.code for note in read(f"  - {{{fields}}}").notes}


def refused(fields: str) -> list[Problem]:
    with pytest.raises(CourseError) as error:
        read(f"  - {{{fields}}}")
    assert all(problem.line for problem in error.value.problems)
    return list(error.value.problems)


@pytest.mark.parametrize(
    ("text", "mg", "every", "route"),
    [
        ("100 mg", 100, None, None),
        ("100 mg once daily", 100, 1, None),
        ("20 mg par jour", 20, 1, None),
        ("20 mg le matin", 20, 1, None),
        ("20 mg in the morning", 20, 1, None),
        ("100 mg/24h", 100, 1, None),
        ("100 mg / 24 h", 100, 1, None),
        ("15 mg/wk", 15, 7, None),
        ("15 mg par semaine", 15, 7, None),
        ("15 mg/sem", 15, 7, None),
        ("15 mg once a week", 15, 7, None),
        ("15 mg le lundi", 15, 7, None),
        ("7.5 mg alternate days", 7.5, 2, None),
        ("10 mg alterné", 10, 2, None),
        ("10 mg en alterné", 10, 2, None),
        ("100 mg every other day", 100, 2, None),
        ("20 mg every third day", 20, 3, None),
        ("150 mg every fourth week", 150, 28, None),
        ("100 mg qod", 100, 2, None),
        ("20 mg un jour sur deux", 20, 2, None),
        ("20 mg 1 j/2", 20, 2, None),
        ("100 mg qd", 100, 1, None),
        ("100 mg b.i.d.", 100, 0.5, None),
        ("0.5 mg TID", 0.5, 1 / 3, None),
        ("0.5 mg 3 fois par jour", 0.5, 1 / 3, None),
        ("0,5 mg x 3/j", 0.5, 1 / 3, None),
        ("20 mg x 2/j", 20, 0.5, None),
        ("10 mg matin et soir", 10, 0.5, None),
        ("150 mg every 8 weeks", 150, 56, None),
        ("150 mg q8w", 150, 56, None),
        ("150 mg toutes les 8 semaines", 150, 56, None),
        ("50 mg q12h", 50, 0.5, None),
        ("100 mg sc", 100, None, "sc"),
        ("100 mg (sous-cutané) par jour", 100, 1, "sc"),
        ("20 mg/j per os", 20, 1, "po"),
        ("1 g/day iv", 1000, 1, "iv"),
        ("1 cp de 20 mg", 20, None, None),
        ("2 cp de 20 mg/j", 40, 1, None),
        ("½ comprimé de 1 mg", 0.5, None, None),
        ("une seringue de 100 mg par jour", 100, 1, None),
        ("1 000 mg", 1000, None, None),
        ("500 µg twice daily", 0.5, 0.5, None),
        ("20 MG/J", 20, 1, None),
    ],
)
def test_a_dose_is_read_with_its_spacing_and_its_route(text: str, mg: float, every: float | None, route: str | None) -> None:
    dose = written_dose(text)
    assert (dose.mg, dose.every_days, dose.route) == (pytest.approx(mg), None if every is None else pytest.approx(every), route)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("40 then 20 mg", "dose.changes"),
        ("40 → 20 mg", "dose.changes"),
        ("40 mg puis 20 mg", "dose.changes"),
        ("20-40 mg", "dose.interval"),
        ("20 à 40 mg", "dose.interval"),
        ("20..40 mg", "dose.interval"),
        ("< 10 mg", "dose.limit"),
        ("moins de 10 mg", "dose.limit"),
        ("up to 60 mg", "dose.limit"),
        ("environ 20 mg", "dose.about"),
        ("1 g iv x3", "dose.count_routed"),
        ("3 bolus de 1 g", "dose.count"),
        ("1 g/j x 3 j", "dose.lasting"),
        ("20 mg/day for 3 weeks", "dose.lasting"),
        ("10 mg le matin + 5 mg le soir", "dose.several"),
        ("20+10 mg", "dose.several"),
        ("20 + 7.5 mg/j", "dose.several"),
        ("100 mg prn", "dose.as_needed"),
        ("100 mg si besoin", "dose.as_needed"),
        ("100 mg once", "dose.once"),
        ("20 mg/d twice daily", "dose.two_spacings"),
        ("100 mg with grace", "dose.rest"),
        ("1 tablet", "dose.counted"),
        ("20", "unit.missing"),
        ("1,000 mg", "value.comma"),
    ],
)
def test_what_is_no_single_dose_is_refused_with_what_to_write(text: str, code: str) -> None:
    (problem,) = refused(f'drug: anakinra, dose: "{text}", from: 0 d')
    assert problem.code == code
    for language in ("en", "fr"):
        assert Language(language).note(problem)


@pytest.mark.parametrize(
    ("text", "dose"),
    [("20 + 7.5 + 5 mg", "32.5 mg"), ("20 mg + 10 mg", "30 mg"), ("2+1 mg/kg", "3 mg/kg"), ("2 mg/kg + 1 mg/kg", "3 mg/kg")],
)
def test_of_several_amounts_the_sum_is_offered_in_their_unit(text: str, dose: str) -> None:
    (problem,) = refused(f'drug: anakinra, dose: "{text}", from: 0 d')
    assert f"'dose: {dose}'" in str(problem)


@pytest.mark.parametrize("text", ["20 mg every 0 d", "2 mg/min", "0 x 20 mg", "20 mg 0 fois par jour", "1e300 mg x 0/j"])
def test_no_dose_is_read_that_would_be_given_without_end_or_not_at_all(text: str) -> None:
    assert refused(f'drug: anakinra, dose: "{text}", from: 0 d')


def test_a_text_of_any_length_is_read_or_refused_at_once() -> None:
    import time

    before = time.process_time()
    for text in ("100 mg " + "1" * 40_000, "(" * 20_000, "le matin " * 5_000, "de " * 10_000, "1+" * 20_000 + "1 mg"):
        named(text)
        for read_text in (written_dose, spacing_of):
            with pytest.raises(RefusedError):
                read_text(text)
    assert time.process_time() - before < 2.0


def test_the_line_to_write_for_three_infusions_names_dose_route_spacing_and_duration() -> None:
    (problem,) = refused("drug: methylprednisolone, dose: 1 g iv x3, from: 0 d")
    for part in ("dose: 1 g", "route: iv", "every: 1 d", "for: 3 d"):
        assert part in str(problem)


def test_a_dose_by_weight_and_day_uses_the_weight() -> None:
    step = one("drug: anakinra, dose: 2 mg/kg/d, from: 0 d").steps[0]
    assert (step.dose_mg, step.every_days) == (120, 1)


def test_the_total_of_a_day_is_divided_and_a_spacing_that_contradicts_it_is_refused() -> None:
    step = one("drug: anakinra, dose: 100 mg/d, every: 12 h, from: 0 d").steps[0]
    assert (step.dose_mg, step.every_days) == (50, 0.5)
    for fields in ("dose: 20 mg/d, every: 2 d", "dose: 100 mg once daily, every: 12 h", "dose: 15 mg/wk, every: 14 d"):
        assert [p.code for p in refused(f"drug: prednisone, {fields}, from: 0 d")] == ["dose.against_every"]


def test_a_route_in_the_dose_is_used_and_one_that_contradicts_is_refused() -> None:
    assert one("drug: anakinra, dose: 100 mg iv, every: 1 d, from: 0 d").route == "iv"
    assert "dose.route" in codes("drug: anakinra, dose: 100 mg iv, every: 1 d, from: 0 d")
    assert [p.code for p in refused("drug: anakinra, dose: 100 mg sc, route: iv, from: 0 d")] == ["dose.against_route"]
    assert [p.code for p in refused("drug: oral prednisone, dose: 20 mg, route: iv, from: 0 d")] == ["drug.against_route"]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        *(("1 d", 1), ("q12h", 0.5), ("bid", 0.5), ("2x/j", 0.5), ("matin", 1), ("matin et soir", 0.5), ("un jour sur trois", 3)),
        *(("every other week", 14), ("twice a month", 15.21875), ("5 days a week", 1.4), ("Mondays and Thursdays", 3.5), ("/24h", 1)),
    ],
)
def test_spacings_are_read_in_words(text: str, days: float) -> None:
    assert spacing_of(text) == pytest.approx(days)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("-5 d", "interval.every"),
        ("biweekly", "interval.two_senses"),
        ("5..7 d", "interval.between"),
        ("1 min", "interval.short"),
        ("as needed", "dose.as_needed"),
        ("once", "dose.once"),
    ],
)
def test_what_is_no_spacing_or_two_of_them_is_refused(text: str, code: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        spacing_of(text)
    assert refusal.value.code == code


# A field that changes nothing where it stands is refused.


@pytest.mark.parametrize("field", ["every: 1 d", "taper: 5 mg", "from: 3 d", "to: 60 d", "for: 3 d"])
def test_a_single_dose_refuses_fields_of_a_stretch(field: str) -> None:
    name = field.split(":")[0]
    problems = refused(f"drug: anakinra, dose: 100 mg, at: 0 d, {field}")
    assert [(p.code, p.values["field"]) for p in problems] == [("dose.single", name)]
    problems = refused(f"drug: anakinra, steps: [{{dose: 100 mg, at: 0 d, {field}}}]")
    assert [(p.code, p.values["field"]) for p in problems] == [("dose.single", name)]


@pytest.mark.parametrize("field", ["every: 2 d", "from: -30 d", "to: 5 d", "for: 9 d"])
def test_a_list_of_steps_refuses_fields_that_no_step_takes(field: str) -> None:
    problems = refused(f"drug: prednisone, {field}, steps: [{{dose: 20 mg, every: 1 d, from: 0 d, to: 60 d}}]")
    assert [p.code for p in problems] == ["steps.unused"]


def test_a_list_of_steps_takes_what_its_steps_leave_out() -> None:
    steps = one("drug: prednisone, every: 1 d, from: -30 d, to: 60 d, steps: [{dose: 20 mg}, {dose: 10 mg, from: 0 d}]").steps
    assert [(s.every_days, s.start.low, s.stop and s.stop.low) for s in steps] == [(1, -30, 0), (1, 0, 60)]


def test_notes_of_steps_are_kept() -> None:
    steps = one("drug: anakinra, note: a, from: 0 d, steps: [{dose: 100 mg, every: 1 d, note: b}, {dose: 50 mg, at: 9 d, note: c}]").steps
    assert [step.note for step in steps] == ["b", "c"]


def test_a_taper_to_nothing_ends_in_a_stop() -> None:
    treatment = one("drug: prednisone, dose: 20 mg, taper: 0 mg, every: 1 d, from: 0 d, to: 60 d")
    (step,) = treatment.steps
    assert (step.dose_mg, step.dose_mg_end, step.stop and step.stop.low) == (20, 0, 60)
    assert "taper.to_stop" in codes("drug: prednisone, dose: 20 mg, taper: 0, every: 1 d, from: 0 d, for: 60 d")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ("dose: 20 mg, taper: 5 mg, from: 0 d", "taper.no_end"),
        ("taper: 5 mg, from: 0 d, to: 60 d", "taper.no_dose"),
        ("dose: 20 mg, taper: 5 mg every 2 weeks, from: 0 d, to: 60 d", "taper.speed"),
        ("dose: 20 mg, taper: de 5 mg par semaine, from: 0 d, to: 60 d", "taper.speed"),
    ],
)
def test_a_taper_needs_a_beginning_an_end_and_a_dose_that_it_reaches(fields: str, code: str) -> None:
    assert [p.code for p in refused(f"drug: prednisone, every: 1 d, {fields}")] == [code]


def test_a_step_of_nothing_is_a_stop() -> None:
    (step,) = one("drug: prednisone, every: 1 d, steps: [{dose: 20 mg, from: 0 d}, {dose: 0 mg, from: 60 d}]").steps
    assert step.stop is not None
    assert step.stop.low == 60


# Which drug a name means.


@pytest.mark.parametrize(
    "name",
    [
        *("corticosteroids", "steroids", "glucocorticoids", "cortisone", "cortisone therapy", "corticoïdes", "corticothérapie"),
        *("corticothérapie générale", "systemic steroids", "oral corticosteroids", "corticoïdes per os", "steroid therapy", "stéroïdes"),
    ],
)
def test_a_class_name_of_glucocorticoids_is_read_in_prednisone_and_told(name: str) -> None:
    treatment = one(f"drug: {name}, dose: 20 mg, every: 1 d, from: -30 d")
    assert (treatment.drug, treatment.known, treatment.steps[0].dose_mg) == ("glucocorticoid", True, 20)
    assert "drug.class" in codes(f"drug: {name}, dose: 20 mg, every: 1 d, from: -30 d")
    assert "dose.unknown" in codes(f"drug: {name}, from: -30 d")


@pytest.mark.parametrize(
    ("name", "drug"),
    [
        ("Cortancyl", "prednisone"),
        ("Cortancyl®", "prednisone"),
        ("Cortancyl 20 mg", "prednisone"),
        ("Solupred® 20 mg", "prednisolone"),
        ("Medrol 16mg", "methylprednisolone"),
        ("prednisone (Cortancyl)", "prednisone"),
        ("corticosteroids (prednisone)", "prednisone"),
        ("Solu-Medrol IV", "methylprednisolone"),
        ("Kineret®", "anakinra"),
        ("KINERET™ 100 mg/0.67 ml", "anakinra"),
        ("Célestène", "betamethasone"),
        ("Dectancyl", "dexamethasone"),
        ("prednisone Arrow 20 mg", "prednisone"),
    ],
)
def test_a_brand_is_its_drug_with_a_sign_and_a_strength(name: str, drug: str) -> None:
    assert named(name).drug == drug


@pytest.mark.parametrize(
    ("drug", "mg", "prednisone"),
    [
        ("hydrocortisone", 20, 5),
        ("methylprednisolone", 4, 5),
        ("prednisolone", 5, 5),
        ("triamcinolone", 4, 5),
        ("dexamethasone", 0.75, 5),
        ("deflazacort", 6, 5),
        ("betamethasone", 0.6, 4.444),
        ("corticosteroids", 5, 5),
    ],
)
def test_systemic_glucocorticoids_count_as_prednisone(drug: str, mg: float, prednisone: float) -> None:
    """The equivalence table of Meikle and Tyler 1977; betamethasone is printed as 0.6 to 0.75 mg for 5 mg of prednisone."""
    from rechallenge.course.regimen import Regimen

    course = read(f"  - {{drug: {drug}, dose: {mg} mg, every: 1 d, from: -30 d, route: po}}").course
    assert Regimen.of(course).daily_mg("prednisone", 0.0) == pytest.approx(prednisone, rel=1e-3)


@pytest.mark.parametrize(
    "fields",
    [
        "drug: triamcinolone, dose: 40 mg, route: intra-articular, at: 0 d",
        "drug: infiltration de bétaméthasone, dose: 7 mg, at: 0 d",
        "drug: hydrocortisone cream, every: 1 d, from: 0 d",
        "drug: inhaled corticosteroids, from: 0 d",
        "drug: prednisolone eye drops, from: 0 d",
        "drug: Diprostène, at: 0 d",
    ],
)
def test_what_is_given_where_it_acts_is_no_dose_to_the_whole_body_and_told(fields: str) -> None:
    assert not one(fields).known
    assert "drug.local" in codes(fields)


def test_a_single_dose_of_a_steroid_for_joints_without_a_route_is_asked_about() -> None:
    assert not one("drug: betamethasone, dose: 7 mg, at: 0 d").known
    assert "drug.local_assumed" in codes("drug: betamethasone, dose: 7 mg, at: 0 d")
    assert one("drug: betamethasone, dose: 2 mg, every: 1 d, from: 0 d").known


def test_a_strength_without_a_dose_is_asked_about_and_a_dose_a_day_is_a_dose() -> None:
    assert one("drug: Cortancyl 20 mg, from: 0 d").steps[0].dose_mg is None
    assert "drug.strength_no_dose" in codes("drug: Cortancyl 20 mg, from: 0 d")
    assert one("drug: Cortancyl 20 mg, dose: 40 mg, every: 1 d, from: 0 d").steps[0].dose_mg == 40
    assert one("drug: prednisone 20 mg/d, from: 0 d").steps[0].dose_mg == 20


@pytest.mark.parametrize(
    "name",
    ["no steroids", "pas de corticoïdes", "anakinra (never given)", "anakinra not given", "anakinra, prévu", "colchicine (jamais prise)"],
)
def test_a_drug_that_was_not_given_is_no_treatment_and_has_no_outcome(name: str) -> None:
    assert [p.code for p in refused(f'drug: "{name}", outcome: good')] == ["drug.denied"]


@pytest.mark.parametrize("name", ["prednisone + methotrexate", "prednisone and colchicine", "anakinra/colchicine"])
def test_two_drugs_in_one_name_are_refused(name: str) -> None:
    assert [p.code for p in refused(f"drug: {name}, from: 0 d")] == ["drug.several"]


def test_a_dose_told_in_prednisone_is_one_where_the_drug_is_not_converted_itself() -> None:
    for text in ("20 mg prednisone equivalent", "20 mg/j d'équivalent prednisone"):
        assert one(f"drug: corticosteroids, dose: {text}, every: 1 d, from: 0 d").steps[0].dose_mg == 20
        assert [p.code for p in refused(f"drug: dexamethasone, dose: {text}, every: 1 d, from: 0 d")] == ["dose.of_prednisone"]


# A drug without kinetics is shown as it is written.


@pytest.mark.parametrize(
    ("dose", "shown"),
    [
        ("15 mg/wk", "15 mg every 7 days"),
        ("15 mg", "15 mg"),
        ("2 tablets", "2 tablets"),
        ("400000 UI", "400000 UI"),
        ("40 then 20 mg", "40 then 20 mg"),
    ],
)
def test_a_dose_of_a_drug_without_kinetics_is_shown_as_it_is(dose: str, shown: str) -> None:
    step = one(f"drug: methotrexate, dose: {dose}, from: -90 d, to: 10 d").steps[0]
    assert dose_words(step, Language("en")).replace("\N{NO-BREAK SPACE}", " ") == shown


# Ends of which the record does not tell what they are.


def test_a_drug_of_no_effect_without_an_end_is_doubted_and_not_given_for_ever() -> None:
    from rechallenge.course.regimen import Regimen

    reading = read("  - {drug: colchicine, dose: 1 mg, every: 1 d, from: -30 d, outcome: none}")
    doubt = next(note for note in reading.notes if note.code == "end.no_effect")
    assert doubt.severity == "warning"
    regimen = Regimen.of(reading.course, today=200.0)
    assert regimen.current("colchicine") == ()
    assert regimen.drugs_with_open_end == ("colchicine",)
    assert [b.kind for b in reading.course.boundaries] == ["start"], "no withdrawal is counted"
    stop = reading.course.treatments[0].steps[0].stop
    assert stop is not None
    assert (stop.earliest, stop.latest) == (-30, 200)


def test_a_drug_of_no_effect_with_an_end_or_without_a_time_is_not_doubted() -> None:
    assert "end.no_effect" not in codes("drug: colchicine, dose: 1 mg, every: 1 d, from: -30 d, to: 0 d, outcome: none")
    assert "end.no_effect" not in codes("drug: colchicine, outcome: none")


ENDS_LAST = "  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 200 d}"
SEEN = "observations: [{what: CRP, at: 0 d, value: 120 mg/L}, {what: CRP, at: 200 d, value: 5 mg/L}]"


def test_a_drug_that_ends_where_the_record_ends_is_asked_about_and_is_neither_stopped_nor_given() -> None:
    from rechallenge.course.regimen import Regimen
    from rechallenge.single_case.tally import tally

    reading = read(ENDS_LAST)
    doubt = next(note for note in reading.notes if note.code == "end.last_day")
    assert (doubt.severity, doubt.path) == ("warning", "treatments[0].to")
    assert tally(reading.course, "anakinra").dechallenges == 0
    assert Regimen.of(reading.course, today=201.0).current("anakinra") == ()
    assert Regimen.of(reading.course, today=200.0).current("anakinra") == ()


@pytest.mark.parametrize(
    "more",
    [
        SEEN + "\nevents: [{what: relapse, after: stop of anakinra, within: 1..14 d}]",
        SEEN + "\nevents: [{what: remission, from: 100 d, to: 260 d}]",
        "observations: [{what: CRP, at: 0 d, value: 120 mg/L}, {what: CRP, after: stop of anakinra, within: 3 d, value: raised}]",
        "observations: [{what: CRP, at: 230 d, value: 120 mg/L}]",
    ],
)
def test_a_stop_that_something_tells_of_is_a_stop(more: str) -> None:
    reading = read(ENDS_LAST, more)
    assert "end.last_day" not in {note.code for note in reading.notes}
    assert [b.kind for b in reading.course.boundaries] == ["start", "stop"]


def test_the_answers_that_the_doubt_asks_for_settle_it() -> None:
    given = "  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}"
    for text, more, kinds in (
        (given, SEEN, ["start"]),
        (given, SEEN + "\nevents: [{what: stop, drug: anakinra, at: 200 d}]", ["start", "stop"]),
    ):
        reading = read(text, more)
        assert "end.last_day" not in {note.code for note in reading.notes}
        assert [b.kind for b in reading.course.boundaries] == kinds


def test_five_hundred_doses_on_top_of_others_are_checked_at_once() -> None:
    import time

    rows = "\n".join(f"  - {{drug: anakinra, dose: 100 mg, every: 1 d, from: {i} d, to: {i + 30} d, additional: yes}}" for i in range(500))
    before = time.process_time()
    read(rows)
    assert time.process_time() - before < 10.0


def test_a_dose_that_overlaps_one_of_long_ago_is_found_among_shorter_ones() -> None:
    rows = "\n".join(
        f"  - {{drug: prednisone, dose: 5 mg, every: 1 d, {span}}}"
        for span in ("from: 0 d, to: 90 d", "from: 90 d, to: 95 d", "from: 80 d, to: 85 d")
    )
    with pytest.raises(CourseError) as error:
        read(rows)
    assert [(p.code, p.line) for p in error.value.problems] == [("dose.overlap", 6)]


@pytest.mark.parametrize(
    "fields",
    [
        "drug: methotrexate, dose: 2 tablets, from: 0 d",
        "drug: ibuprofen, dose: 400 mg, from: 0 d, to: 5 d",
        "drug: prednisone, dose: 20 mg, taper: 0 mg, every: 1 d, from: 0 d, to: 60 d",
        "drug: triamcinolone, dose: 40 mg, route: local, at: 3 d",
        "drug: colchicine, dose: 1 mg, every: 1 d, from: 0 d, outcome: none",
        "drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 200 d",
    ],
)
def test_a_table_of_the_course_reads_back_to_the_same_doses(fields: str) -> None:
    from rechallenge.formats.reading import convert

    reading = read(f"  - {{{fields}}}")

    def doses(treatment: Treatment) -> list[object]:
        ends = [(s.start.earliest, s.stop and (s.stop.earliest, s.stop.latest)) for s in treatment.steps]
        said = [(s.dose_mg, s.every_days, s.dose_mg_end, s.end_open, s.as_written) for s in treatment.steps]
        return [treatment.drug, treatment.known, treatment.route, ends, said]

    again = read_course(convert(reading.text, "csv")).course
    assert doses(again.treatments[0]) == doses(reading.course.treatments[0])


@pytest.mark.parametrize(
    ("text", "mg", "every", "route"),
    [
        ("every other day 20 mg", 20, 2, None),
        ("1 j/2 20 mg", 20, 2, None),
        ("1 jour sur 2 : 20 mg", 20, 2, None),
        ("daily 20 mg", 20, 1, None),
        ("once daily: 20 mg", 20, 1, None),
        ("bid 5 mg", 5, 0.5, None),
        ("po daily 20 mg", 20, 1, "po"),
        ("3 fois par jour 5 mg", 5, 1 / 3, None),
    ],
)
def test_how_often_may_stand_before_the_amount(text: str, mg: float, every: float, route: str | None) -> None:
    (step,) = one(f'drug: prednisone, dose: "{text}", from: 0 d').steps
    assert (step.dose_mg, step.every_days) == (mg, pytest.approx(every))
    assert written_dose(text).route == route


@pytest.mark.parametrize("text", ["2 x 20 mg", "daily 20 mg then 10 mg", "20 mg 10 mg", "daily up to 20 mg"])
def test_what_is_more_than_one_dose_is_refused_whatever_stands_first(text: str) -> None:
    refused(f'drug: prednisone, dose: "{text}", from: 0 d')


@pytest.mark.parametrize(
    ("dose", "mg"),
    [
        ("2 mg/kg/j (max 100 mg)", 100), ("2 mg/kg/day, maximum 100 mg/day", 100), ("2 mg/kg sans dépasser 100 mg", 100),
        ("1 mg/kg/j (max 100 mg)", 60),
    ],
)  # fmt: skip
def test_a_dose_by_weight_is_no_more_than_the_most_that_it_allows(dose: str, mg: float) -> None:
    """At 60 kg, 2 mg/kg would be 120 mg."""
    fields = f"drug: anakinra, dose: '{dose}', every: 1 d, from: 0 d"
    assert one(fields).steps[0].dose_mg == mg
    assert ("dose.capped" in codes(fields)) == (mg == 100)
