"""A value or a change that stands in the name of an observation: "CRP still raised", "severe shoulder pain", "CRP 120 mg/L"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from rechallenge.course.characters import DASH, unaccented
from rechallenge.course.context import Context
from rechallenge.course.document import CourseDocument, ObservationEntry
from rechallenge.course.naming import name_of, outcomes_within
from rechallenge.course.our_words import field_name
from rechallenge.course.phrases import phrases, plain
from rechallenge.course.problems import RefusedError
from rechallenge.course.vocabulary import vocabulary
from rechallenge.course.written_changes import written_change
from rechallenge.course.written_values import is_plain, persisting, symbols_unified, taken_apart
from rechallenge.literature.drugs import folded
from rechallenge.outcomes import Outcome, named

# A longer text is a sentence, and no name.
_LONGEST = 80
_AT_END = " ,:;=-\u2013\u2014"
# What is refused of a value is told of it, and not of a name: "CRP: 120 -> 8".
_OF_A_VALUE = ("value.two", "value.about")
# What may stand before a value; a dash right before a number is its sign: "pain -3".
_LEAD = re.compile(r"^(?:[ ,:;=]|[-\u2013\u2014](?!\d))+")


@dataclass(frozen=True, slots=True)
class SplitName:
    """A name, and what stands beside it: the level that it is at, or how it changed."""

    what: str
    said: str
    is_change: bool


@cache
def split_name(written: str) -> SplitName | None:
    """Take a name apart that says a level or a change; None for any other.

    >>> split_name("CRP still raised")
    SplitName(what='CRP', said='still raised', is_change=False)
    >>> split_name("severe shoulder pain")
    SplitName(what='shoulder pain', said='severe', is_change=False)
    >>> split_name("pain improved")
    SplitName(what='pain', said='improved', is_change=True)
    >>> split_name("CRP"), split_name("abdominal pain"), split_name("CRP ratio raised")
    (None, None, None)
    """
    if len(written) > _LONGEST or named(written) is not None:
        return None
    is_name = name_of(written) is not None
    for what, said in _cuts(written):
        name = name_of(what) if what else None
        # "high CRP" says a level, "high sensitivity CRP" does not
        if name is None or (is_name and named(what) is None):
            continue
        linked = re.match(rf"{phrases().connectors}\s+(?=[<>\d])", unaccented(said), re.IGNORECASE)
        said = said[linked.end() :] if linked is not None else said
        if _is_level(said, name.outcome):
            return SplitName(what, said, False)
        if _is_change(said, name.outcome):
            return SplitName(what, said, True)
    return None


def _cuts(written: str) -> Iterator[tuple[str, str]]:
    """Give the name and the rest at each gap between words: first longer names before the rest, then longer ones behind it."""
    text = written.strip()
    gaps = list(re.finditer(r"\s+|(?<=[^\W\d_])[:=]|(?<=[^\W\d_])(?=[<>\u2264\u2265])", text))
    for gap in reversed(gaps):
        what = text[: gap.start()].strip(_AT_END)
        if not re.search(r"[<>\u2264\u2265~\u2248\u00b1+]$", what) and folded(what.rpartition(" ")[2]) not in phrases().between_words:
            yield what, _LEAD.sub("", text[gap.end() :]).rstrip(_AT_END)
    for gap in gaps:
        said = text[: gap.start()].strip(_AT_END)
        # "élévation de la CRP", "normalisation of CRP"
        yield _unlinked(text[gap.end() :].strip(_AT_END)), said


def _unlinked(text: str) -> str:
    """Return a text without the small words at its beginning: "de la CRP" is "CRP"."""
    while (match := re.match(r"([^\W\d_]+)(?:\s+|['\u2019])", text)) is not None and folded(match[1]) in phrases().between_words:
        text = text[match.end() :]
    return text


def _is_level(said: str, outcome: Outcome) -> bool:
    if outcome.word(said) is not None or persisting(said, outcome) is not None:
        return True
    number = symbols_unified(said)
    if re.fullmatch(r"[-+]\s*[\d.,]+\s*%", number):
        return False  # "CRP -50 %" fell
    if re.search(r"\d", number) and is_plain(number):
        return True
    try:
        return taken_apart(said, outcome).times is not None
    except RefusedError as refused:
        return refused.code in _OF_A_VALUE and re.search(r"\d", number) is not None


def _is_change(said: str, outcome: Outcome) -> bool:
    if vocabulary().change(outcome.changes, _lasting(said)) is not None:
        return True
    signed = re.fullmatch(rf"(?:{DASH}|\+)\s?\d[\d.,]*\s*(?P<percent>%)?", said)
    if signed is not None and (signed["percent"] or outcome.scale.is_score):
        return True
    return bool(said) and written_change(said, outcome.improvement) is not None


def _lasting(said: str) -> str:
    return re.sub(rf"^(?:{phrases().persisting}\s+)+", "", plain(said))


def with_split_names(context: Context, document: CourseDocument) -> CourseDocument:
    """Return a document with what names of observations say of a level or a change in the fields of these, which is told.

    A name beside a change, or a change beside a value, is left as it is: two statements are two observations.
    """
    entries = [_split(context, entry, f"observations[{i}].what") for i, entry in enumerate(document.observations)]
    return document if entries == document.observations else document.model_copy(update={"observations": entries})


def _split(context: Context, entry: ObservationEntry, path: str) -> ObservationEntry:
    found = split_name(entry.what)
    if found is None or entry.change is not None:
        return entry
    # beside a value only a word of level says no more than the value: "CRP 2" may be the second one
    if entry.value is not None:
        denied = any(each for _, _, each in outcomes_within(entry.what))
        if denied or found.is_change or re.search(r"\d", found.said) or name_of(entry.what) is not None:
            return entry
    name = name_of(found.what)
    assert name is not None
    field = "change" if found.is_change else "value"
    said = found.said
    if entry.value is not None:
        said = _beside(found.said, entry.value, name.outcome)
    context.note("observation.split", path, found=entry.what, what=found.what, field=field_name(field), said=said)
    return entry.model_copy(update={"what": found.what, field: said})


def _beside(said: str, value: str, outcome: Outcome) -> str:
    """What the name and the value say together: one of them where they say the same, otherwise both, to be compared."""
    word = persisting(said, outcome) or said
    if outcome.word(value) is not None and outcome.word(value) == outcome.word(word):
        return value
    return f"{value} ({word})"
