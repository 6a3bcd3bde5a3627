"""The program itself, with inference and the pages of the report stood in for: ``python -m tests.cli.stood_in report case.yaml``."""

from __future__ import annotations

import sys

from rechallenge.cli import main
from tests.cli.laboratory import Laboratory

if __name__ == "__main__":
    sys.modules |= Laboratory().modules()
    main()
