"""A served page and the machine's own browser, for tests that use the page as its user does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rechallenge.course.cases import case_path
from rechallenge.report.cache import Cache
from rechallenge.report.fitting import fit_key
from rechallenge.web.work import SEED
from tests.cli.running import environment

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
ANSWERS_MS, ACTION_MS = 600_000, 180_000
"""Workers of several tests may compile at the same time on two cores: what is measured is measured in the benchmarks."""


class Served:
    """The page of one server, and the process behind it."""

    def __init__(self, cache: Path, port: int = 0, *, quick: bool = True) -> None:
        self.cache = cache
        self.process = subprocess.Popen(
            [sys.executable, "-m", "rechallenge", "serve", "--port", str(port), "--no-open", *(("--quick",) if quick else ())],
            env=environment(cache),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout is not None
        self.entry = self.process.stdout.readline().strip()
        """Address with its token, by which a browser comes in."""
        self.address = self.entry.partition("?")[0]

    @property
    def port(self) -> int:
        return int(self.address.rstrip("/").rsplit(":", 1)[1])

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for each worker, with one cache: the index case is fitted by the one whose page asks first."""
    of_worker = tmp_path_factory.getbasetemp()
    server = Served((of_worker.parent if "PYTEST_XDIST_WORKER" in os.environ else of_worker) / "served")
    yield server
    server.end()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        reason = f"NO BROWSER: the page is not tested. Install one of {', '.join(BROWSERS)} (Debian: apt-get install chromium)."
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Chromium refuses to sandbox itself for root, who runs it in containers
        launched = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        yield launched
        launched.close()


class Visits(list["Page"]):
    """Pages opened in a test, each in a browser of its own, with all that went wrong in them."""

    def __init__(self, browser: Browser, served: Served) -> None:
        self.browser, self.served, self.wrong = browser, served, list[str]()

    def open(self, language: str = "en", scheme: str = "light", width: int = 1280, height: int = 900, *, touch: bool = False) -> Page:
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            accept_downloads=True,
            has_touch=touch,
        )
        context.set_default_timeout(ACTION_MS)
        context.set_default_navigation_timeout(ANSWERS_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda message: self.wrong.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: None if self.ours(request.url) else self.wrong.append(f"asked elsewhere: {request.url}"))
        page.goto(f"{self.served.entry}&lang={language}")
        page.wait_for_selector("html[data-ready]")
        page.wait_for_selector("#live svg")
        self.append(page)
        return page

    def ours(self, url: str) -> bool:
        return url.startswith((self.served.address, "blob:", "data:", "about:"))


@pytest.fixture
def visits(browser: Browser, answered: Served) -> Iterator[Visits]:
    """Pages of the server, which open with their answers: a page that is closed before has its fit stopped, and the next begins it anew."""
    opened = Visits(browser, answered)
    yield opened
    for page in opened:
        page.context.close()
    # a server that a test ended is missed by its page, and the page says so on the console
    assert [text for text in opened.wrong if "ERR_CONNECTION_REFUSED" not in text] == []


@pytest.fixture(scope="session")
def answered(browser: Browser, served: Served) -> Served:
    """The same server, once it has answered the index case: later pages have its answers at once."""
    page = browser.new_page()
    page.goto(served.entry, timeout=ANSWERS_MS)
    page.wait_for_selector("html[data-job=done]", timeout=ANSWERS_MS)
    page.close()
    keep_for_the_french_case(Cache(served.cache / "results"))
    return served


def keep_for_the_french_case(results: Cache) -> None:
    """Let the French index case have the fit of the English one, which says the same (tests/course/test_index_case.py)."""
    english, french = (fit_key(case_path(name).read_text(encoding="utf-8"), "laplace", SEED) for name in ("index", "index.fr"))
    fit = results.get(english)
    assert fit is not None
    results.put(french, fit)
