"""Who may talk to the page: the browser of this machine and nobody else, unless the user says so.

A page that listens on the loopback address is still within reach of every web site that its user visits: a site may open a
WebSocket to it, or point a name of its own at 127.0.0.1. So requests must name a host that is ours and WebSockets must come from a
page of ours. What is served may load nothing from elsewhere, in any browser.
"""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})

MAX_MESSAGE_BYTES = 6_000_000
"""A course file may hold 5 MB; a message holds one and a little more."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


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
        Names under which it may be asked for; None for any, where the user opened it to a network.
    scripts
        Hashes of the inline scripts that may run.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str] | None = LOOPBACK, scripts: Iterable[str] = ()) -> None:
        self.app = app
        self.headers = {**HEADERS, "Content-Security-Policy": policy(scripts)}
        self.hosts = None if hosts is None else frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or WebSocket."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if self._stranger(host) or (scope["type"] == "websocket" and not _same_origin(headers.get("origin"), host)):
            await _refuse(scope, receive, send)
            return
        await self.app(scope, _limited(receive), self._armoured(send))

    def _armoured(self, send: Send) -> Send:
        async def armoured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        return armoured

    def _stranger(self, host: str) -> bool:
        return self.hosts is not None and host_name(host) not in self.hosts


def host_name(host: str) -> str:
    """Name in a Host header, without its port.

    >>> host_name("127.0.0.1:8000"), host_name("[::1]:8000")
    ('127.0.0.1', '[::1]')
    """
    return host[: host.rindex("]") + 1] if "]" in host else host.partition(":")[0]


def _same_origin(origin: str | None, host: str) -> bool:
    """Whether a WebSocket was opened by a page of the same host; browsers always say by which."""
    return origin is None or urlsplit(origin).netloc == host


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    await PlainTextResponse("This page is for this machine only.\n", status_code=403)(scope, receive, send)


def _limited(receive: Receive) -> Receive:
    read = 0

    async def limited() -> Message:
        nonlocal read
        message = await receive()
        if message["type"] == "http.request":
            read += len(message.get("body", b""))
        size = read if message["type"] == "http.request" else len(message.get("text") or message.get("bytes") or "")
        return {"type": _gone(message), "code": 1009} if size > MAX_MESSAGE_BYTES else message

    return limited


def _gone(message: MutableMapping[str, object]) -> str:
    return "http.disconnect" if message["type"] == "http.request" else "websocket.disconnect"
