"""A value as a chart writes it, taken apart: the number or word to read, a limit of normal beside it, what is left aside.

Nothing here knows what the number means; `rechallenge.course.observations` does.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache

from rechallenge.course.characters import DASH
from rechallenge.course.cues import cues
from rechallenge.course.naming import name_of, outcomes_within
from rechallenge.course.our_words import OurWords
from rechallenge.course.phrases import phrases, plain
from rechallenge.course.problems import RefusedError
from rechallenge.course.written_intervals import END as _NUMBER
from rechallenge.course.written_intervals import written_interval
from rechallenge.literature.drugs import folded, without_footnotes
from rechallenge.outcomes import Outcome
from rechallenge.outcomes.words import Word

_ARROW = re.compile(r"-+>|=+>|\u2192|\u21d2|\u279c|\u2794|\u27f6|\u25ba|(?<=\d)\s*>\s*(?=\d)|>>")
_PLAIN = re.compile(rf"[<>]?=?\s*{_NUMBER}\s*(?:[mnµ]?g/d?l|/\s*100?|%|mm(?:/h)?)?", re.IGNORECASE)
_UNIT_IN_BRACKETS = re.compile(r"^([<>=\s]*\d[\d.,]*)\s*[(\[]([^\W\d_%]+\s*/\s*[^\W\d_]+)[)\]]$")
# "12 mg/L (15/03)", "12 mg/L le 15/03/2018"
_DATED = re.compile(
    r"(?P<value>[<>]?=?\s*\d[\d.,]*\s*[^\W\d_%][^\s()]*|\d[\d.,]*\s*/\s*100?)\s*(?:[(\[]|\b(?:le|on|du)\b)\s*(?:le|on|du)?\s*"
    r"(?P<remark>\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?|\d{4}-\d\d-\d\d)\s*[)\]]?",
    re.IGNORECASE,
)
_OF_TIME = re.compile(
    r"\b(?:day|days|week|month|jour|jours|semaine|mois|[jdwms])\s?\d+\b|\b\d+\s*(?:d|j|days?|jours?|wks?|weeks?|semaines?|mo|months?|mois)\b(?!/)",
    re.IGNORECASE,
)
# Longer than any value that can be read.
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Taken:
    """What a written value holds.

    Attributes
    ----------
    text
        What is left to read: a number, limit or interval with its unit, or a word.
    times
        Bounds of a multiple of the upper limit of normal, in place of `text`.
    limit
        Upper limit of normal written beside the number, with its unit if it has one.
    word
        A word beside the number.
    left
        What stands beside the number and is not used: the mark of a laboratory, or a word.
    interval
        Whether `text` was written as an interval in another way than with two points.
    """

    text: str
    times: tuple[float | None, float | None] | None = None
    limit: str | None = None
    word: Word | None = None
    left: str | None = None
    interval: bool = False


def symbols_unified(text: str) -> str:
    r"""Return a value with one kind of each sign: spaces, dashes, comparisons, the multiplication; thousands joined.

    >>> symbols_unified("\u2264\u202f1\u00a0200 µg/L")
    '<= 1200 µg/L'
    """
    text = re.sub(r"(?<=10)[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]{1,2}(?!\d)", lambda m: f"^{unicodedata.normalize('NFKC', m[0])}", text)
    text = re.sub(DASH, "-", re.sub(r"(?<=[\w%])\s?[\u2020\u2021\u00a7\u00b6]+", "", without_footnotes(text)))
    text = re.sub(r"[\u2264\u2a7d\u2266\ufe64]|=<", "<=", re.sub(r"[\u2265\u2a7e\u2267]|=>(?=\s*\d)(?<!\d=>)", ">=", text))
    text = text.replace("\uff1c", "<").replace("\uff1e", ">").replace("\u00d7", "x").replace("\u2215", "/").replace("\u2044", "/")
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"(?<=\d)\s*[x*.\u00b7]\s*10\s*\^\s*(-?\d{1,2})(?!\d)", r"e\1", text)  # "1.2 x 10^2"
    text = re.sub(r"(?<=\d)\u00b7(?=\d)", ".", text)  # as The Lancet writes decimals
    text = re.sub(r"(?<=\d)\s?\u00bd", ".5", text)
    text = re.sub(r"^(\d[\d.,]*)\+(?=\s*[^\W\d_]+/)", r">= \1", text)  # "200+ mg/L"
    text = re.sub(r"\(\s*(\u00b1\s*[\d.,]+)\s*\)", r"\1", text)
    joined = re.sub(r"(?<![\d.,])(\d{1,3}(?:[ '\u2019]\d{3})+)(?![\d])", lambda m: re.sub(r"\D", "", m[1]), text)
    # 1.200,5 as much of Europe writes it, and 1,200.5: two signs leave no doubt which one parts the decimals
    joined = re.sub(r"(?<![\d.,])(\d{1,3}(?:\.\d{3})+),(\d+)(?![\d.,])", lambda m: f"{m[1].replace('.', '')}.{m[2]}", joined)
    joined = re.sub(r"(?<![\d.,])(\d{1,3}(?:,\d{3})+)\.(\d+)(?![\d.,])", lambda m: f"{m[1].replace(',', '')}.{m[2]}", joined)
    return joined.rstrip(" ;.") if not joined.endswith("..") else joined


def is_plain(text: str) -> bool:
    """Whether a text is a number with its unit and no more, as most values are: no pattern of words needs to be tried on it.

    >>> is_plain("< 5 mg/L"), is_plain("5 mg/L (N<5)")
    (True, False)
    """
    return _PLAIN.fullmatch(text) is not None


@cache
def taken_apart(written: str, outcome: Outcome) -> Taken:
    """Take a value of an outcome apart.

    Raises
    ------
    RefusedError
        Where it holds two values, a number that is not exact, or another variable.
    """
    text = symbols_unified(written)
    if outcome.scale.is_score:
        text = re.sub(r"(?<=\d)\s*(?:/|\bsur\b|\bout of\b|\bof\b|\bon\b)\s*(100?)\b", r"/\1", text, flags=re.IGNORECASE)
    if len(text) > _LONGEST or outcome.word(text) is not None or not re.search(r"\d", text):
        return _without_number(text, outcome)
    text = _UNIT_IN_BRACKETS.sub(r"\1 \2", text)
    if not outcome.scale.is_score:
        text = re.sub(rf"^\(?{phrases().first_flags}\)?\s*(?=[<>]?=?\s*\d)", "", text, flags=re.IGNORECASE)
    if is_plain(text):
        return Taken(text)
    _refuse_where(text, outcome)
    if _ARROW.search(text):
        raise _two(text, outcome)
    _refuse_beside(text)
    _refuse_other(text, outcome)
    text, limit = _limit_beside(text, outcome)
    multiple = _multiple(_limit_in_words(Taken(text, limit=limit)), outcome)
    if multiple.times is not None:
        return multiple
    if (rough := _rough_multiple(text, limit, outcome)) is not None:
        return rough
    found = _beside(_words_beside(Taken(text, limit=limit), outcome), outcome)
    found = _words_beside(found, outcome)
    _refuse_about(written, found.text, outcome)
    return _interval(_multiple(_limit_in_words(found), outcome), outcome)


def _refuse_beside(text: str) -> None:
    """Refuse a number that is told to be the highest or the lowest, or beside which stands a date: its own field takes that."""
    lead = re.match(rf"(?P<remark>{phrases().extremes})\s*(?:a|at|of|de|to|[:=])?\s*(?=[<>\d])", plain(text))
    if lead is not None:
        raise RefusedError("value.remark", found=text, write=text[lead.end() :], remark=text[: lead.end("remark")])
    same = (
        rf"(?P<value>[<>]?\s*{_NUMBER}\s*[^\W\d]+/[^\s(\[]+)[\s,(=]+"
        rf"(?P<remark>(?:[^\W\d]+\s+)?{_NUMBER}\s*(?:{phrases().times}\s*)*{phrases().normal})[\s)]*"
    )
    if (twice := re.fullmatch(same, plain(text))) is not None:  # "85 mg/L, i.e. 17 N": one value, told twice
        raise RefusedError("value.remark", found=text, write=text[: twice.end("value")], remark=text[slice(*twice.span("remark"))])
    dated = _DATED.fullmatch(text)
    if dated is not None:
        raise RefusedError("value.remark", found=text, write=dated["value"], remark=dated["remark"])


def _refuse_where(text: str, outcome: Outcome) -> None:
    """Refuse a value or a word behind which stands where, when or under what it was: "120 under colchicine", "normal by day 5"."""
    where = cues().where.search(plain(text), 1)
    if where is None or text[where.start() - 1] not in " ,(" or re.match(r"\s*[<>]?\s*\d", text[where.end() :]):
        return
    behind = plain(text[where.start() :])
    if re.search(r"\d", _OF_TIME.sub("", behind)) or re.search(r"\bh(?:our|eure)", behind):
        return  # it may be a second value, or the hour of a sedimentation rate
    head = text[: where.start()].strip(" ,(")
    if outcome.word(head) is not None or (is_plain(head) and re.search(r"\d", head)):
        raise RefusedError("value.remark", found=text, write=head, remark=text[where.start() :].strip(" )"))


def _refuse_other(text: str, outcome: Outcome) -> None:
    """Refuse a value of something else behind a value: "120 mg/L (VS 80)"."""
    for other, spelling, _ in outcomes_within(text) if re.search(r"\d.*[^\W\d_].*\d", text) else ():
        begins = folded(text).find(folded(spelling))
        head = text[:begins].rstrip(" (,;:/-[+") if other is not outcome else ""
        if re.search(r"\d", head) and re.search(r"\d", text[begins:]):
            raise RefusedError("value.other_outcome", found=text, write=head, remark=text[begins:].rstrip(" )]"))


def _without_number(text: str, outcome: Outcome) -> Taken:
    """A word, perhaps after the name of its variable; or a multiple of normal in words ("twice normal")."""
    if outcome.word(text) is not None:
        return Taken(text)
    text = _said_once(text, outcome)
    multiple = _multiple(_limit_in_words(Taken(text)), outcome)
    if multiple.times is not None:
        return multiple
    between = _between_words(text, outcome)
    if between is not None:
        return Taken(text, word=between)
    lasting = persisting(text, outcome)
    if lasting is not None:
        return Taken(lasting)
    _refuse_where(text, outcome)
    parts = re.split(r"[ :=]+", text)
    for i in range(len(parts) - 1, 0, -1):
        name, rest = name_of(" ".join(parts[:i])), " ".join(parts[i:])
        if name is not None and name.outcome is outcome and outcome.word(rest) is not None:
            return Taken(rest)
    return Taken(text)


def _said_once(text: str, outcome: Outcome) -> str:
    """Return a word without brackets around it, and without the same word in brackets behind it: "Normal (N)"."""
    match = re.fullmatch(r"(?P<head>[^()\[\]]*?)\s*[(\[]\s*(?P<inner>[^()\[\]]*?)\s*[)\]]", text)
    inner = None if match is None else outcome.word(match["inner"])
    if match is None or inner is None or (match["head"] and outcome.word(match["head"]) != inner):
        return text
    return match["head"] or match["inner"]


def persisting(text: str, outcome: Outcome) -> str | None:
    """Return the word of a text without what says that it lasts or what hopes: "still raised", "not yet normal"; None without one."""
    known, low = phrases(), plain(text)
    denied = re.match(rf"{known.not_yet}\s+", low)
    if denied is not None:
        words = [f"{denial} {low[denied.end() :]}" for denial in known.denials]
    else:
        words = [re.sub(rf"^(?:{known.persisting}\s+)+|(?:\s+{known.persisting})+$", "", low)]
    return next((word for word in words if outcome.word(word) is not None), None)


def _between_words(text: str, outcome: Outcome) -> Word | None:
    """Read two words of degree of a score as what both and all between them say: "moderate to severe"."""
    parts = re.split(rf"\s+{phrases().and_}\s+|\s*-\s*", plain(text)) if outcome.scale.is_score else []
    first, last = (outcome.word(parts[0]), outcome.word(parts[1])) if len(parts) == 2 else (None, None)
    if first is None or last is None or first.low is None or last.low is None or last.low < first.low:
        return None
    return Word((text,), first.low, last.high, None, f"From {first.words[0]} to {last.words[0]}.")


def _two(text: str, outcome: Outcome) -> RefusedError:
    """Two values in one field."""
    values = re.sub(r"(?<![/\w])\d\s?h\b", "", text)  # "80 mm 1 h / 110 mm 2 h": which hour is no value
    values = _OF_TIME.sub("", values)  # "7 on day 0, 2 on day 5": nor is the day
    numbers = re.findall(rf"[<>]?=?\s*(?<![/\w.,]){_NUMBER}", re.sub(r"(?<=\d)\s*/\s*100?\b", "", _ARROW.sub(" ; ", values)))
    unit = re.search(r"(?<=\d)\s*([^\W\d_%][^\s;]*/[^\s;,]+|/\s*100?\b|mm\b|cm\b)", text)
    shown = [f"{number.strip()} {unit[1] if unit else ''}".strip() for number in numbers]
    if len(shown) == 1 and text.startswith(shown[0]) and (behind := text[len(shown[0]) :].strip(" ,;")):
        return RefusedError("value.remark", found=text, write=shown[0], remark=behind)
    if len(shown) > 2 and not re.search(r"[\[(*]", text):
        return RefusedError("value.several", found=text, what=outcome.names[0], n=len(shown), values=OurWords(shown))
    first, second = (shown[0], shown[-1]) if len(shown) > 1 else (text, text)
    return RefusedError("value.two", found=text, what=outcome.names[0], first=first, second=second)


def refuse_two(text: str, outcome: Outcome) -> bool:
    """Refuse two values joined by an arrow or by words; True where there are none."""
    if _ARROW.search(text) or re.match(r"(?:from|de|passee? de)\s+[-+]?\d.*\b(?:to|a)\s+[-+]?\d", plain(text)):
        raise _two(text, outcome)
    return True


def _limit_beside(text: str, outcome: Outcome) -> tuple[str, str | None]:
    """Take out a limit of normal: "120 (N<5)", "120 [0-5]", "120 ; normal < 5 mg/L"."""
    if outcome.scale.is_score:
        return text, None
    known = phrases()
    below = rf"(?P<below>{_NUMBER}\s*(?:-|\.\.|to|a|et|and)\s*)?(?:[<]=?\s*|=\s*|{known.at_most}\s+|(?:of|de|a|up to|jusqu'a)\s+)*"
    number = rf"{below}(?P<limit>{_NUMBER})\s*(?P<unit>[^\W\d_][^\s()\[\]]*)?"
    bracket = re.compile(rf"[(\[]\s*(?P<name>{known.limit})?\s*[:=]?\s*(?P<range>{number})\s*[)\]]")
    after = re.compile(rf"(?<=[\dl%h])\s*[,;]?\s+(?P<name>{known.limit})\s*[:=]?\s*(?P<range>{number})\s*$")
    low = plain(text)
    for pattern in (bracket, after):
        match = pattern.search(low)
        if match is None or not re.search(r"\d", low[: match.start()]):
            continue
        above = float(match["limit"].replace(",", "."))
        usual = math.inf if outcome.normal is None else 3 * outcome.normal.upper
        if match["name"] is None and not (re.match(r"0|<", match["range"]) or (match["below"] and above <= usual)):
            continue  # "(85 mg/L)" alone is a value
        start, end = match.span("limit")
        unit = text[slice(*match.span("unit"))] if match["unit"] else ""
        return (text[: match.start()] + " " + text[match.end() :]).strip(), f"{text[start:end]} {unit}".strip()
    return text, None


def _words_beside(taken: Taken, outcome: Outcome) -> Taken:
    """Take out the variable's own name, or a word, before or after the number."""
    text, known = taken.text, phrases()
    inside = re.fullmatch(r"(?P<head>[^()\[\]]*?)\s*[(\[](?P<inner>[^()\[\]]*)[)\]]\s*", text)
    if inside is not None:
        head, inner = inside["head"].strip(), inside["inner"].strip()
        if outcome.word(head) is not None and re.search(r"\d", inner):
            return replace(taken, text=inner, word=outcome.word(head), left=head)
        if re.search(r"\d", head) and outcome.word(inner) is not None:
            return replace(taken, text=head, word=outcome.word(inner), left=inner)
        name = name_of(inner) if inner else None
        if re.search(r"\d", head) and name is not None and name.outcome is outcome:
            return replace(taken, text=head)
    before = re.match(r"(?P<head>[^\d<>~\u2248\u00b1]*[^\W\d_][^\d<>~\u2248\u00b1]*?)(?P<rest>[<>~\u2248\u00b1]|[-+]?[.,]?\d)", text)
    if before is not None:
        rest = text[before.start("rest") :]
        if re.fullmatch(known.reached, plain(before["head"]).strip()) is not None:
            return replace(taken, text=rest, left=before["head"].strip())
        found = _classified(_trimmed(before["head"], known.connectors), outcome)
        if found is not None:
            return replace(taken, text=rest, word=found[0] or taken.word, left=found[1] or taken.left)
    after = re.match(r"(?P<number>.*\d)(?P<tail>[^\d]*?)[\s,;:-]+(?P<word>[^\W\d_][^\d]*)$", text)
    if after is not None:
        for cut in re.finditer(r"[\s,;:]+", text[after.end("number") :]):
            word = text[after.end("number") + cut.end() :].strip()
            found = _classified(word, outcome)
            if found is not None:
                kept = text[: after.end("number") + cut.start()].strip()
                return replace(taken, text=kept, word=found[0] or taken.word, left=found[1] or taken.left)
    return taken


def _trimmed(head: str, connectors: str) -> str:
    """A text without the connector at its end: "élevée à" is "élevée"."""
    head = head.strip(" (,:=")
    while (match := re.search(rf"\s*{connectors}\s*$", plain(head))) is not None and match.start() > 0 and match.end() == len(head):
        head = head[: match.start()].strip(" (,:=")
    return head


def _classified(head: str, outcome: Outcome) -> tuple[Word | None, str | None] | None:
    """What stands beside a number: a word of the outcome, its name, both; None for anything else."""
    word = outcome.word(head)
    if word is not None:
        return word, head
    name = name_of(head)
    if name is not None:
        if name.outcome is not outcome:
            raise RefusedError("value.of_another", found=head, what=outcome.names[0], other=name.outcome.names[0])
        return None, None
    parts = head.split()
    for i in range(1, len(parts)):
        name, word = name_of(" ".join(parts[:i])), outcome.word(" ".join(parts[i:]))
        if name is not None and name.outcome is outcome and word is not None:
            return word, " ".join(parts[i:])
    return None


def _beside(taken: Taken, outcome: Outcome) -> Taken:
    """Take out the mark of a laboratory: "120 H", "120 mg/L (H)", "120*"."""
    match = re.fullmatch(rf"(?P<number>.*\d.*?)\s*(?P<mark>\(?{phrases().flags}\)?)", plain(taken.text))
    if match is None or match["number"].rstrip().endswith(("/", "x", "(")):
        return taken
    mark = taken.text[slice(*match.span("mark"))]
    glued = match.end("number") == match.start("mark")
    if mark.strip("()").isalpha() and glued:
        return taken
    if mark.strip("()").isalpha() and not mark.strip("()").isupper() and len(mark) == 1:
        return taken
    return replace(taken, text=taken.text[: match.end("number")].strip(), left=mark)


def _refuse_about(written: str, text: str, outcome: Outcome) -> None:
    """Refuse a number that is not exact, with the interval to write."""
    known = phrases()
    match = re.search(rf"^{known.about}\s*(?P<number>{_NUMBER})\s*(?P<unit>.*)$", plain(text))
    spread = re.fullmatch(
        rf"(?P<number>{_NUMBER})\s*(?P<unit1>\D*?)\s*(?:\u00b1|\+/-|\+-)\s*(?P<by>{_NUMBER})\s*(?P<unit>\D*(?:/\s*100?)?)", text
    )
    doubt = re.fullmatch(rf"(?P<number>{_NUMBER})\s*(?P<unit>.*?)\s*\(?\?\)?", text)
    found = match or spread or doubt
    if found is None:
        return
    number = float(found["number"].replace(",", "."))
    unit = text[slice(*found.span("unit"))].strip() or (spread["unit1"].strip() if spread else "")
    spread_by = float(spread["by"].replace(",", ".")) if spread else 0.0
    if spread and unit.startswith("%"):  # "12 mg/L (±10 %)"
        spread_by, unit = spread_by / 100 * number, spread["unit1"].strip(" (")
    points = outcome.scale.is_score and not re.search(r"100|mm", unit)
    by = spread_by if spread else known.about_points if points else known.about_fraction * number
    low, high = max(number - by, 0.0), number + by
    shown = f"{low:.3g}..{high:.4g}{'' if unit.startswith('/') else ' '}{unit}".strip()
    raise RefusedError("value.about", found=written, interval=shown)


def limit_in_words(text: str) -> bool:
    """Whether a text is a number behind words for a limit: "moins de 5 mg/L" bounds a value, and tells no fall."""
    known = phrases()
    bounded = rf"(?:{known.at_most}|{known.at_least})\s*\d.*|[\d.,]+\s*\S*\s*(?:{known.or_less}|{known.or_more})"
    return re.fullmatch(bounded, plain(text)) is not None


def _limit_in_words(taken: Taken) -> Taken:
    """Write a limit in words with its sign: "less than 5 mg/L"."""
    known, low = phrases(), plain(taken.text)
    for sign, pattern in (("<", known.at_most), (">", known.at_least)):
        match = re.match(rf"^{pattern}\s*(?=[\d(x]|{known.normal}|[a-z]+ )", low)
        if match is not None and match.end() > 0:
            return replace(taken, text=f"{sign} {taken.text[match.end() :].strip()}")
    for sign, pattern in (("<", known.or_less), (">", known.or_more)):  # "5 mg/L or less"
        match = re.fullmatch(rf"(?P<number>[\d.,]+\s*\S*?)\s*{pattern}", low)
        if match is not None:
            return replace(taken, text=f"{sign} {taken.text[: match.end('number')].strip()}")
    return taken


def _multiple(taken: Taken, outcome: Outcome) -> Taken:
    """Read a multiple of the upper limit of normal: "3x normal", "> 3 ULN", "10 fois la normale", "2-3 N"."""
    if outcome.scale.is_score:
        return taken
    known, low = phrases(), re.sub(r"(?<=\d)x(?=[a-z])", " x ", plain(taken.text))
    words = "|".join(map(re.escape, sorted(known.numbers, key=len, reverse=True)))
    number = rf"(?:{_NUMBER}|\b(?:{words})\b)"
    match = re.fullmatch(
        rf"(?P<sign>[<>]=?)?\s*(?:x\s*|(?:the|le|la|au)\s+)?(?P<first>{number})(?:\s*(?:-|\.\.|to|a|et|and)\s*(?P<last>{number}))?\s*(?:{known.times}\s*)*(?P<normal>{known.normal})",
        low,
    ) or re.fullmatch(rf"(?P<sign>[<>]=?)?\s*(?P<normal>{known.normal})\s*(?:x|\*)\s*(?P<first>{number})(?P<last>\b\B)?", low)
    if match is None:
        return taken
    first = _value_of(match["first"])
    if match["last"] is not None:
        return replace(taken, times=(first, max(first, _value_of(match["last"]))))
    if match["sign"] is not None:
        return replace(taken, times=(None, first) if match["sign"].startswith("<") else (first, None))
    rounding = 0.5 if first.is_integer() else 0.05
    return replace(taken, times=(first - rounding, first + rounding))


def _rough_multiple(text: str, limit: str | None, outcome: Outcome) -> Taken | None:
    """Read a multiple of normal that is not exact as an interval of multiples: "about 10 x ULN"; None of any other."""
    known = phrases()
    exact = re.sub(rf"^{known.about}\s*", "", plain(text))
    times = None if exact == plain(text) else _multiple(Taken(exact), outcome).times
    if times is None or times[0] is None or times[1] is None:
        return None
    return Taken(text, limit=limit, times=(times[0] * (1 - known.about_fraction), times[1] * (1 + known.about_fraction)))


def _value_of(text: str) -> float:
    named = phrases().numbers.get(text)
    return float(text.replace(",", ".")) if named is None else named


def _interval(taken: Taken, outcome: Outcome) -> Taken:
    """Write an interval with two points: "10-20 mg/L", "between 10 and 20", "10 à 20"; refuse what falls."""
    if taken.times is not None:
        return taken
    found = written_interval(taken.text)
    if found is None or not re.fullmatch(r"\D*|/\s*100?", found.unit):
        low = plain(taken.text)
        if len(re.findall(r"(?<![/\w.,+-])\d+(?:[.,]\d+)?(?!h\b|\s*(?:st|er|ere|re|e|eme)\b)|(?<=/ )\d+", low)) > 1 and ".." not in low:
            raise _two(taken.text, outcome)
        return taken
    if found.moving or found.listed or float(found.high.replace(",", ".")) < float(found.low.replace(",", ".")):
        raise _two(taken.text, outcome)
    return replace(taken, text=found.dotted, interval=True)
