"""Which of the diseases with published outcomes a patient has."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from ruamel.yaml import YAML

from rechallenge.course.model import Course
from rechallenge.literature.drugs import folded
from rechallenge.literature.evidence import FILE


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
    return next((key for key, named in _names() if named.search(words)), None)


@cache
def _names() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What each disease goes by, in the order of the file, of which only this part is read: ``rechallenge check`` asks for no more."""
    text = files("rechallenge.literature").joinpath(FILE).read_text(encoding="utf-8")
    part = next(part for part in re.split(r"^(?=[a-z_]+:)", text, flags=re.MULTILINE) if part.startswith("diseases:"))
    diseases = YAML(typ="safe").load(part)["diseases"]
    return tuple(
        (key, re.compile("|".join(rf"\b{re.escape(folded(word))}\b" for word in disease["words"]))) for key, disease in diseases.items()
    )
