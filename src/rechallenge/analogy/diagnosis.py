"""Which of the diseases with published outcomes a patient has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from rechallenge.course.mentions import status_of_diagnosis, status_of_finding
from rechallenge.course.model import Condition, Course, Finding
from rechallenge.data_files import checked, literature, yaml_table
from rechallenge.literature.evidence import FILE, DiseaseEntry


def disease_of(course: Course) -> str | None:
    """Key of the first diagnosis, else of the first finding, that belongs to a disease with published outcomes; None when none does.

    One that is denied, only suspected, or of the family does not count.

    Examples
    --------
    >>> from rechallenge.course.model import Condition
    >>> disease_of(Course("", conditions=(Condition("goutte tophacée"),)))
    'gout'
    """
    return found_in(course, disease_words())


def found_in(course: Course, names: Mapping[str, tuple[str, ...]]) -> str | None:
    """Key of the first diagnosis, else of the first finding, that is called by one of these words; None when none is."""
    held = (key for condition in course.conditions for key, words in names.items() if _of_diagnosis(words, condition))
    there = (key for finding in course.findings for key, words in names.items() if _of_finding(words, finding))
    return next(held, None) or next(there, None)


@cache
def disease_words() -> Mapping[str, tuple[str, ...]]:
    """What each disease goes by, in the order of the file, of which only this part is read: ``rechallenge check`` asks for no more."""
    text = literature(FILE).read_text(encoding="utf-8")
    part = next(part for part in re.split(r"^(?=[a-z_]+:)", text, flags=re.MULTILINE) if part.startswith("diseases:"))
    diseases = checked(dict[str, DiseaseEntry], yaml_table(part, FILE)["diseases"], FILE)
    return {key: disease["words"] for key, disease in diseases.items()}


def _of_diagnosis(words: tuple[str, ...], condition: Condition) -> bool:
    found = status_of_diagnosis(words, condition)
    return found is not None and found.status == "present"


def _of_finding(words: tuple[str, ...], finding: Finding) -> bool:
    found = status_of_finding(words, finding)
    return found is not None and found.status == "present"
