"""What the user of a page does on it, for the tests."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.web.conftest import ANSWERS_MS, Visits

if TYPE_CHECKING:
    from playwright.sync_api import Page


ATTACK = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
"""A name that would run, were it ever taken for markup."""


def field(page: Page, path: str) -> Any:
    """The field of a course at a path."""
    return page.locator(f'[data-path="{path}"]')


def remark(page: Page, path: str) -> Any:
    """What the page says beside a field."""
    return page.locator(f'[data-remark="{path}"]')


def write(page: Page, fields: dict[str, str]) -> None:
    """Fill fields by their paths."""
    for path, text in fields.items():
        control = field(page, path)
        if control.evaluate("element => element.tagName") == "SELECT":
            control.select_option(text)
        else:
            control.fill(text)


def saved(page: Page, folder: Path) -> Path:
    """Save the course, and return where it lies."""
    with page.expect_download() as waiting:
        page.click("#save")
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def answers_of(visits: Visits, language: str = "en", **how: Any) -> Page:
    """Open a page and wait for its answers."""
    page = visits.open(language, **how)
    page.wait_for_selector("html[data-method]", timeout=ANSWERS_MS)
    return page


def violations(page: Page) -> dict[str, list[str]]:
    """What axe-core finds against WCAG 2.2 AA on the page as it stands."""
    from axe_playwright_python.sync_playwright import Axe

    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
    found = Axe().run(page, options=rules).response["violations"]
    return {each["id"]: [re.sub(r"\s+", " ", node["html"])[:160] for node in each["nodes"]][:3] for each in found}
