"""Make the picture of the README: the top of the report on the index case, as a browser shows it.

Needs Chromium or Chrome on the path. Run by ``make images``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import rechallenge
from rechallenge.course.cases import case_path

PICTURE = Path(__file__).parents[1] / "docs" / "images" / "report.png"
WIDTH, HEIGHT = 980, 1900
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def picture(page: Path, target: Path) -> None:
    """Take a picture of the top of a page."""
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        sys.exit(f"The picture needs a browser: one of {', '.join(BROWSERS)}.")
    # Chromium refuses to sandbox itself for root, who runs it in containers
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as profile:
        options = [
            "--headless",
            "--disable-gpu",
            "--hide-scrollbars",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            f"--user-data-dir={profile}",
            f"--window-size={WIDTH},{HEIGHT}",
            f"--screenshot={target.resolve()}",
        ]
        subprocess.run([browser, *sandbox, *options, page.resolve().as_uri()], check=True, capture_output=True, timeout=120)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        finished = rechallenge.make_report(case_path("index"), folder)
        picture(finished.folder / "report.html", PICTURE)
