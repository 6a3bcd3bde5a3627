"""Where a sentence of an answer comes from: the entries of the record that make it true, the model, a rule, a definition."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rechallenge.course.model import Observation
from rechallenge.course.reading import Reading
from rechallenge.course.regimen import Regimen
from rechallenge.inference.summary import Message
from rechallenge.ledger.build import ledger_of_reading
from rechallenge.ledger.statement import Ledger, LedgerEntry, UseKind
from rechallenge.literature.pharmacology import STEROID
from rechallenge.outcomes import marker, outcomes
from rechallenge.questions.answer import Answer
from rechallenge.questions.attribution.answer import AttributionAnswer
from rechallenge.questions.dependence.answer import DependenceAnswer
from rechallenge.questions.response.answer import RESPONSE_DAY
from rechallenge.single_case.tally import tally

Kind = Literal["recorded", "by the model", "published", "what to do", "computation", "definition"]
PARTS = ("recorded", "said", "given")
"""Values of a sentence that are sentences themselves, in the order in which they are read."""
ONLY_TOGETHER = frozenset({"response.beside_recorded", "dependence.beside_given"})
"""Sentences that say nothing of their own."""
WEIGHED = frozenset(
    {
        UseKind.VALUE,
        UseKind.CHANGE,
        UseKind.RELAPSE,
        UseKind.REMISSION,
        UseKind.EFFECT,
        UseKind.RESPONSE,
        UseKind.LEAST_DOSE,
        UseKind.DOSING,
    }
)
"""What the model weighs."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What makes a sentence true.

    Attributes
    ----------
    entries
        Paths of entries of the record, ``observations[2]``.
    holds
        Whether the record says so, where that can be looked up; None where a model or a rule says it.
    """

    kind: Kind
    entries: tuple[str, ...] = ()
    holds: bool | None = None


@dataclass(frozen=True)
class GroundedAnswer:
    """A record, and one answer to a question on it."""

    reading: Reading
    answer: Answer

    @cached_property
    def ledger(self) -> Ledger:
        """What became of each statement."""
        return ledger_of_reading(self.reading)

    @property
    def drug(self) -> str:
        """Drug that the answer is about; empty for one on the whole course."""
        return self.answer.drug or ""

    def entries(self, chosen: Callable[[LedgerEntry], bool]) -> tuple[str, ...]:
        """Paths of the entries that are chosen."""
        return tuple(each.path for each in self.ledger.entries if chosen(each))

    def treatments(self, *exposures: str) -> tuple[str, ...]:
        """Paths of the treatments with some drugs."""
        return self.entries(lambda each: each.path.startswith("treatments[") and any(one.drug in exposures for one in each.statements))

    def readings(self, chosen: Callable[[Observation], bool]) -> tuple[str, ...]:
        """Paths of the observations that are chosen."""
        untimed = self.ledger.finding_entries
        timed = self.entries(lambda each: each.path.startswith("observations[") and each.path not in untimed)
        return tuple(path for path, o in zip(timed, self.reading.course.observations, strict=True) if chosen(o))

    @property
    def events(self) -> tuple[str, ...]:
        """Paths of relapses, remissions and stops."""
        return self.entries(lambda each: each.path.startswith("events["))

    @property
    def weighed(self) -> tuple[str, ...]:
        """Paths of what the model weighs."""
        return self.entries(lambda each: any(use.kind in WEIGHED for one in each.statements for use in one.uses))


def parts_of(sentence: Message) -> Iterator[Message]:
    """Sentences within a sentence, in the order in which they are read, then what it says itself."""
    for name in PARTS:
        if isinstance(inner := sentence.values.get(name), Message):
            yield from parts_of(inner)
    if sentence.code not in ONLY_TOGETHER:
        yield sentence


def _recorded(grounded: GroundedAnswer, part: Message) -> Ground:
    asked = [(part.values[name], part.values[f"{name}_when"]) for name in ("before", "after") if name in part.values]
    found = [grounded.readings(_says(part, written, at)) for written, at in asked]
    return Ground("recorded", tuple(path for each in found for path in each), all(found))


def _says(part: Message, written: object, at: object) -> Callable[[Observation], bool]:
    """Whether an observation is the one that a sentence quotes."""
    outcome = outcomes().get(str(part.values["what"]))
    return lambda o: (o.outcome, o.written, o.at) == (outcome, written, at)


def _unmeasured(grounded: GroundedAnswer, part: Message) -> Ground:
    """That nobody measured, or that something hides it: the treatment, and the readings that there are."""
    readings = grounded.readings(lambda o: o.outcome is marker() and o.since is None)
    return Ground(
        "recorded",
        (*grounded.treatments(grounded.drug), *readings),
        _nobody_measured(grounded) or "hidden.not_measured" not in _codes(part),
    )


def _nobody_measured(grounded: GroundedAnswer) -> bool:
    """Whether the record holds no reading in the two weeks after the first dose, counted anew."""
    first = Regimen.of(grounded.reading.course).first_start(grounded.drug)
    if first is None:
        return False
    return not grounded.readings(
        lambda o: o.outcome is marker() and first.middle < o.at.middle and o.at.latest <= first.latest + RESPONSE_DAY
    )


def _codes(part: Message) -> list[str]:
    why = part.values.get("why")
    return [each.code for each in why if isinstance(each, Message)] if isinstance(why, list) else []


def _stops(grounded: GroundedAnswer, part: Message) -> Ground:
    counts = tally(grounded.reading.course, grounded.drug)
    asked = part.values
    holds = (counts.dechallenges, counts.relapsed) == (asked.get("dechallenges"), asked.get("relapsed")) and counts.relapsed > 0
    return Ground("recorded", (*grounded.treatments(grounded.drug), *grounded.events), holds)


def _weighed(grounded: GroundedAnswer, part: Message) -> Ground:
    """Of a verdict: what carries it most; else all that the model weighs."""
    answer = grounded.answer
    if isinstance(answer, AttributionAnswer) and (ranked := [each for each in answer.carried_by if each.rank is not None]):
        return Ground("by the model", tuple(f"{entry.list}[{entry.index}]" for each in ranked for entry in each.entries))
    return Ground("by the model", grounded.weighed)


def _undecided(grounded: GroundedAnswer, part: Message) -> Ground:
    """Reasons are facts about the treatment, about what else changed, and about what was observed."""
    reasons = part.values.get("reasons")
    codes = [each.code for each in reasons if isinstance(each, Message)] if isinstance(reasons, list) else []
    if all(code in ("reason.volatile", "reason.balanced", "reason.leans_for", "reason.leans_against") for code in codes):
        return Ground("by the model", grounded.weighed)
    return Ground("recorded", (*grounded.treatments(grounded.drug), *grounded.events), _true(grounded, codes))


def _true(grounded: GroundedAnswer, codes: list[str]) -> bool:
    """Whether the reasons about stops are those of the record, counted anew."""
    counts = tally(grounded.reading.course, grounded.drug)
    rules: Mapping[str, bool] = {
        "reason.never_stopped": counts.dechallenges == 0,
        "reason.stopped_once": counts.dechallenges == 1 and counts.relapsed == 1,
        "reason.no_relapse": counts.dechallenges > 0 and counts.relapsed == 0,
        "reason.stops_untold": 0 < counts.dechallenges == counts.dechallenges_unknown,
    }
    return all(rules.get(code, True) for code in codes)


def _given(grounded: GroundedAnswer, part: Message) -> Ground:
    answer = grounded.answer
    holds = isinstance(answer, DependenceAnswer) and part.values.get("now") == answer.recorded_now_mg
    return Ground("recorded", grounded.treatments(STEROID), holds)


def _of_kind(kind: Kind) -> Callable[[GroundedAnswer, Message], Ground]:
    return lambda grounded, part: Ground(kind)


RULES: tuple[tuple[str, Callable[[GroundedAnswer, Message], Ground]], ...] = (
    (r"use\.", _of_kind("what to do")),
    (r"response\.recorded\.", _recorded),
    (r"response\.hidden", _unmeasured),
    (r"attribution\.drug\.each_stop", _stops),
    (r"attribution\.undecided", _undecided),
    (r"attribution\.not_computed", _of_kind("computation")),
    (r"dependence\.given", _given),
    (r"withdrawal\.beside_published|analogy\.", _of_kind("published")),
    (r"dependence\.typical_activity|withdrawal\.relapse_level", _of_kind("definition")),
    (
        r"regimen\.withheld|attribution\.(beside|hidden|not_drug\.followed_another)",
        lambda grounded, part: Ground("recorded", grounded.weighed, True),
    ),
    (r"next\.(nothing|measured)", _of_kind("definition")),
    (r"(response|attribution|dependence|withdrawal|regimen|next)\.", _weighed),
)
"""By the beginning of a code: what makes the sentence true."""


def ground_of(grounded: GroundedAnswer, part: Message) -> Ground:
    """Find what makes one sentence true.

    Raises
    ------
    LookupError
        No rule says where such a sentence comes from.
    """
    for pattern, rule in RULES:
        if re.match(pattern, part.code):
            return rule(grounded, part)
    raise LookupError(f"nothing says where '{part.code}' comes from")
