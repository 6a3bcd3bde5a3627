"""A design is read whole, or refused with all that is wrong with it: where, what was found, what to write."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from rechallenge.course.problems import CourseError
from rechallenge.planning.trials.design import LevelBound
from rechallenge.planning.trials.reading import read_design, shipped_designs
from rechallenge.planning.trials.schema import design_schema
from rechallenge.presentation.language import Language
from rechallenge.vocabulary.catalogues import read_catalogue
from rechallenge.vocabulary.languages import languages
from tests.planning.trials.designs import CROSS_OVER, PARALLEL, RATES, STAGGERED, WITHDRAWAL
from tests.vocabulary.test_french_errors import english_in, told

FRENCH = """rechallenge: 1
titre: Anakinra et calcinose
plan: essai croisé
population: {maladie: calcinose, activité: {quoi: CRP, valeur: ">= 10 mg/L"}}
traitement étudié: {médicament: anakinra, dose: 100 mg, tous les: 1 j}
périodes: {longueur: 4 semaines, élimination: 7 j}
critère de jugement: {quoi: CRP, moyenne sur: 7 j}
patients: {nombre: 20}
simulations: {contextes: 10, essais: 10}
"""


def problems(text: str) -> list[tuple[str, str]]:
    with pytest.raises(CourseError) as refused:
        read_design(text)
    return [(problem.code, problem.path) for problem in refused.value.problems]


def changed(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize("text", [PARALLEL, CROSS_OVER, STAGGERED, WITHDRAWAL, RATES])
def test_a_design_of_each_kind_is_read(text: str) -> None:
    assert read_design(text).enrolment.number == 20


def test_the_design_that_ships_asks_the_question_that_we_start_from() -> None:
    design = read_design("anakinra-calcinosis")
    assert (design.kind, design.population.disease, design.treatment.drug) == ("randomised withdrawal", "calcinosis", "anakinra")
    assert design.run_in is not None
    assert design.run_in.responders == LevelBound("crp", None, 10.0)
    assert (design.run_in_days, design.follow_up_days, design.days) == (28, 84, 112)


def test_french_names_say_the_same() -> None:
    english = changed(CROSS_OVER, ("Anakinra in calcinosis", "Anakinra et calcinose"))
    assert read_design(FRENCH) == read_design(english)


def test_periods_are_as_long_as_their_number_says() -> None:
    text = changed(CROSS_OVER, ("cross-over", "n-of-1"), ("periods: {", "periods: {pairs: 3, "))
    assert read_design(text).follow_up_days == 6 * 28


def test_all_errors_are_told_at_once_each_with_its_place() -> None:
    text = changed(PARALLEL, ("dose: 100 mg", "dose: 100"), ("follow_up: 28 d\n", ""), ("what: CRP, over", "what: colour, over"))
    with pytest.raises(CourseError) as refused:
        read_design(text)
    found = [(problem.code, problem.path, problem.line) for problem in refused.value.problems]
    assert found == [
        ("key.missing", "follow_up", 1),
        ("unit.missing", "treatment.dose", 5),
        ("trial.outcome", "endpoint.what", 6),
    ]


# One input for each thing that no trial can be, with the field that has to be changed.
REFUSED = [
    (changed(CROSS_OVER, ("washout: 7 d", "washout: 28 d")), "trial.washout", "periods.washout"),
    (changed(CROSS_OVER, ("periods:", "follow_up: 28 d\nperiods:")), "trial.switches", "follow_up"),
    (changed(CROSS_OVER, ("{length", "{pairs: 2, length")), "trial.one_pair", "periods.pairs"),
    (changed(CROSS_OVER, ("over: 7 d", "over: 22 d")), "trial.window", "endpoint.over"),
    (changed(CROSS_OVER, ("what: CRP, over: 7 d", "what: relapse")), "trial.relapse_within", "endpoint.what"),
    (changed(CROSS_OVER, ("periods: {length: 28 d, washout: 7 d}\n", "")), "key.missing", "periods"),
    (changed(PARALLEL, ("over: 7 d", "over: 29 d")), "trial.window", "endpoint.over"),
    (changed(PARALLEL, ("endpoint: {what: CRP, over: 7 d}\n", "")), "key.missing", "endpoint"),
    (changed(PARALLEL, ("{what: CRP, over: 7 d}", "{over: 7 d}")), "key.missing", "endpoint.what"),
    (changed(PARALLEL, ("{what: CRP, over: 7 d}", "{what: Bayes factor}")), "trial.bayes_factor", "endpoint.what"),
    (changed(PARALLEL, ("follow_up", "periods: {length: 7 d}\nfollow_up")), "trial.no_periods", "periods"),
    (changed(PARALLEL, ("follow_up", "starts: [1 d]\nfollow_up")), "trial.no_starts", "starts"),
    (changed(PARALLEL, ("drug: anakinra", "drug: rilonacept")), "trial.drug", "treatment.drug"),
    (changed(PARALLEL, ("what: CRP, over", "what: colour, over")), "trial.outcome", "endpoint.what"),
    (changed(PARALLEL, ("dose: 100 mg", "dose: 50..100 mg")), "trial.dose", "treatment.dose"),
    (changed(PARALLEL, ("follow_up: 28 d", "follow_up: 20..28 d")), "trial.one_time", "follow_up"),
    (changed(PARALLEL, ("follow_up: 28 d", "follow_up: 9000 d")), "trial.days_beyond", "follow_up"),
    (changed(PARALLEL, ("follow_up: 28 d", "follow_up: long")), "number.unreadable", "follow_up"),
    (changed(PARALLEL, (">= 10 mg/L", "10 mg/L")), "trial.bound", "population.active.value"),
    (changed(PARALLEL, ("disease: calcinosis", "disease: lupus")), "trial.disease", "population.disease"),
    (changed(PARALLEL, ("disease: calcinosis, ", "")), "trial.population", "population"),
    (changed(PARALLEL, ("disease: calcinosis", "draws: no.csv")), "file.missing", "population.draws"),
    (changed(PARALLEL, ("number: 20", "number: 20.5")), "trial.not_whole", "patients.number"),
    (changed(PARALLEL, ("number: 20", "number: 2")), "trial.number_beyond", "patients.number"),
    (changed(PARALLEL, ("rechallenge: 1", "rechallenge: 2")), "trial.version", "rechallenge"),
    (changed(PARALLEL, ("design: parallel", "design: of experiments")), "word.unknown", "design"),
    (changed(PARALLEL, ("patients", "analysis: {test: log-rank}\npatients")), "trial.test", "analysis.test"),
    (changed(PARALLEL, ("patients", "estimand: {rescue: treatment policy}\npatients")), "trial.strategy", "estimand.rescue"),
    (changed(PARALLEL, ("patients", "estimand: {rescue: composite}\npatients")), "trial.strategy", "estimand.rescue"),
    (changed(PARALLEL, ("patients", "analysis: {looks: [100 %, 50 %]}\npatients")), "trial.looks_order", "analysis.looks"),
    (changed(PARALLEL, ("patients", "analysis: {looks: [50 %]}\npatients")), "trial.looks_end", "analysis.looks"),
    (changed(PARALLEL, ("patients", "analysis: {looks: [10 %, 100 %]}\npatients")), "trial.looks_few", "analysis.looks"),
    (changed(STAGGERED, ("patients", "analysis: {looks: [50 %, 100 %]}\npatients")), "trial.looks_randomisation", "analysis.looks"),
    (changed(STAGGERED, ("[14 d, 21 d, 28 d]", "[14 d]")), "trial.starts", "starts"),
    (changed(STAGGERED, ("[14 d, 21 d, 28 d]", "[14 d, 50 d]")), "trial.start_late", "starts"),
    (changed(STAGGERED, ("[14 d, 21 d, 28 d]", "[3 d, 21 d]")), "trial.start_early", "starts"),
    (changed(WITHDRAWAL, ("run_in: {length: 28 d}\n", "")), "trial.withdrawal_of_nothing", "run_in"),
    (changed(RATES, ("what: relapse", "what: CRP")), "trial.rates_of_relapses", "endpoint.what"),
    (
        changed(RATES, ("within: 84 d}}", 'within: 84 d}, active: {what: CRP, value: ">= 10 mg/L"}}')),
        "trial.rates_have_no_levels",
        "population.active",
    ),
    (
        changed(
            PARALLEL, ("what: CRP, over", "what: steroid dose, over"), ("follow", "background: [{drug: prednisone, dose: 5 mg}]\nfollow")
        ),
        "trial.steroid_given",
        "endpoint.what",
    ),
    (changed(PARALLEL, ("follow", "background: [{drug: anakinra, dose: 50 mg}]\nfollow")), "trial.given_twice", "background"),
]


@pytest.mark.parametrize(("text", "code", "path"), REFUSED, ids=[f"{code}-{path}" for _, code, path in REFUSED])
def test_what_no_trial_can_be_is_refused_at_its_field(text: str, code: str, path: str) -> None:
    assert problems(text) == [(code, path)]


def test_each_sentence_of_a_refusal_is_reached() -> None:
    codes = {code for code in read_catalogue(languages()["en"].folder / "trials.po") if code.startswith("trial.")}
    assert codes - {code for _, code, _ in REFUSED} == set()


@pytest.mark.parametrize("text", [text for text, _, _ in REFUSED])
def test_refusals_are_told_in_french_without_an_english_word(text: str) -> None:
    with pytest.raises(CourseError) as refused:
        read_design(text)
    assert {said for problem in refused.value.problems if english_in(said := told(problem, text))} == set()


@pytest.mark.parametrize(
    "text", [PARALLEL, CROSS_OVER, STAGGERED, WITHDRAWAL, RATES, FRENCH, *(p.read_text("utf-8") for p in shipped_designs().values())]
)
def test_the_schema_takes_what_the_reader_takes(text: str) -> None:
    assert not list(jsonschema.Draft202012Validator(design_schema()).iter_errors(YAML(typ="safe").load(text)))


def test_the_schema_refuses_a_field_that_is_not_known_and_asks_for_those_that_must_be_there() -> None:
    schema = jsonschema.Draft202012Validator(design_schema())
    assert list(schema.iter_errors({**YAML(typ="safe").load(PARALLEL), "colour": 1}))
    assert list(schema.iter_errors({"rechallenge": 1}))
    assert json.loads((Path(__file__).parents[3] / "docs" / "design.schema.json").read_text("utf-8")) == design_schema()


def test_messages_are_the_same_in_all_languages() -> None:
    assert Language("fr").text("trial.washout", found=28, n=28).startswith("Une élimination de 28")
