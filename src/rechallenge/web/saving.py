"""A course file written from the page: the very text that was opened where nothing changed, its comments kept where something did."""

from __future__ import annotations

from collections.abc import Mapping

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

from rechallenge.course.document import VERSION
from rechallenge.course.keys import key_in, keys_of, language_of
from rechallenge.course.problems import CourseError
from rechallenge.formats.registry import recognised
from rechallenge.formats.yaml import CourseFile, dumped, fresh, in_order, round_trip
from rechallenge.formats.yaml_repairs import repaired
from rechallenge.literature.drugs import folded
from rechallenge.vocabulary.languages import base
from rechallenge.web.record import Document, opened


def saved(document: Document, original: str = "") -> str:
    """Write a document as the text of a course file.

    Parameters
    ----------
    document
        The page's document.
    original
        The text that was opened, if any: returned as it is when the document still says the same; else its comments, the order of
        its fields and the language of their names are kept where the fields still are.
    """
    cleaned = _filled(document)
    before = _document_of(original)
    if before is not None and _filled(before) == cleaned:
        return original
    whole = {"rechallenge": VERSION, **cleaned}
    ordered = in_order(whole)
    loaded = None if before is None else _loaded(original)
    if before is None or loaded is None:
        return dumped(_fresh(ordered, base().code))
    return repaired(original).meant(
        dumped(_merged(loaded, {"rechallenge": VERSION, **_filled(before)}, ordered, language_of(map(str, loaded))))
    )


def _document_of(text: str) -> Document | None:
    try:
        return opened(text).document if text.strip() else None
    except CourseError:
        return None


def _filled(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: cleaned for name, item in fields.items() if (cleaned := _cleaned(item)) is not None}


def _cleaned(value: object) -> object:
    """Leave out what is empty: a field not filled is not in the file."""
    if isinstance(value, Mapping):
        return _filled(value) or None
    if isinstance(value, (list, tuple)):
        items = [cleaned for item in value if (cleaned := _cleaned(item)) is not None]
        return items or None
    text = "" if value is None else str(value).strip()
    return text or None


def _loaded(text: str) -> CommentedMap | None:
    """The file with its comments; None where it is written in a way that cannot be kept (another format)."""
    try:
        if text.lstrip().startswith("{") or recognised(text).name != CourseFile.name:
            return None
        loaded = round_trip().load(repaired(text).text)
    except (YAMLError, ValueError):
        return None
    return loaded if isinstance(loaded, CommentedMap) else None


def _merged(loaded: CommentedMap, old: Mapping[str, object], new: Mapping[str, object], code: str) -> CommentedMap:
    """Change in a loaded file what differs between two documents, the one that it holds and the new one, and leave all else alone."""
    english = keys_of(frozenset((*old, *new)))
    written = {english.get(folded(str(key)), str(key)): key for key in loaded}
    for name in set(old) - set(new):
        loaded.pop(written.get(name, name), None)
    for name, value in new.items():
        if name not in written:
            loaded[key_in(name, code)] = _fresh(value, code)
        elif old.get(name) != value:
            key = written[name]
            loaded[key] = _changed(loaded[key], old.get(name), value, code)
    return loaded


def _changed(loaded: object, old: object, new: object, code: str) -> object:
    if isinstance(loaded, CommentedMap) and isinstance(old, Mapping) and isinstance(new, Mapping):
        return _merged(loaded, old, new, code)
    if isinstance(loaded, CommentedSeq) and isinstance(old, list) and isinstance(new, list) and len(loaded) == len(old):
        return _changed_rows(loaded, old, new, code)
    return _fresh(new, code)


def _changed_rows(loaded: CommentedSeq, old: list[object], new: list[object], code: str) -> CommentedSeq:
    """Change the rows between the first that differ and the last: those around them keep their comments."""
    shorter = min(len(old), len(new))
    first = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    after = next((i for i in range(shorter - first) if old[-1 - i] != new[-1 - i]), shorter - first)
    old_end, new_end = len(old) - after, len(new) - after
    for place in range(first, min(old_end, new_end)):
        loaded[place] = _changed(loaded[place], old[place], new[place], code)
    for _ in range(new_end, old_end):
        del loaded[new_end]
    for place in range(old_end, new_end):
        loaded.insert(place, _fresh(new[place], code))
    return loaded


def _fresh(value: object, code: str) -> object:
    return fresh(value, lambda name: key_in(name, code))
