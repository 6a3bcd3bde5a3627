"""What the head of a column says: its part in the table, or a name with a unit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from typing_extensions import TypedDict

from rechallenge.course.event_words import described
from rechallenge.course.naming import name_of
from rechallenge.data_files import checked
from rechallenge.formats.exported_heads import is_exported
from rechallenge.literature.drugs import drug_names, folded
from rechallenge.outcomes import named
from rechallenge.vocabulary.words import merged

_IN_BRACKETS = re.compile(r"(?P<name>[^(\[]+?)\s*(?:\((?P<round>[^()]*)\)|\[(?P<square>[^\[\]]*)\])\s*")
_BETWEEN = re.compile(r"^(?:(?:en|in)\s+|[-:,=\s]+)+")
_OF_SCALE = re.compile(r"(?:0\s*(?:-|\u2013|\.\.|to|\u00e0|a)\s*|/\s*|sur\s+|out of\s+)(?P<most>100?)")
_LINK = re.compile(r"^(?:of|for|de la|de l'|du|de|pour)\s+")
# A unit as programs write it that allow no slash in a name: "crp_mg_l", "CRP..mg.L.".
_SQUEEZED = re.compile(
    r"(?P<name>.+?)[\s._]+(?P<mass>(?:[mnu\u00b5]?g|mm))[\s._]*(?:per[\s._]*)?(?P<volume>d?l|ml|hr?)[.)\s]*", re.IGNORECASE
)
_LAST_UNIT = re.compile(r"(?P<name>.+?)[\s_,:]+(?P<unit>\S*/\S*|%)")


class DoseHeads(TypedDict):
    """Words that head columns of doses, and how a unit tells the spacing."""

    words: list[str]
    every: dict[str, list[str]]


class HeadWords(TypedDict):
    """Words of heads, by their table in ``tables.toml``."""

    roles: dict[str, list[str]]
    of_treatments: dict[str, list[str]]
    counted_from: dict[str, list[str]]
    units_of_time: dict[str, list[str]]
    orders: dict[str, list[str]]
    doses: DoseHeads
    cells: dict[str, list[str]]


@cache
def words() -> HeadWords:
    """Return the words of heads, those of all languages, by their table in ``tables.toml``."""
    return checked(HeadWords, merged("tables", Path(__file__).with_name("people_words.toml")), "tables")


@cache
def _roles() -> Mapping[str, str]:
    return {folded(word): role for role, known in words()["roles"].items() for word in known}


def role_of(head: str) -> str | None:
    """Return the part that a column has by its head: a day, what was measured, a result, a unit; None for a name.

    >>> role_of("Résultat"), role_of("Date (jj/mm/aaaa)"), role_of("CRP")
    ('value', 'day', None)
    """
    name, inside = bracketed(head)
    found = _roles().get(folded(name)) or _roles().get(folded(head)) or _counted(folded(name))
    return found if found in ("day", "clock") or not inside else _roles().get(folded(head))


def _counted(name: str) -> str | None:
    """Return ``day`` for "date of the test", and for days, weeks or months "since the start"; None for another head.

    >>> _counted("jours depuis debut anakinra"), _counted("date du bilan"), _counted("date de naissance"), _counted("day pain")
    ('day', 'day', None, None)
    """
    known = words()
    units = [folded(word) for spellings in known["units_of_time"].values() for word in spellings if len(word) > 2]
    counted = re.match(rf"(?:{'|'.join(units)})\s+(?:{'|'.join(known['counted_from']['words'])})\b", name)
    dated = re.match(r"dates?\s+(?:of|de|du|d'|des)\s*\w", name)
    other = any(word in name for word in known["counted_from"]["other_dates"])
    return "day" if (counted or dated) and not other else None


def bracketed(head: str) -> tuple[str, str]:
    """Cut a head before what stands in brackets at its end."""
    match = _IN_BRACKETS.fullmatch(head)
    return (match["name"].strip(), (match["round"] or match["square"] or "").strip()) if match else (head.strip(), "")


def variable_of(head: str) -> tuple[str, str]:
    """Return the name and the unit of a head.

    >>> variable_of("CRP [mg/dL]"), variable_of("CRP_mg/L"), variable_of("range of motion"), variable_of("CRP..mg.dL.")
    (('CRP', 'mg/dL'), ('CRP', 'mg/L'), ('range of motion', ''), ('CRP', 'mg/dL'))
    """
    head = _without_own_name(head)
    name, unit = bracketed(head)
    if unit or named(head) is not None or folded(head) in drug_names():
        return name, unit
    if (squeezed := _SQUEEZED.fullmatch(head)) is not None and named(squeezed["name"]) is not None:
        return squeezed["name"], f"{squeezed['mass']}/{squeezed['volume']}"
    meant = name_of(head)
    if meant is not None and meant.site is not None and meant.unit is None:
        return head.strip(), ""  # "douleur du genou": the joint is no unit
    parts = re.split(r"([\s_,:]+)", head)
    for end in range(len(parts) - 2, 0, -2):
        beginning = "".join(parts[:end])
        if named(beginning) is not None or folded(beginning) in drug_names():
            return beginning, _BETWEEN.sub("", "".join(parts[end + 1 :]).replace("_", " ")).strip()
    match = _LAST_UNIT.fullmatch(head)
    return (match["name"], match["unit"]) if match else (head.strip(), "")


def _without_own_name(head: str) -> str:
    """Return a head without a second name of its variable in brackets: "C-reactive protein (CRP), mg/L"."""
    match = re.match(r"(?P<name>[^(\[]+?)\s*[(\[](?P<inner>[^()\[\]]+)[)\]]", head)
    outcome = None if match is None else named(match["inner"])
    if match is None or outcome is None or named(match["name"]) is not outcome:
        return head
    return (match["name"] + head[match.end() :]).strip()


def scale_in(unit: str) -> str:
    """Return what stands in brackets behind the name of a score as a value has it.

    >>> scale_in("0-10"), scale_in("sur 100"), scale_in("mg/L")
    ('/10', '/100', 'mg/L')
    """
    match = _OF_SCALE.fullmatch(unit.strip().lower())
    return f"/{match['most']}" if match else unit


def limit_of(head: str) -> str | None:
    """Return the variable of whose limits of normal a column is by its head; empty where the head names none, None for another column.

    >>> limit_of("CRP upper limit"), limit_of("LSN CRP (mg/L)"), limit_of("reference range"), limit_of("CRP")
    ('crp', 'crp', '', None)
    """
    if role_of(head) == "limit":
        return ""
    name = folded(bracketed(head)[0])
    for word in sorted((word for word, role in _roles().items() if role == "limit"), key=len, reverse=True):
        rest = name.removesuffix(f" {word}") if name.endswith(f" {word}") else _LINK.sub("", name.removeprefix(f"{word} "))
        if rest != name and named(rest) is not None:
            return rest
    return None


def drug_in(head: str) -> tuple[str, str] | None:
    """Return the drug and the unit of a column of doses, None for another.

    >>> drug_in("dose d'anakinra (mg/j)"), drug_in("CRP (mg/L)")
    (('anakinra', 'mg/j'), None)
    """
    name, unit = bracketed(head)
    plain = folded(name)
    for word in sorted(words()["doses"]["words"], key=len, reverse=True):
        if plain.startswith(f"{word} ") or (word.endswith("'") and plain.startswith(word)):
            plain = plain.removeprefix(word).strip()
            break
        if plain.endswith(f" {word}"):
            plain = plain.removesuffix(word).strip()
            break
    if plain in drug_names():
        return plain, unit
    name, unit = variable_of(head)
    return (name, unit) if folded(name) in drug_names() else None


def switch_in(head: str) -> str | None:
    """Return the drug of which a column marks the starts or stops by its head; None for another column.

    >>> switch_in("stop anakinra"), switch_in("anakinra arrêté"), switch_in("anakinra (mg/j)")
    ('anakinra', 'anakinra', None)
    """
    said = described(head)
    kinds = {fact.kind for fact in said.facts}
    return said.drug if len(said.drugs) == 1 and len(kinds) == 1 and kinds <= {"stop", "restart", "start"} and not said.rest else None


def heads_a_table(cells: Iterable[str]) -> bool:
    """Whether a line is the head of a table: it names days or results, and something beside them.

    >>> heads_a_table(["Date", "CRP (mg/L)"]), heads_a_table(["Date", "12/03/2018"]), heads_a_table(["Patient: X"])
    (True, False, False)
    """
    filled = [cell for cell in cells if cell]
    if is_exported(filled):
        return True
    roles = [role_of(cell) for cell in filled]
    beside = [
        role in ("what", "value", "event", "note") or named(variable_of(cell)[0]) is not None or drug_in(cell) is not None
        for cell, role in zip(filled, roles, strict=True)
    ]
    return len(filled) > 1 and bool({"day", "what"} & set(roles)) and any(beside)


def heads_treatments(cells: Iterable[str]) -> bool:
    """Whether a line is the head of a table of treatments: it names their drugs.

    >>> heads_treatments(["Médicament", "Posologie"]), heads_treatments(["Date", "CRP"])
    (True, False)
    """
    return not {folded(cell) for cell in cells}.isdisjoint(("drug", "medicament", *words()["of_treatments"]["drug"]))


def unit_of_time(head: str) -> str:
    """Return the unit of bare numbers in a column of times, days unless the head says otherwise.

    >>> unit_of_time("semaine"), unit_of_time("time (h)"), unit_of_time("date")
    ('wk', 'h', 'd')
    """
    name, inside = bracketed(head)
    known = {folded(word): unit for unit, spellings in words()["units_of_time"].items() for word in spellings}
    first = folded(name).partition(" ")[0]
    return known.get(folded(inside)) or known.get(folded(name)) or (known.get(first) if _counted(folded(name)) else None) or "d"


def order_of(head: str) -> str | None:
    """Return the order of dates that a head states, ``dmy``, ``mdy`` or ``ymd``."""
    inside = folded(bracketed(head)[1])
    return next((order for order, spellings in words()["orders"].items() if inside in map(folded, spellings)), None)
