"""Reading a source of any known format: a file, standard input, or the text itself."""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rechallenge.course.problems import CourseError, Problem
from rechallenge.formats.encodings import UTF_8, WINDOWS, decoded
from rechallenge.formats.registry import format_named, formats, recognised

if TYPE_CHECKING:
    from rechallenge.course.draft import Draft
    from rechallenge.course.reading import Reading

MAX_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """A text, and the name of the file that it came from (None for a text that was given as such, ``"-"`` for standard input)."""

    text: str
    name: str | None = None
    encoding: str = UTF_8
    odd_byte: int | None = None
    """First byte that is not UTF-8, of a text that is not."""


def _bytes_of(source: str | Path) -> bytes:
    name = str(source)
    try:
        if name == "-":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(source).open("rb") as file:
                data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise CourseError([Problem("file.missing", {"found": name})], name) from None
    except (OSError, ValueError):
        raise CourseError([Problem("file.unreadable", {"found": name})], name) from None
    if len(data) > MAX_BYTES:
        raise CourseError([Problem("file.too_large", {"limit": MAX_BYTES // 1_000_000})], name)
    return data


def _names_a_file(given: str) -> bool:
    """Whether a text names a file rather than being the text of a course: one that exists, or a line that is no course of any format."""
    if not given or "\n" in given:
        return False
    with suppress(OSError, ValueError):
        if Path(given).is_file():
            return True
    if not re.search(r"[:{\[<,;\t|]", given):
        return True  # without a mark between a name and a value it is no record of any format, none of which need be loaded
    return not any(form.may_be_one_line(given) for form in formats())


def source_of(given: str | Path | Source) -> Source:
    """Return the text of what a user names, and its name.

    Parameters
    ----------
    given
        A path, ``"-"`` for standard input, or the text itself (anything with a line break or a field in it).

    Raises
    ------
    CourseError
        When there is no such file, or it is empty, too large or binary.
    """
    if isinstance(given, str) and given != "-" and not _names_a_file(given):
        given = Source(given)
    if isinstance(given, Source):
        source = given
        if len(source.text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
            raise CourseError([Problem("file.too_large", {"limit": MAX_BYTES // 1_000_000})], source.name)
    else:
        name = str(given)
        data = _bytes_of(given)
        found = decoded(data, name)
        source = Source(found.text, name, found.encoding, found.odd_byte)
    if not source.text.strip():
        raise CourseError([Problem("file.empty")], source.name)
    return source


def draft_of(given: str | Path | Source) -> Draft:
    """Read a source in whichever of the known formats it is, judging no value.

    Raises
    ------
    CourseError
        When it cannot be read, or is of no known format.
    """
    source = source_of(given)
    form = recognised(source.text, source.name)
    if source.encoding == WINDOWS and not form.any_encoding:
        raise CourseError([Problem("file.encoding", {"byte": source.odd_byte})], source.name)
    draft = form.read(source.text)
    if source.encoding == WINDOWS:
        draft.problems.insert(0, Problem("file.windows", {"encoding": source.encoding}, draft.place(""), severity="note"))
    return draft


def read_course(given: str | Path | Source) -> Reading:
    r"""Read one patient's course.

    Parameters
    ----------
    given
        A path to a file of any known format (`rechallenge.formats.formats`): YAML, JSON, a table that we wrote; ``"-"`` for standard
        input; or the text of one of these.

    Returns
    -------
    Reading
        The course, with notes on all that was converted, assumed or doubted.

    Raises
    ------
    CourseError
        With all errors of the source at once, each with its path, its place, what was found and what was expected.

    Examples
    --------
    >>> reading = read_course("rechallenge: 1\nobservations: [{what: CRP, at: 5 d, value: normal}]")
    >>> reading.course.observations[0].high
    10.0
    """
    source = source_of(given)
    draft = draft_of(source)
    from rechallenge.course.reading import read_draft

    return read_draft(draft, source.text)


def convert(given: str | Path | Source, to: str) -> str:
    r"""Return a course in another format.

    Parameters
    ----------
    given
        As for `read_course`.
    to
        Name of a format that is written.

    Raises
    ------
    CourseError
        When the course is wrong.
    KeyError, TypeError
        When there is no such format; when it is only read.

    Examples
    --------
    >>> convert("rechallenge: 1\nmesures: [{quoi: CRP, à: 5 j, valeur: normale}]", "course").splitlines()[2]
    '  - {at: 5 j, what: CRP, value: normale}'
    """
    return converted(given, to)[0]


def converted(given: str | Path | Source, to: str) -> tuple[str, tuple[Problem, ...]]:
    """Return a course in another format, as `convert`, and what the format that it was written in told of it."""
    from rechallenge.course.reading import read_draft

    source = source_of(given)
    draft = draft_of(source)
    told = tuple(problem for problem in draft.problems if problem.severity != "error")
    return format_named(to).write(read_draft(draft, source.text)), told
