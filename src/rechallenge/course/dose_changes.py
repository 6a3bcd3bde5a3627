"""Doses that are not one dose: one after another, two by turns, and the sum of a course; each refused with the fields to write."""

from __future__ import annotations

import re
from functools import cache

from rechallenge.course.dose_words import number, one_of, pattern_of, words_of_doses
from rechallenge.course.moments import DAYS
from rechallenge.course.patterns import Pattern
from rechallenge.course.problems import RefusedError
from rechallenge.course.spacing import facts_of

_NUMBER = r"\d+(?:[.,]\d+)?"


@cache
def _patterns() -> dict[str, Pattern]:
    words, mass = words_of_doses().words, pattern_of("mass")
    lengths = "|".join(sorted((re.escape(unit) for unit in DAYS), key=len, reverse=True))
    texts = {
        # "x 14 d", "every 2 wks", "5 mg by 5 mg": no dose that was reached
        "lasting": rf"(?:x\s*)?{_NUMBER}\s*-?\s*(?:{lengths})(?![a-z])",
        "speed": rf"(?:{one_of(words['speeds'])})\s*{_NUMBER}\s*(?:{mass})?(?![a-z])",
        "reached": rf"(?:->|(?<![a-z])(?:{one_of(words['reached'])}))\s*(?P<n>{_NUMBER})(?!\s*(?:{lengths})(?![a-z]))",
        "by_turns": rf"(?<![a-z0-9])(?:{one_of(words['by_turns'])})(?![a-z])",
        "two": rf"(?P<first>{_NUMBER})\s*(?:{mass})?\s*(?:/|,|;|\+|[a-z][a-z ]*?)\s*(?P<second>{_NUMBER})\s*(?P<unit>{mass})",
        "whole": rf"^(?:{one_of(words['cumulative'])})\s*(?:of|de|d')?\s*[:=]?\s*(?=\d)",
    }
    return {name: Pattern(text) for name, text in texts.items()}


def refuse_change(text: str, found: str) -> None:
    """Refuse one dose after another, with the first and the one that was reached, where the text holds both."""
    patterns, mass = _patterns(), pattern_of("mass")
    without = patterns["by_turns"].sub(" ", text)
    without = patterns["speed"].sub(" ", patterns["lasting"].sub(" ", without))
    amounts = re.findall(rf"({_NUMBER})\s*{mass}", without)
    numbers = [f"{number(each):g}" for each in (amounts if len(amounts) > 1 else re.findall(_NUMBER, without))]
    unit = re.search(mass, text)
    unit_text = unit[0] if unit else "mg"
    reached = list(patterns["reached"].finditer(without))
    if reached and numbers and numbers[-1] != f"{number(reached[-1]['n']):g}":
        numbers.append(f"{number(reached[-1]['n']):g}")
    if len(numbers) > 1:
        raise RefusedError("dose.changes", found=found, first=f"{numbers[0]} {unit_text}", second=f"{numbers[-1]} {unit_text}")
    if facts_of(without)[1] != without.strip() or len(re.findall(_NUMBER, text)) > 1:
        raise RefusedError("dose.changes_how", found=found)


def refuse_by_turns(text: str, found: str) -> None:
    """Refuse two doses given by turns, with their mean: "20 mg alternating with 15 mg"."""
    patterns = _patterns()
    two = patterns["two"].match(text) if patterns["by_turns"].search(text) else None
    if two is not None and number(two["second"]) > 0:
        mean = (number(two["first"]) + number(two["second"])) / 2 * words_of_doses().mass_mg[two["unit"]]
        raise RefusedError("dose.by_turns", found=found, dose=f"{mean:g} mg")


def refuse_sum_of_course(text: str, found: str) -> None:
    """Refuse a total that does not say of how many days: "cumulative dose 560 mg"."""
    whole = _patterns()["whole"].match(text)
    if whole is None:
        return
    amount = re.match(rf"{_NUMBER}\s*{pattern_of('mass')}(?:\s*/\s*kg)?", text[whole.end() :])
    facts, _ = facts_of(text[whole.end() + (amount.end() if amount else 0) :])
    if amount is not None and not any(fact.kind in ("rate", "each") for fact in facts):
        raise RefusedError("dose.of_course", found=found, dose=amount[0])
