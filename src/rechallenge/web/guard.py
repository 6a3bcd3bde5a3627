"""Who may talk to the page: the browser that was given its token, under a name that is ours.

A page that listens on the loopback address is still within reach of every account of the machine, and of every web site that its user
visits: a site may open a WebSocket to it, or point a name of its own at 127.0.0.1. So requests must name a host that is ours, come from no
page of another origin, and bear the token. What is served may load nothing from elsewhere, in any browser. Nothing is uploaded here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rechallenge.web.token import NAME, Token

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})

MAX_MESSAGE_BYTES = 6_000_000
"""A course file may hold 5 MB; a message holds one and a little more."""
MAX_BODY_BYTES = 10_000
"""Of a request, none of which needs a body."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

Say = Callable[[str, str], str]
"""Sentence of a refusal, by its code and the languages that a browser prefers."""

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[0-9a-z._-]+)(?::\d{1,5})?", re.ASCII | re.IGNORECASE)


def policy(scripts: Iterable[str] = ()) -> str:
    """Return the content security policy of all that is served; `scripts` are the hashes of inline ones.

    Styles are inline in reports and in the charts that Vega draws. Files are saved from blobs.
    """
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *scripts)),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "frame-src 'self' blob:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


class Guard:
    """ASGI middleware that refuses strangers, and tells browsers to load nothing from elsewhere.

    Parameters
    ----------
    app
        What is guarded.
    hosts
        Names under which it may be asked for, beside the address at which it was reached; None for any, where the user opened it so.
    scripts
        Hashes of the inline scripts that may run.
    token
        What a browser must show; None for nothing.
    say
        Sentences of refusals.
    """

    def __init__(
        self,
        app: ASGIApp,
        hosts: Iterable[str] | None = LOOPBACK,
        scripts: Iterable[str] = (),
        token: Token | None = None,
        say: Say = lambda code, _: code,
    ) -> None:
        self.app = app
        self.headers = {**HEADERS, "Content-Security-Policy": policy(scripts)}
        self.hosts = None if hosts is None else frozenset(name.lower() for name in hosts)
        self.token = token
        self.say = say

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or WebSocket."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        answer = self._answer(scope, headers)
        if answer is None:
            await self.app(scope, _limited(receive), self._armoured(send))
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await answer(scope, receive, self._armoured(send))

    def _answer(self, scope: Scope, headers: Headers) -> Response | None:
        """Return what a request gets that is not passed on."""
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            status, code = refusal
            return PlainTextResponse(self.say(code, headers.get("accept-language", "")) + "\n", status_code=status)
        if self.token is None or self.token.known(headers.get("cookie", "")):
            return None
        query = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        if scope["type"] == "http" and any(name == NAME and self.token.right(value) for name, value in query):
            # the token leaves the address, where it would be seen and kept
            rest = urlencode([each for each in query if each[0] != NAME])
            return RedirectResponse("?" + rest if rest else scope["path"], HTTPStatus.SEE_OTHER, headers={"Set-Cookie": self.token.cookie})
        return PlainTextResponse(self.say("web.refused.token", headers.get("accept-language", "")) + "\n", status_code=HTTPStatus.FORBIDDEN)

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[HTTPStatus, str] | None:
        named = headers.getlist("host")
        if len(named) != 1 or not self._ours(named[0], scope):
            return HTTPStatus.FORBIDDEN, "web.refused.host"
        origins = headers.getlist("origin")
        strange = any(not _same_origin(origin, named[0]) for origin in origins) or len(origins) > 1
        fetched = headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode", "") != "navigate"
        if strange or fetched:
            return HTTPStatus.FORBIDDEN, "web.refused.origin"
        if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD"):
            return HTTPStatus.METHOD_NOT_ALLOWED, "web.refused.method"
        return None

    def _armoured(self, send: Send) -> Send:
        async def armoured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        return armoured

    def _ours(self, host: str, scope: Scope) -> bool:
        name = host_name(host)
        if self.hosts is None:
            return name is not None
        # an address is no name that someone else could point at us; where it was reached by it, it is ours
        reached = (scope.get("server") or ("",))[0]
        return name is not None and (name in self.hosts or name.strip("[]") == reached)


def host_name(host: str) -> str | None:
    """Name in a Host header, in lower case and without its port; None where it is no host.

    >>> host_name("LocalHost:8000"), host_name("[::1]:8000"), host_name("localhost.")
    ('localhost', '[::1]', 'localhost')
    >>> host_name("[::1]evil.example"), host_name("127.0.0.1:8000@evil.example"), host_name("")
    (None, None, None)
    """
    found = _HOST.fullmatch(host)
    return None if found is None else found[1].lower().removesuffix(".")


def _same_origin(origin: str, host: str) -> bool:
    """Whether a request was made by a page of the same host and port; browsers always say by which."""
    try:
        found = urlsplit(origin)
    except ValueError:
        return False
    return found.scheme in ("http", "https") and found.netloc.lower() == host.lower()


def _limited(receive: Receive) -> Receive:
    read = 0

    async def limited() -> Message:
        nonlocal read
        message = await receive()
        if message["type"] == "http.request":
            read += len(message.get("body", b""))
            return {"type": "http.disconnect"} if read > MAX_BODY_BYTES else message
        if len(message.get("text") or message.get("bytes") or "") > MAX_MESSAGE_BYTES:
            return {"type": "websocket.disconnect", "code": 1009}
        return message

    return limited
