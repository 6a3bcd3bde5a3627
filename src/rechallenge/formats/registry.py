"""The formats that are known: our own, and those that extensions register. Nothing else names one."""

from __future__ import annotations

from rechallenge.course.our_words import CodedWord, OurWords
from rechallenge.course.problems import CourseError, Problem
from rechallenge.formats.format import NO, Format

_registered: dict[str, Format] = {}


def register(added: Format) -> None:
    """Add a format.

    Raises
    ------
    ValueError
        When its name is taken.
    """
    if added.name in _registered:
        raise ValueError(f"there is a format named {added.name} already")
    _registered[added.name] = added


def formats() -> tuple[Format, ...]:
    """All formats, by name."""
    from rechallenge import extensions
    from rechallenge.formats import csv, json, nonmem, people_table, yaml  # noqa: F401 - each registers its format

    extensions.load("formats")
    return tuple(sorted(_registered.values(), key=lambda each: each.name))


def format_named(name: str) -> Format:
    """Return the format of a name; KeyError when there is none."""
    found = {each.name: each for each in formats()}
    return found[name]


def title_of(known: Format) -> CodedWord:
    """Return what a format is called in a sentence."""
    return CodedWord(known.title, f"format.title.{known.name}")


def recognised(text: str, name: str | None = None) -> Format:
    """Return the format of a text: the one that is surest of it, or, of several, the one that the ending of its file's name tells.

    Parameters
    ----------
    text
        The whole text.
    name
        Name of its file, if it has one.

    Raises
    ------
    CourseError
        When it is of no known format, or of several alike.
    """
    sure = {each: each.recognises(text) for each in formats()}
    best = max(sure.values())
    if best <= NO:
        raise CourseError([Problem("format.unknown", {"expected": OurWords(map(title_of, sure))})])
    found = [each for each in sure if sure[each] == best]
    if len(found) > 1:
        found = [each for each in found if name is not None and name.lower().endswith(each.suffixes)] or found
    if len(found) > 1:
        endings = ", ".join(f"{each.name}: {each.suffixes[0]}" for each in found if each.suffixes)
        raise CourseError([Problem("format.ambiguous", {"found": OurWords(map(title_of, found)), "expected": endings})])
    return found[0]
