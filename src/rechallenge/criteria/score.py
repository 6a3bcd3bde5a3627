"""Scoring one set of criteria on one course: the range that the known items leave, and what could still change the verdict.

Entry and exclusion rules come before any point. Within a domain only the highest weight counts. An unknown item may turn out
either way, so a score is an interval; it is exact, as every combination of the unknown items of a domain is gone through.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from rechallenge.course.mentions import status_of_diagnosis
from rechallenge.course.model import Condition, Course
from rechallenge.criteria.reading import ItemEvidence, evidence_of, recorded
from rechallenge.literature.classification import Arm, CriteriaSet, Domain, Item, Status

Verdict = Literal["met", "not_met", "undecided", "not_applicable", "contradictory"]
Statuses = Mapping[str, Status]


@dataclass(frozen=True, slots=True)
class ArmScore:
    """The score in one arm: its bounds, the least that classifies, and the highest that is printed."""

    arm: str
    low: int
    high: int
    threshold: int
    most: int | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Score:
    """One set of criteria on one course.

    Attributes
    ----------
    evidence
        What the record holds of each item, by identifier.
    barred_by
        Entry rules that fail and exclusions that hold: why there is no score.
    sufficient
        The items that classify by themselves and are present.
    arms
        The scores; none where a rule bars them.
    arm
        The one that the verdict is from: with the optional tests when any was done.
    deciders
        Unknown items that could change the verdict, by themselves or with others.
    unchecked
        Items whose weight was not read in the publication and that bear on the score.
    contradictions
        Items that the file states one way while the rest of the record shows the other.
    stated
        What the record says of criteria beside the diagnosis ("ACR/EULAR"), in its own words.
    """

    criteria: CriteriaSet
    verdict: Verdict
    evidence: Mapping[str, ItemEvidence]
    barred_by: tuple[Item, ...] = ()
    sufficient: tuple[Item, ...] = ()
    arms: tuple[ArmScore, ...] = ()
    arm: str | None = None
    deciders: tuple[Item, ...] = ()
    unchecked: tuple[Item, ...] = ()
    contradictions: tuple[tuple[Item, ItemEvidence], ...] = ()
    stated: str | None = None

    @property
    def main(self) -> ArmScore | None:
        """The score of the arm that the verdict is from."""
        return next((score for score in self.arms if score.arm == self.arm), None)

    @property
    def counted(self) -> tuple[tuple[Item, int], ...]:
        """The present items that give points, with what each gives beside the others of its domain."""
        statuses = {name: evidence.status for name, evidence in self.evidence.items()}
        found = []
        for domain in self.criteria.domains:
            present = [item for item in domain.items if statuses[item.id] == "present"]
            best = max(present, key=lambda item: item.weight or 0, default=None)
            found += [(item, (item.weight or 0) if item is best else 0) for item in present]
        return tuple(found)


def score_course(criteria: CriteriaSet, course: Course) -> Score:
    """Score a set of criteria on what a course holds of its items."""
    evidence = {item.id: evidence_of(item, course) for item in criteria.items}
    against = []
    for item in criteria.items:
        shown = recorded(item, course)
        if evidence[item.id].stated and shown.status not in ("unknown", evidence[item.id].status):
            against.append((item, shown))
    stated = next((c.criteria for c in course.conditions if c.criteria and _names(criteria, c)), None)
    return score_items(criteria, evidence, tuple(against), stated)


def _names(criteria: CriteriaSet, condition: Condition) -> bool:
    found = status_of_diagnosis(criteria.disease, condition, criteria.disease_but_not)
    return found is not None and found.status == "present"


def score_items(
    criteria: CriteriaSet,
    evidence: Mapping[str, ItemEvidence],
    contradictions: tuple[tuple[Item, ItemEvidence], ...] = (),
    stated: str | None = None,
) -> Score:
    """Score a set of criteria on known items; an item without evidence is unknown."""
    known = {item.id: evidence.get(item.id, ItemEvidence("unknown")) for item in criteria.items}
    statuses: dict[str, Status] = {name: e.status for name, e in known.items()}
    if contradictions:
        return Score(criteria, "contradictory", known, contradictions=contradictions, stated=stated)
    barred = [item for item in criteria.entry if statuses[item.id] == "absent"]
    barred += [item for item in criteria.exclusion if statuses[item.id] == "present"]
    if barred:
        return Score(criteria, "not_applicable", known, barred_by=tuple(barred), stated=stated)
    sufficient = tuple(item for item in criteria.sufficient if statuses[item.id] == "present")
    suspected = tuple(item for item in criteria.exclusion if known[item.id].suspected)
    arms = tuple(_arm_score(criteria, arm, statuses, sufficient, excluded=suspected) for arm in criteria.arms)
    main = _main_arm(criteria, statuses)
    verdict = next(score.verdict for score in arms if score.arm == main.id)
    deciders = (*suspected, *_deciders(criteria, main, statuses)) if verdict == "undecided" else ()
    bearing = () if sufficient else _domains(criteria, main)
    unchecked = tuple(i for d in bearing for i in d.items if not i.checked and statuses[i.id] != "absent")
    return Score(criteria, verdict, known, (), sufficient, arms, main.id, deciders, unchecked, (), stated)


def _domains(criteria: CriteriaSet, arm: Arm) -> tuple[Domain, ...]:
    return tuple(d for d in criteria.domains if not d.arms or arm.id in d.arms)


def _main_arm(criteria: CriteriaSet, statuses: Statuses) -> Arm:
    """Return the arm with optional tests when one of them was done, else the one without."""
    optional = [(arm, [d for d in criteria.domains if arm.id in d.arms]) for arm in criteria.arms]
    for arm, domains in optional:
        if any(statuses[item.id] != "unknown" for domain in domains for item in domain.items):
            return arm
    return criteria.arms[0]


def _points(domain: Domain, statuses: Statuses, unknown: Iterable[Item] | None = None) -> Iterator[int]:
    """Give the points of a domain under each way in which its unknown items may turn out."""
    present = [item.weight or 0 for item in domain.items if statuses[item.id] == "present"]
    left = [item for item in domain.items if statuses[item.id] == "unknown"] if unknown is None else list(unknown)
    most = (0 if present else 1) if domain.exclusive else len(left)
    for size in range(most + 1):
        for chosen in combinations(left, size):
            yield max([*present, *(item.weight or 0 for item in chosen)], default=0)


def _arm_score(criteria: CriteriaSet, arm: Arm, statuses: Statuses, sufficient: tuple[Item, ...], excluded: tuple[Item, ...]) -> ArmScore:
    points = [list(_points(domain, statuses)) for domain in _domains(criteria, arm)]
    low, high = sum(map(min, points)), sum(map(max, points))
    fixed = [item.weight for item in sufficient if item.weight is not None]
    if fixed:
        low = high = max(fixed)
    return ArmScore(arm.id, low, high, arm.threshold, arm.most, _verdict(criteria, arm, statuses, low, high, excluded))


def _verdict(criteria: CriteriaSet, arm: Arm, statuses: Statuses, low: int, high: int, excluded: tuple[Item, ...]) -> Verdict:
    # an exclusion that nobody mentions is taken not to hold: a record names what explains the picture better; one that is suspected may
    entered = all(statuses[item.id] == "present" for item in criteria.entry) and not excluded
    alone = {statuses[item.id] for item in criteria.sufficient}
    needed = {statuses[item.id] for item in criteria.needed}
    possible = "present" in alone or "unknown" in alone or (high >= arm.threshold and "absent" not in needed)
    if not possible:
        return "not_met"
    certain = "present" in alone or (low >= arm.threshold and needed <= {"present"})
    return "met" if certain and entered else "undecided"


def _deciders(criteria: CriteriaSet, arm: Arm, statuses: Statuses) -> Iterator[Item]:
    """Give the unknown items on which the verdict hangs in at least one way that the others may turn out."""
    domains = _domains(criteria, arm)
    possible = [list(_points(domain, statuses)) for domain in domains]
    low, high = sum(map(min, possible)), sum(map(max, possible))
    alone = "present" in {statuses[item.id] for item in criteria.sufficient}
    may_fail = not alone and (low < arm.threshold or any(statuses[i.id] != "present" for i in criteria.needed))
    may_reach = high >= arm.threshold and all(statuses[i.id] != "absent" for i in criteria.needed)
    yield from (item for item in criteria.entry if statuses[item.id] == "unknown")
    if may_fail:
        yield from (item for item in criteria.sufficient if statuses[item.id] == "unknown")
    if alone or not may_reach:
        return
    yield from (item for item in criteria.needed if statuses[item.id] == "unknown")
    for place, domain in enumerate(domains):
        others = _sums(points for k, points in enumerate(possible) if k != place)
        for item in domain.items:
            if statuses[item.id] == "unknown" and _pivotal(domain, item, statuses, others, arm.threshold):
                yield item


def _sums(parts: Iterable[list[int]]) -> set[int]:
    totals = {0}
    for points in parts:
        totals = {total + point for total in totals for point in set(points)}
    return totals


def _pivotal(domain: Domain, item: Item, statuses: Statuses, others: set[int], threshold: int) -> bool:
    rest = [i for i in domain.items if statuses[i.id] == "unknown" and i is not item]
    present = [i.weight or 0 for i in domain.items if statuses[i.id] == "present"]
    if domain.exclusive and present:
        return False
    sizes = range(1) if domain.exclusive else range(len(rest) + 1)
    for size in sizes:
        for chosen in combinations(rest, size):
            weights = [*present, *(i.weight or 0 for i in chosen)]
            without, with_it = max(weights, default=0), max([*weights, item.weight or 0])
            if any((total + without >= threshold) != (total + with_it >= threshold) for total in others):
                return True
    return False
