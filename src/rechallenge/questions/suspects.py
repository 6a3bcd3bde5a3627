"""Who else may have brought the change that a drug is credited with: what that does to the evidence, and how it is told."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
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
class Doubt:
    """What the weight of the evidence for a drug leaves out.

    Attributes
    ----------
    p_another
        Probability beforehand that something else could bring the change as well as the drug could.
    most
        Greatest log Bayes factor that a record can give where another drug cannot be told from this one.
    """

    p_another: float = 0.0
    most: float = math.inf

    def log(self, log: float) -> float:
        """Log Bayes factor for the drug, averaged over whether something else could have brought the change as well.

        If it could, the record is as probable without the drug as with it. With even odds that it could, no record makes the drug more than
        twice as probable as it was, which is what "cannot be told apart" comes to. Evidence against the drug stays: nothing else explains
        why it did nothing.

        Examples
        --------
        >>> Doubt().log(3.0), Doubt(0.5).log(-3.0), round(Doubt(0.1).log(30.0), 3), Doubt(most=0.7).log(30.0)
        (3.0, -3.0, 2.303, 0.7)
        """
        if not math.isfinite(log) or log <= 0.0:
            return log
        # B / (p B + 1 - p), without an overflow
        averaged = log if not self.p_another else -math.log(self.p_another + (1.0 - self.p_another) * math.exp(-log))
        return min(averaged, self.most)

    def shared(self, evidence: Evidence) -> Evidence:
        """The same of a factor with its numerical error, of which as much remains as of a change of the factor.

        Examples
        --------
        >>> round(math.exp(Doubt(0.5).shared(Evidence(30.0, 0.1)).log), 3)
        2.0
        """
        log, p = self.log(evidence.log), self.p_another
        if log == evidence.log or not math.isfinite(evidence.log):
            return evidence
        if log == self.most:  # how far a factor falls below the bound that is a standard error smaller
            return Evidence(log, log - self.log(evidence.log - evidence.error))
        return Evidence(log, evidence.error * (1.0 - p) * math.exp(log - evidence.log))


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
    weighed
        Exposures of which the fit itself weighs whether they act.
    """

    drug: str
    found: Suspicion
    hidden: Hidden
    changes: int = 1
    p_unrecorded: float = 0.0
    weighed: frozenset[str] = frozenset()

    @property
    def doubt(self) -> Doubt:
        """What else could bring the change as well as the drug could, beside what the fit weighs; and how far what it weighs is told apart.

        A drug that the fit weighs, and that the record cannot tell from this one, is told from it by its published potency alone. That
        may speak against this drug; for it, no more is granted than if the other could do as much.
        """
        p_hidden = prior_where_hidden() if self.hidden else 0.0
        p_unweighed = self.found.p_another(lambda exposure: exposure not in self.weighed)
        p_weighed = self.found.p_another(lambda exposure: exposure in self.weighed)
        return Doubt(
            1.0 - (1.0 - p_unweighed) * (1.0 - p_hidden) * (1.0 - self.p_unrecorded), -math.log(p_weighed) if p_weighed else math.inf
        )

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


def other_causes(course: Course, drug: str, counts: Tally, weighed: Iterable[str] = ()) -> OtherCauses:
    """Find what else may have brought the change after the first dose of a drug; of the exposures `weighed` the fit knows already."""
    first = Regimen.of(course).first_start(drug)
    shown_later = counts.relapsed > 0 or counts.improved_again > 0
    hidden = Hidden() if first is None or shown_later else hidden_response(course, first)
    changes = max(counts.improved + counts.relapsed + counts.improved_again + _relapses_without_days(course, drug), 1)
    p_unrecorded = prior_of_unrecorded(natural_history_of(course).persistent.prior.mean, changes)
    return OtherCauses(drug, suspicion(course, drug), hidden, changes, p_unrecorded, frozenset(weighed))


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
