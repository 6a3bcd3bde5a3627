"""The token of the page, as notebooks have it: in the address once, then in a cookie that no script reads.

It stays the same from one start to the next, so that a page left open finds its program again; it lies in the user's own cache folder,
readable by that account alone. Deleting the file makes a new one.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie

from rechallenge.kept import cache_folder, keep, kept

NAME = "token"
"""Of the token in the query of an address."""

_WRITTEN = re.compile(r"[\w-]{43}")


def page_token() -> str:
    """Return the token of this account; a new one where none can be kept."""
    path = cache_folder() / "page" / NAME
    found = kept(path)
    if found is not None and _WRITTEN.fullmatch(text := found.decode("ascii", "replace")):
        return text
    made = secrets.token_urlsafe(32)
    with suppress(OSError):
        keep(path, made.encode("ascii"))
    return made


class Token:
    """What a browser shows: the token itself in an address, or the cookie that it was given for it."""

    def __init__(self, token: str) -> None:
        digest = hashlib.sha256(token.encode()).hexdigest()
        self._token, self._value = token, digest[16:]
        # cookies do not know ports: two pages of one machine have two names
        self._name = f"rechallenge-{digest[:8]}"

    def right(self, shown: str) -> bool:
        """Whether this is the token, compared in a time that says nothing of it."""
        return hmac.compare_digest(shown.encode("utf-8", "surrogateescape"), self._token.encode())

    @property
    def cookie(self) -> str:
        """Header that gives a browser its cookie, for this host alone and as long as the browser is open.

        A link from elsewhere may open the page with it; no request that another page makes bears it.
        """
        return f"{self._name}={self._value}; Path=/; HttpOnly; SameSite=Lax"

    def known(self, cookies: str) -> bool:
        """Whether a browser shows the cookie.

        >>> token = Token("secret")
        >>> token.known("theme=dark; " + token.cookie.partition(";")[0]), token.known("rechallenge-secret=1"), token.known("=;;")
        (True, False, False)
        """
        try:
            found = SimpleCookie(cookies).get(self._name)
        except CookieError:
            return False
        return found is not None and hmac.compare_digest(found.value.encode("utf-8", "surrogateescape"), self._value.encode())
