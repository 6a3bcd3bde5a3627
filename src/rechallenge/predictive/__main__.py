"""``python -m rechallenge.predictive docs/predictive-check.md``: hold the model against published outcomes, and write the page."""

from __future__ import annotations

import argparse
from pathlib import Path

from rechallenge.predictive.page import page

N_PATIENTS = 4000


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(prog="python -m rechallenge.predictive", description="The model beside published outcomes.")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--patients", type=int, default=N_PATIENTS, help="virtual patients a row")
    parser.add_argument("page", type=Path)
    chosen = parser.parse_args()
    chosen.page.write_text(page(chosen.patients, chosen.seed), encoding="utf-8")


if __name__ == "__main__":
    main()
