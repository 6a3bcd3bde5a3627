"""A finding counts for a criterion only at the site that the criterion names."""

from __future__ import annotations

import pytest

from rechallenge.course.model import Finding
from rechallenge.criteria.reading import _holds


@pytest.mark.parametrize(
    ("what", "site", "held"),
    [("pain", "shoulder", True), ("shoulder pain", None, True), ("pain", "knee", False), ("pain", None, False), ("knee pain", None, False)],
)
def test_the_site_is_told_beside_the_finding_or_within_its_name(what: str, site: str | None, held: bool) -> None:
    assert _holds(("shoulder",), Finding("clinical", what=what, site=site), "site") is held


def test_only_the_site_may_stand_within_the_name() -> None:
    assert not _holds(("erosive",), Finding("clinical", what="erosive arthritis"), "value")
