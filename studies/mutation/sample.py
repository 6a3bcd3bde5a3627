"""The sample that is kept: mutants drawn once, with the test that noticed each, so that trying them again takes minutes.

Code that changes takes its mutants out of the sample; others are drawn in their place when as many are asked for. Each try begins
with the test that noticed a mutant before. Where that passes, or is not known, the tests that run its line follow, from a data file
of coverage; without one, those of its package.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from studies.mutation.mutants import Mutant, all_mutants, drawn
from studies.mutation.running import TOP, Result
from studies.mutation.selection import Selection

# What data classes are like is tested for all of them at once, by a test that runs none of their lines.
DATA_CLASSES = "tests/course/test_records_never_change.py"
KEPT = Path(__file__).with_name("sample.json")


def kept() -> dict[str, str | None]:
    """Mutants of the sample by name, in the order in which they were drawn, each with the test that noticed it; None for a survivor."""
    found: dict[str, str | None] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    return found


def sample(root: Path, number: int, names: Mapping[str, str | None]) -> list[Mutant]:
    """Mutants of the sample that the code still has, the first ones; filled up with those drawn from the code as it is."""
    now = {mutant.name: mutant for mutant in all_mutants(root)}
    found = [now[name] for name in names if name in now][:number]
    if len(found) < number:
        found += [mutant for mutant in drawn(root, number) if mutant.name not in names][: number - len(found)]
    return found


class KnownFirst:
    """Groups of tests for a mutant, the likeliest to notice it first.

    Parameters
    ----------
    names
        Mutants with the test that noticed each (`kept`).
    coverage
        A data file of coverage with contexts, where there is one.
    """

    def __init__(self, names: Mapping[str, str | None], coverage: Path) -> None:
        self._names = names
        self._selection = Selection(coverage) if coverage.exists() else None

    def __call__(self, mutant: Mutant) -> Iterator[Sequence[str]]:
        """Give them one group after another: the next is asked for when none of the last noticed anything."""
        known = self._names.get(mutant.name)
        if "@dataclass" in mutant.name:
            yield [DATA_CLASSES]
        yield [known] if known is not None and (TOP / known.partition("::")[0]).exists() else []
        if self._selection is not None:
            yield self._selection.of(mutant.module, mutant.line)
        elif (TOP / (folder := f"tests/{mutant.module.partition('/')[0]}")).exists():
            yield [folder]


def keep(results: Sequence[Result]) -> None:
    """Keep results as the sample."""
    KEPT.write_text(json.dumps({result.name: result.by for result in results}, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
