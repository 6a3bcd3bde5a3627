"""What the reader tells of findings and diagnoses that are denied, doubted, or said twice."""

from __future__ import annotations

import re

from rechallenge.course.assertion import read
from rechallenge.course.context import Context
from rechallenge.course.cues import cues
from rechallenge.course.model import Condition, Finding
from rechallenge.course.our_words import choices, field_and_word
from rechallenge.course.problems import RefusedError
from rechallenge.course.status import parts_of, result_of
from rechallenge.course.status_of_values import AssertedStatus, Why, named, value_of
from rechallenge.course.units import amount_of
from rechallenge.course.vocabulary import vocabulary
from rechallenge.literature.drugs import folded

_OF_FINDING: dict[Why, str] = {
    "suspected": "finding.suspected",
    "family": "finding.family",
    "unclear": "finding.unclear",
    "no_limit": "finding.no_limit",
    "low_titre": "finding.low_titre",
}
_OF_CONDITION: dict[Why, str] = {
    "suspected": "condition.suspected",
    "family": "condition.family",
    "unclear": "condition.unclear",
    "not_done": "condition.not_done",
}


def presence_of(context: Context, path: str, text: str | None) -> str | None:
    """Return ``present``, ``absent`` or ``unknown``; a word that says neither is an error with the known ones."""
    if text is None:
        return None
    found = vocabulary().choice("status", text)
    if found is None:
        said = value_of("", text)
        if said is not None and said.why != "unclear":
            return said.status
        return context.choice("status", path, text)
    return found


def note_finding(context: Context, finding: Finding, path: str) -> None:
    """Refuse a finding that is denied twice, or given against its own words; tell one that counts as unknown."""
    names = [named(assertion) for _, assertion in read(finding.what).chunks()] or [named(read(finding.what).bare())]
    result = result_of(finding)
    plain = _plain(finding.what)
    denied = bool(names) and all(name.status == "absent" for name in names)
    if denied and finding.stated == "absent":
        again = field_and_word("present", "no", "answer")
        context.error("finding.denied_twice", f"{path}.present", found=finding.what, again=again, plain=plain)
        return
    if denied and result is not None and result.status == "absent":
        context.error("finding.denied_twice", f"{path}.what", found=finding.what, again=finding.value or finding.titre or "", plain=plain)
        return
    parts = parts_of(finding)
    if finding.stated is not None and _against(finding, names, result):
        written = finding.what if result is None else finding.value or finding.titre or finding.what
        stated = {"present": "yes", "absent": "no", "unknown": "unknown"}[finding.stated]
        answer = next(word for word in choices("answer") if word == stated)
        context.error("finding.contradiction", f"{path}.present", found=written, present=answer)
        return
    for text, status in parts:
        if status.status == "unknown" and status.why in _OF_FINDING:
            of_part = plain if len(parts) == 1 else _plain(finding.what, text)
            told = {"found": text if len(parts) > 1 else finding.what, "plain": of_part, "unit": _unit_of(finding)}
            context.note(_OF_FINDING[status.why], f"{path}.what", **told)


def _unit_of(finding: Finding) -> str:
    """Return the unit in which a limit of normal of a finding is to be written: that of its number, or that of most antibodies."""
    try:
        amount = amount_of(finding.value or "")
    except RefusedError:
        return "U/mL"
    return amount.unit if amount is not None and amount.unit else "U/mL"


def _against(finding: Finding, names: list[AssertedStatus], result: AssertedStatus | None) -> bool:
    if finding.stated == "present":
        said = [result] if result is not None else names
        return all(s.status == "absent" or s.why in ("suspected", "family", "not_done") for s in said)
    if finding.stated == "absent":
        return result is not None and (result.status == "present" or result.why == "not_done")
    return False


def note_condition(context: Context, condition: Condition, path: str) -> None:
    """Tell a diagnosis that does not count as one; refuse a denial among those that were ruled out."""
    status = condition.status
    if condition.excluded:
        found = read(condition.name)
        denials = [cue for segment in found.segments for cue in segment.cues if cue.kind == "absent" and cue.to == "right"]
        if denials:
            context.error("condition.denied_twice", path, found=condition.name, plain=_plain(condition.name))
        elif status.why == "family":
            context.note("condition.family", path, found=condition.name)
        elif status.status == "unknown":
            context.warn("condition.not_ruled_out", path, found=condition.name, plain=_plain(condition.name))
    elif status.status == "absent":
        plain = _plain(condition.name)
        if cues().names.search(folded(plain)) is None and all(
            cues().no_diagnosis.fullmatch(word) for word in re.findall(r"\w+", folded(plain))
        ):
            context.note("condition.none", path, found=condition.name)
        else:
            context.note("condition.ruled_out", path, found=condition.name, plain=plain)
    elif status.status == "unknown":
        context.note(_OF_CONDITION[status.why], path, found=condition.name, plain=_plain(condition.name))


_NUMBER_BEHIND = re.compile(r"[ -]?\d+(?!\w)")


def _plain(name: str, part: str | None = None) -> str:
    """Return a name, or one part of it, without what denies or doubts it, as it is written where that can be told."""
    found = read(name)
    text = part or next((text for text, _ in found.chunks() if text), name)
    start = found.text.find(text)
    if len(found.text) != len(name):
        return name.strip(" ?") if text == name else text
    end = start + len(text)
    number = _NUMBER_BEHIND.match(name, end)
    return name[start : number.end() if number else end]
