"""What the field of a dose says: an amount, how often it is given and by which route, as charts write all three in one.

What says something else (a limit, a change from one dose to another, a number of infusions, a duration) is refused, with the fields to
write.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from rechallenge.course.dose_changes import refuse_by_turns, refuse_change, refuse_sum_of_course
from rechallenge.course.dose_facts import WrittenDose, with_facts
from rechallenge.course.dose_words import dose_plain, number, one_of, pattern_of, words_of_doses
from rechallenge.course.patterns import Pattern
from rechallenge.course.problems import RefusedError
from rechallenge.course.spacing import LONGEST, SAME, facts_of
from rechallenge.course.units import refuse_letters
from rechallenge.course.words_of_time import time_words


@cache
def _patterns() -> dict[str, Pattern]:
    n, mass = pattern_of("numbers"), pattern_of("mass")
    words = words_of_doses().words
    amount = rf"(?P<n>[-+]?{n})\s*(?P<u>[a-z]+)(?P<kg>\s*(?:/|per|par|\.)\s*(?:kg|kilo|kilos|kilogramm?e?s?)\b)?"
    texts = {
        "amount": amount,
        # "2 x 20 mg", "1 tablet of 20 mg", "3 pulses of 1 g"
        "several": rf"(?P<k>{n})\s*(?:(?P<x>x)|(?P<form>{pattern_of('forms')})|(?P<giving>{pattern_of('givings')}))\.?\s*"
        rf"(?:of|de|d'|a|at|@|dosee?s? a|:|x)?\s*(?={n}\s*{mass})",
        "form": rf"(?:(?P<form>{pattern_of('forms')})|(?P<giving>{pattern_of('givings')}))\s*(?:of|de|d'|a|at|:)?\s*(?={n}\s*{mass})",
        "strength": rf"\(?\s*(?:(?:of|de|d'|a|at|@)\s*)?{amount}\)?",
        "limit": rf"(?:{one_of(words['limits'])})(?![a-z])",
        "about": rf"(?:{one_of(words['about'])})(?![a-z])",
        "change": rf"(?:{one_of(words['changes'])})(?![a-z])",
        "range": rf"^(?:entre |between |from |de )?[-+]?{n}\s*(?:{mass}\s*)?(?:/kg\s*)?(?:-|to|a|\.\.+|ou|or|et|and)\s*{n}\s*[a-z]",
        "second": rf"{n}\s*{mass}",
        "surface": r"(?:/|per|par)\s*m\s*[2\u00b2]",
        "bare": rf"^{n}$",
        "counted": rf"^{n}\s*(?:{pattern_of('forms')}|{pattern_of('givings')})",
        "degree": rf"^(?:a )?(?:{one_of(words['degrees'])})(?:[ -](?:dose|doses|dosage))?$|"
        rf"^(?:dose|doses)(?: a)? (?:{one_of(words['degrees'])})$",
        "tapered": rf"(?<![a-z])(?:{one_of(words['tapered'])})(?![a-z])",
        "lead": rf"^(?:(?P<daily>{one_of(words['daily_leads'])})|{one_of(words['leads'])}|at|a)\s*(?:of|de)?\s*[:=]?\s*(?=\d)",
        "tail": r"^[-+]?[\d.,/]+\s*[a-z]*(?:/kg)?",
    }
    return {name: Pattern(text) for name, text in texts.items()}


# What was taken in the morning, at noon, in the evening and perhaps at night: "10-0-10".
_BY_MEAL = re.compile(r"(?P<doses>\d+(?:[.,]\d+)?(?:\s*-\s*\d+(?:[.,]\d+)?){2,3})\s*(?:mg)?(?:\s*/\s*(?:d|j|day|jour))?")


# So many tablets are taken at a time, where no unit says that the numbers are milligrams. Ours.
_MOST_TABLETS = 4


def _refuse_what_is_no_dose(text: str, found: str) -> None:
    """Refuse limits, intervals, changes from one dose to another, and what is only about a dose."""
    patterns = _patterns()
    if (meals := _BY_MEAL.fullmatch(text)) is not None:
        parts = [number(each) for each in meals["doses"].split("-")]
        if max(parts) <= _MOST_TABLETS and not re.search(pattern_of("mass"), text):
            raise RefusedError("dose.counted", found=found)  # "1-0-1" counts tablets
        whole = sum(parts)
        raise RefusedError("dose.by_meal", found=found, dose=f"{whole:g} mg")
    if patterns["range"].match(text) and not patterns["change"].search(text):
        raise RefusedError("dose.interval", found=found)
    refuse_by_turns(text, found)
    if patterns["change"].search(text):
        refuse_change(text, found)
    if patterns["tapered"].search(text) and (dose := re.search(rf"\d+(?:[.,]\d+)?\s*{pattern_of('mass')}(?:\s*/\s*kg)?", text)):
        raise RefusedError("dose.tapered", found=found, dose=dose[0])
    if patterns["about"].match(text):
        raise RefusedError("dose.about", found=found, dose=re.sub(r"^[~≈±]\s*|^\D+", "", text))
    if patterns["limit"].match(text):
        raise RefusedError("dose.limit", found=found)


def written_dose(found: str, names: Iterable[str] = ()) -> WrittenDose:
    """Read the field of a dose.

    Parameters
    ----------
    found
        As written.
    names
        Names of its drug, which may stand before the amount.

    Raises
    ------
    RefusedError
        When it is no dose, or says more than a dose, its spacing and its route.

    Examples
    --------
    >>> dose = written_dose("20 mg x 2/j per os")
    >>> dose.mg, dose.every_days, dose.route
    (20.0, 0.5, 'po')
    >>> written_dose("15 mg par semaine").per_days
    7.0
    """
    if len(found) > LONGEST:
        raise RefusedError("dose.unreadable", found=f"{found[:40]}…")
    text = re.sub(r"(?<![\w.,])([.,])(?=\d)", r"0\1", dose_plain(found))  # ".5 mg"
    refuse_letters(found, rf"\s*{pattern_of('mass')}(?![a-z])")
    refuse_sum_of_course(text, found)
    text = _one_telling(_after_lead(text))
    for name in sorted({dose_plain(name) for name in names}, key=len, reverse=True):
        if name and text.startswith(f"{name} "):
            text = text.removeprefix(name).strip(" :,")
            break
        behind = rf"(?:\s+{pattern_of('small_words')})?(?:\s+|[\s.]d'){re.escape(name)}(?![a-z])"  # "20 mg of prednisone"
        if name and (found_name := re.search(behind, text)) is not None:
            text = f"{text[: found_name.start()]} {text[found_name.end() :]}".strip()
            break
    text = _each_with_unit(_amount_first(text))
    _refuse_what_is_no_dose(text, found)
    patterns, times = _patterns(), 1.0
    counted = False
    if several := patterns["several"].match(text):
        times, text = number(several["k"]), text[several.end() :]
        if times <= 0:
            raise RefusedError("dose.unreadable", found=found)
        counted = bool(several["x"] or several["giving"]) and times != 1.0
    elif form := patterns["form"].match(text):
        text = text[form.end() :]
    match = patterns["amount"].match(text)
    if patterns["counted"].match(text) and (match is None or match["u"] not in words_of_doses().mass_mg):
        raise RefusedError("dose.counted", found=found)
    if match is None:
        if patterns["degree"].match(text):
            raise RefusedError("dose.degree", found=found)
        if text in words_of_doses().words["stopped"] or re.fullmatch(r"0+(?:[.,]0*)?", text):
            raise RefusedError("dose.stopped", found=found)
        if re.fullmatch(pattern_of("as_needed"), text):
            raise RefusedError("dose.as_needed", found=found)
        if text in words_of_doses().words["as_before"]:
            raise RefusedError("dose.as_before", found=found)
        head, _, rest = text.partition(" ")
        if head in time_words().numbers and patterns["amount"].match(digits := f"{time_words().numbers[head]} {rest}"):
            raise RefusedError("value.in_digits", found=found, write=digits)
        if patterns["bare"].match(text):
            raise RefusedError("unit.missing", found=found, what="dose", expected="mg", write=f"{found} mg")
        raise RefusedError("dose.unreadable", found=found)
    unit, mass = match["u"], words_of_doses().mass_mg
    if re.fullmatch(r"[1-9]\d{0,2}\.000", match["n"]):
        raise RefusedError("value.point", found=found, whole=match["n"].replace(".", ""), decimal=match["n"].partition(".")[0])
    rest = text[match.end() :].strip()
    if unit not in mass and "/" in rest[:1] and (per := re.match(r"/[a-z0-9]+", rest)):
        unit, rest = unit + per[0], rest[per.end() :].strip()
    if patterns["surface"].match(rest):
        raise RefusedError("dose.by_surface", found=found)
    if patterns["second"].search(rest):
        per_kg = bool(match["kg"]) or bool(re.match(r"(?:/|per|par)\s*kg\b", rest))
        if per_kg != bool(re.search(r"\d\s*[a-z]+\s*(?:/|per|par)\s*kg\b", rest)):  # the same dose told twice
            raise RefusedError("dose.rest", found=found, rest=rest, dose=f"{match['n']} {unit}{'/kg' if per_kg else ''}")
        amounts = re.findall(rf"({pattern_of('numbers')})\s*({pattern_of('mass')})", text)
        total = sum(number(n) * mass[u] for n, u in amounts)
        raise RefusedError("dose.several", found=found, total=float(f"{total:.10g}"), unit="mg/kg" if per_kg else "mg")
    if not match["kg"] and (late := re.match(r"(?:(?:of|de)\s+)?(?:/|per|par)\s*kg\b", rest)):
        rest = rest[late.end() :].strip()
    by_weight = bool(match["kg"]) or (not match["kg"] and bool(re.match(r"(?:/|per|par)\s*kg\b", text[match.end() :].strip())))
    amount = number(match["n"].lstrip("+-")) * times * (-1.0 if match["n"].startswith("-") else 1.0)
    mg = amount * mass[unit] if unit in mass else None
    return with_facts(
        found, WrittenDose(float(f"{amount:.10g}"), unit, None if mg is None else float(f"{mg:.10g}"), by_weight), rest, counted, times
    )


def _each_with_unit(text: str) -> str:
    """Return a text in which each amount of a sum has its unit: "20 mg + 10 mg" for "20+10 mg"."""
    n = r"\d+(?:[.,]\d+)?"
    return re.sub(rf"(?<![\d.,])({n})\s*\+\s*(?=(?:{n}\s*\+\s*)*{n}\s*({pattern_of('mass')}(?:\s*/\s*kg)?))", r"\1 \2 + ", text)


def _after_lead(text: str) -> str:
    """Return a dose without what calls it one; of "total daily dose 100 mg" a day is the total."""
    lead = _patterns()["lead"].match(text)
    if lead is None:
        return text
    rest = text[lead.end() :]
    amount = _patterns()["amount"].match(rest)
    if lead["daily"] is None or amount is None:
        return rest
    facts, _ = facts_of(rest[amount.end() :])
    return rest if any(fact.kind in ("rate", "each") for fact in facts) else f"{amount[0]}/d {rest[amount.end() :]}"


def _one_telling(text: str) -> str:
    """Return the one of two tellings of a dose that says more, where both come to the same a day: "100 mg/j (50 mg x 2)"."""
    match = re.fullmatch(r"(?P<outer>[^()]+?)\s*\((?P<inner>[^()]*\d[^()]*)\)", text)
    if match is None:
        return text
    outer, inner = (_a_day(match[name]) for name in ("outer", "inner"))
    if outer is None or inner is None or abs(outer[0] - inner[0]) > SAME * outer[0]:
        return text
    return inner[1] if "x" in inner[1] else outer[1]


def _a_day(text: str) -> tuple[float, str] | None:
    """Return the milligrams of a day that a text tells, and the text, "50 mg x 2" being told of a day; None where it does not."""
    for written in (text, f"{text}/d"):
        try:
            dose = written_dose(written)
        except RefusedError:
            continue
        days = dose.per_days or dose.every_days
        if dose.mg is not None and days is not None and not dose.by_weight:
            return dose.mg / days, written
    return None


def _amount_first(text: str) -> str:
    """Put how often a dose is given behind its amount: "every other day: 20 mg", "1 j/2 20 mg"."""
    first = _patterns()["amount"].match(text)
    if first is not None and first["u"] in words_of_doses().mass_mg:
        return text  # as most doses are written
    amount = re.search(rf"(?<![\w.,/]){pattern_of('numbers')}\s*{pattern_of('mass')}(?![a-z])", text)
    if amount is None:
        return text
    lead = text[: amount.start()].strip(" :,;=-")
    facts, rest = facts_of(lead)
    kinds = {fact.kind for fact in facts}
    says_spacing = not rest and kinds <= {"each", "rate", "route"} and kinds & {"each", "rate"}
    return f"{text[amount.start() :]} {lead}" if says_spacing else text
