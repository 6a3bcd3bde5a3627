"""What an error proposes is what was meant: never the opposite, never more or less, and found at once."""

from __future__ import annotations

import time

import pytest

from rechallenge.course.nearest import nearest
from rechallenge.course.vocabulary import vocabulary
from rechallenge.outcomes import outcomes

CHANGES = [spelling for table in vocabulary().changes.values() for word in table for spelling in word.words]
LEVELS = [spelling for outcome in outcomes().values() for word in outcome.words for spelling in word.words]


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("not improved", "improved"),
        ("unimproved", "improved"),
        ("non améliorée", "améliorée"),
        ("pas améliorée", "améliorée"),
        ("aucune amélioration", "amélioration"),
        ("no improvement", "improvement"),
        ("failed to improve", "improved"),
        ("unchanged", "changed"),
        ("instable", "stable"),
        ("subnormal", "abnormal"),
        ("subnormal", "normal"),
        ("anormale", "normale"),
        ("not raised", "raised"),
        ("sans douleur", "douleur"),
        ("ineffective", "effective"),
        ("inefficace", "efficace"),
        ("absence of pain", "presence of pain"),
        ("incresed", "decreased"),
        ("left knee", "right knee"),
        ("hypertension", "hypotension"),
        ("bilateral", "unilateral"),
    ],
)
def test_the_opposite_is_never_proposed(written: str, known: str) -> None:
    assert nearest(written, [known], 0.5) is None
    assert nearest(known, [written], 0.5) is None


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("slightly improved", "greatly improved"),
        ("slightly improved", "improved"),
        ("improved", "much improved"),
        ("légèrement améliorée", "améliorée"),
        ("un peu améliorée", "très améliorée"),
        ("peu élevée", "élevée"),
        ("mildly raised", "markedly raised"),
        ("almost normal", "normal"),
        ("presque normalisée", "normalisée"),
        ("partially effective", "effective"),
        ("IL-1", "IL-6"),
        ("stop 1 of anakinra", "stop 2 of anakinra"),
    ],
)
def test_more_or_less_than_was_said_is_never_proposed(written: str, known: str) -> None:
    assert nearest(written, [known], 0.5) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("improvd", "improved"),
        ("amelioree", "améliorée"),
        ("very much imprved", "very much improved"),
        ("slighty raised", "slightly raised"),
        ("markedly rased", "markedly raised"),
        ("normalisd", "normalised"),
        ("sevre", "severe"),
        ("midl", "mild"),
        ("trés elevee", "très élevée"),
    ],
)
def test_a_slip_of_letters_is_proposed(written: str, meant: str) -> None:
    found = nearest(written, [*CHANGES, *LEVELS])
    assert found is not None
    assert found.casefold()[:4] == meant.casefold()[:4]


def test_a_name_as_long_as_a_letter_is_near_to_none_and_takes_no_time() -> None:
    began = time.perf_counter()
    assert nearest("CRP " * 10_000, [*CHANGES, *LEVELS]) is None
    assert nearest("CRP", ["CRP " * 10_000]) is None
    assert time.perf_counter() - began < 0.1
