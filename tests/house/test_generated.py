"""What a program writes is what stands in the tree."""

from __future__ import annotations

import pytest

from studies.generated import GENERATED, ROOT, Generated
from tests.house.test_tree import tracked


@pytest.mark.parametrize("generated", [each for each in GENERATED if each.held], ids=lambda each: each.path)
def test_a_generated_file_is_current(generated: Generated) -> None:
    for path, text in generated.texts().items():
        assert (ROOT / path).read_text(encoding="utf-8") == text, f"run: make {'docs' if path.startswith('docs/') else 'data'}"


def test_every_page_that_calls_itself_generated_is_in_the_list() -> None:
    listed = {each.path for each in GENERATED} | {"docs/benchmarks.md"}
    pages = [path for path in tracked() if path.suffix == ".md" and path.parent == ROOT / "docs"]
    marked = {
        str(path.relative_to(ROOT))
        for path in pages
        if any(mark in path.read_text(encoding="utf-8") for mark in ("written by a program", "Written by `make", "<!-- /"))
    }
    assert marked <= listed
    assert {path for path in listed if path.startswith("docs/") and path.endswith(".md")} == marked
