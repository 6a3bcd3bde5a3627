"""``python -m rechallenge.analogy draw``: draw the posterior that ships. ``... check PAGE``: leave out each disease, write the page."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

from rechallenge.analogy.assumptions import ASSUMPTIONS
from rechallenge.analogy.posterior import FILE, Floats, content_digest, to_text
from rechallenge.analogy.synthesis import KEPT, Synthesis
from rechallenge.literature.evidence import evidence

KEPT_DRAWS = {"modelled": 1000}
"""Draws that ship; of the other assumptions fewer, which only show how far an answer moves."""
OTHER_DRAWS = 400


def draw(seed: int) -> str:
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


def main() -> None:
    """Run one of the two commands."""
    parser = argparse.ArgumentParser(prog="python -m rechallenge.analogy", description="Published outcomes across diseases.")
    parser.add_argument("--seed", type=int, default=0)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("draw", help="draw the posterior that ships")
    check = commands.add_parser("check", help="predict each disease from the others, and write the page that says how well")
    check.add_argument("page", type=Path)
    chosen = parser.parse_args()
    if chosen.command == "draw":
        Path(__file__).with_name(FILE).write_text(draw(chosen.seed), encoding="utf-8")
        return
    from rechallenge.analogy.page import page

    chosen.page.write_text(page(chosen.seed), encoding="utf-8")


if __name__ == "__main__":
    main()
