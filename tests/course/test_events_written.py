"""Stops, restarts, relapses and infections as people write them: what each line must become, in days stated here."""

from __future__ import annotations

import pytest

from rechallenge.course.model import Course
from rechallenge.course.problems import CourseError, Problem
from rechallenge.formats.csv import to_csv
from rechallenge.formats.reading import read_course
from rechallenge.presentation.language import Language

ANAKINRA = "{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 30 d}"
PREDNISONE = "{drug: prednisone, dose: 20 mg, every: 1 d, from: -20 d}"


def record(*events: str, treatments: tuple[str, ...] = (ANAKINRA,)) -> str:
    given, happened = ("".join(f"  - {entry}\n" for entry in entries) for entries in (treatments, events))
    return (
        "rechallenge: 1\nanchor: 2018-03-12\n"
        f"treatments:\n{given}observations:\n  - {{what: CRP, at: 0 d, value: 120 mg/L}}\nevents:\n{happened}"
    )


def read(*events: str, treatments: tuple[str, ...] = (ANAKINRA,)) -> Course:
    return read_course(record(*events, treatments=treatments)).course


def told(*events: str, treatments: tuple[str, ...] = (ANAKINRA,)) -> list[str]:
    return [note.code for note in read_course(record(*events, treatments=treatments)).notes]


def refused(*events: str, treatments: tuple[str, ...] = (ANAKINRA,)) -> list[Problem]:
    with pytest.raises(CourseError) as caught:
        read_course(record(*events, treatments=treatments))
    return list(caught.value.problems)


def on(course: Course, drug: str = "anakinra") -> list[tuple[float, float | None]]:
    """Days between which a drug was given; no last day where it still is."""
    steps = [step for t in course.treatments if t.drug == drug for step in t.steps]
    return sorted((step.start.middle, None if step.stop is None else step.stop.middle) for step in steps)


class TestStopsAndRestarts:
    @pytest.mark.parametrize(
        "event",
        [
            "{what: stop, drug: anakinra, at: 10 d, for: 3 d}",
            "{what: stop, drug: anakinra, at: 10 d, to: 13 d}",
            "{what: stop, drug: anakinra, from: 10 d, to: 13 d}",
            "{what: stop, drug: anakinra, from: 10 d, for: 3 d}",
            "{quoi: arrêt, médicament: anakinra, le: J10, pendant: 3 j}",
            "{what: stop, drug: anakinra, at: 2018-03-22, to: 2018-03-25}",
            "{what: interruption, drug: anakinra, at: 10 d, for: 72 h}",
            "{what: anakinra stopped for 3 days, at: 10 d}",
            '{what: "arrêt de l\'anakinra pendant 3 jours", at: 10 d}',
            "{what: anakinra held for three days, at: 10 d}",
            "{what: 3-day interruption of anakinra, at: 10 d}",
            "{what: treatment interrupted for 3 days, at: 10 d}",
            "{what: anakinra suspendu pendant 3 jours, at: 10 d}",
        ],
    )
    def test_a_stop_with_an_end_is_a_pause(self, event: str) -> None:
        assert on(read(event)) == [(0, 10), (13, 30)]

    def test_a_pause_has_its_own_stop_and_start(self) -> None:
        edges = [(b.kind, b.at.middle) for b in read("{what: stop, drug: anakinra, at: 10 d, for: 3 d}").boundaries]
        # the end on the last day of the record is asked about, and is no stop until then
        assert edges == [("start", 0), ("stop", 10), ("start", 13)]

    def test_a_pause_of_uncertain_length_counts_from_its_beginning(self) -> None:
        course = read("{what: stop, drug: anakinra, at: 10..12 d, for: 2..4 d}")
        stop, again = course.treatments[0].steps[0].stop, course.treatments[0].steps[1].start
        assert stop is not None
        assert (stop.earliest, stop.latest, again.earliest, again.latest) == (10, 12, 12, 16)
        assert again.after is stop

    def test_a_stop_without_an_end_is_one_for_good(self) -> None:
        assert on(read("{what: stop, drug: anakinra, at: 10 d}")) == [(0, 10)]

    @pytest.mark.parametrize("end", ["for: 5 d", "to: 45 d", "to: 2018-04-26"])
    def test_a_restart_with_an_end_lasts_until_then(self, end: str) -> None:
        assert on(read(f"{{what: restart, drug: anakinra, at: 40 d, {end}}}")) == [(0, 30), (40, 45)]

    def test_a_restart_after_the_end_of_the_treatment_is_not_lost_behind_an_earlier_stop(self) -> None:
        course = read("{what: stop, drug: anakinra, at: 10 d}", "{what: restart, drug: anakinra, at: 40 d}")
        assert on(course) == [(0, 10), (40, None)]

    @pytest.mark.parametrize("event", ["{what: stop, drug: anakinra, at: 30 d}", "{what: anakinra stopped, at: 30 d}"])
    def test_a_stop_that_the_treatment_has_too_is_that_stop(self, event: str) -> None:
        assert on(read(event)) == [(0, 30)]

    def test_the_closer_of_two_days_of_one_stop_is_kept_and_told(self) -> None:
        treatment = ANAKINRA.replace("to: 30 d", "to: 20..40 d")
        assert on(read("{what: stop, drug: anakinra, at: 38 d}", treatments=(treatment,))) == [(0, 38)]
        assert "event.same_moment" in told("{what: stop, drug: anakinra, at: 38 d}", treatments=(treatment,))

    def test_a_restart_may_follow_the_stop_that_the_treatment_has(self) -> None:
        course = read("{what: restart, drug: anakinra, after: stop of anakinra, within: 5..10 d}")
        assert (course.treatments[0].steps[1].start.earliest, course.treatments[0].steps[1].start.latest) == (35, 40)

    @pytest.mark.parametrize(
        ("events", "code"),
        [
            (["{what: restart, drug: anakinra, at: 10 d}"], "event.restart_when_on"),
            (["{what: restart, drug: anakinra, at: -5 d}"], "event.restart_first"),
            (["{what: stop, drug: anakinra, at: 40 d}"], "event.stop_when_off"),
            (["{what: stop, drug: colchicine, at: 10 d}"], "event.drug_absent"),
            (["{what: stop, at: 10 d}"], "event.no_drug"),
            (["{what: stop, drug: anakinra}"], "time.missing"),
            (["{what: stop, drug: anakinra, at: 10 d, from: 12 d}"], "key.together"),
            (["{what: stop, drug: anakinra, at: 10 d, to: 13 d, for: 3 d}"], "key.together"),
            (["{what: stop, drug: anakinra, at: 10 d, to: 8 d}"], "time.until_before_at"),
            (["{what: stop, drug: anakinra, at: 28 d, for: 5 d}"], "event.pause_past_end"),
            (["{what: stop, drug: anakinra, at: 10 d, improved_on_stopping: yes}"], "event.not_adverse"),
            (["{what: stop, drug: anakinra, at: 10 d, codes: [ATC:L04AC03]}"], "code.of_switch"),
            (["{what: relapse, after: stop of anakinra, within: 2018-04-15}"], "time.duration"),
            (["{what: remission, from: 40 d, to: 30 d}"], "time.until_before_at"),
        ],
    )
    def test_what_cannot_be_is_refused_at_its_line(self, events: list[str], code: str) -> None:
        (problem,) = refused(*events)
        assert (problem.code, problem.line) == (code, 8)

    def test_a_stop_that_the_treatment_has_too_is_read_back_as_one(self) -> None:
        course = read("{what: stop, drug: anakinra, at: 10 d, for: 3 d, site: thigh, note: diarrhoea}")
        again = read_course(to_csv(course)).course
        assert (on(again), len(again.boundaries)) == ([(0, 10), (13, 30)], 3)
        assert [(s.kind, s.at.middle, s.until and s.until.middle, s.site, s.note) for s in again.switches] == [
            ("stop", 10, 13, "thigh", "diarrhoea")
        ]


class TestNotesAreKept:
    COURSE = """\
rechallenge: 1
treatments:
  - drug: prednisone
    every: 1 d
    steps:
      - {dose: 20 mg, from: -30 d, note: high at first}
      - {dose: 10 mg, from: 5 d, note: lower then}
  - drug: anakinra
    dose: 100 mg
    every: 1 d
    from: 0 d
    interruptions: [{from: 20 d, for: 4 d, note: out of stock}]
  - {drug: colchicine, at: 3 d, dose: 1 mg}
events:
  - {what: stop, drug: anakinra, at: 40 d, site: thigh, note: skin reaction}
  - {what: restart, drug: anakinra, at: 60 d, note: asked for it}
"""

    def test_notes_of_steps_pauses_stops_and_restarts_survive_a_table(self) -> None:
        course = read_course(self.COURSE).course
        for each in (course, read_course(to_csv(course)).course):
            assert [step.note for step in each.treatments[0].steps] == ["high at first", "lower then"]
            kept = [(s.kind, s.at.middle, s.until and s.until.middle, s.site, s.note) for s in each.switches]
            assert kept == [
                ("stop", 40, None, "thigh", "skin reaction"),
                ("restart", 60, None, None, "asked for it"),
                ("interruption", 20, 24, None, "out of stock"),
            ]

    def test_the_note_of_a_step_stays_with_its_first_part(self) -> None:
        course = read_course(
            self.COURSE.replace("from: 5 d, note: lower then}", "from: 5 d, note: lower then}\n    interruptions: [{from: 8 d, for: 2 d}]")
        )
        assert [step.note for step in course.course.treatments[0].steps] == ["high at first", "lower then", None]


class TestWords:
    @pytest.mark.parametrize(
        "words",
        [
            "anakinra stopped", "anakinra was stopped", "stopped anakinra", "discontinuation of anakinra", "Kineret withheld",
            "anakinra on hold",
            "treatment interrupted", "anakinra stopped because of rash", "off anakinra", "end of treatment", "anakinra suspended",
            "arrêt de l'anakinra", "anakinra arrêté", "interruption du traitement", "anakinra suspendu", "sans anakinra",
            "traitement interrompu",
            "arrêt du Kineret pour éruption", "sevrage de l'anakinra", "anakinra en pause",
        ],
    )  # fmt: skip
    def test_a_stop_in_words_is_a_stop_and_told(self, words: str) -> None:
        assert on(read(f'{{what: "{words}", at: 10 d}}')) == [(0, 10)]
        assert "event.read_as" in told(f'{{what: "{words}", at: 10 d}}')

    @pytest.mark.parametrize("words", ["anakinra restarted", "back on anakinra", "reprise de l'anakinra", "réintroduction de l'anakinra"])
    def test_a_restart_in_words_is_a_restart(self, words: str) -> None:
        assert on(read(f'{{what: "{words}", at: 40 d}}')) == [(0, 30), (40, None)]

    @pytest.mark.parametrize(
        ("words", "lines"),
        [
            ("stopped for 3 days because of infection", ["{what: stop, drug: anakinra, at: 10 d, for: 3 d}",
            "{what: infection, at: 10 d}"]),
            ("anakinra arrêté 3 jours pour grippe", ["{what: stop, drug: anakinra, at: 10 d, for: 3 d}", "{what: infection, at: 10 d}"]),
            ("stopped for 5 days", ["{what: stop, drug: anakinra, at: 10 d, for: 5 d}"]),
            ("missed 3 doses", ["{what: stop, drug: anakinra, at: 10 d, for: 3 d}"]),
            ("missed doses", ["{what: stop, drug: anakinra, at: 10 d, for: 1 d}"]),
            ("doses oubliées", ["{what: stop, drug: anakinra, at: 10 d, for: 1 d}"]),
            ("dose reduced to 50 mg", ["{dose: 50 mg, every: 1 d, from: 10 d}"]),
            ("dose diminuée à 50 mg", ["{dose: 50 mg, every: 1 d, from: 10 d}"]),
            ("anakinra increased to 200 mg", ["{dose: 200 mg, every: 1 d, from: 10 d}"]),
            ("relapse after stopping anakinra", ["{what: relapse, at: 10 d, after: stop of anakinra}"]),
            ("rechute à l'arrêt de l'anakinra", ["{what: relapse, at: 10 d, after: stop of anakinra}"]),
            ("relapse of cancer", ["{what: relapse, at: 10 d, note: relapse of cancer}"]),
            ("arrêt à J12", ["{what: stop, drug: anakinra, at: 10 d}"]),
            ("last dose of anakinra", ["{what: stop, drug: anakinra, at: 10 d}"]),
        ],
    )  # fmt: skip
    def test_words_that_say_more_than_one_line_are_refused_with_the_lines_to_write(self, words: str, lines: list[str]) -> None:
        (problem,) = refused(f'{{what: "{words}", at: 10 d}}')
        assert problem.line == 8
        assert [line for line in lines if line not in problem.english] == []

    @pytest.mark.parametrize(
        "words", ["stopped for 3 days because of infection", "missed doses", "dose reduced to 50 mg", "relapse of cancer"]
    )
    def test_in_french_the_lines_have_french_fields(self, words: str) -> None:
        (problem,) = refused(f"{{what: {words}, at: 10 d}}")
        text = Language("fr").note(problem).replace(words, "")
        assert [word for word in ("what:", "drug:", "at:", "for:", "from:", "note:", "write", "stop,") if word in text] == []

    def test_the_lines_to_write_can_be_read(self) -> None:
        (problem,) = refused("{what: stopped for 3 days because of infection, at: 10 d}")
        (first, second), other = map(str, problem.values["lines"]), str(problem.values["other"])
        assert on(read(first, second)) == [(0, 10), (13, 30)]
        assert [e.what for e in read(other).events] == ["other"]
        french = Language("fr")
        assert on(read(*map(french.value, problem.values["lines"]))) == [(0, 10), (13, 30)]

    def test_a_dose_in_words_that_the_treatment_has_is_shown(self) -> None:
        steps = "{drug: anakinra, every: 1 d, steps: [{dose: 100 mg, from: 0 d}, {dose: 50 mg, from: 10 d}]}"
        event = "{what: dose reduced to 50 mg, at: 10 d}"
        assert [e.what for e in read(event, treatments=(steps,)).events] == ["other"]
        assert told(event, treatments=(steps,)) == ["event.of_treatment"]

    @pytest.mark.parametrize(
        "words",
        [
            "COVID-19", "covid 19 infection", "SARS-CoV-2", "influenza", "flu", "grippe", "pneumonia", "community-acquired pneumonia",
            "pyelonephritis", "UTI", "urinary tract infection with E. coli", "infection urinaire", "cellulitis", "sepsis", "bronchitis",
            "bronchite", "zona", "shingles", "herpes zoster", "gastroenteritis", "gastro-entérite", "érysipèle", "septic arthritis",
            "abcès",
            "endocardite", "cystite", "Pneumocystis pneumonia", "infection du pied",
        ],
    )  # fmt: skip
    def test_an_infection_is_known_by_its_names(self, words: str) -> None:
        assert [e.what for e in read(f'{{what: "{words}", at: 10 d}}').events] == ["infection"]

    @pytest.mark.parametrize(
        "words",
        ["relapse", "flare", "flared up", "crise", "accès", "attack", "poussée", "crise de goutte", "gout attack",
        "poussée inflammatoire des épaules",
         "flare of the left knee", "reprise des douleurs", "recurrence", "récidive", "symptoms returned", "relapse while on anakinra"],
    )  # fmt: skip
    def test_a_relapse_is_known_by_its_names(self, words: str) -> None:
        assert [e.what for e in read(f'{{what: "{words}", at: 10 d}}').events] == ["relapse"]

    @pytest.mark.parametrize(
        "words",
        ["no relapse", "no flare", "absence de rechute", "sans rechute", "pas de nouvelle poussée", "never relapsed", "relapse-free",
        "no further attack",
         "aucune récidive", "no relapse on anakinra", "relapse: none", "remission", "complete remission", "en rémission", "stayed well"],
    )  # fmt: skip
    def test_a_denied_relapse_is_a_remission(self, words: str) -> None:
        assert [e.what for e in read(f'{{what: "{words}", from: 10 d, to: 20 d}}').events] == ["remission"]

    @pytest.mark.parametrize(
        "words",
        ["no infection", "absence d'infection", "pas d'infection", "infection excluded", "sans infection", "no sepsis",
        "no adverse event",
         "aucun effet indésirable", "not stopped", "anakinra never stopped"],
    )  # fmt: skip
    def test_what_is_denied_is_shown_and_nothing_else(self, words: str) -> None:
        course = read(f'{{what: "{words}", at: 10 d}}')
        assert [e.what for e in course.events] == ["other"]
        assert on(course) == [(0, 30)]
        assert "event.denied" in told(f'{{what: "{words}", at: 10 d}}')

    @pytest.mark.parametrize(
        ("words", "code"),
        [("suspected infection", "event.uncertain"), ("infection ?", "event.uncertain"), ("possible flare", "event.uncertain"),
         ("suspicion d'infection", "event.uncertain"), ("COVID-19 vaccination", "event.not_itself"), ("vaccin grippe",
         "event.not_itself"),
         ("history of pneumonia", "event.not_itself"), ("heart attack", "event.unknown"), ("arrêt de travail", "event.unknown"),
         ("crise d'asthme", "event.unknown")],
    )  # fmt: skip
    def test_what_may_have_been_and_what_is_something_else_is_not_used(self, words: str, code: str) -> None:
        assert [e.what for e in read(f'{{what: "{words}", at: 10 d}}').events] == ["other"]
        assert code in told(f'{{what: "{words}", at: 10 d}}')

    def test_a_treatment_without_a_name_is_asked_for_where_there_are_two(self) -> None:
        (problem,) = refused("{what: treatment interrupted, at: 10 d}", treatments=(ANAKINRA, PREDNISONE))
        assert "{what: stop, drug: anakinra, at: 10 d}" in problem.english


def test_a_relapse_may_come_on_the_very_day_of_its_stop():
    (event,) = read("{what: relapse, after: stop of anakinra, within: 0..0 d}").events
    assert (event.at.earliest, event.at.latest) == (30.0, 30.0)


def test_durations_after_several_stops_are_an_unknown_each() -> None:
    given = "{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, interruptions: [{from: 10 d, to: 20 d}, {from: 40 d, to: 60 d}]}"
    flare = "{what: relapse, after: each stop of anakinra, within: 0..5 d, for: 3..14 d}"
    one = "{what: relapse, after: first stop of anakinra, within: 0..5 d, for: 3..14 d}"
    head = f"rechallenge: 1\ntreatments: [{given}]\nobservations: [{{what: CRP, at: -1 d, value: 90 mg/L}}]\n"
    events = read_course(f"{head}events: [{flare}]\n").course.events
    ends = [event.until for event in events]
    assert [end is not None and (end.low, end.high) for end in ends] == [(3.0, 14.0)] * 2
    assert len({end.key for end in ends if end is not None}) == 2
    (alone,) = read_course(f"{head}events: [{one}]\n").course.events
    assert alone.until is not None
    assert alone.until.key == "events[0].for"
