"""Scores of classification criteria in words, and as the plain values of ``answers.json``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rechallenge.criteria.reading import ItemEvidence
from rechallenge.criteria.score import ArmScore, Score
from rechallenge.literature.classification import Item
from rechallenge.presentation.language import Language, capitalised


def meaning(item: Item, language: Language) -> str:
    """Say what an item says."""
    return language.published(item.meaning)


def title(score: Score, language: Language) -> str:
    """Name the criteria."""
    return capitalised(language.published(score.criteria.title))


def meanings(items: Iterable[Item], language: Language) -> str:
    """List items with semicolons, as some of them hold commas."""
    return language.clauses(meaning(item, language) for item in items)


def sentence(score: Score, language: Language) -> str:
    """Say the verdict in one sentence."""
    if score.verdict == "contradictory":
        told = language.clauses(
            language.text("criteria.contradiction", item=meaning(item, language), recorded=language.items(shown.because))
            for item, shown in score.contradictions
        )
        return language.text("criteria.contradictory", items=told)
    if score.verdict == "not_applicable":
        return language.text("criteria.not_applicable", reasons=language.clauses(_reasons(score, language)))
    if score.sufficient:
        code = "criteria.sufficient" if score.verdict == "met" else "criteria.sufficient_undecided"
        return language.text(code, items=meanings(score.sufficient, language))
    main = score.main
    assert main is not None  # a set has at least one arm
    return language.text(f"criteria.{score.verdict}", points=points(main, language), threshold=main.threshold)


def _reasons(score: Score, language: Language) -> Iterator[str]:
    for item in score.barred_by:
        evidence = score.evidence[item.id]
        code = "criteria.entry_fails" if item in score.criteria.entry else "criteria.excluded"
        found = "ruled_out" if evidence.ruled_out else "recorded"
        told = language.text(f"criteria.{found}", what=language.items(evidence.because)) if evidence.because else ""
        yield language.text(code, item=meaning(item, language), because=told)


def points(arm: ArmScore, language: Language) -> str:
    """Write a score, or the range that is left of it."""
    if arm.low == arm.high:
        return language.text("criteria.points", n=arm.low)
    return language.text("criteria.points_between", low=arm.low, high=arm.high)


def remarks(score: Score, language: Language) -> Iterator[str]:
    """Say what else must be known: what could change the verdict, the other arm, weights from memory, what the record claims."""
    if score.deciders:
        yield language.text("criteria.deciders", n=len(score.deciders), items=meanings(score.deciders, language))
    for arm in score.arms:
        if arm.arm != score.arm:
            name = language.text(f"criteria.arm.{arm.arm}")
            yield language.text("criteria.other_arm", name=name, points=points(arm, language), threshold=arm.threshold)
    if score.unchecked:
        yield language.text("criteria.unchecked", items=meanings(score.unchecked, language))
    if score.stated:
        yield language.text("criteria.stated", what=score.stated)


def basis(evidence: ItemEvidence, language: Language) -> str:
    """Say where the record holds an item."""
    if evidence.stated:
        return language.text("criteria.given")
    told = language.clauses(evidence.because)
    return language.text("criteria.told_ruled_out", what=told) if evidence.ruled_out and told else told


def score_entry(score: Score, language: Language) -> dict[str, object]:
    """Write a score as plain JSON values."""
    main = score.main
    return {
        "verdict": score.verdict,
        "sentence": sentence(score, language),
        "remarks": list(remarks(score, language)),
        "score": None if main is None else [main.low, main.high],
        "threshold": None if main is None else main.threshold,
        "arm": score.arm,
        "arms": {a.arm: {"score": [a.low, a.high], "threshold": a.threshold, "verdict": a.verdict} for a in score.arms},
        "barred_by": [item.id for item in score.barred_by],
        "sufficient": [item.id for item in score.sufficient],
        "points": {item.id: n for item, n in score.counted} if score.arms else {},
        "items": {name: evidence.status for name, evidence in score.evidence.items()},
        "could_change_the_verdict": [item.id for item in score.deciders],
        "unverified_weights": [item.id for item in score.unchecked],
        "source": score.criteria.source,
    }
