"""Fit anew, and write the file of the fit and its page."""

from __future__ import annotations

from studies.potency.result import PATH, ROOT, fitted


def main() -> None:
    """Write ``potency.json``, then the page that is made of it."""
    (ROOT / PATH).write_text(fitted(), encoding="utf-8")
    from studies.potency.page import page

    (ROOT / "docs" / "potency.md").write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
