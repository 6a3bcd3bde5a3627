"""Events as charts word them: which are one, which are none, which nobody is sure of, which stand before or behind what is told."""

from __future__ import annotations

import pytest

from rechallenge.course.problems import CourseError
from rechallenge.course.reading import Reading
from rechallenge.formats.reading import read_course

RECORD = """rechallenge: 1
treatments: [{{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 60 d}}]
observations: [{{what: CRP, at: 0 d, value: 120 mg/L}}, {{what: CRP, at: 90 d, value: 100 mg/L}}]
events: [{{what: "{what}", at: 20 d}}]
"""


def read(what: str) -> Reading:
    return read_course(RECORD.format(what=what))


def kinds(what: str) -> list[str]:
    return [event.what for event in read(what).course.events]


def codes(what: str) -> set[str]:
    return {note.code for note in read(what).notes}


def refusal(what: str) -> str:
    with pytest.raises(CourseError) as caught:
        read(what)
    (problem,) = caught.value.problems
    return problem.english


@pytest.mark.parametrize(
    "words",
    [
        "1re rechute", "1ère rechute", "2e poussée", "2ème poussée", "3e rechute sous anakinra", "1st relapse", "2nd flare", "4th relapse",
        "poussée n°2", "rechute n° 3", "relapse #2", "relapse no. 3", "relapse number 2", "relapse (2nd)", "poussée 1", "relapse 2",
        "seconde rechute", "quatrième poussée", "fourth flare",
        "return of pain", "pain came back", "retour des douleurs", "loss of remission", "perte de rémission", "fin de rémission",
        "franche rechute", "definite flare", "relapse despite anakinra", "rechute malgré anakinra",
    ],
)  # fmt: skip
def test_a_relapse_whichever_it_is_of_several_is_one(words: str) -> None:
    assert kinds(words) == ["relapse"]


@pytest.mark.parametrize(
    "words",
    [
        "near relapse", "near-relapse", "almost relapsed", "nearly relapsed", "presque rechute", "quasi rechute", "a failli rechuter",
        "no clear relapse", "no definite relapse", "no obvious flare", "no true flare", "relapse not certain", "relapse not clear",
        "pas de franche rechute", "pas de vraie rechute", "pas de rechute franche", "rechute non certaine", "sans rechute nette",
        "?relapse", "relapse?", "? flare", "impending relapse", "rechute imminente", "peur de rechute", "relapse averted", "rechute évitée",
        "infection évitée", "presque infection", "no definite infection",
    ],
)  # fmt: skip
def test_what_was_nearly_or_not_clearly_so_is_neither_the_event_nor_its_absence(words: str) -> None:
    assert kinds(words) == ["other"]
    assert codes(words) & {"event.uncertain", "event.unknown"}


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("relapse 0", "remission"),
        ("relapse no", "remission"),
        ("rechute non", "remission"),
        ("didn't relapse", "remission"),
        ("hasn't relapsed", "remission"),
        ("n'a pas rechuté", "remission"),
        ("n'a jamais rechuté", "remission"),
        ("remission not achieved", "other"),
        ("rémission non obtenue", "other"),
    ],
)
def test_a_denial_behind_or_contracted_denies(words: str, kind: str) -> None:
    assert kinds(words) == [kind]


@pytest.mark.parametrize(
    "words",
    ["post-relapse", "pre-relapse", "since last relapse", "depuis la dernière rechute", "flare resolved", "end of flare", "flare over",
    "fin de la poussée", "poussée terminée", "well tolerated", "bien toléré"],
)  # fmt: skip
def test_what_lies_before_or_behind_an_event_is_not_that_event(words: str) -> None:
    assert kinds(words) == ["other"]


@pytest.mark.parametrize("words", ["COVID test positive", "tested positive for COVID", "RSV", "TB", "VRS"])
def test_a_positive_test_of_an_infection_is_one(words: str) -> None:
    assert kinds(words) == ["infection"]


@pytest.mark.parametrize("words", ["3e arrêt d'anakinra", "2nd stop of anakinra", "arrêt n°2 anakinra", "hold anakinra"])
def test_the_second_stop_is_a_stop(words: str) -> None:
    assert [switch.kind for switch in read(words).course.switches] == ["stop"]


@pytest.mark.parametrize("words", ["deux rechutes", "2 relapses", "two flares", "trois poussées"])
def test_several_relapses_on_one_day_are_not_read_as_one(words: str) -> None:
    assert "write {what: relapse, at: 20 d" in refusal(words)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("prednisone 10 mg", "{drug: prednisone, dose: 10 mg, every: 1 d, from: 20 d}"),
        ("canakinumab 150 mg", "{drug: canakinumab, dose: 150 mg, every: 28 d, from: 20 d}"),
        ("relais canakinumab", "{drug: canakinumab, dose: unknown, every: 28 d, from: 20 d}"),
        ("switched to canakinumab", "{drug: canakinumab, dose: unknown, every: 28 d, from: 20 d}"),
        ("methotrexate 15 mg", "{drug: methotrexate, dose: 15 mg, from: 20 d}"),
    ],
)
def test_a_dose_among_the_events_is_told_to_be_written_among_the_treatments(words: str, line: str) -> None:
    assert line in refusal(words)


def test_a_dose_that_the_treatment_has_too_is_shown() -> None:
    assert [event.what for event in read_course(RECORD.format(what="anakinra 100 mg").replace("at: 20 d", "at: 0 d")).course.events] == [
        "other"
    ]


def test_who_had_no_more_of_it_is_in_remission() -> None:
    assert kinds("n'a plus eu de poussée") == ["remission"]


@pytest.mark.parametrize("words", ["cured", "full recovery", "resolved", "guérison", "guérie", "résolution complète"])
def test_who_is_cured_is_asked_about(words: str) -> None:
    said = refusal(words)
    assert "'outcome: good' at anakinra" in said
    assert "{what: remission, at: 20 d" in said


@pytest.mark.parametrize(
    "words", ["plus de poussée", "plus d'accès", "plus de rechute sous anakinra", "n'a plus fait de poussée", "il n'y a plus de poussée"]
)
def test_no_more_of_what_came_is_asked_about_and_never_taken_for_it(words: str) -> None:
    said = refusal(words)
    assert "{what: remission, at: 20 d" in said
    assert "{what: relapse" not in said


DENIED = [
    "{} non retenue", "{} not retained", "{} récusée", "{} réfutée", "{} refuted", "{} dismissed", "{} disproved", "{} non constatée",
    "{} non mise en évidence", "{} not demonstrated", "{} non objectivée", "{} pas vue", "{} not identified", "failed to show {}",
    "lacking {}", "indemne d'{}", "lack of {}", "{} not detected", "{} indétectable", "{} not there", "{} introuvable", "{} non visible",
    "{} recherchée mais non retrouvée", "{} was sought but not found", "nothing to suggest {}", "rien n'évoque une {}",
    "Ø {}", "{} Ø", "{} --", "☐ {}", "[ ] {}", "{} ✗",
    "w/o {}", "argues against {}", "inconsistent with {}", "incompatible avec une {}", "peu évocateur d'{}",
]  # fmt: skip
DOUBTED = [
    "{} évoquée", "doute sur une {}", "{} inconnue", "unknown {}", "{} non précisée", "{} à rechercher", "look for {}", "screen for {}",
    "{} ND",
    "query {}", "DDx: {}", "mimicking {}", "compatible with {}", "consistent with {}", "évocateur d'{}", "suggestive of {}",
    "en faveur d'une {}",
    "sans doute une {}",
]  # fmt: skip


@pytest.mark.parametrize("words", DENIED)
def test_what_denies_a_finding_denies_an_event(words: str) -> None:
    what = words.format("infection")
    assert kinds(what) == ["other"]
    assert codes(what) & {"event.denied", "event.uncertain", "event.not_itself"} == {"event.denied"}


@pytest.mark.parametrize("words", DOUBTED)
def test_what_doubts_a_finding_doubts_an_event(words: str) -> None:
    what = words.format("infection")
    assert kinds(what) == ["other"]
    assert "event.uncertain" in codes(what)


@pytest.mark.parametrize(
    "words", ["soeur atteinte d'{}", "{} chez son frère", "FHx of {}", "ATCD fam : {}", "{} disparue", "{} guérie", "{} cured"]
)
def test_an_event_of_the_family_or_at_its_end_is_none(words: str) -> None:
    what = words.format("infection")
    assert kinds(what) == ["other"]
    assert "event.not_itself" in codes(what)


@pytest.mark.parametrize("words", DENIED)
def test_a_relapse_that_is_denied_is_never_offered(words: str) -> None:
    told: list[str] = []
    found = ["remission"]
    try:
        found = kinds(words.format("rechute"))
    except CourseError as error:
        told = [problem.english for problem in error.problems]
    assert not any("what: relapse" in each for each in told)
    assert found == ["remission"]


@pytest.mark.parametrize("words", ["{} ✓", "☑ {}", "{} noted", "{} not painful", "{} sans complication", "no doubt about {}"])
def test_an_event_beside_which_nothing_is_denied_is_one(words: str) -> None:
    assert kinds(words.format("infection")) == ["infection"]


@pytest.mark.parametrize(
    "words",
    ["anakinra to be stopped", "anakinra will be stopped", "anakinra à arrêter", "anakinra sera arrêté", "consider stopping anakinra"],
)
def test_a_plan_is_no_stop(words: str) -> None:
    found = read(words).course
    assert ([event.what for event in found.events], found.switches) == (["other"], ())


@pytest.mark.parametrize("words", ["post-infectious flare", "poussée post-opératoire", "post-vaccination flare", "postoperative relapse"])
def test_a_flare_after_something_else_is_one(words: str) -> None:
    assert kinds(words) == ["relapse"]


@pytest.mark.parametrize("words", ["flare triggered by vaccination", "poussée déclenchée par un vaccin", "flare provoked by a vaccine"])
def test_a_flare_with_a_cause_is_offered_as_one(words: str) -> None:
    assert "write {what: relapse, at: 20 d, note:" in refusal(words)


@pytest.mark.parametrize("words", ["mostly well", "well except for mild pain", "va bien sauf le matin"])
def test_who_is_not_quite_well_is_in_no_remission(words: str) -> None:
    assert kinds(words) == ["other"]
    assert "event.in_part" in codes(words)


@pytest.mark.parametrize("words", ["last anakinra injection", "dernière injection d'anakinra", "last anakinra dose"])
def test_the_last_dose_of_a_drug_is_its_stop(words: str) -> None:
    assert "write {what: stop, drug: anakinra, at: 20 d}" in refusal(words)


def test_several_boluses_are_offered_as_so_many_days() -> None:
    assert "dose: 500 mg, every: 1 d, from: 20 d, for: 3 d, route: iv}" in refusal("3 bolus IV de Solumédrol 500 mg")


@pytest.mark.parametrize(
    "words",
    ["infection à germe inconnu", "infection de cause indéterminée", "infection, cultures negative", "infection, hémocultures négatives"],
)
def test_what_is_denied_of_the_germ_is_not_denied_of_the_infection(words: str) -> None:
    assert kinds(words) == ["infection"]


@pytest.mark.parametrize("words", ["relapse with negative cultures", "rechute, hémocultures négatives"])
def test_a_relapse_with_negative_cultures_is_one(words: str) -> None:
    assert kinds(words) == ["relapse"]


@pytest.mark.parametrize(
    "words",
    [
        "unable to stop anakinra", "failed to stop anakinra", "failed attempt to stop anakinra", "impossible d'arrêter l'anakinra",
        "impossibilité d'arrêter l'anakinra", "échec d'arrêt de l'anakinra", "échec du sevrage en anakinra",
    ],
)  # fmt: skip
def test_a_stop_that_failed_is_none(words: str) -> None:
    assert kinds(words) == ["other"]
    assert codes(words) & {"event.uncertain", "event.unknown"}


@pytest.mark.parametrize(
    "words",
    [
        "remission not maintained", "remission not sustained", "rémission non maintenue", "plus en rémission", "n'est plus en rémission",
        "no longer in remission", "remission not complete", "rémission non complète",
    ],
)  # fmt: skip
def test_a_remission_that_is_over_or_in_part_is_none(words: str) -> None:
    assert kinds(words) == ["other"]


@pytest.mark.parametrize(
    ("words", "days"),
    [("anakinra not given for 5 days", 5), ("saut de 2 injections d'anakinra", 2), ("anakinra non administré pendant 4 jours", 4)],
)
def test_doses_that_were_not_given_are_offered_as_a_stop_for_so_long(words: str, days: int) -> None:
    assert f"{{what: stop, drug: anakinra, at: 20 d, for: {days} d}}" in refusal(words)
