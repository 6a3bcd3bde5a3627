"""Documents of the course file made at random from its model: every field that there is, whatever it comes to hold."""

from __future__ import annotations

from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import BaseModel

from rechallenge.course.document import VERSION, CourseDocument

ODD = (
    *(
        "? gout",
        "> 200 mg/L",
        "case #2 of 3",
        "a: b",
        "- x",
        "'",
        '"',
        "[a",
        "{a}",
        "null",
        "~",
        "yes",
        "+3",
        "7",
        "1e3",
        "0x1f",
        "2018-03-12",
    ),
    *(
        "=1+1",
        " =x",
        "-x",
        "@",
        "a;b",
        "a\\",
        "\\;",
        "a, b",
        "12,5",
        "«\u00a0x\u00a0»",
        "“CRP”",
        "x:\u00a0y",
        "\uff1e 5",
        "!t",
        "&a",
        "*a",
        "%",
        "|",
    ),
    *(
        "a\nb",
        "a\n\n  b\n",
        "tab\tx",
        "#",
        "x #",
        "é",
        "👍",
        "---",
        "...",
        "? ",
        ": ",
        "a:",
        "on",
        "1:30",
        "<<",
        "=",
        "0 d",
        "- ",
        "[]",
        "\u2028x",
    ),
)
"""Texts that a format may take for something else."""


def texts() -> st.SearchStrategy[str]:
    """Any text that says something and that a file can hold."""
    printable = st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"), exclude_characters="\ufeff\ufffe")
    free = st.text(st.one_of(printable, st.sampled_from(":#,;?{}[]'\"\\|>&*!%@`-+= \n\t")), min_size=1, max_size=12)
    return st.one_of(st.sampled_from(ODD), free).map(str.strip).filter(lambda text: any(map(str.isalnum, text)) or text in ODD)


@cache
def made(model: type[BaseModel]) -> st.SearchStrategy[dict[str, Any]]:
    """Fields of an entry, those that are needed and any of the others."""
    needed, others = {}, {}
    for name, info in model.model_fields.items():
        (needed if info.is_required() else others)[info.alias or name] = _of(info.annotation)
    return st.fixed_dictionaries(needed, optional=others)


def _of(annotation: Any) -> st.SearchStrategy[Any]:
    origin, inner = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return made(annotation)
    if origin in (Union, UnionType):
        return st.one_of(*(_of(each) for each in inner if each is not type(None)))
    if origin is list:
        return st.lists(_of(inner[0]), min_size=1, max_size=3)
    if origin is dict:
        return st.dictionaries(texts(), _of(inner[1]), min_size=1, max_size=3)
    if hasattr(annotation, "__metadata__"):
        return _of(inner[0])
    if annotation is bool:
        return st.booleans()
    if annotation is float:
        return st.floats(allow_nan=False, allow_infinity=False)
    assert annotation is str, annotation
    return texts()


def documents() -> st.SearchStrategy[CourseDocument]:
    """Whole documents, of which a reader may find much to say."""
    return made(CourseDocument).map(lambda fields: CourseDocument.model_validate({**fields, "rechallenge": str(VERSION)}))
