"""Signs that deny, denials that list what they deny, examinations beside what they showed, acts that were done, and no diagnosis at all."""

from __future__ import annotations

import json

import pytest

from rechallenge.course.assertion import read
from rechallenge.course.model import Finding
from rechallenge.course.status import status_of
from rechallenge.formats.reading import Source, read_course


def status(what: str, value: str | None = None) -> str:
    return status_of(Finding("clinical", what, value=value)).status


@pytest.mark.parametrize(
    "what",
    [
        "Ø fièvre", "fièvre Ø", "∅ tophi", "tophi : Ø", "(-) tophi", "-ve ANA", "ANA -ve", "tophi: -ve", "afebrile", "apyrétique",
        "blood cultures sterile", "cultures: no growth", "cultures: no growth at 48 h", "hémocultures stériles", "pas de pousse",
        "patient does not report fever", "doesn't describe headache", "did not mention tophi",
        "ATCD: néant", "antécédents : aucun", "PMH: nil", "history: none", "absence d'épanchement",
    ],
)  # fmt: skip
def test_it_is_denied(what: str) -> None:
    assert status(what) == "absent"


@pytest.mark.parametrize("what", ["ANA +ve 1:320", "RF +ve", "Sjøgren syndrome", "capillaroscopy not normal", "capillaroscopie anormale"])
def test_it_is_there(what: str) -> None:
    assert status(what) == "present"


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("no visceral involvement (heart, lung, kidney)", ["visceral involvement", "heart", "lung", "kidney"]),
        ("sans atteinte viscérale (cœur, poumon, rein)", ["atteinte viscerale", "cœur", "poumon", "rein"]),
        ("serology negative (HBV, HCV)", ["serology", "hbv", "hcv"]),
        ("HBV/HCV/HIV neg", ["hbv", "hcv", "hiv"]),
        ("no crystal arthropathy (gout or CPPD)", ["crystal arthropathy", "gout", "cppd"]),
    ],
)
def test_a_list_in_brackets_behind_a_denial_is_denied(text: str, denied: list[str]) -> None:
    assert list(read(text).chunks()) == [(each, "absent") for each in denied]


@pytest.mark.parametrize("text", ["no vasculitis (giant cell arteritis)", "no gout (CPPD)", "gout ruled out (CPPD)"])
def test_one_thing_in_brackets_behind_a_denial_may_be_denied_or_not(text: str) -> None:
    assert [said for _, said in read(text).chunks()] == ["absent", "unclear"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ultrasound: no effusion", [("effusion", "absent")]),
        ("no tophi (ultrasound)", [("tophi", "absent")]),
        ("temporal artery biopsy: no giant cells", [("giant cells", "absent")]),
        ("PET-scan sans hyperfixation", [("hyperfixation", "absent")]),
        ("échographie des épaules: bursite, pas d'épanchement", [("bursite", None), ("epanchement", "absent")]),
        ("MRI calcinosis, no effusion", [("mri calcinosis", None), ("effusion", "absent")]),
        ("ultrasound", [("ultrasound", None)]),
    ],
)
def test_an_examination_is_not_what_it_showed(text: str, shown: list[tuple[str, str | None]]) -> None:
    assert list(read(text).chunks()) == shown


@pytest.mark.parametrize("what", ["échographie normale", "cardiac US normal", "chest X-ray: normal", "CBC within normal limits"])
def test_normal_behind_a_name_says_what_it_says_as_a_value(what: str) -> None:
    assert status(what) == "absent"


def test_normal_speaks_of_its_own_name_only() -> None:
    assert status("ankle pain, urate normal") == "present"


@pytest.mark.parametrize(
    ("what", "value"),
    [("surgery done", None), ("surgery", "done"), ("hip replacement performed", None), ("chirurgie faite", None),
     ("prothèse de hanche droite réalisée", None)],
)  # fmt: skip
def test_what_was_done_to_the_patient_was(what: str, value: str | None) -> None:
    assert status(what, value) == "present"


@pytest.mark.parametrize(
    ("what", "value"), [("biopsy done", None), ("biopsy", "done"), ("CT scan performed", None),
     ("surgery not done", None), ("surgery", "refused")]
)  # fmt: skip
def test_an_examination_that_was_done_has_no_result(what: str, value: str | None) -> None:
    assert status(what, value) == "unknown"


@pytest.mark.parametrize(
    "name", ["pas d'antécédent", "ATCD: néant", "aucun antécédent notable", "no past medical history", "nil", "RAS", "no comorbidities"]
)
def test_no_diagnosis_is_told_as_none(name: str) -> None:
    text = json.dumps({"rechallenge": 1, "conditions": [name], "observations": [{"what": "CRP", "at": "0 d", "value": "5 mg/L"}]})
    reading = read_course(Source(text))
    assert [condition.status.status for condition in reading.course.conditions] == ["absent"]
    assert [note.code for note in reading.notes if note.code.startswith("condition.")] == ["condition.none"]


@pytest.mark.parametrize(
    ("name", "plain"), [("no Still", "Still"), ("pas de maladie de Still", "maladie de Still"), ("no Still's disease", "Still's disease")]
)
def test_the_disease_of_still_is_no_adverb(name: str, plain: str) -> None:
    text = json.dumps({"rechallenge": 1, "conditions": [name], "observations": [{"what": "CRP", "at": "0 d", "value": "5 mg/L"}]})
    (note,) = [note for note in read_course(Source(text)).notes if note.code.startswith("condition.")]
    assert (note.code, note.values["plain"]) == ("condition.ruled_out", plain)
