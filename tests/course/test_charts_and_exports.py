"""Times, events and findings as charts, forms and exports write them: the right reading, or the line to write."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from rechallenge.course.model import Course
from rechallenge.course.problems import CourseError
from rechallenge.course.status import status_of
from rechallenge.formats.reading import Source, read_course

ANAKINRA: Mapping[str, object] = {"drug": "anakinra", "dose": "100 mg", "every": "1 d", "from": "0 d", "to": "30 d"}


def text_of(**more: object) -> Source:
    return Source(json.dumps({"rechallenge": 1, "anchor": "2018-03-12", "treatments": [ANAKINRA], **more}))


def course_of(**more: object) -> Course:
    return read_course(text_of(**more)).course


def refusal(**more: object) -> str:
    with pytest.raises(CourseError) as caught:
        course_of(**more)
    return "\n".join(problem.english for problem in caught.value.problems)


def treated(**fields: object) -> list[object]:
    return [{**ANAKINRA, "to": None, **fields}]


def observed(**fields: object) -> list[object]:
    return [{"what": "CRP", "at": "-1 d", "value": "120 mg/L"}, {"what": "CRP", "at": "5 d", "value": "12 mg/L", **fields}]


class TestTimes:
    @pytest.mark.parametrize(
        "start", ["since 3 months", "depuis 3 mois", "depuis deux mois", "since two months", "since about 2 years", "depuis 2 ans environ"]
    )
    def test_since_three_months_is_no_day_91(self, start: str) -> None:
        assert "counts from the day of writing" in refusal(treatments=treated(**{"from": start}))
        assert "counts from the day of writing" in refusal(observations=observed(at=start))

    @pytest.mark.parametrize(
        ("start", "day"), [("since day 5", 5), ("depuis J5", 5), ("since -90 d", -90), ("depuis -3 mois", -91.3125), ("since 0 d", 0)]
    )  # fmt: skip
    def test_since_a_day_is_that_day(self, start: str, day: float) -> None:
        assert course_of(treatments=treated(**{"from": start})).treatments[0].steps[0].start.low == pytest.approx(day)

    @pytest.mark.parametrize(
        ("at", "low", "high"),
        [
            ("T0", 0, 0), ("à T0", 0, 0), ("J0+3", 3, 3), ("J0 + 3 j", 3, 3), ("day 0 + 3", 3, 3), ("T0 + 2 wk", 14, 14),
            ("T+3j", 3, 3),
            ("t = 3 d", 3, 3), ("3 days after day 0", 3, 3), ("3 jours après J0", 3, 3), ("2 weeks after T0", 11, 17),
            ("2 weeks prior to day 0", -17, -11), ("5 or 6 d", 5, 6), ("J5 ou J6", 5, 6), ("12 or 13 March 2018", 0, 1),
        ],
    )  # fmt: skip
    def test_day_0_by_its_names(self, at: str, low: float, high: float) -> None:
        found = course_of(observations=observed(at=at)).observations[-1].at
        assert (found.low, found.high) == (low, high)

    @pytest.mark.parametrize("at", ["T1", "t", "T"])
    def test_other_moments_of_a_protocol_are_asked_about(self, at: str) -> None:
        assert "is not a time: write days from day 0" in refusal(observations=observed(at=at))


class TestEvents:
    @staticmethod
    def kinds(what: str, **fields: object) -> list[str]:
        return [event.what for event in course_of(events=[{"what": what, "at": "20 d", **fields}]).events]

    @pytest.mark.parametrize(
        "what",
        [
            "relapse: no", "relapse (no)", "relapse -", "relapse \u2212", "relapse = 0", "rechute : non",
            "rechute (non)", "relapse: absent", "relapses: none",
        ],
    )  # fmt: skip
    def test_a_relapse_with_a_negative_result_is_none(self, what: str) -> None:
        assert self.kinds(what, at=None, **{"from": "20 d", "to": "28 d"}) == ["remission"]

    @pytest.mark.parametrize(
        "what",
        [
            "infection: non", "infection (négative)", "COVID: negative", "negative PCR COVID", "effet indésirable : aucun",
            "remission: no",
            "rémission : non", "relapse: ?", "relapse: not done", "relapse: suspected", "relapse vs infection",
            "rechute versus infection",
            "infection not documented", "infection non documentée",
        ],
    )  # fmt: skip
    def test_what_was_not_or_may_not_have_been_is_only_shown(self, what: str) -> None:
        assert self.kinds(what) == ["other"]

    @pytest.mark.parametrize(
        ("what", "kind"),
        [
            ("relapse: yes", "relapse"), ("rechute : oui", "relapse"), ("relapse (mild)", "relapse"), ("relapse +", "relapse"),
            ("infection: pneumonia", "infection"), ("infected wound", "infection"), ("plaie infectée", "infection"), ("virose",
            "infection"),
            ("rash", "other"), ("éruption", "other"), ("maladie inactive", "remission"), ("disease-free", "remission"),
        ],
    )  # fmt: skip
    def test_what_was_is_read_by_its_name(self, what: str, kind: str) -> None:
        assert self.kinds(what) == [kind]


@pytest.mark.parametrize(
    ("what", "value", "status"),
    [
        ("anti-CCP\u2212", None, "absent"), ("anti-CCP\u2013", None, "absent"), ("RF-/ACPA-", None, "absent"),
        ("RF+/ACPA-", None, "present"),
        ("seronegative for RF", None, "absent"), ("séronégatif pour le FR", None, "absent"),
        ("seronegative arthritis", None, "present"),
        ("il n'existe pas de tophus", None, "absent"), ("FHx tophi", None, "unknown"), ("tophi", "\u2717", "absent"),
        ("tophi", "\u2610", "absent"), ("tophi", "\u2713", "present"), ("tophi", "\u2611", "present"),
    ],
)  # fmt: skip
def test_signs_and_boxes_say_whether_a_finding_is_there(what: str, value: str | None, status: str) -> None:
    (finding,) = course_of(findings=[{"what": what, "value": value}]).findings
    assert status_of(finding).status == status


class TestDoses:
    @staticmethod
    def first(dose: str, drug: str = "anakinra", **fields: object) -> tuple[float | None, float | None]:
        treatments = [{"drug": drug, "dose": dose, "from": "0 d", **fields}]
        step = course_of(treatments=treatments, patient={"weight": "60 kg", "age": "60 a"}).treatments[0].steps[0]
        return step.dose_mg, step.every_days

    @pytest.mark.parametrize(
        "dose", ["1 injection/j", "1 injection par jour", "1 inj/j", "one injection daily", "1 seringue/j", "1 syringe daily", "2 cp/j"]
    )
    def test_a_number_of_injections_is_no_amount(self, dose: str) -> None:
        assert "does not say how many milligrams" in refusal(treatments=[{"drug": "anakinra", "dose": dose, "from": "0 d"}])

    @pytest.mark.parametrize(
        "dose", ["low dose", "low-dose", "à faible dose", "forte dose", "dose habituelle", "doses faibles", "maintenance dose", "full dose"]
    )
    def test_a_degree_is_no_amount(self, dose: str) -> None:
        assert "gives no amount" in refusal(treatments=[{"drug": "prednisone", "dose": dose, "from": "0 d"}])

    @pytest.mark.parametrize(
        "dose",
        [
            "1 injection of 100 mg/d", "1 inj. 100 mg/j", "100 mg 1 inj/j", "100 mg SC die", "100 mg/d s/c", "100 mg en une prise",
            "100 mg per day\u00b9", "100 mg*/j", "100 mg 1-0-0", "total daily dose 100 mg", "dose totale : 100 mg/j",
            "dose quotidienne : 100 mg",
        ],
    )  # fmt: skip
    def test_100_mg_a_day(self, dose: str) -> None:
        assert self.first(dose) == (100, 1)

    @pytest.mark.parametrize(
        "dose",
        [
            "total 100 mg/d in two doses", "100 mg daily divided in 2", "100 mg/day divided bid", "50 mg 1-0-1", "100 mg/j (50 mg x2)",
            "50 mg x 2/j (100 mg/j)", "50 mg bid (100 mg/d)", "total daily dose 100 mg in 2 doses", "dose totale 100 mg/j en 2 prises",
            "dose journalière 100 mg en 2 prises", "100 mg/d total in 2 doses",
        ],
    )  # fmt: skip
    def test_50_mg_twice_a_day(self, dose: str) -> None:
        assert self.first(dose) == (50, 0.5)

    @pytest.mark.parametrize("dose", ["2 mg.kg-1.j-1", "2 mg\u00b7kg\u207b\u00b9\u00b7d\u207b\u00b9", "2 mg kg-1 day-1"])
    def test_units_with_negative_powers(self, dose: str) -> None:
        assert self.first(dose) == (120, 1)

    def test_two_tellings_that_differ_are_refused(self) -> None:
        assert "several amounts" in refusal(treatments=[{"drug": "anakinra", "dose": "100 mg/j (50 mg x 3)", "from": "0 d"}])

    def test_spacings_in_short(self) -> None:
        assert self.first("100 mg lun-mer-ven") == (100, pytest.approx(7 / 3))
        assert self.first("162 mg SC hebdo", "RoActemra") == (162, 7)
        assert self.first("100 mg", every="1-0-0") == (100, 1)

    @pytest.mark.parametrize("drug", ["anakinra\u00b9", "anakinra*", "anakinra\u2020", "anakinra (1)"])
    def test_a_footnote_is_no_part_of_a_name(self, drug: str) -> None:
        assert course_of(treatments=[{**ANAKINRA, "drug": drug}]).treatments[0].drug == "anakinra"


class TestTreatments:
    @pytest.mark.parametrize("drug", ["anakinra (non)", "anakinra (arrêté)", "anakinra (stopped day 30)", "anakinra (not given)"])
    def test_brackets_that_deny_a_drug_are_refused(self, drug: str) -> None:
        assert "and the rest into 'note'" in (told := refusal(treatments=[{**ANAKINRA, "drug": drug}])) or "was not given" in told

    @pytest.mark.parametrize("drug", ["anakinra (proposed)", "anakinra (à discuter)", "anakinra (envisagé)"])
    def test_a_drug_that_was_only_considered_was_not_given(self, drug: str) -> None:
        assert "says that the drug was not given" in refusal(treatments=[{**ANAKINRA, "drug": drug}])

    @pytest.mark.parametrize("drug", ["anakinra (Kineret\u00ae)", "anakinra (since 2015)", "anakinra (SC)", "anakinra (100 mg)"])
    def test_other_brackets_leave_a_drug_as_it_is(self, drug: str) -> None:
        assert course_of(treatments=[{**ANAKINRA, "drug": drug}]).treatments[0].drug == "anakinra"

    @pytest.mark.parametrize(
        "event",
        [
            {"what": "stop", "drug": "anakinra et colchicine"},
            {"what": "stop of anakinra and colchicine"},
            {"what": "arrêt anakinra + prednisone"},
        ],
    )
    def test_a_stop_of_two_drugs_is_two_lines(self, event: dict[str, object]) -> None:
        assert "write a line for each" in refusal(events=[{**event, "at": "10 d"}])

    @pytest.mark.parametrize(
        ("outcome", "effect"),
        [
            ("no response", "none"), ("pas efficace", "none"), ("worse", "none"), ("non-responder", "none"),
            ("partial response", "partial"),
            ("réponse partielle", "partial"), ("complete response", "good"), ("bonne réponse", "good"), ("excellente", "good"),
        ],
    )  # fmt: skip
    def test_how_a_treatment_did_in_words(self, outcome: str, effect: str) -> None:
        assert course_of(treatments=[{**ANAKINRA, "outcome": outcome}]).treatments[0].effect == effect

    @pytest.mark.parametrize("dependence", ["15-20 mg", "15 à 20 mg/j", "between 15 and 20 mg/d", "15..20 mg", "15 mg to 20 mg/d"])
    def test_the_least_dose_that_holds_is_an_interval(self, dependence: str) -> None:
        prednisone = {"drug": "prednisone", "dose": "20 mg", "every": "1 d", "from": "-10 d", "dependence": dependence}
        assert course_of(treatments=[prednisone]).treatments[0].hold_mg == (15, 20)

    @pytest.mark.parametrize(
        ("dose", "write"),
        [
            ("20 mg then tapered", "'dose: 20 mg'"), ("20 mg dégressif", "(taper: 5 mg, or 0 mg)"),
            ("1 mg/kg puis décroissance", "'dose: 1 mg/kg'"), ("20 mg tapered to 5 mg over 2 months", "'taper: 5 mg'"),
        ],
    )  # fmt: skip
    def test_a_taper_in_a_dose_is_refused_with_the_fields_to_write(self, dose: str, write: str) -> None:
        assert write in refusal(treatments=[{"drug": "prednisone", "dose": dose, "every": "1 d", "from": "0 d"}])

    @pytest.mark.parametrize("taper", ["10% per month", "slow", "progressive", "by 5 mg/week"])
    def test_the_speed_of_a_taper_is_no_dose(self, taper: str) -> None:
        treatment = {"drug": "prednisone", "dose": "20 mg", "every": "1 d", "from": "0 d", "to": "60 d", "taper": taper}
        assert "is the speed of a taper" in refusal(treatments=[treatment])

    @pytest.mark.parametrize(
        ("at", "days"),
        [
            ("0 d, 7 d, 14 d", [0, 7, 14]), ("J0, J7 et J14", [0, 7, 14]), ("0 d and 7 d", [0, 7]), ("2018-03-12; 2018-03-26", [0, 14]),
            ("March 12, 2018", [0]),
        ],
    )  # fmt: skip
    def test_days_of_single_doses_in_one_text(self, at: str, days: list[float]) -> None:
        steps = course_of(treatments=[{"drug": "canakinumab", "dose": "150 mg", "at": at}]).treatments[0].steps
        assert [step.start.low for step in steps] == days


class TestPatient:
    @pytest.mark.parametrize("written", ["DFG 60 ml/min", "eGFR: 60 mL/min", "clairance 60 ml/mn", "60"])
    def test_a_quantity_may_begin_with_its_name(self, written: str) -> None:
        assert course_of(patient={"creatinine_clearance": written}).patient.creatinine_clearance_ml_min == 60

    @pytest.mark.parametrize("written", ["CKD stage 3", "IRC stade 3"])
    def test_the_number_of_another_thing_is_never_advised(self, written: str) -> None:
        assert refusal(patient={"creatinine_clearance": written}) == f"'{written}' is not a number."
        assert "1941 a" not in refusal(patient={"age": "born 1941"})

    def test_how_it_was_computed_goes_into_the_note(self) -> None:
        assert "as 60 mL/min, and the rest into 'note'" in refusal(patient={"creatinine_clearance": "60 mL/min (CKD-EPI)"})

    @pytest.mark.parametrize(("written", "sex"), [("Mme", "female"), ("F.", "female"), ("M.", "male"), ("Mr", "male"), ("Mrs", "female")])
    def test_the_sex_as_letters_address_a_patient(self, written: str, sex: str) -> None:
        assert course_of(patient={"sex": written}).patient.sex == sex


@pytest.mark.parametrize(
    ("drug", "name", "dose", "every"),
    [
        ("Kineret 100 mg SC 1x/j", "anakinra", 100, 1), ("colchicine 0,5 mg x 2/j", "colchicine", 0.5, 0.5),
        ("anakinra 100 mg/j", "anakinra", 100, 1),
    ],
)  # fmt: skip
def test_a_dose_with_its_spacing_behind_a_drug_is_its_dose(drug: str, name: str, dose: float, every: float) -> None:
    (treatment,) = course_of(treatments=[{"drug": drug, "from": "0 d"}]).treatments
    assert (treatment.drug, treatment.steps[0].dose_mg, treatment.steps[0].every_days) == (name, dose, every)


@pytest.mark.parametrize(("drug", "name"), [("dexa", "dexamethasone"), ("HSHC", "hydrocortisone"), ("IVMP", "methylprednisolone")])
def test_a_glucocorticoid_by_its_letters_is_in_the_model(drug: str, name: str) -> None:
    (treatment,) = course_of(treatments=[{"drug": drug, "dose": "4 mg", "every": "1 d", "from": "0 d"}]).treatments
    assert (treatment.drug, treatment.known) == (name, True)
