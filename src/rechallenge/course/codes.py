"""Understanding codes in terminologies, which are shown and used for nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from rechallenge.course.context import Context
from rechallenge.course.document import CodeEntry
from rechallenge.course.model import Code


def understand_codes(context: Context, entries: Sequence[CodeEntry], path: str) -> tuple[Code, ...]:
    """Return the codes of an entry; one without a system is an error."""
    found = []
    for i, entry in enumerate(entries):
        if entry.system.strip() and entry.code.strip():
            found.append(Code(entry.system.strip(), entry.code.strip()))
        else:
            context.error("code.unreadable", f"{path}.codes[{i}]", found=entry.system or entry.code)
    return tuple(found)
