"""Published groups: each number has its source, and a fall tells potency only where the disease would not have ended by itself."""

from __future__ import annotations

import pytest

from rechallenge.literature.drugs import drug_names
from rechallenge.literature.natural_history import natural_histories
from rechallenge.literature.references import references
from rechallenge.literature.trials import WITHOUT_DRUG, Trial, further_kinetics, onsets, steroid_doses, trials

BY_ID = {trial.identifier: trial for trial in trials()}


@pytest.mark.parametrize("trial", trials(), ids=lambda t: t.identifier)
def test_a_study_has_a_source_and_a_disease_that_exist(trial: Trial) -> None:
    assert trial.source in references()
    assert trial.history is None or trial.history in natural_histories()
    for group in trial.groups:
        assert group.drug in WITHOUT_DRUG or group.drug in drug_names()
        assert any(each is not None for each in (group.crp_level, group.change, group.responders, group.flares))


def test_every_study_is_there_once() -> None:
    assert len(BY_ID) == len(trials())


def test_persistent_disease_and_controlled_groups_tell_potency_and_a_flare_without_a_control_does_not() -> None:
    assert BY_ID["nomid"].tells_potency
    assert BY_ID["gout_colchicine_high"].tells_potency
    assert not BY_ID["pericarditis_rilonacept"].tells_potency
    assert not BY_ID["gout_prophylaxis"].tells_potency


def test_crp_that_is_left_is_what_is_printed() -> None:
    """NOMID: 5.29 to 0.34 mg/dL (Goldbach-Mansky 2006). Canakinumab 5 to 150 mg a month: falls by 36.4 to 64.6 % (Ridker 2012)."""
    assert BY_ID["nomid"].groups[0].remaining == pytest.approx(0.34 / 5.29)
    falls = {group.dose_mg: group.remaining for group in BY_ID["cantos_pilot"].groups}
    assert falls == pytest.approx({None: 0.953, 5: 0.636, 15: 0.47, 50: 0.354, 150: 0.413})
    assert BY_ID["caps_canakinumab_withdrawal"].groups[1].remaining is None


@pytest.mark.parametrize("trial", [t for t in trials() if t.persistent and len(t.groups) > 1], ids=lambda t: t.identifier)
def test_in_lasting_disease_more_is_left_without_the_drug(trial: Trial) -> None:
    without = [group.remaining for group in trial.groups if group.drug in WITHOUT_DRUG and group.remaining is not None]
    treated = [group.remaining for group in trial.groups if group.drug not in WITHOUT_DRUG and group.remaining is not None]
    assert all(left > on_drug for left in without for on_drug in treated)


def test_the_four_drugs_of_the_model_have_an_onset_with_its_sources() -> None:
    assert {"anakinra", "canakinumab", "colchicine", "prednisone"} <= set(onsets())
    for onset in onsets().values():
        assert {onset.source, *(number.source for number in onset.published)} <= set(references())
        for number in onset.published:
            if number.form == "median_ci" or number.probabilities == (0.5,):
                assert onset.by_days.quantile(0.05) < number.values[0] < onset.by_days.quantile(0.95), (onset.drug, number.source)
    # TRAPS: 4 days (95 % CI 3 to 8); nearly all by day 15
    assert onsets()["canakinumab"].by_days.quantile(0.95) == pytest.approx(15.0)


def test_doses_of_prednisone_name_sources_and_are_doses_that_people_take() -> None:
    for dose in steroid_doses():
        assert dose.source in references()
        assert dose.disease in natural_histories()
        assert 0.0 < dose.mg <= 100.0
        assert dose.n is None or (dose.of is not None and dose.n <= dose.of)
    held = {(dose.disease, dose.mg): dose for dose in steroid_doses() if dose.kind == "held"}
    assert (held["pmr_gca", 12.5].n, held["pmr_gca", 12.5].of) == (47, 60)


def test_kinetic_outcomes_have_a_number_a_source_and_an_identifier_of_their_own() -> None:
    from rechallenge.literature.outcomes import outcomes

    assert len({each.id for each in (*further_kinetics(), *outcomes().kinetics)}) == len(further_kinetics()) + len(outcomes().kinetics)
    for each in further_kinetics():
        assert each.source in references()
        assert (each.mean is None) != (each.range is None)
