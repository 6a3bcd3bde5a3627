"""Drawing of the posterior that ships, and the mark by which one that has become wrong is known."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from rechallenge.analogy.assumptions import ASSUMPTIONS
from rechallenge.analogy.effect import FULL_EFFECT
from rechallenge.arrays import Floats
from rechallenge.literature.evidence import evidence
from studies.analogy.synthesis import KEPT, Synthesis

ROOT = Path(__file__).parents[2]
DECIDED_BY = (
    "studies/analogy/model.py",
    "src/rechallenge/analogy/effect.py",
    "src/rechallenge/analogy/assumptions.py",
)
"""What decides the draws, beside what the studies say and how much a usual dose holds back; the sampler does not."""

KEPT_DRAWS = {"modelled": 1000}
"""Draws that ship; of the other assumptions fewer, which only show how far an answer moves."""
OTHER_DRAWS = 400


def content_digest() -> str:
    """Hash of the studies and of the model."""
    total = hashlib.sha256()
    for name in DECIDED_BY:
        total.update((ROOT / name).read_bytes().replace(b"\r\n", b"\n"))
    # as they are understood: how their file is written and read does not matter
    total.update(repr(evidence()).encode())
    total.update(f"{FULL_EFFECT:.6f}".encode())
    return total.hexdigest()


def drawn(seed: int = 0) -> str:
    """Draw the posterior under each of the assumptions, as the text of the file that ships."""
    synthesis = Synthesis(evidence())
    kept: dict[str, dict[str, Floats]] = {}
    for name, assumed in ASSUMPTIONS.items():
        began = time.perf_counter()
        found = synthesis.run(assumed, seed=seed)
        told = f"R-hat {found.rhat_max:.3f}, effective draws {found.ess_min:.0f}, divergences {found.divergences}"
        print(f"{name}: {time.perf_counter() - began:.0f} s, {told}", file=sys.stderr)
        total = len(found.draws["typical"])
        rows = np.linspace(0, total - 1, KEPT_DRAWS.get(name, OTHER_DRAWS)).round().astype(int)
        kept[name] = {key: found.draws[key][rows] for key in KEPT}
    return to_text(content_digest(), tuple(evidence().diseases), kept)


def to_text(digest: str, diseases: tuple[str, ...], draws: Mapping[str, Mapping[str, Floats]]) -> str:
    """Write draws by assumption as the file that ships, three decimals each, one line a quantity."""

    def numbers(values: Floats) -> str:
        return json.dumps(np.round(values, 3).tolist(), separators=(",", ":"))

    blocks = [
        f'  "{assumed}": {{\n' + ",\n".join(f'   "{name}": {numbers(values)}' for name, values in each.items()) + "\n  }"
        for assumed, each in draws.items()
    ]
    head = f' "digest": "{digest}",\n "diseases": {json.dumps(list(diseases))},\n'
    return "{\n" + head + ' "draws": {\n' + ",\n".join(blocks) + "\n }\n}\n"
