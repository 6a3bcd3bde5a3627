"""Lines of a chart, each with its day first: "12/03/2018 CRP 120 mg/L", "J5 : CRP normale, douleur 2/10"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rechallenge.course.event_words import described
from rechallenge.course.problems import Place
from rechallenge.course.values_in_names import split_name
from rechallenge.course.vocabulary import vocabulary
from rechallenge.formats.people_cells import Written
from rechallenge.formats.people_days import days_of, is_moment
from rechallenge.formats.people_entries import Entries

_BULLET = re.compile(r"^\s*(?:[-*\u2022\u2013]\s+)?")
_AFTER_DAY = " \t:,;=-\u2013\u2014|"
# A comma or semicolon parts two statements where a blank follows: "12,5" is a number.
_PARTS = re.compile(r"[;,]\s+|\s+/\s+(?=[^\W\d_])|\s*;\s*")
_MARKS = (";", "\t", ",")
_NUMBER_ALONE = re.compile(r"[<>≤≥]?=?\s*[-+]?\d+(?:[.,]\d+)?(?:/100?)?")
_OF_LINES = {
    "table.day_first": "lines.day_first",
    "table.day_first_assumed": "lines.day_first_assumed",
    "table.month_first": "lines.month_first",
    "table.orders": "lines.orders",
}
"""What is told of the days of a column, said of those of lines."""
_MOST_WORDS = 5
"""Words that the day of a line may have: "le 12 mars 2018"."""
_MOST_APART = 20
"""Words that are looked through for statements without a comma between them."""


@dataclass(frozen=True, slots=True)
class _DatedLine:
    """The day of a line, and what is said of it."""

    day: Written
    rest: Written


def is_dated_lines(text: str) -> bool:
    r"""Whether a text is lines of a chart: the first tells a day, and behind it something that is no row of a table without a head.

    >>> is_dated_lines("12/03/2018 CRP 120 mg/L\n15/03/2018 CRP 12"), is_dated_lines("date;CRP\n12/03/2018;120")
    (True, False)
    >>> is_dated_lines(";12/03/2018;17/03/2018\\nCRP (mg/L);120;5")
    False
    """
    first = next(_lines(text), None)
    if first is None or is_moment(first.rest.text):  # several days in one line are the head of a table with days as columns
        return False
    return not re.search(r"[;\t|,]", first.rest.text) or any(map(_statement, _parts(first.rest.text)))


def headless(text: str) -> tuple[str, int] | None:
    r"""Return the first row of a table without a row of names, and how many cells it has; None for another text.

    >>> headless("12/03/2018;120;8\n15/03/2018;12;2"), headless("date;CRP\n12/03/2018;120"), headless("12/03/2018;CRP 120")
    (('12/03/2018;120;8', 3), None, None)
    """
    first = next((line.strip("\ufeff ") for line in text.splitlines() if line.strip("\ufeff \t")), "")
    for mark in _MARKS:
        day, *cells = [cell.strip(' "') for cell in first.split(mark)]
        if cells and is_moment(day) and any(cells) and all(_NUMBER_ALONE.fullmatch(cell) for cell in cells if cell):
            return first, len(cells) + 1
    return None


def read_lines(into: Entries, text: str) -> None:
    """Read lines of a chart; what is no reading and no event is refused at its line."""
    lines = list(_lines(text, into))
    days, told = days_of(Written("date", Place(1, 1)), [line.day for line in lines])
    into.told += [replace(problem, code=_OF_LINES.get(problem.code, problem.code)) for problem in told]
    into.days += days
    into.are_lines = True
    for line, day in zip(lines, days, strict=True):
        for part in _parts(line.rest.text):
            found = _statement(part)
            if found is None:
                into.note("table.line", line.rest, found=part)
                continue
            section, fields = found
            into.add(section, {"at": day, **fields}, {"at": line.day, **dict.fromkeys(fields, line.rest)})


def _lines(text: str, into: Entries | None = None) -> Iterator[_DatedLine]:
    for row, full in enumerate(text.splitlines(), 1):
        written = _BULLET.sub("", full).strip(" \t|\ufeff")
        if not written:
            continue
        if into is None and full.strip("\ufeff ").startswith(_MARKS):
            return  # an empty cell at the beginning: a table
        line = _cut(written, row)
        if line is not None:
            yield line
        elif into is None:
            return
        else:
            into.note("table.line", Written(written, Place(row, 1)), found=written)


def _cut(written: str, row: int) -> _DatedLine | None:
    """Return a line with its day, the longest that its beginning can be; None where it begins with none."""
    ends = [match.end() for match in re.finditer(r"[^\s;|,]+", written)][:_MOST_WORDS]
    cuts = [(day, rest) for end in ends if (day := written[:end].strip(_AFTER_DAY)) and (rest := written[end:].strip(_AFTER_DAY))]
    # a date that is refused is one as well: that of the fewest words
    day, rest = next((cut for cut in reversed(cuts) if is_moment(cut[0], whole=True)), None) or next(
        (cut for cut in cuts if is_moment(cut[0])), ("", "")
    )
    place = Place(row, 1)
    return _DatedLine(Written(day, place), Written(rest, place)) if day else None


def _parts(rest: str) -> list[str]:
    """Return the statements of one line: those that commas part, or blanks where each is a statement ("CRP 120 mg/L VS 80 mm")."""
    parts = [part.strip(_AFTER_DAY) for part in _PARTS.split(rest)]
    together = re.sub(r"\s*(?:[;\t|]|,(?!\d))\s*", " ", rest)
    if None not in map(_statement, parts):
        return parts
    if _statement(together) is not None:
        return [together]
    return [each for part in parts if part for each in _apart(part.split()) or [part]]


def _apart(words: list[str]) -> list[str] | None:
    """Return words cut into statements, the longest first; None where they are not all statements."""
    if not words or len(words) > _MOST_APART:
        return None
    cuts: dict[int, list[str] | None] = {len(words): []}
    for begin in reversed(range(len(words))):
        texts = ((" ".join(words[begin:end]), cuts[end]) for end in range(len(words), begin, -1))
        cuts[begin] = next(([text, *rest] for text, rest in texts if rest is not None and _statement(text) is not None), None)
    return cuts[0]


def _statement(text: str) -> tuple[str, dict[str, object]] | None:
    """Return the section and the fields of what is said of a day: a reading, a change, an event; None for anything else."""
    found = split_name(text)
    if found is not None:
        return "observations", {"what": found.what, "change" if found.is_change else "value": found.said}
    said = described(text)
    if vocabulary().event(text) is not None or said.facts or (said.drug is not None and said.dose is not None):
        return "events", {"what": text}
    return None
