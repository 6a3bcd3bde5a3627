"""Mutants: changes of one number, comparison or condition in the packages that hold the rules of medicine.

The changes are those of cosmic-ray. A mutant is named by the text that it changes, so that the sample stays the same while
other code moves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

PACKAGES = ("course", "criteria", "instruments", "questions", "single_case")
# Modules that draw: what a picture looks like is no rule, and the tests of the report read its numbers back.
DRAWING = ("chart.py", "forest.py", "phases.py")
SEED = "rechallenge"
# Of the sample, the share that changes a threshold, a window or a comparison.
DECIDING_SHARE = 0.75

_COMPARISONS = {
    "Lt": ("LtE", "GtE"),
    "LtE": ("Lt", "Gt"),
    "Gt": ("GtE", "LtE"),
    "GtE": ("Gt", "Lt"),
    "Eq": ("NotEq",),
    "NotEq": ("Eq",),
    "Is": ("IsNot",),
    "IsNot": ("Is",),
}
DECIDING = ("core/NumberReplacer", *(f"core/ReplaceComparisonOperator_{a}_{b}" for a, others in _COMPARISONS.items() for b in others))
OTHERS = (
    "core/ReplaceAndWithOr",
    "core/ReplaceOrWithAnd",
    "core/AddNot",
    "core/ReplaceUnaryOperator_Delete_Not",
    "core/ReplaceTrueWithFalse",
    "core/ReplaceFalseWithTrue",
    "core/ReplaceBinaryOperator_Add_Sub",
    "core/ReplaceBinaryOperator_Sub_Add",
    "core/ReplaceBinaryOperator_Mul_Div",
    "core/ReplaceBinaryOperator_Div_Mul",
    "core/ReplaceBreakWithContinue",
    "core/ReplaceContinueWithBreak",
)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change.

    Attributes
    ----------
    module
        The file below ``src/rechallenge``.
    operator, occurrence
        The change of cosmic-ray, and which of the places that it could be made in the file.
    line
        Where it begins, from 1.
    name
        Module, changed line, operator and place in the line: what the sample and the explanations go by.
    """

    module: str
    operator: str
    occurrence: int
    line: int
    name: str

    @property
    def deciding(self) -> bool:
        """Whether it changes a threshold, a window or a comparison."""
        return self.operator in DECIDING

    def apply(self, source: str) -> str:
        """Return the changed code."""
        changed: str | None = mutate_code(source, get_operator(self.operator)(), self.occurrence)
        if changed is None:
            raise ValueError(f"no such change: {self.name}")
        return changed


def mutants_of(root: Path, module: str) -> Iterator[Mutant]:
    """All mutants of one file of the package."""
    source = (root / module).read_text(encoding="utf-8")
    lines = source.splitlines()
    tree = get_ast(source)
    for name in (*DECIDING, *OTHERS):
        operator = get_operator(name)()
        places = (place for node in ast_nodes(tree) for place in operator.mutation_positions(node))
        seen: dict[tuple[str, int], int] = {}
        for occurrence, ((line, column), _) in enumerate(places):
            text = lines[line - 1].strip()
            # at run time this branch is never taken, nor is an annotation evaluated
            if "TYPE_CHECKING" in text:
                continue
            offset = column - (len(lines[line - 1]) - len(lines[line - 1].lstrip()))
            nth = seen[text, offset] = seen.get((text, offset), 0) + 1
            yield Mutant(module, name, occurrence, line, f"{module}: {text} [{name.removeprefix('core/')} at {offset}, {nth}]")


@cache
def all_mutants(root: Path) -> tuple[Mutant, ...]:
    """All mutants of the packages that hold the rules of medicine."""
    paths = (path for package in PACKAGES for path in (root / package).rglob("*.py") if path.name not in DRAWING)
    modules = sorted(path.relative_to(root).as_posix() for path in paths)
    return tuple(mutant for module in modules for mutant in mutants_of(root, module))


def _rank(mutant: Mutant) -> str:
    return sha256(f"{SEED}:{mutant.name}".encode()).hexdigest()


def drawn(root: Path, number: int) -> list[Mutant]:
    """Draw mutants: three in four of thresholds, windows and comparisons; always the same ones of the same code.

    Parameters
    ----------
    root
        The folder of the package, ``src/rechallenge``.
    number
        How many.
    """
    everything = sorted(all_mutants(root), key=_rank)
    deciding = round(number * DECIDING_SHARE)
    chosen = [m for m in everything if m.deciding][:deciding] + [m for m in everything if not m.deciding][: number - deciding]
    return sorted(chosen, key=_rank)
