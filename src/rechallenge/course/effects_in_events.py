"""How a drug worked, told as an event ("failure", "pas de réponse à l'anakinra"): a treatment has a field for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache

from rechallenge.course.event_words import counted_words, described
from rechallenge.course.vocabulary import vocabulary
from rechallenge.data_files import checked
from rechallenge.literature.drugs import drug_names
from rechallenge.vocabulary.words import merged

LOST = "lost"
"""It worked, and then no longer did."""


def effect_in_event(text: str, drugs: Collection[str] = ()) -> str | None:
    """Return what a text says of how a drug worked, where it says nothing else.

    Parameters
    ----------
    text
        An event as written.
    drugs
        Drugs of the course, which may be unknown ones.

    Returns
    -------
    ``none``, ``partial`` or ``good``, as the outcome of a treatment; `LOST`; None for anything else.

    Examples
    --------
    >>> effect_in_event("échec de l'anakinra"), effect_in_event("loss of response"), effect_in_event("fracture")
    ('none', 'lost', None)
    """
    names = set(drugs) | {name for name, drug in drug_names().items() if drug in described(text, drugs).drugs}
    of_drugs = {word for name in names for word in counted_words(name)}
    said = tuple(word for word in counted_words(text) if word not in of_drugs and word not in _beside())
    return _effects().get(said)


@cache
def _table() -> Mapping[str, frozenset[str]]:
    return checked(dict[str, frozenset[str]], merged("events")["worked"], "events")


@cache
def _beside() -> frozenset[str]:
    return frozenset(word for phrase in _table()["beside"] for word in counted_words(phrase))


@cache
def _effects() -> Mapping[tuple[str, ...], str]:
    """Words without those that may stand beside them, and what they say.

    What answers yes or no says nothing by itself, and what became worse may have done so under a drug that had an effect.
    """
    answers = {word for words in vocabulary().choices["answer"].values() for word in words}
    spellings = {word: effect for effect, words in vocabulary().choices["outcome"].items() for word in words}
    spellings = {word: effect for word, effect in spellings.items() if word not in answers and not _is_worse(word)}
    spellings |= dict.fromkeys(_table()["well"], "good") | dict.fromkeys(_table()["lost"], LOST)
    told = {tuple(word for word in counted_words(spelling) if word not in _beside()): effect for spelling, effect in spellings.items()}
    return {words: effect for words, effect in told.items() if words}


def _is_worse(word: str) -> bool:
    change = vocabulary().change("points", word)
    return change is not None and change.low is not None and change.low > 0
