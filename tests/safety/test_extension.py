"""A rule of safety from outside the package, and what a patient's note tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from rechallenge import extensions
from rechallenge.course.regimen import Regimen
from rechallenge.formats.reading import read_course
from rechallenge.presentation.language import Language
from rechallenge.safety import rule
from rechallenge.safety.situation import patient_of

COURSE = """
rechallenge: 1
patient: {{note: {note}}}
treatments:
  - {{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}}
observations:
  - {{what: CRP, at: 0 d, value: 80 mg/L}}
"""
RULE = '''
"""Nothing is proposed at sea."""
from rechallenge.safety.rule import SafetyRule, register


class Sea(SafetyRule):
    name = "sea"

    def against(self, situation):
        if "sea" in (situation.course.patient.note or ""):
            yield self.reason(drug=situation.drug)


register(Sea())
'''


def test_a_rule_in_a_folder_of_ones_own_is_found_and_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "safety" / "sea"
    (folder / "locale").mkdir(parents=True)
    (folder / "__init__.py").write_text(RULE)
    (folder / "locale" / "en.po").write_text('msgid "advice.sea"\nmsgstr "{drug:the}: not at sea"\n')
    rule.rules()
    monkeypatch.setattr(rule, "_registered", dict(rule._registered))
    monkeypatch.setenv(extensions.VARIABLE, str(tmp_path))
    course = read_course(COURSE.format(note="at sea")).course
    (found,) = rule.obstacles(course, Regimen.of(course), "anakinra")
    assert Language("en").note(found) == "Anakinra: not at sea"


@pytest.mark.parametrize(
    ("note", "severe"),
    [
        ("on dialysis", True),
        ("sous dialyse depuis 2019", True),
        ("no dialysis", False),
        ("never on dialysis", False),
        ("pas de dialyse", False),
        ("denies dialysis", False),
        ("her mother is on dialysis", False),
        # a denial of something else denies nothing here; the words "no" and "not" anywhere in the note once did
        ("n'a jamais été sous dialyse", False),
        ("no fever. On dialysis", True),
        ("dialysis; does not smoke", True),
    ],
)
def test_a_note_tells_of_kidneys_what_it_says_of_them(note: str, severe: bool) -> None:
    course = read_course(COURSE.format(note=f'"{note}"')).course
    assert (patient_of(course).clearance_ml_min is not None) is severe
