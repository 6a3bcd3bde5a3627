"""The page is for its own machine: no other site can talk to it, and it loads nothing from anywhere else."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from rechallenge.vocabulary.languages import languages
from rechallenge.web.assets import STATIC
from rechallenge.web.guard import LOOPBACK, MAX_BODY_BYTES, MAX_MESSAGE_BYTES, Guard
from rechallenge.web.page import page
from rechallenge.web.token import Token, page_token
from tests.web.alone import alone

Message = dict[str, Any]


async def inner(scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]) -> None:
    message = await receive()
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept", "heard": (await receive())["type"]})
        return
    await send({"type": "http.response.start", "status": 413 if message["type"] == "http.disconnect" else 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def asked(
    kind: str = "http",
    *,
    host: str | tuple[str, ...] = "127.0.0.1:8765",
    body: bytes = b"",
    hosts: Any = LOOPBACK,
    token: Token | None = None,
    path: str = "/",
    method: str = "GET",
    **more: str,
) -> Message:
    """First answer of the guard to a request, whose other headers are `more`."""
    named = (host,) if isinstance(host, str) else host
    headers = [(b"host", name.encode()) for name in named]
    headers += [(name.replace("_", "-").encode(), value.encode("utf-8")) for name, value in more.items()]
    sent: list[Message] = []
    waiting = (
        [{"type": "http.request", "body": body}]
        if kind == "http"
        else [{"type": "websocket.connect"}, {"type": "websocket.receive", "text": body.decode()}]
    )

    async def receive() -> Message:
        return waiting.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    plain, _, query = path.partition("?")
    scope = {
        "type": kind,
        "method": method,
        "path": plain,
        "query_string": query.encode(),
        "headers": headers,
        "server": ("192.0.2.7", 8765),
    }
    alone(Guard(inner, hosts, token=token)(scope, receive, send))  # type: ignore[arg-type]
    return sent[0]


def headers_of(answer: Message) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in answer["headers"]}


@pytest.mark.parametrize("host", ["localhost", "localhost:80", "LOCALHOST", "localhost.", "127.0.0.1:8765", "[::1]:8765", "192.0.2.7:8765"])
def test_this_machine_is_answered(host: str) -> None:
    assert asked(host=host)["status"] == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "127.0.0.1.evil.example", "evil.example:8765", "", "192.168.1.5", "[::1]evil.example", "[::1]:80:evil.example",
        "::1", "[::1", "localhost:8765@evil.example", "localhost:8765.evil.example", "localhost/evil", "localhost evil", "127.0.0.1:",
        "127.0.0.1:999999", "127.1", "0x7f000001", "[::ffff:127.0.0.1]", "localhost\u202e", ".localhost", "evil.example#localhost",
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_a_name_pointed_at_this_machine_by_someone_else_is_refused(host: str, kind: str) -> None:
    answer = asked(kind, host=host)
    assert answer.get("status") == 403 or answer["type"] == "websocket.close"


@pytest.mark.parametrize("host", [(), ("localhost", "evil.example"), ("evil.example", "localhost"), ("localhost", "localhost")])
def test_a_request_with_no_host_or_two_is_refused(host: tuple[str, ...]) -> None:
    assert asked(host=host)["status"] == 403


def test_a_page_opened_to_a_network_is_answered_by_its_names_there_and_no_other() -> None:
    assert asked(host="ward-3.hospital", hosts={"Ward-3.hospital"})["status"] == 200
    assert asked(host="evil.example", hosts={"ward-3.hospital"})["status"] == 403
    assert asked(host="ward-3.hospital", hosts=None)["status"] == 200


ORIGINS = [
    ("http://127.0.0.1:8765", True),
    ("http://LOCALHOST:8765", False),
    ("https://evil.example", False),
    ("null", False),
    ("http://127.0.0.1:9999", False),
    ("http://127.0.0.1", False),
    ("http://127.0.0.1:8765.evil.example", False),
    ("http://127.0.0.1:8765@evil.example", False),
    ("file://", False),
    ("chrome-extension://127.0.0.1:8765", False),
    ("", False),
    ("http://[", False),
]


@pytest.mark.parametrize(("origin", "ours"), ORIGINS)
def test_only_our_own_page_opens_a_line_or_asks_for_anything(origin: str, ours: bool) -> None:
    assert asked("websocket", origin=origin)["type"] == ("websocket.accept" if ours else "websocket.close")
    assert asked(origin=origin)["status"] == (200 if ours else 403)


def test_what_a_page_of_another_site_fetches_is_refused_and_a_link_to_us_is_followed() -> None:
    assert asked(sec_fetch_site="cross-site", sec_fetch_mode="no-cors")["status"] == 403
    assert asked(sec_fetch_site="cross-site", sec_fetch_mode="navigate")["status"] == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT"])
def test_nothing_is_uploaded(method: str) -> None:
    assert asked(method=method, path="/session/abc/upload/1", body=b"x")["status"] == 405


def test_a_message_that_is_too_large_ends_the_line() -> None:
    assert asked("websocket", body=b"x" * 100)["heard"] == "websocket.receive"
    assert asked("websocket", body=b"x" * (MAX_MESSAGE_BYTES + 1))["heard"] == "websocket.disconnect"
    assert asked(body=b"x" * (MAX_BODY_BYTES + 1))["status"] == 413


class TestToken:
    """Who does not have it sees nothing; who has it bears a cookie afterwards."""

    TOKEN = Token("secret")

    def test_without_it_nothing_is_served_and_no_line_is_opened(self) -> None:
        assert asked(token=self.TOKEN)["status"] == 403
        assert asked(token=self.TOKEN, path="/page/js/main.js")["status"] == 403
        assert asked("websocket", token=self.TOKEN)["type"] == "websocket.close"

    @pytest.mark.parametrize(
        "path", ["/?token=", "/?token=Secret", "/?token=secre", "/?token=secret2", "/?tokens=secret", "/?token=%ff%00"]
    )
    def test_a_wrong_one_is_refused(self, path: str) -> None:
        assert asked(token=self.TOKEN, path=path)["status"] == 403

    def test_it_opens_no_line(self) -> None:
        assert asked("websocket", token=self.TOKEN, path="/?token=secret")["type"] == "websocket.close"

    def test_the_right_one_is_exchanged_for_a_cookie_and_leaves_the_address(self) -> None:
        answer = asked(token=self.TOKEN, path="/?token=secret&lang=fr")
        headers = headers_of(answer)
        assert (answer["status"], headers["location"]) == (303, "?lang=fr")
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(headers["set-cookie"].split("; "))
        assert "secret" not in headers["set-cookie"]

    def test_the_cookie_opens_the_page_and_its_line(self) -> None:
        cookie = headers_of(asked(token=self.TOKEN, path="/?token=secret"))["set-cookie"].partition(";")[0]
        assert asked(token=self.TOKEN, cookie=f"theme=dark; {cookie}")["status"] == 200
        assert asked("websocket", token=self.TOKEN, cookie=cookie)["type"] == "websocket.accept"
        assert asked("websocket", token=self.TOKEN, cookie=cookie, origin="https://evil.example")["type"] == "websocket.close"
        assert asked(token=Token("another"), cookie=cookie)["status"] == 403

    @pytest.mark.parametrize("cookie", ["", "rechallenge-2bb80d53=", "=;;=", "\u00e9=1", "rechallenge-2bb80d53=2bb80d537b1da3e3"])
    def test_a_wrong_cookie_is_refused(self, cookie: str) -> None:
        assert asked(token=self.TOKEN, cookie=cookie)["status"] == 403

    def test_it_is_long_stays_the_same_and_is_for_its_owner_alone(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("RECHALLENGE_CACHE", str(tmp_path))
        first = page_token()
        assert len(first) >= 43
        assert page_token() == first
        (file,) = (path for path in (tmp_path / "page").iterdir())
        assert (file.parent.stat().st_mode | file.stat().st_mode) & 0o077 == 0
        file.write_text("damaged")
        assert page_token() not in (first, "damaged")


def test_browsers_are_told_to_load_nothing_from_elsewhere() -> None:
    headers = headers_of(asked())
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe-eval" not in policy
    assert re.search(r"script-src[^;]*unsafe-inline", policy) is None
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("language", languages())
def test_the_page_names_no_other_address(language: str) -> None:
    html = page(language).render()["html"]
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//[^\"]*", html) == []


def test_no_script_or_style_of_ours_names_another_address() -> None:
    for path in STATIC.rglob("*"):
        if path.suffix in (".js", ".css"):
            found = re.findall(r"https?://(?!www\.w3\.org/2000/svg)[^\s\"')]+", path.read_text(encoding="utf-8"))
            assert found == [], path.name


def test_no_script_of_ours_makes_markup_from_what_a_record_says() -> None:
    """One place sets markup, that of the program's own templates, which escape; nothing is made into code."""
    used = {
        path.name: re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", path.read_text())
        for path in STATIC.rglob("*.js")
    }
    assert {name: found for name, found in used.items() if found} == {"answers.js": ["innerHTML"]}
