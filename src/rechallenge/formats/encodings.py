"""The bytes of a file as text: UTF-8, the UTF-16 that spreadsheets save as "Unicode text", or the encoding of older Windows programs."""

from __future__ import annotations

from dataclasses import dataclass

from rechallenge.course.problems import CourseError, Problem

UTF_8, UTF_16, WINDOWS = "UTF-8", "UTF-16", "Windows-1252"

_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_WORKBOOK_NAMES = (".xlsx", ".xlsm", ".xls", ".ods")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding in which it was written, and, for `WINDOWS`, the place of the first byte that is not UTF-8."""

    text: str
    encoding: str = UTF_8
    odd_byte: int | None = None


def decoded(data: bytes, name: str) -> Decoded:
    """Return the text of a file, without its mark of byte order.

    Parameters
    ----------
    data
        All bytes of the file.
    name
        Its name, for errors.

    Raises
    ------
    CourseError
        When it is a workbook or another binary file, or of no known encoding.

    Examples
    --------
    >>> decoded("Résultat".encode("cp1252"), "a.csv")
    Decoded(text='Résultat', encoding='Windows-1252', odd_byte=2)
    """
    if data.startswith(_WORKBOOKS) and (name.lower().endswith(_WORKBOOK_NAMES) or data.startswith(_WORKBOOKS[1])):
        raise CourseError([Problem("file.workbook")], name)
    if data.startswith(_UTF_16_MARKS):
        try:
            return Decoded(data.decode("utf-16"), UTF_16)
        except UnicodeDecodeError as error:
            raise CourseError([Problem("file.encoding", {"byte": error.start + 1})], name) from None
    if any(byte < 9 or 13 < byte < 32 for byte in data[:4096]):
        raise CourseError([Problem("file.binary")], name)
    try:
        return Decoded(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        odd = error.start + 1
    try:
        return Decoded(data.decode("cp1252"), WINDOWS, odd)
    except UnicodeDecodeError:
        raise CourseError([Problem("file.encoding", {"byte": odd})], name) from None
