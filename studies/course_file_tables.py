"""Tables of the documentation of the course file, made from the data that the reader uses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rechallenge.course.document import (
    CourseDocument,
    Entry,
    EventEntry,
    FindingEntry,
    FluidEntry,
    ImagingEntry,
    InterruptionEntry,
    ObservationEntry,
    PatientEntry,
    TreatmentEntry,
)
from rechallenge.course.keys import names_in
from rechallenge.course.vocabulary import vocabulary
from rechallenge.literature.drugs import cotreatments, known_drugs
from rechallenge.outcomes import outcomes
from rechallenge.outcomes.words import Word


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _interval(word: Word, unit: str) -> str:
    if word.low is None:
        return f"at most {word.high:g}{unit}"
    if word.high is None:
        return f"at least {word.low:g}{unit}"
    return f"{word.low:g} to {word.high:g}{unit}"


def _words(section: str, words: Iterable[Word], unit: str) -> list[tuple[str, ...]]:
    return [(section, ", ".join(word.words), _interval(word, unit), word.reason) for word in words]


def words_table() -> str:
    """Return each word for a level or a change with its interval and its reason."""
    words = vocabulary()
    rows = [
        *(row for each in outcomes().values() for row in _words(each.names[0], each.words, f" {each.scale.unit}".rstrip())),
        *_words("change of a score", words.changes["points"], " points"),
        *_words("change of a quantity", words.changes["ratio"], " times"),
    ]
    return _table(("of", "words", "becomes", "why"), rows)


def choices_table() -> str:
    """Return the words of the fields that take one of a closed list."""
    words = vocabulary()
    rows = [
        (field, f"`{name}`", ", ".join(w for w in names if w != name))
        for field, options in words.choices.items()
        for name, names in options.items()
    ]
    rows += [("event `what`", f"`{name}`", ", ".join(w for w in names if w != name)) for name, names in words.events.items()]
    rows += [("every", f"{days:g} d", ", ".join(names)) for days, names in words.spacing.items()]
    return _table(("field", "meaning", "also written"), rows)


def fields_table() -> str:
    """Return each field with its French names."""
    models: tuple[tuple[str, type[Entry]], ...] = (
        ("the course", CourseDocument),
        ("patient", PatientEntry),
        ("findings", FindingEntry),
        ("imaging", ImagingEntry),
        ("fluids", FluidEntry),
        ("treatments", TreatmentEntry),
        ("interruptions", InterruptionEntry),
        ("observations", ObservationEntry),
        ("events", EventEntry),
    )
    rows = []
    told: set[str] = set()
    for place, model in models:
        for name, info in model.model_fields.items():
            key = info.alias or name
            if key not in told:
                told.add(key)
                rows.append((place, f"`{key}`", ", ".join(f"`{french}`" for french in names_in(key, "fr") if french != key)))
    return _table(("in", "field", "French"), rows)


def drugs_table() -> str:
    """Return the drugs whose kinetics are known, and those recognised without."""
    rows = [
        (drug.name, ", ".join(drug.synonyms), "yes", f"{drug.plausible_dose_mg[0]:g} to {drug.plausible_dose_mg[1]:g} mg")
        for drug in known_drugs().values()
    ]
    rows += [(drug.name, ", ".join(drug.synonyms), "no", "") for drug in cotreatments().values()]
    return _table(("drug", "also written", "kinetics", "dose accepted without a question"), rows)


TABLES = {"words": words_table, "choices": choices_table, "fields": fields_table, "drugs": drugs_table}
