"""Whether a finding or a diagnosis of the record is there: its name, its value and ``present`` taken together.

What is only suspected, was not looked for, or is of the family is unknown for the patient.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rechallenge.course.assertion import Assertion, read
from rechallenge.course.cues import cues
from rechallenge.course.status_of_values import NAMED, STATUS, TITRE, UNCLEAR, AssertedStatus, named, result_in_name, value_of
from rechallenge.literature.drugs import folded

if TYPE_CHECKING:
    from rechallenge.course.model import Condition, Finding, ItemStatus


def is_fluid(finding: Finding) -> bool:
    """Tell whether a finding is a fluid, of which appearance and crystals are parts."""
    if finding.kind != "fluid":
        return False
    return finding.crystals is not None or finding.cells_per_mm3 is not None or cues().fluid.search(folded(finding.what)) is not None


def result_of(finding: Finding) -> AssertedStatus | None:
    """Return what the value, the titre or the note of a finding says of it, whatever its name says."""
    if is_fluid(finding):
        return None
    said = value_of(finding.what, finding.value, finding.upper_limit) if finding.value else result_in_name(finding.what)
    if said is None and finding.titre:
        said = value_of(finding.what, finding.titre, finding.upper_limit)
        # a titre that is not low is a positive result, whatever the antibody
        if said is None and TITRE.match(finding.titre.strip()):
            said = AssertedStatus("present", "above_limit")
    if said is None and finding.note:
        remark = read(finding.note).bare()
        said = None if remark in (None, "present") or _has_where(finding.note) else STATUS[remark]
    return said


def _has_where(text: str) -> bool:
    return cues().where.search(folded(text)) is not None


def combined(name: AssertedStatus, result: AssertedStatus | None, stated: ItemStatus | None) -> AssertedStatus:
    """Return what the name, the result and ``present`` of a finding say together."""
    found = name if result is None else _with_result(name, result)
    if stated is None or stated == found.status:
        return found
    if stated == "absent":
        return found if name.why == "family" else AssertedStatus("absent", "said")
    if stated == "unknown":
        return AssertedStatus("unknown", "not_done")
    return AssertedStatus("present", "said") if found.why in ("unclear", "no_limit", "low_titre") else found


def _with_result(name: AssertedStatus, result: AssertedStatus) -> AssertedStatus:
    if name.why == "family" or result.why == "family":
        return STATUS["family"]
    if name.status == "absent":
        # "no tophi: confirmed" stays denied; "no tophi: negative" is denied twice
        return name if result.status == "present" else UNCLEAR if result.status == "absent" else result
    return result


def said_of(finding: Finding, start: int, end: int) -> AssertedStatus:
    """Return the status of what stands in the folded name of a finding, with what the rest of the finding says."""
    return combined(named(read(finding.what).at(start, end)), result_of(finding), finding.stated)


def parts_of(finding: Finding) -> tuple[tuple[str, AssertedStatus], ...]:
    """Return what the name of a finding holds, part by part, each with its status."""
    result = result_of(finding)
    return tuple((text, combined(named(a), result, finding.stated)) for text, a in _parts(finding.what))


def _parts(name: str) -> list[tuple[str, Assertion | None]]:
    found = read(name)
    return list(found.chunks()) or [(found.text, found.bare())]


def status_of(finding: Finding) -> AssertedStatus:
    """Return the status of a finding as a whole: there if any part of its name is."""
    return together(status for _, status in parts_of(finding))


def together(found: Iterable[AssertedStatus]) -> AssertedStatus:
    """Return the status of several parts: there if one is, absent if all are that are known."""
    parts = list(found)
    for wanted in ("present", "absent", "unknown"):
        of_it = [status for status in parts if status.status == wanted]
        if of_it and (wanted != "absent" or len(of_it) == len(parts)):
            return of_it[0]
    return next((status for status in parts if status.status == "unknown"), NAMED)


def said_of_condition(condition: Condition, assertion: Assertion | None) -> AssertedStatus:
    """Return the status of what the name of a diagnosis says so of, with what the rest of the diagnosis says."""
    name = named(assertion)
    if condition.excluded:
        return _ruled_out(condition, name, assertion)
    for more in (condition.subtype, condition.note):
        remark = read(more).bare() if more else None
        if remark not in (None, "present", "past") and not _has_where(more or ""):
            name = _with_result(name, STATUS[remark])
    return name


def _ruled_out(condition: Condition, name: AssertedStatus, assertion: Assertion | None) -> AssertedStatus:
    """Return the status of what stands among the diagnoses that were ruled out: what was suspected is, what is left open is not."""
    texts = [text for text in (condition.name, condition.subtype, condition.note) if text]
    if any(read(text).not_ruled_out() for text in texts):
        return STATUS["open"]
    if name.why == "family" or assertion == "unknown" or any(read(text).bare() == "unknown" for text in texts):
        return name if name.why == "family" else STATUS["unknown"]
    return AssertedStatus("absent", "said")


def status_of_condition(condition: Condition) -> AssertedStatus:
    """Return whether a diagnosis is held, was ruled out, or is unknown of the patient."""
    return together(said_of_condition(condition, assertion) for _, assertion in _parts(condition.name))
