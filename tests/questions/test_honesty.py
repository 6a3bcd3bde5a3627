"""What an answer must say when it knows little, and that it can be said in both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import jsonschema
import numpy as np
import pytest

import rechallenge.questions
from rechallenge.course.problems import CourseError
from rechallenge.formats.regimens import changed
from rechallenge.inference.evidence import Evidence
from rechallenge.inference.fit import Fit
from rechallenge.inference.summary import Estimate
from rechallenge.outcomes import outcome
from rechallenge.presentation.language import Language
from rechallenge.questions import answer_all
from rechallenge.questions.answer import Answer, innermost
from rechallenge.questions.attribution.assumptions import bayes_factors
from rechallenge.questions.attribution.compute import attribution
from rechallenge.questions.attribution.verdict import verdict_of
from rechallenge.questions.first_dose_window import FirstDoseWindow
from rechallenge.questions.forecasts import N_CONTINUATIONS, Forecasts, chances, probability
from rechallenge.questions.information import moved, says_little, share_from_data
from rechallenge.questions.whatif.compute import what_if
from rechallenge.report.answers_json import answers_document
from rechallenge.report.answers_schema import answers_schema
from rechallenge.vocabulary.catalogues import read_catalogue
from rechallenge.vocabulary.languages import base
from tests.questions.conftest import said

INF = float("inf")
Answers = Callable[[Fit], dict[str, list[Answer]]]


@pytest.fixture(scope="module")
def answers() -> Answers:
    """All answers of a fit, asked once."""
    kept: dict[int, dict[str, tuple[Answer, ...]]] = {}

    def of(fit: Fit) -> dict[str, tuple[Answer, ...]]:
        if id(fit) not in kept:
            kept[id(fit)] = answer_all(fit.course, fit)
        return kept[id(fit)]

    return of


@pytest.mark.parametrize(
    ("p", "verdict"), [(0.91, "drug"), (0.9, "undecided"), (0.2, "undecided"), (0.19, "not_drug"), (float("nan"), "undecided")]
)
def test_the_verdict_goes_by_its_thresholds(p: float, verdict: str) -> None:
    assert verdict_of(p) == verdict


def test_a_record_without_observations_is_answered_from_the_prior_and_says_so(silent: Fit, answers: Answers) -> None:
    found = answers(silent)
    for question in ("response", "withdrawal", "analogy"):
        (answer,) = found[question]
        assert "little" in said(answer)
        assert {"warning.no_observation", "warning.little"} <= {w.code for w in answer.warnings}
    (attribution,) = found["attribution"]
    assert attribution.verdict == "undecided"
    assert attribution.why_undecided[0].code == "reason.no_observation"
    assert found["dependence"][0].sentence.code == "dependence.no_steroid"


def test_an_open_verdict_is_told_where_it_matters(stopped: Fit, answers: Answers) -> None:
    found = answers(stopped)
    (withdrawal,) = found["withdrawal"]
    assert {"warning.open", "withdrawal.not_given"} <= {w.code for w in withdrawal.warnings}
    assert withdrawal.risk_continued is None
    (attribution,) = found["attribution"]
    # even odds, a little less for what the record does not tell
    assert 0.45 < attribution.p_drug_works <= 0.5
    assert "reason.stops_untold" in {reason.code for reason in attribution.why_undecided}
    (regimen,) = found["regimen"]
    names = {row.regimen for row in (*regimen.frontier, *regimen.familiar)}
    assert {"regimen.name.not_resumed", "regimen.name.resume_daily"} <= names
    assert "regimen.name.stop" not in names


@pytest.mark.parametrize("name", ["working", "idle", "stopped", "silent"])
@pytest.mark.parametrize("code", ["en", "fr"])
def test_every_answer_is_a_sentence_in_both_languages(name: str, code: str, answers: Answers, request: pytest.FixtureRequest) -> None:
    language = Language(code)
    for question, found in answers(request.getfixturevalue(name)).items():
        for answer in found:
            notes = [*answer.notes, *getattr(answer, "why_undecided", ())]
            for message in (answer.sentence, *answer.warnings, *notes):
                assert language.has(message.code), (question, message.code)
                assert "{" not in language.message(message)
            for row in (*getattr(answer, "frontier", ()), *getattr(answer, "familiar", ())):
                assert "{" not in language.message(row.name)
                assert all("{" not in language.message(reason) for reason in row.reasons)


def test_every_sentence_of_the_code_stands_in_the_catalogue_and_is_used() -> None:
    folder = Path(str(rechallenge.questions.__file__)).parent
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py"))]
    # what shows an answer has sentences of its own, in the report's catalogue
    source = "".join(text for text in texts if "rechallenge.presentation" not in text)
    source += "".join((folder.parent / "inference" / name).read_text(encoding="utf-8") for name in ("diagnostics.py", "faults.py"))
    source += (folder.parent / "planning" / "permitted.py").read_text(encoding="utf-8")
    catalogue = read_catalogue(base().folder / "answers.po")
    kinds = "|".join(sorted({code.split(".")[0] for code in catalogue}))
    written = {code for code in re.findall(rf'"((?:{kinds})\.[a-z_.0-9]+)"', source) if not code.endswith((".py", ".yaml"))}
    # that a statement is only shown is told in the words of the ledger
    assert written <= {*catalogue, *read_catalogue(base().folder / "ledger.po")}
    # the codes that are put together in the code are found by their last part
    mechanism = "".join(path.read_text(encoding="utf-8") for path in sorted((folder.parent / "mechanism").rglob("*.py")))
    words = set(re.findall(r"[a-z0-9_]+", source + mechanism))
    assert {code for code in catalogue if code not in written and code.rsplit(".", 1)[-1].removeprefix("none_safe_") not in words} == set()


def test_answers_of_a_fit_follow_the_published_schema(working: Fit, answers: Answers) -> None:
    document = answers_document(working.course, answers(working), working, Language("fr"), "0", "case", 0)
    jsonschema.validate(json.loads(json.dumps(document, allow_nan=False)), answers_schema())


def test_what_if_agrees_with_the_question_on_withdrawal(working: Fit, answers: Answers) -> None:
    (withdrawal,) = answers(working)["withdrawal"]
    answer = what_if(working.course, working, changed(working.course, ["anakinra@today"], None))
    assert answer.estimate is not None
    assert answer.estimate.value == pytest.approx(withdrawal.p_relapse_by_day[90])
    assert answer.sentence.code in ("whatif.more", "whatif.little")


@pytest.mark.parametrize("name", ["working", "silent"])
def test_one_quantity_has_one_number_wherever_it_is_told(name: str, answers: Answers, request: pytest.FixtureRequest) -> None:
    found = answers(request.getfixturevalue(name))
    withdrawal, regimen, response, analogy, attribution = (
        cast(Any, found[question][0]) for question in ("withdrawal", "regimen", "response", "analogy", "attribution")
    )
    rows = (*regimen.frontier, *regimen.familiar)
    assert {row.p_relapse_90d for row in rows if row.current} <= {withdrawal.p_relapse_continued_by_day[90]}
    stopped = [row.p_relapse_90d for row in rows if row.regimen == "regimen.name.stop"]
    assert stopped == pytest.approx([withdrawal.p_relapse_by_day[90]] * len(stopped))
    assert withdrawal.estimate.value == pytest.approx(withdrawal.p_relapse_by_day[30])
    assert innermost(withdrawal.sentence).values["p"] == withdrawal.estimate.value
    assert response.p_response == analogy.p_response_posterior
    assert attribution.sentence.values["p"] == attribution.p_drug_works
    # of the drug itself no other answer tells a probability
    others = [each for question, some in found.items() if question != "attribution" for answer in some for each in answer.warnings]
    assert not [each for each in others if each.code == "warning.open" and re.search(r"\d", Language("en").message(each))]


@pytest.mark.parametrize("name", ["working", "idle", "stopped", "silent"])
def test_the_regimen_told_lies_within_five_points_of_the_least_risk(name: str, answers: Answers, request: pytest.FixtureRequest) -> None:
    (answer,) = cast(Any, answers(request.getfixturevalue(name))["regimen"])
    least = min(row.p_relapse_90d for row in (*answer.frontier, *answer.familiar))
    assert answer.sentence.values["p"] - least <= 0.05


def test_what_if_refuses_a_drug_that_the_patient_never_had(working: Fit) -> None:
    regimen = changed(working.course, [], "treatments: [{drug: colchicine, dose: 1 mg, every: 1 d}]\n")
    with pytest.raises(CourseError) as caught:
        what_if(working.course, working, regimen)
    assert [problem.code for problem in caught.value.problems] == ["event.drug_absent"]


# numbers


def test_averaging_out_chance_keeps_the_mean_and_finds_the_spread_that_is_not_chance() -> None:
    rng = np.random.default_rng(1)
    truth = rng.beta(4, 4, 4000)
    runs = rng.binomial(1, np.repeat(truth, N_CONTINUATIONS)).astype(float)
    found = chances(runs)
    assert found.mean() == pytest.approx(runs.mean(), abs=0.01)
    assert found.std() == pytest.approx(truth.std(), rel=0.1)
    assert runs.std() > 2 * truth.std()
    estimate = probability(runs)
    assert estimate.low <= estimate.value <= estimate.high


def test_an_endless_interval_has_no_share() -> None:
    assert share_from_data(Estimate(6, 1, INF), Estimate(4, 3, 5)) is None
    assert share_from_data(Estimate(6, 1, 11), Estimate(4, 3, 5)) == pytest.approx(0.8)
    assert share_from_data(Estimate(6, 4, 5), Estimate(4, 1, 9)) == 0.0
    assert share_from_data(Estimate(10, 1, 100), Estimate(10, 10**0.5, 10**1.5), logarithmic=True) == pytest.approx(0.5)


def test_an_answer_that_moved_has_learned_even_when_its_interval_did_not_narrow() -> None:
    here, there = np.linspace(0, 1, 100), np.linspace(5, 6, 100)
    assert moved(here, here) == 0.0
    assert moved(here, there) == pytest.approx(1.0)
    assert says_little(0.0, moved(here, here))
    assert not says_little(0.0, moved(here, there))
    as_wide = Estimate(0.5, 0.05, 0.95), Estimate(5.5, 5.05, 5.95)
    assert share_from_data(*as_wide, moved(here, here)) == pytest.approx(0.0, abs=1e-9)
    assert share_from_data(*as_wide, moved(here, there)) is None


def test_the_time_to_a_level_is_interpolated_from_the_first_dose() -> None:
    days = np.arange(-5.0, 40.0)
    curves = np.stack([100.0 - 10.0 * np.clip(days - 2.0, 0.0, 9.5), np.full(len(days), 4.0), np.full(len(days), 50.0)])
    around = FirstDoseWindow(days, {"crp": curves, "pain": curves / 10.0}, np.array([2.0, 2.0, 2.0]))
    assert around.days_to_marker_below(10.0).tolist() == pytest.approx([9.0, 0.0, INF], abs=1e-6)
    assert around.days_to_fall(outcome("pain"), 2.2).tolist() == pytest.approx([2.2, INF, INF])


def test_a_record_that_taught_nothing_says_the_same_under_any_assumption(stopped: Fit) -> None:
    """Its draws are the prior's in both accounts, so that no other prior favours either."""
    rows = list(bayes_factors(stopped.course, stopped, "anakinra"))
    assert [row.code for row in rows][:2] == ["nothing_borrowed", "all_borrowed"]
    assert rows[-1].code == "least_favourable_short_flares"
    told = [row for row in rows if row.evidence is not None]
    assert len(told) >= len(rows) - 1
    for row in told:
        assert row.evidence is not None
        assert abs(row.evidence.log) < 4.0 * row.evidence.error


def test_a_record_that_taught_nothing_is_told_to_have_taught_nothing(stopped: Fit) -> None:
    assert all(abs(each.contraction) < 0.2 and each.conflict is None for each in stopped.learned)


def test_a_verdict_that_turns_with_an_assumption_says_with_which(working: Fit) -> None:
    """Just above the verdict for the drug, with draws of the account in which it works that ask for long flares."""
    place = working.problem.layout.parameters.index("flare_days")
    account = working.accounts["works"]
    lasting = account.vectors.copy()
    lasting[:, place] = 0.3 * lasting[:, place] + 1.0
    accounts = {
        "works": replace(account, vectors=lasting, evidence=Evidence(2.4, 0.01)),
        "anakinra": replace(working.accounts["anakinra"], evidence=Evidence(0.0, 0.01)),
    }
    (answer,) = attribution(Forecasts(working.course, replace(working, accounts=accounts)))
    assert answer.verdict == "drug"
    (turning,) = [warning for warning in answer.warnings if warning.code == "attribution.turns"]
    assert "assumption.short_flares" in [message.code for message in turning.values["assumptions"]]
    assert not any(note.code == "attribution.steady" for note in answer.notes)
