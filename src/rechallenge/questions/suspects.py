"""Who else may have brought the change that a drug is credited with: what that does to the evidence, and how it is told."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from rechallenge.analogy.natural_course import natural_history_of
from rechallenge.course.model import Course
from rechallenge.course.obscured import Hidden
from rechallenge.course.regimen import Regimen
from rechallenge.inference.evidence import Evidence
from rechallenge.inference.summary import Message
from rechallenge.literature.pharmacology import STEROID
from rechallenge.literature.suspects import prior_of_unrecorded, prior_where_hidden
from rechallenge.questions.hidden import hidden_messages, hidden_response
from rechallenge.single_case.suspects import Increase, Suspicion, at_the_same_time, increases, suspicion
from rechallenge.single_case.tally import Tally

# "At each stop", of a number of stops that is not told.
SEVERAL = 2


@dataclass(frozen=True, slots=True)
class OtherCauses:
    """What else may have brought the change after the first dose of a drug.

    Attributes
    ----------
    hidden
        What hides the response to the first dose, where nothing later shows one.
    changes
        How many changes came with starts and stops of the drug, as the record tells it; 1 where it tells none.
    p_unrecorded
        Probability beforehand that something which the record does not tell could bring them as well as the drug could.
    """

    drug: str
    found: Suspicion
    hidden: Hidden
    changes: int = 1
    p_unrecorded: float = 0.0

    @property
    def p_another(self) -> float:
        """Probability beforehand that something else could bring the change as well as the drug could."""
        p_hidden = prior_where_hidden() if self.hidden else 0.0
        return 1.0 - (1.0 - self.found.p_another) * (1.0 - p_hidden) * (1.0 - self.p_unrecorded)

    def shared(self, evidence: Evidence) -> Evidence:
        """Weight of the evidence for the drug, averaged over whether something else could have brought the change as well.

        If it could, the record is as probable without the drug as with it. With even odds that it could, no record makes the drug more than
        twice as probable as it was, which is what "cannot be told apart" comes to. Evidence against the drug stays: nothing else explains
        why it did nothing. It stands for the sets of drugs that may act until each set is fitted by itself.

        Examples
        --------
        >>> nobody = Suspicion(None, None, True, ())
        >>> OtherCauses("anakinra", nobody, Hidden()).shared(Evidence(3.0, 0.1)).log
        3.0
        >>> round(math.exp(OtherCauses("anakinra", nobody, Hidden(infection=True)).shared(Evidence(30.0, 0.1)).log), 3)
        2.0
        >>> OtherCauses("anakinra", nobody, Hidden(infection=True)).shared(Evidence(-3.0, 0.1)).log
        -3.0
        """
        log, p = shared_log(evidence.log, self.p_another), self.p_another
        if log == evidence.log or not math.isfinite(evidence.log):
            return evidence
        # how much of a change of the factor remains
        return Evidence(log, evidence.error * (1.0 - p) * math.exp(log - evidence.log))

    @property
    def followed_another(self) -> bool:
        """Whether the change came after another treatment, when the onset of the drug had passed without one."""
        return self.found.improvement is not None and not self.found.own and bool(self.found.alike)

    def reasons(self) -> Iterator[Message]:
        """Say why the drug cannot be told from what else changed, the weightiest first."""
        alike = [each.increase for each in self.found.alike]
        if self.followed_another:
            yield self._followed_another(alike)
            return
        if self.found.improvement is not None:
            others = [each.drug for each in alike if each.exposure != STEROID]
            if others:
                yield Message("reason.cannot_tell_apart", {"drugs": [self.drug, *others]})
            for each in alike:
                if each.exposure == STEROID:
                    when = "same_day" if self._same_day(each) else "same_interval"
                    yield Message(f"reason.steroid_{each.change}.{when}", {"drug": each.drug})
        if self.hidden:
            yield Message("reason.hidden", {"why": list(hidden_messages(self.hidden))})

    def warnings(self) -> tuple[Message, ...]:
        """Name each suspect with its day, in the order of the file."""
        suspects = [_message(each.increase) for each in self.found.suspects if each.prior > 0.0]
        return (Message("warning.suspects", {"suspects": suspects, "drug": self.drug}),) if suspects else ()

    def early(self) -> tuple[Message, ...]:
        """Name those that changed before the last bad value, and may have been about to act."""
        return tuple(_message(each.increase) for each in self.found.suspects if not each.between and not each.cleared and each.prior > 0.0)

    def _followed_another(self, alike: list[Increase]) -> Message:
        improvement, start = self.found.improvement, self.found.start
        assert improvement is not None  # as `followed_another` says
        assert start is not None
        days = improvement.last_bad - start.middle
        values = {"what": improvement.outcome.name, "others": [each.drug for each in alike], "drug": self.drug, "days": days}
        return Message("reason.followed_another", values)

    def _same_day(self, increase: Increase) -> bool:
        start = self.found.start
        return start is not None and increase.at.known and start.known and increase.at.middle == start.middle


def shared_log(log: float, p_another: float) -> float:
    """Log Bayes factor for the drug, averaged over whether something else explains the record as well (see `OtherCauses.shared`).

    Examples
    --------
    >>> shared_log(3.0, 0.0), shared_log(-3.0, 0.5), round(shared_log(30.0, 0.1), 3)
    (3.0, -3.0, 2.303)
    """
    if not p_another or not math.isfinite(log) or log <= 0.0:
        return log
    # B / (p B + 1 - p), without an overflow
    return -math.log(p_another + (1.0 - p_another) * math.exp(-log))


def other_causes(course: Course, drug: str, counts: Tally) -> OtherCauses:
    """Find what else may have brought the change after the first dose of a drug."""
    first = Regimen.of(course).first_start(drug)
    shown_later = counts.relapsed > 0 or counts.improved_again > 0
    hidden = Hidden() if first is None or shown_later else hidden_response(course, first)
    changes = max(counts.improved + counts.relapsed + counts.improved_again + _relapses_without_days(course, drug), 1)
    p_unrecorded = prior_of_unrecorded(natural_history_of(course).persistent.prior.mean, changes)
    return OtherCauses(drug, suspicion(course, drug), hidden, changes, p_unrecorded)


def _relapses_without_days(course: Course, drug: str) -> int:
    """Relapses at stops of which no day is told; several are at least two."""
    said = [treatment.relapses for treatment in course.treatments_of(drug) if treatment.relapses is not None]
    return sum(SEVERAL if each.relapses is None else each.relapses for each in said)


def changed_with(course: Course, drug: str) -> list[str]:
    """Drugs that were started or increased within a week of the first dose of another."""
    regimen = Regimen.of(course)
    first = regimen.first_start(drug)
    if first is None:
        return []
    near = (each.drug for each in increases(course) if each.exposure != drug and at_the_same_time(each.at, first))
    return list(dict.fromkeys(near))


def _message(increase: Increase) -> Message:
    return Message(f"suspect.{increase.change}", {"drug": increase.drug, "when": increase.at})
