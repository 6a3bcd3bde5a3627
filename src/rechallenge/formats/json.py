"""The course file as JSON: the same fields, written by programs."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from rechallenge.formats.format import CERTAIN, LIKELY, NO, Format
from rechallenge.formats.registry import register

if TYPE_CHECKING:
    from rechallenge.course.draft import Draft
    from rechallenge.course.reading import Reading

_BEGINNING = re.compile(r"\s*\{\s*[\"}]")
_VERSION = re.compile(r"\"rechallenge\"\s*:")


class JsonCourse(Format):
    """One patient's course as JSON."""

    name = "json"
    title = "course file (JSON)"
    suffixes = (".json",)

    def recognises(self, text: str) -> float:
        """Fields in braces with their names in quotes; other formats may be JSON too, and know their own marks."""
        if not _BEGINNING.match(text):
            return NO
        return CERTAIN if _VERSION.search(text) else LIKELY

    def may_be_one_line(self, text: str) -> bool:
        """It begins with a brace."""
        return text.lstrip().startswith("{")

    def read(self, text: str) -> Draft:
        """Read it as YAML, of which JSON is a part: lines and columns are known, and a comma too many does not matter."""
        from rechallenge.formats.yaml_nodes import parse

        return parse(text)

    def write(self, reading: Reading) -> str:
        """Write it with English names of fields, all values as they were written."""
        from rechallenge.formats.yaml import in_order, plain

        return json.dumps(in_order(plain(reading.document)), ensure_ascii=False, indent=2) + "\n"


register(JsonCourse())
