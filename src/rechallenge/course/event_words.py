"""What a description of an event says, word by word: "anakinra stopped for 3 days because of infection"."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from rechallenge.course.assertion import Assertion, read
from rechallenge.course.characters import DASH
from rechallenge.course.dose_words import words_of_doses
from rechallenge.course.moments import DAYS
from rechallenge.course.status_of_values import result_in_name, value_of
from rechallenge.course.vocabulary import vocabulary
from rechallenge.data_files import checked
from rechallenge.literature.drugs import drug_names, folded
from rechallenge.vocabulary.words import merged

_TOKEN = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+|\?")
# A name, and what was found of it: "relapse: no", "infection (negative)", "flare -".
_WITH_RESULT = re.compile(rf"(?P<name>[^:=(\[]*\w)(?:\s*[:=(\[]+\s*|\s+(?={DASH}{{1,3}}$))(?P<result>[^)\]]+?)\s*[)\]]?\s*")
# "relapse x3" is no third relapse, and "no relapse x 6 months" has lasted so long
_TIMES = re.compile(r"\s*(?<![^\W\d_])[x\u00d7]\s*(?=\d+\s*(?:$|[,;.)]))")
_LASTING = re.compile(r"(?<=\s)[x\u00d7]\s*(?=\d+\s*[^\W\d_])")
_COUNTED = ("relapse", "remission", "infection", "stop", "restart")
"""Events of which a record may hold a first, a second, and so on."""
_SWITCHES = ("stop", "restart")
_MOST_COUNTED = 20
_FACTS = ("relapse", "remission", "infection", "adverse event", "stop", "restart", "start", "dose", "missed", "last_dose")
_SEEN = {"relapse", "remission", "infection", "adverse event"}
_DOUBTED: tuple[Assertion, ...] = ("unknown", "suspected", "open", "unclear")
_LONGEST = 6
_UNITS = {1.0: "d", 7.0: "wk", DAYS["mo"]: "mo", DAYS["a"]: "a", DAYS["h"]: "h", DAYS["min"]: "min"}


@dataclass(frozen=True, slots=True)
class EventFact:
    """One fact that a description states.

    `denied` says that it was not, `uncertain` that it may have been, `elsewhere` that its name stands for something else ("influenza
    vaccine", "history of infection").
    """

    kind: str
    denied: bool = False
    uncertain: bool = False
    elsewhere: bool = False

    @property
    def is_certain(self) -> bool:
        """Whether it surely was."""
        return not (self.denied or self.uncertain or self.elsewhere)


@dataclass(frozen=True, slots=True)
class Described:
    """What a description says.

    Attributes
    ----------
    facts
        In the order of the text.
    drug, drugs
        Drug that it names first, None without one; all that it names.
    any_drug
        Whether it speaks of "the treatment" without a name.
    lasting
        Duration, as a course file writes it.
    dose
        Amount of drug, as a course file writes it.
    number
        Number that counts something else ("3 missed doses").
    rest
        Whether words are left that say something else.
    reason
        Whether these stand behind "because of" and the like only.
    in_part
        Whether it says that something is so in part only ("partial remission").
    looks_back
        Whether the duration ends when the event is told: "since 6 months", "in the last 6 months".
    for_a_time
        Whether it says that something was so for a time only, and not for how long: "temporarily".
    several
        Whether it speaks of several of an event: "2 flares", "monthly flares", "relapse x3".
    """

    facts: tuple[EventFact, ...]
    drug: str | None = None
    drugs: tuple[str, ...] = ()
    any_drug: bool = False
    lasting: str | None = None
    dose: str | None = None
    number: int | None = None
    rest: bool = False
    reason: bool = False
    in_part: bool = False
    looks_back: bool = False
    for_a_time: bool = False
    several: bool = False


@cache
def _roles() -> Mapping[str, str]:
    listed = merged("events")
    tables = ("around", "numbers", "worked", "delays")
    raw = checked(dict[str, list[str]], {role: words for role, words in listed.items() if role not in tables}, "events")
    numbers = checked(dict[str, list[str]], listed["numbers"], "events")
    found = {_key(word): role for role in ("filler", *(r for r in raw if r != "filler")) for word in raw[role]}
    found |= {_key(name): event for event, names in vocabulary().events.items() if event in _FACTS for name in names}
    return found | {f"#{_key(word)}": number for number, words in numbers.items() for word in words}


@cache
def beside_events() -> Mapping[str, frozenset[str]]:
    """Return words that stand beside events: around a time, for "or" and "without", and those that tell of several or of part of a dose."""
    return checked(dict[str, frozenset[str]], merged("events")["around"], "events")


@cache
def _delays() -> tuple[tuple[str, str], ...]:
    told = checked(dict[str, list[str]], merged("events")["delays"], "events")
    return tuple(sorted(((_key(words), delay) for delay, each in told.items() for words in each), key=lambda pair: -len(pair[0])))


def delay_in_words(text: str) -> str | None:
    """Return how long after something else a text says in words that an event was, as `within` has it.

    >>> delay_in_words("relapse the day after stopping"), delay_in_words("rechute dès l'arrêt"), delay_in_words("relapse after the stop")
    ('1..1 d', '0..3 d', None)
    """
    words = f" {_key(text)} "
    return next((delay for told, delay in _delays() if f" {told} " in words), None)


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(folded(text))


def counted_words(text: str) -> list[str]:
    """Return the words of a text, those that count as digits.

    >>> counted_words("aux deux arrêts")
    ['aux', '2', 'arrets']
    """
    return [token if token in ("a", "an") else _number(token) or token for token in _tokens(text)]


def _key(text: str) -> str:
    return " ".join(_tokens(text))


def _without_ordinals(tokens: Sequence[str]) -> list[str]:
    """Leave out what says which one of several an event is, which says nothing else of it.

    >>> _without_ordinals(_tokens("2e poussée")), _without_ordinals(_tokens("relapse no. 3")), _without_ordinals(_tokens("rechute 1"))
    (['poussee'], ['relapse'], ['rechute'])
    >>> _without_ordinals(_tokens("relapse on 2nd day")), _without_ordinals(_tokens("2 relapses"))
    (['relapse', 'on', '2', 'nd', 'day'], ['2', 'relapses'])
    """
    around = beside_events()
    kept: list[str] = []
    place = 0
    while place < len(tokens):
        token, following, behind = [*tokens[place : place + 3], "", ""][:3]
        one = bool(kept) and _roles().get(kept[-1]) in _COUNTED and not kept[-1].endswith("s")
        last = len(tokens) - (place + 1 + (following in around["ordinal"])) == 0
        leads = token.isdigit() and following in around["ordinal"] and _roles().get(behind) in _COUNTED
        if leads or (one and token in around["ordinal_sign"] and following.isdigit()):
            place += 2
        elif one and last and token.isdigit() and 0 < int(token[:4]) <= _MOST_COUNTED:
            break
        else:
            kept.append(token)
            place += 1
    return kept


@cache
def _drug_keys() -> Mapping[str, str]:
    return {_key(name): canonical for name, canonical in drug_names().items()}


def _number(token: str) -> str | None:
    return token.replace(",", ".") if token[:1].isdigit() else _roles().get(f"#{token}")


class _Scanner:
    """Goes through the words once, taking the longest known phrase at each place."""

    def __init__(self, tokens: Sequence[str], drugs: Mapping[str, str], own: Collection[str]) -> None:
        self.tokens = tokens
        self.drugs = {**_drug_keys(), **drugs}
        self.own = own
        self.items: list[tuple[str, str]] = []

    def scan(self) -> list[tuple[str, str]]:
        place = 0
        while place < len(self.tokens):
            place += self.amount(place) or self.phrase(place)
        return self.items

    def amount(self, place: int) -> int:
        """Take a duration or a dose that begins here; gives how many words it has."""
        low = _number(self.tokens[place])
        if low is None:
            return 0
        width, high, around = 1, None, beside_events()
        rest = self.tokens[place + 1 : place + 4]
        counted = self.tokens[place].isdigit() or low != "1"
        back = self._looks_back(place) or (counted and rest[:1] and rest[0] in around["last_ones"])
        if counted and rest[:1] and rest[0] in around["last_ones"]:
            width = 2  # "les 6 derniers mois"
        elif counted and len(rest) > 1 and rest[0] in around["or"] and _number(rest[1]) is not None:
            width, high = 3, _number(rest[1])
        elif counted and rest and rest[0][:1].isdigit():
            width, high = 2, _number(rest[0])
        unit, behind = [*self.tokens[place + width : place + width + 2], "", ""][:2]
        # "a week", never "a d": "arrêt à J12"
        if unit in DAYS and (self.tokens[place][0].isdigit() or len(unit) > 2):
            moment = (place > 0 and self.tokens[place - 1] in around["moment_before"]) or behind in around["moment_behind"]
            lasting = f"{low}..{high} {_UNITS[DAYS[unit]]}" if high else f"{low} {_UNITS[DAYS[unit]]}"
            while back and self.items and not set(self.items[-1][1].split()) - around["beside_number"]:
                self.items.pop()  # "depuis plus de 6 mois": nothing else than the duration
            self.items.append(("back", lasting) if back else ("rest", unit) if moment else ("lasting", lasting))
            return width + 1
        if low != "1" and high is None and _roles().get(unit) in _COUNTED and unit.endswith("s"):
            self.items.append(("several", low))  # "two flares"
            return 1
        if unit in words_of_doses().mass_mg and high is None:
            self.items.append(("amount", f"{low} {unit}"))
            return width + 1
        if self.tokens[place].isdigit() and self.tokens[place] != "0":
            self.items.append(("number", low))
            return 1
        return 0

    def _looks_back(self, place: int) -> bool:
        """Whether a duration that begins here ends when it is told: "since 6 months", "over the past 6 months", "depuis plus de 6 mois"."""
        around = beside_events()
        before = list(self.tokens[max(place - 4, 0) : place])
        while before and before[-1] in around["beside_number"]:
            before.pop()
        return bool(before) and before[-1] in around["looking_back"]

    def phrase(self, place: int) -> int:
        for width in range(min(_LONGEST, len(self.tokens) - place), 0, -1):
            key = " ".join(self.tokens[place : place + width])
            if key in self.drugs:
                self.items.append(("drug", self.drugs[key]))
                return width
            role = _roles().get(key)
            if role is not None:
                self.items.append((role, key))
                return width
        word = self.tokens[place]
        self.items.append(("filler" if word in self.own else "rest", word))
        return 1


def described(text: str, drugs: Collection[str] = (), names: Collection[str] = ()) -> Described:
    """Say what a description of an event states.

    Parameters
    ----------
    drugs
        Drugs of the course, which may be unknown ones.
    names
        Names of the patient's diseases, which say nothing new beside an event.

    Examples
    --------
    >>> said = described("anakinra stopped for 3 days")
    >>> said.facts[0].kind, said.drug, said.lasting
    ('stop', 'anakinra', '3 d')
    >>> [fact.denied for fact in described("no infection").facts]
    [True]
    """
    own = {token for name in names for token in _tokens(name)}
    tokens = _without_ordinals(_tokens(_left_open(_result_first(_LASTING.sub("", _TIMES.sub(" times ", text))))))
    items = _of_drug(_Scanner(tokens, {_key(drug): drug for drug in drugs}, own).scan())
    roles = [role for role, _ in items]
    if "drug" in roles and set(roles) & set(_FACTS) <= {"dose"}:
        # "last anakinra injection": the drug stands within the phrase
        around = _without_drugs(items)
        if any(role == "last_dose" for role, _ in around):
            items = [*(item for item in items if item[0] == "drug"), *around]
            roles = [role for role, _ in items]
    # "after" alone, without a fact before it and one behind it, is a reason too
    causes = [place for place, role in enumerate(roles) if role in ("cause", "after")]
    first_fact = next((place for place, role in enumerate(roles) if role in _FACTS), len(roles))
    left = [place for place, role in enumerate(roles) if role in ("rest", "number", "several", "amount", "not_itself", "elsewhere")]
    behind = bool(left) and any(first_fact < cause < left[0] for cause in causes)
    return Described(
        facts=_facts(items, text),
        drug=next((value for role, value in items if role == "drug"), None),
        drugs=tuple(dict.fromkeys(value for role, value in items if role == "drug")),
        any_drug="treatment" in roles,
        lasting=next((value for role, value in items if role in ("lasting", "back")), None),
        dose=next((value for role, value in items if role == "amount"), None),
        number=next((int(float(value)) for role, value in items if role in ("number", "several") and len(value) < 10), None),
        rest=bool(left),
        reason=behind,
        in_part="in_part" in roles or "nearly" in roles,
        looks_back="back" in roles,
        for_a_time="for_a_time" in roles,
        several="several" in roles or not beside_events()["several"].isdisjoint(tokens),
    )


def _without_drugs(items: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Read the words of a text again without the drugs that they name."""
    words = " ".join(key for role, key in items if role != "drug")
    return _Scanner(words.split(), {}, ()).scan()


def has_result(text: str) -> bool:
    """Whether a sign or a word behind a name may say what was found of it."""
    return _WITH_RESULT.fullmatch(text) is not None


def _result_first(text: str) -> str:
    """Write what was found of a name before it, as a denial, a doubt or nothing: "relapse: no" is no relapse."""
    match = _WITH_RESULT.fullmatch(text)
    said = value_of(match["name"], match["result"]) if match is not None else None
    if match is None or said is None or said.why == "past":
        return text
    if said.status == "absent" and _shows(match["name"], match["result"]):
        return f"{match['name']} {match['result']}"
    mark = {"absent": "no", "unknown": "?", "present": ""}[said.status]
    return f"{mark} {match['name']}"


def _shows(name: str, result: str) -> bool:
    """Whether a result is what a dechallenge or a rechallenge showed, and no denial of it: "rechallenge: negative"."""
    return _roles().get(_key(name)) in _SWITCHES and set(_tokens(result)) <= beside_events()["shown"]


def _left_open(text: str) -> str:
    """Write what says that something was not ruled out as a question mark: "infection, which could not be excluded"."""
    found = read(text)
    opens = [cue for segment in found.segments for cue in segment.cues if cue.kind == "open"]
    if not opens:
        return text
    edges = [0, *(edge for cue in opens for edge in (cue.start, cue.end)), len(found.text)]
    return " ? ".join(found.text[start:end] for start, end in list(pairwise(edges))[::2])


def _of_drug(items: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Take words such as "off", "started" and "reduced" for a fact of the doses only where the text speaks of a drug or a dose."""
    roles = {role for role, _ in items}
    about = bool(roles & {"drug", "treatment"})
    dosed = about or "amount" in roles or any(role == "dose" and "dose" in key for role, key in items)
    found: list[tuple[str, str]] = []
    for place, (role, key) in enumerate(items):
        neighbours = [r for r, _ in (*items[place + 1 : place + 3], *items[max(place - 1, 0) : place])]
        beside = "drug" in neighbours or "treatment" in neighbours
        if role == "stop_of_drug":
            # "without anakinra" is a stop, "without relapse" a denial
            role = "stop" if beside else "denied_before" if key in beside_events()["without"] else "rest"
            if not beside and key in beside_events()["no_more"]:  # "plus de poussée" is mostly no flare, and once in a while one more
                found.append(("denied_before", key))
        elif role == "respaced":
            role = "dose" if about or "rest" not in roles else "rest"
        elif (role == "start" and not about) or (role == "dose" and not dosed):
            role = "rest"
        elif role == "denied_after" and key in beside_events()["shown"] and roles & set(_SWITCHES):
            role = "rest"  # "negative rechallenge": it was given again, and nothing came of it
        found.append((role, key))
    return found


def _is_over(behind: Sequence[str]) -> bool:
    """Whether words behind a fact say that it ended: "relapse over", and not "relapse over 2 weeks"."""
    return any(role == "over" and behind[place + 1 : place + 2] != ["lasting"] for place, role in enumerate(behind))


def _of_absence(item: tuple[str, str]) -> bool:
    """Whether the name of a fact denies another one: "pas de rechute" is a remission."""
    return _roles().get(item[1].partition(" ")[0]) in ("denied_before", "stop_of_drug")


def _said_of(written: str, name: str) -> Assertion | None:
    """Return what a text says of an event that it names, as it would be read of a finding."""
    behind = result_in_name(written)
    if behind is not None and behind.status == "unknown":
        return "unknown"  # "infection ND"
    signs = "|".join(beside_events()["ordinal_sign"])
    text = read(re.sub(rf"(?<!\w)(?:{signs})\W*\d+", "", written, flags=re.IGNORECASE))  # "relapse no. 3" denies nothing
    words = r"\W+".join(map(re.escape, name.split()))
    match = re.search(rf"(?<!\w){words}(?!\w)", text.text)
    return None if match is None else text.at(match.start(), match.end())


def _as_of_a_finding(fact: EventFact, name: str, text: str) -> EventFact:
    """Take back a fact that denials, doubts and the family of findings speak of, which are more than the words of events hold."""
    if not fact.is_certain or fact.kind not in _SEEN:
        return fact
    said = _said_of(text, name)
    return replace(fact, denied=said == "absent", uncertain=said in _DOUBTED, elsewhere=said in ("family", "past"))


def _facts(items: Sequence[tuple[str, str]], text: str) -> tuple[EventFact, ...]:
    """Facts of a text, each with what is said of it before or behind."""
    places = [place for place, (role, _) in enumerate(items) if role in _FACTS]
    found: list[EventFact] = []
    for number, place in enumerate(places):
        before = [role for role, _ in items[places[number - 1] + 1 if number else 0 : place]]
        behind = [role for role, _ in items[place + 1 : places[number + 1] if number + 1 < len(places) else None]]
        behind = behind[: next((i for i, role in enumerate(behind) if role in ("cause", "after")), None)]
        last = number + 1 == len(places)
        denied = "denied_before" in before or "denied_after" in behind or (number == 0 and "denied_after" in before)
        denied |= last and behind == ["denied_before"]  # "relapse 0", "rechute non"
        if number and set(before) <= {"or_else", "filler"} and "or_else" in before:
            denied |= found[-1].denied or _of_absence(items[places[number - 1]])  # "no relapse or infection"
        # "relapse or infection": one of the two; of what was done with a drug the lines to write are told instead
        chosen = "or_else" in before + behind and {items[each][0] for each in places} <= _SEEN
        one_of_two = chosen and len(places) > 1 and not denied and not _of_absence(items[place])
        uncertain = "uncertain" in (before + behind if last else before) or "either" in before + behind or one_of_two
        kind = items[place][0]
        # "no clear relapse" denies that one was clear; "near relapse" was none
        uncertain |= "sure" in before + behind and (denied or _of_absence(items[place]) or "denied_before" in behind)
        uncertain |= "nearly" in before + behind and kind != "remission"
        later = (len(places) == 1 and before[-1:] == ["after"]) or "beside" in before or _is_over(behind)
        fact = EventFact(kind, denied, uncertain, "not_itself" in before + behind or later)
        found.append(fact if _of_absence(items[place]) else _as_of_a_finding(fact, items[place][1], text))
    # one event by two of its names ("COVID-19 infection", "treatment break: anakinra held") is one
    return tuple(fact for number, fact in enumerate(found) if number == 0 or fact != found[number - 1])
