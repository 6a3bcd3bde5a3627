"""Ways to write one patient's course: a registry, and one module for each format that reads, writes or both.

A format of your own is a class derived from `Format`, registered with `register` (``docs/adding-a-format.md``).
"""

from rechallenge.formats.format import CERTAIN, LIKELY, NO, POSSIBLE, Format
from rechallenge.formats.registry import format_named, formats, register

__all__ = ["CERTAIN", "LIKELY", "NO", "POSSIBLE", "Format", "format_named", "formats", "register"]
