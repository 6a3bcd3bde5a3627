"""A diagnosis that was not ruled out is unknown, wherever it stands; one that was ruled out is absent, however firmly."""

from __future__ import annotations

import pytest

from rechallenge.course.model import Condition, Finding
from rechallenge.formats.reading import Source, read_course

ENGLISH = (
    "not excluded",
    "cannot be excluded",
    "can't be ruled out",
    "couldn't be excluded",
    "not completely ruled out",
    "not formally excluded",
    "has not been excluded",
    "never excluded",
    "was not entirely ruled out",
    "cannot be fully excluded",
    "not definitively ruled out",
    "not eliminated",
    "not disproved",
    "impossible to exclude",
    "remains possible",
    "still to be ruled out",
    "unlikely but not excluded",
    "which could not be excluded",
    "?",
)
FRENCH = (
    "non exclue",
    "pas exclue",
    "ne peut être exclue",
    "n'a pu être exclue",
    "n'a pas pu être éliminée",
    "ne peut être formellement écartée",
    "non formellement exclue",
    "jamais exclue",
    "non infirmée",
    "ne saurait être exclue",
    "n'était pas exclue",
    "pas totalement exclue",
    "difficile à exclure",
    "à éliminer",
    "reste possible",
    "peu probable mais non exclue",
    "qui ne peut être exclue",
)
BEFORE = (
    "cannot exclude infection",
    "unable to rule out infection",
    "impossible to exclude infection",
    "no exclusion of infection",
    "does not rule out infection",
    "without ruling out infection",
    "impossible d'exclure une infection",
    "on n'a pas pu exclure une infection",
    "on ne peut formellement éliminer une infection",
    "sans pouvoir exclure une infection",
    "n'exclut pas l'infection",
)


@pytest.mark.parametrize("text", [*(f"infection {after}" for after in (*ENGLISH, *FRENCH)), *BEFORE])
def test_what_was_not_ruled_out_is_unknown_among_diagnoses_exclusions_and_findings(text: str) -> None:
    assert Condition(text, excluded=True).status.status == "unknown"
    assert Condition(text).status.status == "unknown"
    assert Finding("clinical", text).status.status == "unknown"


@pytest.mark.parametrize("after", [*ENGLISH, *FRENCH])
def test_so_it_is_where_the_value_of_a_finding_or_a_note_of_an_exclusion_says_it(after: str) -> None:
    if not after.startswith(("which", "qui")):
        assert Finding("clinical", "infection", value=after).status.status == "unknown"
    assert Condition("infection", excluded=True, note=after).status.status == "unknown"


@pytest.mark.parametrize(
    "text",
    [
        "infection formally excluded",
        "infection, completely ruled out",
        "infection has been ruled out",
        "infection had since been definitively excluded",
        "infection formellement exclue",
        "infection a été totalement écartée",
        "exclusion of infection",
        "exclusion d'une infection",
    ],
)
def test_what_was_firmly_ruled_out_is_absent(text: str) -> None:
    assert Condition(text).status.status == "absent"


@pytest.mark.parametrize(
    "text", ["suspected infection", "possible infection", "infection suspectée", "suspicion d'infection", "gout or infection"]
)
def test_what_was_only_suspected_may_have_been_ruled_out(text: str) -> None:
    assert Condition(text, excluded=True).status.status == "absent"


def test_an_exclusion_that_says_that_it_is_none_is_told() -> None:
    reading = read_course(
        Source("rechallenge: 1\nobservations: [{what: CRP, at: 0 d, value: 5 mg/L}]\nexcluded: [infection not formally excluded]")
    )
    (told,) = [problem for problem in reading.notes if problem.code == "condition.not_ruled_out"]
    assert told.severity == "warning"
    assert "Once it is ruled out, write 'infection'" in told.english


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("tophi haven't been seen", "absent"),
        ("tophi had never been seen", "absent"),
        ("tophi have not yet been looked for", "unknown"),
        ("tophi have never been documented", "unknown"),
        ("tophi not completely resolved", "present"),
        ("tophi have not yet resolved", "present"),
        ("tophus pas complètement disparus", "present"),
        ("tophus non résolus", "present"),
        ("tophus n'ont jamais été vus", "absent"),
        ("tophus n'a toujours pas été recherché", "unknown"),
        ("absence complète de tophus", "absent"),
    ],
)
def test_an_auxiliary_or_an_adverb_turns_nothing_round(text: str, status: str) -> None:
    assert Finding("clinical", text).status.status == status


@pytest.mark.parametrize(
    "text",
    [
        "tophus not definitely present",
        "tophi not clearly seen",
        "tophi not seen with certainty",
        "tophi have not been convincingly demonstrated",
        "tophi: not reliably identified",
        "tophus non formellement identifié",
        "tophus pas clairement vu",
        "tophus pas vu avec certitude",
        "tophus n'a pas été formellement mis en évidence",
    ],
)
def test_what_was_not_clearly_seen_is_not_held_to_be_absent(text: str) -> None:
    assert Finding("clinical", text).status.status == "unknown"


@pytest.mark.parametrize(
    "text", ["tophi clearly not seen", "tophi definitely absent", "tophi not really seen", "tophus clairement non vus", "tophi not seen"]
)
def test_what_was_clearly_not_seen_is_absent(text: str) -> None:
    assert Finding("clinical", text).status.status == "absent"
