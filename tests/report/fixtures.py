"""A plausible course, fit and answers, made by hand, so that the report can be tested without inference.

No number in here is a result.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from rechallenge.course.model import (
    Boundary,
    Condition,
    Course,
    CourseSource,
    DoseStep,
    Event,
    Finding,
    Observation,
    Patient,
    Treatment,
)
from rechallenge.course.times import When
from rechallenge.inference.diagnostics import Diagnostics
from rechallenge.outcomes import outcome
from rechallenge.questions.analogy.answer import AnalogyAnswer, ExpectedQuantity
from rechallenge.questions.answer import Answer, Band, Estimate, Message
from rechallenge.questions.attribution.answer import ActingSet, Assumed, AttributionAnswer, Belief, Carrier, RecordEntry, Verdict
from rechallenge.questions.dependence.answer import DependenceAnswer, ExpectedDoses, LeastDoses
from rechallenge.questions.next.answer import GrowthPoint, NextAction, NextAnswer, NextBurden, NextLimits, NextOption, OpenBits
from rechallenge.questions.regimen.answer import RegimenAnswer, RegimenRow
from rechallenge.questions.response.answer import ResponseAnswer
from rechallenge.questions.withdrawal.answer import OwnDays, WithdrawalAnswer
from rechallenge.single_case.tally import Tally

CATALOGUES = Path(__file__).parent / "locale"


@dataclass(frozen=True)
class Row:
    name: str
    symbol: str
    unit: str
    prior: Estimate
    posterior: Estimate
    source: str | None = None
    note: str = ""


@dataclass(frozen=True)
class Check:
    index: int
    expected: Estimate
    tail: float


@dataclass(frozen=True)
class Happening:
    index: int
    probability: float
    tail: float


@dataclass(frozen=True)
class Taught:
    name: str
    contraction: float
    conflict: float | None


SOUND = Diagnostics("nuts", 1.004, 1240.0, 0, None, 4000, starts_agree=True)


@dataclass(frozen=True)
class MadeUpFit:
    days: Any
    levels: dict[str, Band]
    marker_without_drug: dict[str, Band]
    activity: Band
    exposure: dict[str, Band]
    parameters: tuple[Row, ...]
    diagnostics: Diagnostics = SOUND
    checks: tuple[Check, ...] = ()
    prior_checks: tuple[Check, ...] = ()
    event_checks: tuple[Happening, ...] = ()
    learned: tuple[Taught, ...] = ()


@dataclass(frozen=True)
class MadeUpNote:
    code: str
    values: dict[str, Any]

    def __str__(self) -> str:
        return "CRP 12 mg/dL was read as 120 mg/L"


def at(low: float, high: float | None = None, key: str = "") -> When:
    return When(low, low if high is None else high, key)


def course() -> Course:
    """Follow the shape of the index case; the numbers are invented."""
    stop1, stop2 = at(40, 50, "s1"), at(75, 85, "s2")
    back1, back2 = at(48, 60, "b1"), at(84, 95, "b2")
    first_stop = Boundary("anakinra", "stop", 1, stop1)
    second_stop = Boundary("anakinra", "stop", 2, stop2)
    taper = at(20, 30, "taper")
    return Course(
        title="Anakinra in calcinosis flares",
        patient=Patient(sex="female", age_years=77, creatinine_umol_l=70, weight_kg=60),
        source=CourseSource(citation="Rev Med Interne 2018", doi="10.1016/j.revmed.2018.10.315"),
        conditions=(
            Condition("systemic sclerosis", subtype="limited cutaneous", criteria="ACR/EULAR 2013", note="no visceral involvement"),
            Condition("giant cell arteritis", excluded=True),
        ),
        findings=(
            Finding("laboratory", "antinuclear antibodies", value="1/2560, nucleolar"),
            Finding("clinical", "calcinosis", site="shoulders", side="both", value="bulky", note="too large to excise"),
            Finding("imaging", "subacromial-subdeltoid bursitis on ultrasound", site="shoulder", side="both"),
            Finding("imaging", "joint effusion", site="shoulder", side="both", stated="absent"),
            Finding("fluid", "inflammatory fluid with dystrophic calcifications", site="bursa", side="left", cells_per_mm3=5000),
            Finding("fluid", "inflammatory fluid with dystrophic calcifications", site="bursa", side="right", cells_per_mm3=7000),
        ),
        treatments=(
            Treatment("colchicine", True, (DoseStep(1, 1, at(-60, -45), at(-40, -30)),), "oral", "none"),
            Treatment(
                "prednisone",
                True,
                (
                    DoseStep(40, 1, at(-45, -35), at(-25, -20, "t0"), 20),
                    DoseStep(20, 1, at(-25, -20, "t0"), taper),
                    DoseStep(20, 1, taper, at(110, 120, "t2"), 6),
                    DoseStep(6, 1, at(110, 120, "t2"), None),
                ),
                "oral",
                "partial",
                hold_mg=(20, 20),
            ),
            Treatment(
                "anakinra",
                True,
                (
                    DoseStep(100, 1, at(0), stop1),
                    DoseStep(100, 1, back1, stop2),
                    DoseStep(100, 1, back2, None),
                ),
                "subcutaneous",
                "good",
                indication="by analogy with refractory crystal arthritis",
            ),
            Treatment("ibuprofen", False, (DoseStep(400, None, at(-50)),)),
        ),
        observations=(
            Observation("CRP", outcome("crp"), at(0), 120, 120, "120 mg/L", "mg/L"),
            Observation("CRP", outcome("crp"), at(-20), 60, None, "> 60 mg/L", "mg/L"),
            Observation("CRP", outcome("crp"), at(5), 0, 5, "normal", "mg/L"),
            Observation("CRP", outcome("crp"), at(20), 3.2, 3.2, "3.2 mg/L", "mg/L"),
            Observation("CRP", outcome("crp"), at(54), 30, 100, "markedly raised", "mg/L"),
            Observation("CRP", outcome("crp"), at(120, 150, "late"), 0, 5, "normal", "mg/L"),
            Observation("pain", outcome("pain"), at(0), 6, 10, "severe"),
            Observation("pain", outcome("pain"), at(5), None, -1, "improved", since=at(0)),
            Observation("pain", outcome("pain"), at(54), 1, None, "worse", since=at(20)),
            Observation("motion", outcome("motion"), at(5), None, -1, "improved", since=at(0)),
            Observation("general state", None, at(0), None, None, "poor"),
        ),
        events=(
            Event("relapse", When(1, 14, "r1", stop1), after=first_stop, written="relapse after the first stop"),
            Event("relapse", When(1, 14, "r2", stop2), after=second_stop, written="relapse after the second stop"),
            Event("remission", at(100, 110), until=at(150), written="no flare"),
        ),
        boundaries=(Boundary("anakinra", "start", 1, at(0)), first_stop, second_stop),
        care={"consent": "Written consent was given."},
    )


def band(days: Any, median: Any, spread: Any, unit: str = "") -> Band:
    def bound(z: float) -> Any:
        return median * np.exp(z * spread)

    return Band(days, median, bound(-0.67), bound(0.67), bound(-1.64), bound(1.64), unit)


def probability(days: Any, median: Any) -> Band:
    def clipped(shift: float) -> Any:
        return np.clip(median + shift * median * (1 - median), 0, 1)

    return Band(days, median, clipped(-0.3), clipped(0.3), clipped(-0.8), clipped(0.8), "probability")


def fit() -> MadeUpFit:
    days = np.linspace(-30, 150, 700)
    on = ((days > 0) & (days < 45)) | ((days > 54) & (days < 80)) | (days > 90)
    level = np.empty_like(days)
    value = 90.0
    for i, present in enumerate(on):
        value += (days[1] - days[0]) * 0.6 * ((2.5 if present else 95.0) - value)
        level[i] = value
    spread = np.where(on, 0.55, 0.4) + 0.1 * np.sin(days / 9)
    crp = band(days, level, spread, "mg/L")
    pain = band(days, 1 + 6 * level / 110, 0.25 + 0 * days, "0-10")
    mg_l = Estimate(24, 12, 50, "mg/L")
    return MadeUpFit(
        days,
        {"crp": crp, "pain": pain, "motion": pain},
        {"anakinra": band(days, 85 + 10 * np.sin(days / 20), 0.6 + 0 * days, "mg/L")},
        band(days, 90 + 0 * days, 0.4 + 0 * days, "mg/L"),
        {},
        (
            Row("anakinra.clearance_l_h", "CL/F", "L/h", Estimate(9, 5.5, 14.7, "L/h"), Estimate(9.2, 6, 14, "L/h"), "urien2013"),
            Row(
                "anakinra.half_effect",
                "Ki",
                "ng/mL",
                replace(mg_l, unit="ng/mL"),
                Estimate(18, 10, 31, "ng/mL"),
                None,
                "no published source; wide prior",
            ),
            Row("crp_half_life_h", "t½", "h", Estimate(19, 17, 29, "h"), Estimate(20, 17, 27, "h"), "vigushin1993"),
        ),
        checks=tuple(
            Check(i, e, tail)
            for i, e, tail in (
                (0, Estimate(98, 50, 160, "mg/L"), 0.55),
                (2, Estimate(4, 2.2, 8, "mg/L"), 0.4),
                (3, Estimate(2.6, 1.2, 5.4, "mg/L"), 0.6),
                (4, Estimate(40, 8, 80, "mg/L"), 0.03),
            )
        ),
        prior_checks=tuple(Check(i, Estimate(30, 1, 200, "mg/L"), tail) for i, tail in ((0, 0.4), (2, 0.04), (3, 0.3), (4, 0.2))),
        event_checks=(Happening(0, 0.8, 0.8), Happening(1, 0.02, 0.02), Happening(2, 0.9, 0.9)),
        learned=(
            Taught("anakinra.clearance_l_h", 0.2, 0.8),
            Taught("anakinra.half_effect", 0.6, 0.002),
            Taught("crp_half_life_h", -0.04, None),
        ),
    )


def carried() -> tuple[Carrier, ...]:
    """What carries the verdict: a stop, an observation that speaks against the drug, and one that could not be weighed."""
    at, stop = When(5, 5), {"drug": "anakinra", "when": When(20, 25), "n": 2}
    return (
        Carrier(
            statement=Message("carried.stop.relapse", stop),
            entries=(RecordEntry("events", 0), RecordEntry("observations", 4)),
            log_bayes_factor=9.0,
            log_bayes_factor_error=0.2,
            bound="at_least",
            pareto_k=0.4,
            rank=1,
        ),
        Carrier(
            statement=Message("carried.value", {"what": "crp", "written": "normal", "when": at}),
            entries=(RecordEntry("observations", 2),),
            log_bayes_factor=-1.1,
            log_bayes_factor_error=0.05,
            bound=None,
            pareto_k=None,
            rank=2,
        ),
        Carrier(
            statement=Message("carried.effect", {"drug": "colchicine", "effect": "outcome.none"}),
            entries=(RecordEntry("treatments", 0),),
            log_bayes_factor=None,
            log_bayes_factor_error=None,
            bound=None,
            pareto_k=0.9,
        ),
    )


def answers() -> dict[str, list[Answer]]:
    near = np.linspace(-3, 14, 120)
    after = np.clip(near, 0, None)
    on_drug = 3 + 107 * np.exp(-0.7 * after)
    months = np.linspace(0, 90, 91)
    p_normal = 1 / (1 + np.exp(-(near - 4.2) * 1.5))
    response = ResponseAnswer(
        sentence=Message("test.response", {"drug": "anakinra", "p": 0.96, "days": Estimate(4.2, 3.1, 6.3, "d")}),
        drug="anakinra",
        estimate=Estimate(4.2, 3.1, 6.3, "d"),
        prior=Estimate(6.5, 2.4, float("inf"), "d"),
        from_data=0.72,
        days_to_normal_crp=Estimate(4.2, 3.1, 6.3, "d"),
        p_normal_by_day={1: 0.01, 2: 0.05, 3: 0.2, 5: 0.8, 7: 0.95, 10: 0.97, 14: 0.98},
        normal_crp_mg_l=10.0,
        days_to_pain_relief=Estimate(2.1, 1.0, float("inf"), "d"),
        p_pain_relief_by_day={1: 0.2, 3: 0.7, 7: 0.9},
        p_response=0.96,
        p_response_without_drug=0.1,
        p_normal_at_start=0.01,
        crp_start=Estimate(110, 80, 150, "mg/L"),
        crp_day5=Estimate(4.1, 2.0, 8.3, "mg/L"),
        first_look_days=5.0,
        first_look_at_symptom_days=5.0,
        crp_read_at_start=True,
        crp_read_at_day5=True,
        normal_curve=probability(near, p_normal),
        normal_curve_prior=probability(near, 0.6 / (1 + np.exp(-(near - 5) * 0.6))),
        crp_on_drug=band(near, on_drug, 0.15 + 0.04 * after, "mg/L"),
        crp_without_drug=band(near, 108 - 2 * after, 0.15 + 0.04 * after, "mg/L"),
    )
    assumed: tuple[tuple[str, float | None, float | None, Verdict | None, float], ...] = (
        ("nothing_borrowed", 3.2, 0.96, "drug", 0.2),
        ("volatile", 1.8, 0.86, "undecided", 0.5),
        ("quick", None, None, None, 0.9),
    )
    attribution = AttributionAnswer(
        sentence=Message("test.attribution", {"drug": "anakinra", "p": 0.98}),
        drug="anakinra",
        estimate=Estimate(4.1, 3.8, 4.4),
        log_bayes_factor=4.1,
        log_bayes_factor_error=0.18,
        p_drug_works=0.983,
        prior_p_drug_works=0.5,
        p_removes_half=0.9,
        acting_sets=(
            ActingSet(drugs=("anakinra",), p=0.8, prior_p=0.25),
            ActingSet(drugs=("anakinra", "colchicine"), p=0.183, prior_p=0.25),
            ActingSet(drugs=("colchicine",), p=0.01, prior_p=0.25),
            ActingSet(drugs=(), p=0.007, prior_p=0.25),
        ),
        verdict="drug",
        why_undecided=(),
        why_not_computed=None,
        notes=(),
        sensitivity=tuple(Belief(prior=p, p_drug_works=q) for p, q in ((0.1, 0.87), (0.25, 0.95), (0.5, 0.983), (0.75, 0.994))),
        tally=Tally(challenges=1, improved=1, dechallenges=2, relapsed=2, rechallenges=2, improved_again=2),
        single_case=(),
        carried_by=carried(),
        assumptions=tuple(
            Assumed(
                assumption=code,
                log_bayes_factor=value,
                log_bayes_factor_error=None if value is None else 0.3,
                p_drug_works=p,
                verdict=verdict,
                pareto_k=k,
                effective_draws=80,
            )
            for code, value, p, verdict, k in assumed
        ),
        warnings=(Message("test.warning", {"drug": "prednisone"}),),
    )
    without, with_drug = Estimate(20.3, 18.1, 26.0, "mg/day"), Estimate(4.2, 0.3, 6.0, "mg/day")
    dependence = DependenceAnswer(
        sentence=Message("test.dependence", {"without": without, "with": with_drug}),
        estimate=Estimate(15.8, 13, 21, "mg/day"),
        prior=ExpectedDoses(8, 0, 25, "mg/day", without=Estimate(12, 2, 40, "mg/day"), with_drugs=Estimate(5, 0, 25, "mg/day")),
        from_data=0.66,
        prednisone_mg=LeastDoses(without=without, with_drugs=with_drug),
        spared_mg_per_day=Estimate(15.8, 13, 21, "mg/day"),
        spared_cumulative_mg=Estimate(1900, 1500, 2400, "mg"),
    )
    risk = 1 - np.exp(-months / 9)
    withdrawal = WithdrawalAnswer(
        sentence=Message("test.withdrawal", {"drug": "anakinra", "p": 0.93}),
        drug="anakinra",
        estimate=Estimate(0.93, 0.75, 0.99, "probability"),
        prior=Estimate(0.6, 0.1, 0.98, "probability"),
        from_data=0.7,
        p_relapse_by_day={7: 0.54, 14: 0.79, 30: 0.96, 90: 0.995},
        p_relapse_by_day_interval={d: Estimate(p, p - 0.2, p + 0.01) for d, p in ((7, 0.54), (14, 0.79), (30, 0.96), (90, 0.989))},
        p_relapse_continued_by_day={7: 0.01, 14: 0.02, 30: 0.04, 90: 0.12},
        p_relapse_prior_by_day={7: 0.2, 14: 0.3, 30: 0.5, 90: 0.7},
        given_at_end=True,
        p_active_today=0.02,
        p_relapse_published=0.4,
        own_days={
            "on": OwnDays(days=85.0, stretches=2, recorded=0, expected=0.3, tail=1.0),
            "off": OwnDays(days=9.0, stretches=2, recorded=2, expected=0.1, tail=0.01),
        },
        risk=probability(months, risk),
        risk_continued=probability(months, 1 - np.exp(-months / 700)),
        risk_prior=probability(months, 0.7 * (1 - np.exp(-months / 25))),
    )

    def candidate(code: str, p: float, drug: float, steroid: float, efficient: bool, **values: float) -> RegimenRow:
        return RegimenRow(
            regimen=code,
            values={"drug": "anakinra", **values},
            p_relapse_90d=p,
            interval=Estimate(p, max(p - 0.15, 0.002), min(p + 0.18, 0.995)),
            drug_mg_per_week=drug,
            prednisone_mg_per_day=steroid,
            injections_per_week=drug / 100,
            efficient=efficient,
            tried=False,
            current=False,
            steroid_lowered_to_mg=None,
            reasons=(),
            warnings=(),
        )

    regimen = RegimenAnswer(
        sentence=Message("test.regimen"),
        estimate=Estimate(0.12, 0.02, 0.3, "probability"),
        frontier=(
            candidate("test.regimen.alternate", 0.34, 350, 6, True),
            candidate("test.regimen.twice", 0.55, 200, 6, True),
            candidate("test.regimen.taper", 0.15, 700, 4.1, True, dose_mg=3),
        ),
        familiar=(
            candidate("test.regimen.continue", 0.12, 700, 6, False),
            candidate("test.regimen.stop", 0.97, 0, 6, True),
        ),
        n_tried=92,
        horizon_days=90,
        searched="anakinra",
        notes=(),
    )
    analogy = AnalogyAnswer(
        sentence=Message("test.analogy", {"drug": "anakinra", "p": 0.74}),
        drug="anakinra",
        estimate=Estimate(0.96, 0.88, 0.99, "probability"),
        prior=Estimate(0.74, 0.5, 0.9, "probability"),
        from_data=0.73,
        p_response_prior=0.74,
        p_response_prior_if_it_works=0.9,
        p_response_posterior=0.96,
        response_day=14.0,
        table=tuple(
            ExpectedQuantity(quantity=code, prior=prior, posterior=posterior)
            for code, prior, posterior in (
                ("test.quantity.response", Estimate(0.74, 0.5, 0.9, "probability"), Estimate(0.96, 0.88, 0.99, "probability")),
                ("test.quantity.days", Estimate(6.5, 2.4, float("inf"), "d"), Estimate(4.2, 3.1, 6.3, "d")),
                ("test.quantity.drop", Estimate(70, 20, 99, "%"), Estimate(96, 91, 98, "%")),
            )
        ),
        notes=(),
    )

    def option(
        day: int, bits: float, action: NextAction = "stop", code: str = "test.regimen.stop", measure: str | None = "crp"
    ) -> NextOption:
        return NextOption(
            action=action,
            drug="anakinra" if action == "stop" else None,
            name=code,
            values={"drug": "anakinra"},
            measure=measure,
            day=day if measure else None,
            bits=bits,
            bits_error=0.02 if measure else 0.0,
            bits_risk=bits / 2,
            bits_risk_error=0.01,
            bits_steroid=bits / 3,
            bits_steroid_error=0.01,
            p_decides=0.7 if bits > 0.2 else 0.1,
            tied=False,
            burden=NextBurden(disease_days=day / 3, disease_days_added=day / 4, steroid_mg=6.0 * day, visits=1 if measure else 0),
        )

    following = NextAnswer(
        sentence=Message("test.next"),
        estimate=Estimate(0.26, 0.22, 0.3, "bit"),
        open=OpenBits(bits=0.81, bits_risk=1.1, bits_steroid=0.9),
        options=(
            *(option(day, bits) for day, bits in ((5, 0.26), (2, 0.14), (14, 0.1))),
            *(option(day, 0.02, "go_on", "test.regimen.continue") for day in (2, 5, 14)),
            option(0, 0.0, "nothing", "next.nothing", None),
        ),
        limits=NextLimits(),
        withheld=(
            Message(
                "next.withheld",
                {
                    "act": Message("regimen.name.steroid_stop"),
                    "why": [Message("advice.adrenal.below", {"mg": 5.0, "source": "Beuschlein 2024"})],
                },
            ),
        ),
        risk_bands=(0.1, 0.33),
        steroid_bands_mg=(5.0, 10.0),
        growth={
            "anakinra": tuple(
                GrowthPoint(day=day, p_drug_works=p, log_bayes_factor=None, log_bayes_factor_error=None)
                for day, p in ((0.0, 0.5), (5.0, None), (60.0, 0.9))
            )
        },
    )
    return {
        "response": [response],
        "attribution": [attribution],
        "dependence": [dependence],
        "withdrawal": [withdrawal],
        "regimen": [regimen],
        "analogy": [analogy],
        "next": [following],
    }
