"""Which of the diseases with published outcomes a patient has."""

from __future__ import annotations

import re

from rechallenge.course.model import Course
from rechallenge.literature.drugs import folded
from rechallenge.literature.evidence import evidence


def disease_of(course: Course) -> str | None:
    """Key of the first diagnosis, else of the first finding, that belongs to a disease with published outcomes; None when none does.

    Examples
    --------
    >>> from rechallenge.course.model import Condition
    >>> disease_of(Course("", conditions=(Condition("goutte tophacée"),)))
    'gout'
    """
    said = [" ".join(filter(None, (c.name, c.subtype))) for c in course.conditions if not c.excluded]
    said += [finding.what for finding in course.findings if finding.present]
    return next((key for text in said if (key := _disease_named(text)) is not None), None)


def _disease_named(text: str) -> str | None:
    words = folded(text)
    for disease in evidence().diseases.values():
        if any(re.search(rf"\b{re.escape(folded(word))}\b", words) for word in disease.words):
            return disease.key
    return None
