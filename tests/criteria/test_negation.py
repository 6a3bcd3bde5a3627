"""What is denied is absent, what nobody looked for is unknown, and what is suspected or of the family is neither: in both languages.

Each entry is the name of a finding, its value, and the word that is looked for in it where that is not the whole finding.
"""

from __future__ import annotations

import json

import pytest

from rechallenge.course.mentions import status_of_finding
from rechallenge.course.model import Finding
from rechallenge.formats.reading import read_course

ENGLISH_PRESENT = (
    ("tophi", ""),
    ("tophi", "present"),
    ("tophi", "yes"),
    ("tophi", "positive"),
    ("tophi", "+"),
    ("tophi", "+++"),
    ("tophi", "seen"),
    ("tophi", "two, left ear"),
    ("tophi", "many"),
    ("tophi", "4 cm"),
    ("tophi", "oui"),
    ("tophi present", ""),
    ("positive for tophi", ""),
    ("history of tophi", ""),
    ("known tophi", ""),
    ("tophi, no change", "", "tophi"),
    ("no change in tophi", "", "tophi"),
    ("no longer tophi", "", "tophi"),
    ("tophi no longer seen", "", "tophi"),
    ("previous tophi", ""),
    ("not only tophi", "", "tophi"),
    ("tophi but no erosions", "", "tophi"),
    ("tophi without erosions", "", "tophi"),
    ("tophi, not infected", "", "tophi"),
    ("tophi confirmed", ""),
    ("confirmed tophi", ""),
    ("tophus connu", ""),
    ("crystals", "negative birefringence"),
    ("crystals", "strongly negatively birefringent"),
    ("crystals: negative birefringence", "", "crystals"),
    ("tophi", "unchanged"),
    ("tophi", "no change"),
    ("tophi", "stable"),
    ("tophi", "absence of improvement"),
    ("tophi", "not improved"),
    ("tophi", "no improvement"),
    ("tophi", "no longer present"),
    ("tophi", "disappeared under treatment", "tophi"),
    ("multiple tophi, no erosion", "", "tophi"),
    ("tophi with no erosion", "", "tophi"),
    ("non-inflammatory fluid", "", "fluid"),
    ("painless tophi", "", "tophi"),
    ("tophi not operable", "", "tophi"),
    ("no doubt tophi", "", "tophi"),
    ("tophi", "confirmed"),
    ("no response of tophi to allopurinol", "", "tophi"),
    ("no regression of tophi", "", "tophi"),
)
ENGLISH_ABSENT = (
    ("tophi", "negative"),
    ("tophi", "Negative."),
    ("tophi", "NEG"),
    ("tophi", "neg"),
    ("tophi", "-"),
    ("tophi", "—"),
    ("tophi", "absent"),
    ("tophi", "none"),
    ("tophi", "None"),
    ("tophi", "nil"),
    ("tophi", "0"),
    ("tophi", "no"),
    ("tophi", "No."),
    ("tophi", "not seen"),
    ("tophi", "not present"),
    ("tophi", "none seen"),
    ("tophi", "none found"),
    ("tophi", "not found on examination"),
    ("tophi", "ruled out"),
    ("tophi", "excluded"),
    ("tophi", "denies"),
    ("tophi", "denied"),
    ("tophi", "not detected"),
    ("tophi", "undetectable"),
    ("tophi", "not visualised on ultrasound"),
    ("tophi", "was not seen"),
    ("tophi", "absent (exam 2018)"),
    ("tophi", "no tophi"),
    ("tophi", "no evidence of tophi"),
    ("tophi", "no sign"),
    ("tophi", "never"),
    ("tophi", "never seen"),
    ("tophi", "none to date"),
    ("tophi", "No, never"),
    ("tophi", "looked for and not found"),
    ("tophi", "nothing found"),
    ("tophi", "nothing abnormal detected"),
    ("no tophi", ""),
    ("No tophus", ""),
    ("without tophi", ""),
    ("no tophi seen", ""),
    ("tophi not seen", ""),
    ("absence of tophi", ""),
    ("tophi absent", ""),
    ("tophi: none", ""),
    ("denies tophi", ""),
    ("no evidence of tophi", ""),
    ("no sign of tophi", ""),
    ("free of tophi", ""),
    ("tophi ruled out", ""),
    ("never had tophi", ""),
    ("no visible tophi", ""),
    ("no obvious tophi", ""),
    ("lack of tophi", ""),
    ("patient denied any tophi", ""),
    ("did not have tophi", ""),
    ("has no tophi", ""),
    ("doesn't have tophi", ""),
    ("tophi (none)", ""),
    ("there were no tophi", ""),
    ("no clinical tophi", ""),
    ("negative for tophi", ""),
    ("no history of tophi", ""),
    ("non-tophaceous", "", "tophaceous"),
    ("not a tophus", "", "tophus"),
    ("tophi were not found", ""),
    ("tophi were not present", ""),
    ("tophi could not be found", ""),
    ("neither tophi nor crystals", ""),
    ("tophi - absent", ""),
    ("tophi – none", ""),
    ("no subcutaneous tophi", "", "tophi"),
    ("tophi no", ""),
    ("no palpable tophi", ""),
    ("failed to show tophi", ""),
    ("MRI did not show any tophi", "", "tophi"),
    ("no tophus was seen", ""),
    ("tophi not identified", ""),
    ("absent tophi", ""),
    ("0 tophus", ""),
    ("no definite tophus", ""),
    ("tophus absent", ""),
    ("tophus : absent", ""),
    ("tophus (absent)", ""),
)
ENGLISH_UNKNOWN = (
    ("tophi", "not done"),
    ("tophi", "not looked for"),
    ("tophi", "pending"),
    ("tophi", "unknown"),
    ("tophi", "?"),
    ("tophi", "??"),
    ("tophi", "NA"),
    ("tophi", "N/A"),
    ("tophi", "n.a."),
    ("tophi", "ND"),
    ("tophi", "not tested"),
    ("tophi", "not performed"),
    ("tophi", "not assessed"),
    ("tophi", "result pending"),
    ("tophi", "awaited"),
    ("tophi", "not available"),
    ("tophi", "not recorded"),
    ("tophi", "missing"),
    ("tophi", "to be done"),
    ("tophi", "no data"),
    ("tophi", "never looked for"),
    ("tophi", "not examined yet"),
    ("tophi", "could not be assessed"),
    ("tophi", "not sure"),
    ("tophi", "uncertain"),
    ("tophi", "not mentioned"),
    ("tophi", "equivocal"),
    ("tophi", "indeterminate"),
    ("tophi", "borderline"),
    ("tophi not looked for", ""),
    ("tophi not assessed", ""),
    ("tophi: pending", ""),
    ("suspected tophus", ""),
    ("possible tophus", ""),
    ("probable tophi", ""),
    ("?tophi", ""),
    ("tophi?", ""),
    ("? tophus", ""),
    ("suspicion of tophi", ""),
    ("rule out tophi", ""),
    ("r/o tophi", ""),
    ("query tophi", ""),
    ("tophi suspected", ""),
    ("tophi not ruled out", ""),
    ("cannot exclude tophi", ""),
    ("maybe tophi", ""),
    ("tophus possible", ""),
    ("tophus probable", ""),
    ("tophus ?", ""),
    ("possible tophus", "", "tophus"),
    ("family history of tophi", ""),
    ("FH of tophi", ""),
    ("mother has tophi", ""),
    ("brother with tophi", ""),
    ("tophi in the family", ""),
    ("tophi in his father", "", "tophi"),
    ("sister: tophi", "", "tophi"),
    ("familial history: tophi", "", "tophi"),
    ("tophi", "suspected"),
    ("tophi", "possible"),
    ("tophi", "?present"),
    ("tophi", "probably"),
    ("tophi", "family history"),
    ("tophi", "father"),
    ("likely tophus", ""),
    ("presumed tophus", ""),
    ("nodule suggestive of tophus", "", "tophus"),
    ("no family history of tophi", ""),
    ("at risk of tophi", ""),
    ("tophi considered unlikely", "", "tophi"),
    ("tophi", "unlikely"),
    ("tophi", "improbable"),
    ("tophi", "peu probable"),
)
FRENCH_PRESENT = (
    ("tophus", "présent"),
    ("tophus", "présents"),
    ("tophus", "retrouvé"),
    ("tophus", "positif"),
    ("antécédent de tophus", "", "tophus"),
    ("tophus sans érosion", "", "tophus"),
    ("tophus non douloureux", "", "tophus"),
    ("non seulement tophus", "", "tophus"),
    ("cristaux", "biréfringence négative"),
    ("cristaux", "biréfringents négatifs"),
    ("cristaux", "négativement biréfringents"),
    ("tophus", "pas d'amélioration"),
)
FRENCH_ABSENT = (
    ("tophus", "négatif"),
    ("tophus", "négative"),
    ("tophus", "négatifs"),
    ("tophus", "nég"),
    ("tophus", "absent"),
    ("tophus", "absents"),
    ("tophus", "absence"),
    ("tophus", "aucun"),
    ("tophus", "aucun vu"),
    ("tophus", "pas de tophus"),
    ("tophus", "non retrouvé"),
    ("tophus", "non retrouvés"),
    ("tophus", "non vu"),
    ("tophus", "non"),
    ("tophus", "Non."),
    ("tophus", "nie"),
    ("tophus", "nul"),
    ("tophus", "néant"),
    ("tophus", "sans"),
    ("tophus", "éliminé"),
    ("tophus", "écarté"),
    ("tophus", "non visible"),
    ("tophus", "non mis en évidence"),
    ("tophus", "pas retrouvé"),
    ("tophus", "pas vu à l'échographie"),
    ("tophus", "jamais"),
    ("tophus", "absence de tophus"),
    ("tophus", "0"),
    ("tophus", "recherché et non retrouvé"),
    ("tophus", "RAS"),
    ("tophus", "non détecté"),
    ("tophus", "rien"),
    ("tophus", "pas d'argument"),
    ("tophus", "indétectable"),
    ("tophus", "non palpé"),
    ("pas de tophus", ""),
    ("absence de tophus", ""),
    ("sans tophus", ""),
    ("aucun tophus", ""),
    ("aucun tophus retrouvé", ""),
    ("tophus non retrouvé", ""),
    ("tophus non vu", ""),
    ("ni tophus ni cristaux", ""),
    ("nie tout tophus", ""),
    ("pas d'érosion", "", "erosion"),
    ("absence d'érosion", "", "erosion"),
    ("tophus: aucun", ""),
    ("il n'y a pas de tophus", ""),
    ("n'a pas de tophus", ""),
    ("pas de tophus retrouvé", ""),
    ("tophus non objectivé", ""),
    ("tophus éliminé", ""),
    ("tophus négatif", ""),
    ("absence de tophus visible", "", "tophus"),
    ("indemne de tophus", ""),
    ("jamais de tophus", ""),
    ("n'a jamais eu de tophus", "", "tophus"),
    ("l'échographie ne montre pas de tophus", "", "tophus"),
    ("l'examen ne retrouve aucun tophus", "", "tophus"),
    ("tophus n'est pas retrouvé", "", "tophus"),
    ("pas le moindre tophus", "", "tophus"),
    ("sans aucun tophus", ""),
    ("tophus pas retrouvé", ""),
    ("aucune trace de tophus", ""),
    ("recherche de tophus négative", "", "tophus"),
    ("pas d'antécédent de tophus", "", "tophus"),
    ("dépourvu de tophus", ""),
    ("pas de signe de tophus", "", "tophus"),
    ("pas de tophus ni d'érosion", "", "erosion"),
    ("le patient ne présente pas de tophus", "", "tophus"),
    ("nous n'avons pas retrouvé de tophus", "", "tophus"),
)
FRENCH_UNKNOWN = (
    ("tophus", "non fait"),
    ("tophus", "non faite"),
    ("tophus", "non recherché"),
    ("tophus", "non recherchés"),
    ("tophus", "en attente"),
    ("tophus", "en cours"),
    ("tophus", "inconnu"),
    ("tophus", "non réalisé"),
    ("tophus", "pas fait"),
    ("tophus", "non renseigné"),
    ("tophus", "NR"),
    ("tophus", "NC"),
    ("tophus", "non disponible"),
    ("tophus", "à faire"),
    ("tophus", "non connu"),
    ("tophus", "non précisé"),
    ("tophus", "résultat en attente"),
    ("tophus", "pas recherché"),
    ("tophus", "non évalué"),
    ("tophus", "ne sait pas"),
    ("tophus", "douteux"),
    ("tophus", "non contributif"),
    ("tophus non recherché", ""),
    ("recherche de tophus non faite", "", "tophus"),
    ("recherche de tophus en attente", "", "tophus"),
    ("suspicion de tophus", ""),
    ("tophus suspecté", ""),
    ("tophus à éliminer", ""),
    ("éliminer un tophus", ""),
    ("tophus à confirmer", ""),
    ("tophus non exclu", ""),
    ("peut-être un tophus", "", "tophus"),
    ("aspect évocateur de tophus", "", "tophus"),
    ("antécédents familiaux de tophus", ""),
    ("ATCD familiaux de tophus", ""),
    ("tophus chez la mère", "", "tophus"),
    ("père porteur de tophus", "", "tophus"),
    ("tophus", "suspecté"),
    ("tophus", "possible"),
    ("tophus", "probable"),
)


def status(what: str, value: str, word: str = "") -> str:
    finding = Finding("clinical", what, value=value or None)
    if not word:
        return finding.status.status
    found = status_of_finding((word,), finding)
    assert found is not None
    return found.status


@pytest.mark.parametrize("entry", [*ENGLISH_PRESENT, *FRENCH_PRESENT], ids=str)
def test_what_is_there_or_was_is_present(entry: tuple[str, ...]) -> None:
    assert status(*entry) == "present"


@pytest.mark.parametrize("entry", [*ENGLISH_ABSENT, *FRENCH_ABSENT], ids=str)
def test_what_is_denied_before_or_after_is_absent(entry: tuple[str, ...]) -> None:
    assert status(*entry) == "absent"


@pytest.mark.parametrize("entry", [*ENGLISH_UNKNOWN, *FRENCH_UNKNOWN], ids=str)
def test_what_was_not_looked_for_or_is_suspected_or_of_the_family_is_unknown(entry: tuple[str, ...]) -> None:
    assert status(*entry) == "unknown"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no tophi but urate crystals", {"tophi": "absent", "urate crystals": "present"}),
        ("no tophi, no erosions, urate crystals present", {"tophi": "absent", "erosions": "absent", "urate crystals": "present"}),
        ("negative for urate, positive for pyrophosphate", {"urate": "absent", "pyrophosphate": "present"}),
        ("ANA positive, anti-Scl-70 negative", {"ANA": "present", "anti-Scl-70": "absent"}),
        ("ANA positive anti-Scl-70 negative", {"ANA": "present", "anti-Scl-70": "absent"}),
        ("ANA +, anti-Scl-70 -", {"ANA": "present", "anti-Scl-70": "absent"}),
        ("CPP+ MSU-", {"CPP": "present", "MSU": "absent"}),
        ("anti-Scl-70 and anticentromere negative", {"anti-Scl-70": "absent", "anticentromere": "absent"}),
        (
            "denies headache, visual loss and jaw claudication",
            {"headache": "absent", "visual loss": "absent", "jaw claudication": "absent"},
        ),
        ("no headache, visual loss or jaw claudication", {"headache": "absent", "visual loss": "absent", "jaw claudication": "absent"}),
        ("no tophi, erosions", {"tophi": "absent", "erosions": "unknown"}),  # said in two ways: never counted
        ("no tophi and erosions", {"tophi": "absent", "erosions": "unknown"}),
        ("tophi (2, left ear), none on the right", {"tophi": "present"}),
        ("suspected tophus, ruled out", {"tophus": "absent"}),
        ("suspected tophus, confirmed by biopsy", {"tophus": "present"}),
        ("synovitis of the knee; crystals: negative birefringence", {"synovitis": "present", "crystals": "present"}),
        ("tophi or erosions", {"tophi": "unknown", "erosions": "unknown"}),
        ("mother has gout, but the patient has tophi", {"gout": "unknown", "tophi": "present"}),
        ("no infection of the tophi", {"tophi": "unknown"}),
        ("no change of the tophi", {"tophi": "present"}),
        ("pas de tophus mais cristaux d'urate", {"tophus": "absent", "cristaux d'urate": "present"}),
        ("pas de tophus ni d'érosion", {"tophus": "absent", "érosion": "absent"}),
        ("ni tophus ni érosion", {"tophus": "absent", "érosion": "absent"}),
        ("AAN positifs, anti-Scl-70 négatifs", {"AAN": "present", "anti-Scl-70": "absent"}),
        ("absence de tophus, présence d'érosions", {"tophus": "absent", "érosions": "present"}),
        ("négatif pour l'urate, positif pour le pyrophosphate", {"urate": "absent", "pyrophosphate": "present"}),
        ("l'échographie n'a pas retrouvé d'érosion", {"érosion": "absent"}),
        ("recherche de cristaux négative", {"cristaux": "absent"}),
        ("recherche de cristaux positive", {"cristaux": "present"}),
        ("nie céphalées, cervicalgies et raideur", {"céphalées": "absent", "cervicalgies": "absent", "raideur": "absent"}),
        ("la mère a une goutte, mais le patient a des tophus", {"goutte": "unknown", "tophus": "present"}),
        ("sans amélioration de la synovite", {"synovite": "present"}),
        ("suspicion de tophus, écarté", {"tophus": "absent"}),
    ],
)
def test_a_denial_reaches_what_it_denies_and_no_further(text: str, expected: dict[str, str]) -> None:
    assert {word: status(text, "", word) for word in expected} == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("value: '< 10 U/mL'", "absent"),
        ("value: '<0.4'", "absent"),
        ("value: 0 U/mL", "absent"),
        ("value: 12 U/mL (N < 20)", "absent"),
        ("value: 20 U/mL (N < 20)", "absent"),
        ("value: 21 U/mL (N < 20)", "present"),
        ("value: 8 U/mL (negative)", "absent"),
        ("value: 80 UI/mL (positif)", "present"),
        ("value: 7 U/mL, upper_limit: 7 U/mL", "absent"),
        ("value: 12 U/mL, upper_limit: 7 U/mL", "present"),
        ("valeur: 12 U/mL, limite_supérieure: 20 U/mL", "absent"),
        ("value: '> 200 U/mL'", "present"),
        ("value: 3 x ULN", "present"),
        ("value: 0.5 x N", "absent"),
        ("value: 12 U/mL", "unknown"),
        ("value: normal", "absent"),
        ("value: weakly positive", "present"),
        ("value: borderline", "unknown"),
        ("titre: '< 1/80'", "absent"),
        ("titre: 1/640", "present"),
        ("value: negative, titre: 1/40", "absent"),
    ],
)
def test_an_antibody_is_compared_with_its_limit(fields: str, expected: str) -> None:
    key = "quoi" if "valeur" in fields else "what"
    text = f"rechallenge: 1\nfindings: [{{{key}: anti-Scl-70, {fields}}}]\n"
    assert read_course(text).course.findings[0].status.status == expected


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("titre", "expected"), [("1/40", "unknown"), ("1:40", "unknown"), ("1/79", "unknown"), ("1/80", "present"), ("1/2560", "present")]
)
def test_antinuclear_antibodies_below_one_in_eighty_are_neither_positive_nor_negative(titre: str, expected: str) -> None:
    assert Finding("laboratory", "antinuclear antibodies", titre=titre).status.status == expected
    assert Finding("laboratory", "AAN", value=titre).status.status == expected


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("absence totale de tophus", ""),
        ("absence nette de tophus", ""),
        ("total absence of tophus", ""),
        ("complete lack of tophus", ""),
        ("tophus", "échographie normale"),
        ("tophus", "IRM normale"),
        ("tophus", "radiographie sans particularité"),
        ("tophus", "scanner : négatif"),
        ("tophus", "normal ultrasound"),
        ("tophus", "x-ray normal"),
        ("tophus", "MRI was unremarkable"),
    ],
)
def test_a_whole_absence_and_a_normal_examination_deny(what: str, value: str) -> None:
    said = status_of_finding(["tophus"], Finding("clinical", what, value=value or None))
    assert said is not None
    assert said.status == "absent"


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("no tophus except on the left elbow", ""),
        ("no tophus apart from a small one", ""),
        ("pas de tophus sauf au coude gauche", ""),
        ("absence de tophus en dehors du coude", ""),
        ("tophus", "none except left elbow"),
        ("tophus", "aucun hormis au coude"),
        ("tophus", "not obvious"),
        ("tophus", "not very obvious"),
        ("tophus", "pas évident"),
    ],
)
def test_a_denial_with_an_exception_or_a_doubt_is_unknown(what: str, value: str) -> None:
    said = status_of_finding(["tophus"], Finding("clinical", what, value=value or None))
    assert said is not None
    assert said.status == "unknown"


@pytest.mark.parametrize(
    ("what", "value", "status"),
    [
        ("tophus", "rien à signaler", "absent"),
        ("tophus", "rien de particulier", "absent"),
        ("tophus", "sans particularité", "absent"),
        ("tophus", "nothing to report", "absent"),
        ("unremarkable for tophus", "", "absent"),
        ("tophus", "yes?", "unknown"),
        ("tophus", "oui ?", "unknown"),
        ("tophus", "absent?", "unknown"),
        ("tophus", "présent ??", "unknown"),
        ("paternal tophus", "", "unknown"),
        ("crainte de tophus", "", "unknown"),
        ("worried about tophus", "", "unknown"),
        ("tophus", "to be seen", "unknown"),
        ("tophus", "cf. radiographie", "unknown"),
        ("tophus", "see ultrasound", "unknown"),
    ],
)
def test_nothing_to_report_denies_and_what_is_asked_is_unknown(what: str, value: str, status: str) -> None:
    said = status_of_finding(["tophus"], Finding("clinical", what, value=value or None))
    assert said is not None
    assert said.status == status


@pytest.mark.parametrize(
    "text",
    [
        "tophi not retained", "tophi dismissed", "tophi rejected", "tophi not felt", "tophi could not be found", "tophi couldn't be found",
        "tophi were sought but not found", "hx neg for tophi", "hasn't had tophi", "φ tophi", "tophus non retenu", "tophus récusé",
        "tophus rejeté",
        "tophus introuvable", "tophus recherché mais non retrouvé", "tophus non démontré", "rien n'évoque un tophus",
        "not known to have tophi",
    ],
)  # fmt: skip
def test_what_was_not_retained_or_sought_in_vain_is_absent(text: str) -> None:
    assert Finding("clinical", text).status.status == "absent"


@pytest.mark.parametrize(
    "text",
    [
        "look for tophi", "tophi to do", "mimicking tophi", "to prevent tophi", "FH tophi",
        "ATCDF tophus",
        "less likely tophi", "doute sur un tophus", "pour éviter un tophus", "tophus non avéré",
    ],
)  # fmt: skip
def test_a_plan_or_a_likeness_leaves_unknown(text: str) -> None:
    assert Finding("clinical", text).status.status == "unknown"


@pytest.mark.parametrize("text", ["☑ tophi", "[x] tophi", "tophi ✓"])
def test_a_ticked_box_says_that_it_is_there(text: str) -> None:
    assert Finding("clinical", text).status.status == "present"


@pytest.mark.parametrize(
    "text", ["☐ tophi", "[ ] tophi", "tophi ☐", "tophi [ ]", "❌ tophi", "tophi ✗", "tophi: N", "tophi = n", "tophi: never"]
)
def test_an_empty_box_or_the_letter_of_a_list_denies(text: str) -> None:
    assert Finding("clinical", text).status.status == "absent"


@pytest.mark.parametrize(
    ("what", "value", "status"),
    [
        ("synovitis", "grade 0", "absent"),
        ("double contour", "score 0/3", "absent"),
        ("synovite", "stade 0", "absent"),
        ("synovitis", "grade 2", "present"),
        ("fever", "99 F", "absent"),
        ("fever", "98.6°F", "absent"),
        ("fever", "102 °F", "present"),
        ("leukocytosis", "8 G/L (4-10)", "absent"),
        ("leukocytosis", "15 G/L (4-10)", "present"),
        ("leukopenia", "2 G/L (4-10)", "present"),
        ("anti-CCP", "250 U/mL (7-10)", "present"),
        ("anti-CCP", "8 U/mL (7-10)", "absent"),
        ("anti-ADN", "limite à 28", "unknown"),
        ("anti-DNA", "borderline at 28", "unknown"),
        ("MEFV mutation", "wild type", "absent"),
    ],
)
def test_grades_temperatures_and_ranges_are_read(what: str, value: str, status: str) -> None:
    assert Finding("clinical", what, value=value).status.status == status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Raynaud [x] oui [ ] non", "present"), ("Raynaud [ ] oui [x] non", "absent"), ("Raynaud ☒ oui ☐ non", "present"),
        ("Raynaud ☐ oui ☒ non", "absent"), ("Raynaud Yes ☐ No ☑", "absent"), ("Raynaud yes/no", "unknown"), ("Raynaud (O/N)", "unknown"),
        ("Raynaud (N)", "absent"), ("anti-centromère limite", "unknown"),
    ],
)  # fmt: skip
def test_a_form_says_what_is_ticked_in_it(text: str, status: str) -> None:
    assert read_course(json.dumps({"rechallenge": 1, "findings": [text]})).course.findings[0].status.status == status
