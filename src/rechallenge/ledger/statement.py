"""What the ledger says of one statement: used and where, shown only and why, or refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from rechallenge.course.problems import Place

LEADING = {
    **dict.fromkeys(("observations", "events", "findings", "imaging", "fluids"), "what"),
    **dict.fromkeys(("conditions", "excluded"), "name"),
    "treatments": "drug",
}
"""Field that names an entry of each section."""


class StatementStatus(StrEnum):
    """What became of a statement."""

    USED = "used"
    SHOWN = "shown only"
    REFUSED = "refused"


class UseKind(StrEnum):
    """Where a statement is used; what a use is about (`Use.target`) is told in brackets."""

    VALUE = "value"
    """Term of the likelihood: a level (outcome)."""
    CHANGE = "change"
    """Term of the likelihood: a change (outcome)."""
    RELAPSE = "relapse"
    REMISSION = "remission"
    INFECTION = "infection"
    """Readings during it bound the disease only from above."""
    SUPPRESSION = "suppression"
    """Low readings under it say nothing of the disease (drug)."""
    EFFECT = "effect"
    """Term of the likelihood: the outcome of a drug in a word (drug)."""
    RESPONSE = "response"
    """Term of the likelihood: the outcome of a drug in a word, held against the marker after its start and before (drug)."""
    LEAST_DOSE = "least dose"
    """Term of the likelihood: the least dose that held the disease (drug)."""
    DOSING = "dosing"
    """What is given when (drug)."""
    TIMING = "timing"
    """When something is so that is used."""
    COVARIATE = "covariate"
    """Of the kinetics (covariate and drug, as in ``female:prednisone``)."""
    DISEASE = "disease"
    """Which published outcomes are borrowed from (disease)."""
    LIMIT = "limit of normal"
    """Upper limit of normal (outcome)."""
    CRITERION = "criterion"
    """Of classification (set and item)."""
    CAUSALITY = "causality"
    """Of an adverse event: a question of the Naranjo scale, of WHO-UMC (question)."""
    CARE = "CARE"
    """Of the write-up (topic)."""
    FORMAT = "format"
    CALENDAR = "calendar"
    """Day 0 of the dates of the record."""


class Reason(StrEnum):
    """Why a statement is only shown."""

    FREE_TEXT = "free text"
    CODE = "code"
    REFERENCE = "reference"
    UNMODELLED_DRUG = "unmodelled drug"
    UNMODELLED_DRUG_AT_FIRST_DOSE = "unmodelled drug begun about the first dose"
    UNMODELLED_STEROID = "unmodelled steroid"
    DOSE_OF_DATES = "dose of a drug that acts by its dates"
    UNTIMED_DRUG = "drug without a time"
    OUTCOME_HIDDEN = "outcome while the marker is hidden"
    LEAST_DOSE_OF_OTHER = "least dose of another drug"
    ROUTE = "route"
    RELAPSES_AT_EACH_STOP = "relapses at each stop"
    UNMODELLED_OBSERVATION = "observation of no outcome"
    COMPARED_WITHOUT_MODEL = "compared without a model"
    NOTHING_BOUNDED = "no bound"
    SUPPRESSED = "low under a drug that suppresses it"
    UNTIMED_OBSERVATION = "observation without a time"
    OTHER_EVENT = "other event"
    INFECTION_WITHOUT_READING = "infection without a reading"
    FINDING = "finding of no criterion"
    CONDITION = "diagnosis"
    PATIENT = "patient"
    INCOMPLETE_CLEARANCE = "clearance that cannot be computed"
    CALENDAR = "calendar"
    TRUTH = "truth of a simulated course"
    UNUSED_ITEM = "item of no criterion"
    SAYS_UNKNOWN = "says that it is not known"
    NO_EFFECT = "no effect here"


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """One use of a statement: its kind, and what it is about (an outcome, a drug, a covariate, an item), empty where there is one alone."""

    kind: UseKind
    target: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One scalar of a record, as written.

    Attributes
    ----------
    path
        Where it stands in the record: English names, entries counted as in the document (``treatments[0].dose``).
    written
        Its text.
    place
        Where it stands in the source.
    uses
        What it is used for; some where its status is *used*, none else.
    reason
        Why it is only shown; None where it is not.
    drug
        The drug that it is about: the exposure to which it adds, or as the record names it where the model has none.
    """

    path: str
    written: str
    status: StatementStatus
    uses: tuple[Use, ...] = ()
    reason: Reason | None = None
    place: Place | None = None
    drug: str | None = None

    @property
    def entry(self) -> str:
        """Entry that it belongs to: ``treatments[0]``, ``patient``; its own path where it stands alone."""
        return entry_of(self.path)

    @property
    def name(self) -> str:
        """Name of its field within its entry."""
        return self.path.removeprefix(self.entry).lstrip(".") or self.path

    @property
    def names_entry(self) -> bool:
        """Whether it is what its entry is called by: the drug of a treatment, what was observed."""
        return self.name == LEADING.get(self.path.partition("[")[0])


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What one entry of a record says, statement by statement."""

    path: str
    statements: tuple[Statement, ...]

    @property
    def line(self) -> int | None:
        """Line of the source on which it begins, where there are lines."""
        return min((each.place.line for each in self.statements if each.place is not None and each.place.line is not None), default=None)


def entry_of(path: str) -> str:
    """Return the entry that a path lies in.

    >>> entry_of("treatments[1].steps[0].dose"), entry_of("patient.age"), entry_of("title"), entry_of("criteria.Raynaud")
    ('treatments[1]', 'patient', 'title', 'criteria')
    """
    head, bracket, _ = path.partition("]")
    return head + bracket if bracket and "." not in head else path.partition(".")[0]


@dataclass(frozen=True)
class Ledger:
    """All statements of a record, in the order of its document."""

    statements: tuple[Statement, ...] = ()

    @property
    def entries(self) -> tuple[LedgerEntry, ...]:
        """Statements by the entry that they belong to."""
        found: dict[str, list[Statement]] = {}
        for statement in self.statements:
            found.setdefault(statement.entry, []).append(statement)
        return tuple(LedgerEntry(path, tuple(statements)) for path, statements in found.items())

    def of(self, entry: str) -> tuple[Statement, ...]:
        """Return the statements of an entry; none where the record has no such entry."""
        return self._by_entry.get(entry, ())

    @cached_property
    def _by_entry(self) -> dict[str, tuple[Statement, ...]]:
        return {entry.path: entry.statements for entry in self.entries}

    @property
    def finding_entries(self) -> tuple[str, ...]:
        """Entries of the findings of the course, in its order: examination, images, fluids, and observations without a time."""
        paths = [entry.path for entry in self.entries]
        untimed = [
            entry.path
            for entry in self.entries
            if entry.path.startswith("observations[") and not {"at", "after"} & {each.name for each in entry.statements}
        ]
        return (*(path for section in ("findings[", "imaging[", "fluids[") for path in paths if path.startswith(section)), *untimed)

    def with_status(self, status: StatementStatus) -> tuple[Statement, ...]:
        """Return the statements of one status."""
        return tuple(each for each in self.statements if each.status is status)

    def shown_because(self, reason: Reason) -> Iterator[LedgerEntry]:
        """Give the entries of which statements are only shown for a reason, with these statements and their name alone."""
        for entry in self.entries:
            if any(each.reason is reason for each in entry.statements):
                yield LedgerEntry(entry.path, tuple(each for each in entry.statements if each.reason is reason or each.names_entry))
