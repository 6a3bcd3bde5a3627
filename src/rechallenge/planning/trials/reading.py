"""Reading a design: from its file to what it says, with all errors at once, each with its place and what to write."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rechallenge.analogy.assumptions import ASSUMPTIONS
from rechallenge.course.context import Context
from rechallenge.course.document import VERSION
from rechallenge.course.nearest import nearest
from rechallenge.course.our_words import OurWord, OurWords, choices, field_name
from rechallenge.course.places import Places
from rechallenge.course.problems import CourseError
from rechallenge.course.validation import document_of
from rechallenge.course.vocabulary import vocabulary
from rechallenge.formats.reading import Source, draft_of, source_of
from rechallenge.literature.drugs import folded
from rechallenge.literature.natural_history import natural_histories
from rechallenge.outcomes.registry import named
from rechallenge.planning.trials.design import (
    KINDS,
    RELAPSE,
    SPENDINGS,
    STEROID_DOSE,
    STRATEGIES,
    TESTS,
    WITHIN_PATIENTS,
    Analysis,
    Endpoint,
    Enrolment,
    Estimand,
    Kind,
    Occurrences,
    PeriodPlan,
    PublishedRates,
    RunIn,
    Strategy,
    TrialDesign,
    TrialPopulation,
    Unblinding,
)
from rechallenge.planning.trials.document import DesignDocument
from rechallenge.planning.trials.fields import DesignFields
from rechallenge.planning.trials.possible import impossible, usual_test
from rechallenge.vocabulary.languages import base

MOST_PATIENTS = 2_000
MOST_SETTINGS = 10_000
SHIPPED = Path(__file__).parent / "designs"
"""Designs that ship, each a file."""


def read_design(given: str | Path | Source) -> TrialDesign:
    """Read the design of a trial.

    Parameters
    ----------
    given
        A path, ``"-"`` for standard input, the text, or the name of a design that ships (`shipped_designs`).

    Raises
    ------
    CourseError
        With all errors at once, each with its path, its place, what was found and what to write.
    """
    source = source_of(shipped_designs().get(str(given), given) if isinstance(given, str) else given)
    draft = draft_of(source)
    document, places, problems = document_of(draft, DesignDocument)
    folder = Path(source.name).parent if source.name not in (None, "-") else Path()
    return _DesignReader(Context(places=places, problems=[*draft.problems, *problems]), folder).design(document)


def shipped_designs() -> dict[str, Path]:
    """Return the designs that ship, by name.

    >>> "anakinra-calcinosis" in shipped_designs()
    True
    """
    return {path.stem: path for path in sorted(SHIPPED.glob("*.yaml"))}


@dataclass(slots=True)
class _DesignReader(DesignFields):
    """Reads the parts of a design; files that it names lie beside it, in `folder`."""

    folder: Path

    @property
    def places(self) -> Places:
        return self.context.places

    def design(self, document: DesignDocument) -> TrialDesign:
        context = self.context
        if document.version != str(VERSION):
            context.error("trial.version", "rechallenge", found=document.version, known=VERSION)
        kind = self.word("design", "design", document.design, KINDS, "parallel")
        periods = self.periods(document)
        follow_up = self.days("follow_up", document.follow_up, least=1)
        if periods is not None and kind in WITHIN_PATIENTS:
            follow_up = 2 * periods.pairs * periods.days
        endpoint = self.endpoint(document)
        design = TrialDesign(
            title=document.title,
            kind=kind,
            population=self.population(document),
            treatment=self.given("treatment", document.treatment),
            endpoint=endpoint,
            analysis=self.analysis(document, kind, endpoint),
            enrolment=self.enrolment(document),
            follow_up_days=follow_up or 0,
            background=tuple(self.given(f"background[{i}]", entry) for i, entry in enumerate(document.background)),
            run_in=self.run_in(document),
            periods=periods,
            starts_days=tuple(self.days(f"starts[{i}]", text, least=0) or 0 for i, text in enumerate(document.starts)),
            estimand=self.estimand(document, endpoint),
            occurrences=Occurrences(
                missed_doses=self.share("occurrences.missed_doses", document.occurrences.missed_doses),
                infections_per_year=self.number("occurrences.infections_per_year", document.occurrences.infections_per_year, 0.0, 50.0),
                drop_out=self.share("occurrences.drop_out", document.occurrences.drop_out),
            ),
            unblinding=self.unblinding(document),
            power=self.share("power", document.power, low=0.05, high=0.999),
            settings=self.count("simulation.settings", document.simulation.settings, 2, MOST_SETTINGS),
            trials=self.count("simulation.trials", document.simulation.trials, 1, MOST_SETTINGS),
            note=document.note or "",
        )
        # what cannot be is judged of a design whose fields could be read: a missing length is no length of 0
        judged = {problem.path for problem in context.problems if problem.severity == "error"}
        for path, code, values in impossible(design, document) if "design" not in judged else ():
            if not any(told == path or told.startswith(f"{path}.") for told in judged):
                context.error(code, path, **values)
        errors = [problem for problem in context.problems if problem.severity == "error"]
        if errors:
            raise CourseError(errors)
        return design

    # the parts of a design

    def population(self, document: DesignDocument) -> TrialPopulation:
        entry = document.population
        given = [name for name in ("disease", "draws", "rates") if getattr(entry, name)]
        if len(given) != 1 and not self.context.problems_at("population") and "population" in self.places.marks:
            self.context.error("trial.population", "population", found=OurWords(map(field_name, given)), n=len(given))
        disease: str | None = None
        if entry.disease:
            disease = _disease(entry.disease)
            if disease is None:
                names = {key: history.name for key, history in natural_histories().items()}
                known = OurWords(OurWord(each[base().code], each) for each in names.values())
                self.context.error(
                    "trial.disease", "population.disease", found=entry.disease, expected=known, nearest=nearest(entry.disease, names)
                )
        rates: PublishedRates | None = None
        if entry.rates is not None:
            rates = PublishedRates(
                self.share("population.rates.on_drug", entry.rates.on_drug, 0.0, 0.999),
                self.share("population.rates.on_placebo", entry.rates.on_placebo, 0.001, 0.999),
                float(self.days("population.rates.within", entry.rates.within, least=1) or 1),
            )
        draws = None if not entry.draws else self.folder / entry.draws
        if draws is not None and not draws.is_file():
            self.context.error("file.missing", "population.draws", found=str(draws))
        trust = self.word("trust", "population.trust", entry.trust, tuple(ASSUMPTIONS), "modelled")
        return TrialPopulation(disease, draws, rates, trust, self.level("population.active", entry.active))

    def run_in(self, document: DesignDocument) -> RunIn | None:
        entry = document.run_in
        if entry is None:
            return None
        return RunIn(self.days("run_in.length", entry.length, least=1) or 0, self.level("run_in.responders", entry.responders))

    def periods(self, document: DesignDocument) -> PeriodPlan | None:
        entry = document.periods
        if entry is None:
            return None
        return PeriodPlan(
            self.count("periods.pairs", entry.pairs, 1, 50),
            self.days("periods.length", entry.length, least=1) or 0,
            self.days("periods.washout", entry.washout, least=0) or 0,
            self.number("periods.effect", entry.effect, -0.9, 9.0),
        )

    def endpoint(self, document: DesignDocument) -> Endpoint:
        entry = document.endpoint
        over = self.days("endpoint.over", entry.over, least=1) or 1
        if not entry.what:
            return Endpoint("", over)
        word = self.special(entry.what)
        if word is not None:
            if word == "Bayes factor":
                self.context.error("trial.bayes_factor", "endpoint.what", found=entry.what)
            return Endpoint(word, over)
        outcome = named(entry.what)
        if outcome is None or not outcome.always:
            self.unknown_outcome("endpoint.what", entry.what, tuple(_endpoint_words()))
            return Endpoint("", over)
        return Endpoint(outcome.name, over)

    @staticmethod
    def special(text: str) -> str | None:
        return vocabulary().choice("endpoint", text)

    def estimand(self, document: DesignDocument, endpoint: Endpoint) -> Estimand:
        entry = document.estimand

        def strategy(name: str, text: str | None, default: Strategy) -> Strategy:
            return self.word("strategy", f"estimand.{name}", text, STRATEGIES, default)

        return Estimand(
            entry.question or "",
            strategy("rescue", entry.rescue, "composite" if endpoint.what == RELAPSE else "hypothetical"),
            strategy("missed_doses", entry.missed_doses, "treatment policy"),
            strategy("infection", entry.infection, "hypothetical"),
            strategy("drop_out", entry.drop_out, "hypothetical"),
        )

    def unblinding(self, document: DesignDocument) -> Unblinding | None:
        entry = document.unblinding
        if entry is None:
            return None
        return Unblinding(
            self.share("unblinding.on_drug", entry.on_drug),
            self.share("unblinding.on_placebo", entry.on_placebo),
            self.number("unblinding.effect", entry.effect, 0.0, 0.95),
        )

    def analysis(self, document: DesignDocument, kind: Kind, endpoint: Endpoint) -> Analysis:
        entry = document.analysis
        test = self.word("test", "analysis.test", entry.test, TESTS, usual_test(kind, endpoint))
        looks = tuple(self.share(f"analysis.looks[{i}]", text, 0.01, 1.0) for i, text in enumerate(entry.looks)) or (1.0,)
        return Analysis(
            test,
            self.share("analysis.alpha", entry.alpha, 0.0001, 0.5),
            self.count("analysis.sides", entry.sides, 1, 2),
            looks,
            self.word("spending", "analysis.spending", entry.spending, SPENDINGS, "O'Brien-Fleming"),
        )

    def enrolment(self, document: DesignDocument) -> Enrolment:
        entry = document.patients
        number = self.count("patients.number", entry.number, 4, MOST_PATIENTS)
        most = self.count("patients.most", entry.most, 4, MOST_PATIENTS) if entry.most else number
        return Enrolment(
            number,
            max(most, number),
            self.share("patients.on_drug", entry.on_drug, 0.1, 0.9),
            self.number("patients.per_month", entry.per_month, 0.01, 1000.0, default=1.0),
        )


def _endpoint_words() -> list[str]:
    return [word for word in choices("endpoint") if word in (RELAPSE, STEROID_DOSE)]


def _disease(written: str) -> str | None:
    """Key of the disease that a design names: the key, its name in a language, or a word for it."""
    wanted = folded(written)
    for key, history in natural_histories().items():
        if wanted in {folded(each) for each in (key, *history.name.values(), *history.words)}:
            return key
    return next((key for key, history in natural_histories().items() if any(folded(word) in wanted for word in history.words)), None)
