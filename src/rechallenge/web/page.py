"""The page itself, in one language; all that moves on it is done by its scripts."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import TYPE_CHECKING

from markupsafe import Markup
from shiny import ui

from rechallenge import __version__
from rechallenge.presentation.theme import DARK
from rechallenge.vocabulary.languages import base, languages
from rechallenge.web.answering import environment
from rechallenge.web.assets import stamp
from rechallenge.web.suggesting import choices, suggestions, variables
from rechallenge.web.trying_chart import LOOKS
from rechallenge.web.words import language_of, page_words

if TYPE_CHECKING:
    from shiny.ui._page import PageHtmlDocument


def page(language_code: str) -> PageHtmlDocument:
    """Return the page as a document of Shiny."""
    language = language_of(language_code)
    settings = {
        "words": dict(page_words(language.code)),
        "suggestions": suggestions(language),
        "variables": variables(),
        "choices": {field: choices(field, language) for field in ("sex", "outcome", "route", "side")},
        "dark": DARK,
        "looks": [{"colour": colour, "dash": dash} for colour, dash in LOOKS],
    }
    # within a script element only "</" could end it
    data = Markup(json.dumps(settings, ensure_ascii=False).replace("</", "<\\/"))
    html = (
        environment()
        .get_template("page.html.jinja")
        .render(
            text=language.text,
            disclaimer=language.text("disclaimer"),
            language=language.code,
            languages=languages(),
            settings=data,
            stamp=stamp(),
            version=__version__,
        )
    )
    return ui.page_html(html)


def inline_scripts() -> tuple[str, ...]:
    """Return the hashes of the scripts that Shiny writes into the page, as a content security policy names them."""
    html = page(base().code).render()["html"]
    digests = (hashlib.sha256(script.encode()).digest() for script in re.findall(r"<script>(.*?)</script>", html, re.DOTALL))
    return tuple(f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in digests)
