"""The page is for its own machine: no other site can talk to it, and it loads nothing from anywhere else."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from rechallenge.vocabulary.languages import languages
from rechallenge.web.assets import STATIC
from rechallenge.web.guard import LOOPBACK, MAX_MESSAGE_BYTES, Guard
from rechallenge.web.page import page
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
    kind: str = "http", *, host: str = "127.0.0.1:8765", origin: str | None = None, body: bytes = b"", hosts: Any = LOOPBACK
) -> Message:
    headers = [(b"host", host.encode())] + ([(b"origin", origin.encode())] if origin else [])
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

    alone(Guard(inner, hosts)({"type": kind, "path": "/", "headers": headers}, receive, send))  # type: ignore[arg-type]
    return sent[0]


@pytest.mark.parametrize("host", ["localhost", "localhost:80", "127.0.0.1:8765", "[::1]:8765"])
def test_this_machine_is_answered(host: str) -> None:
    assert asked(host=host)["status"] == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8765", "", "192.168.1.5"])
def test_a_name_pointed_at_this_machine_by_someone_else_is_refused(host: str) -> None:
    assert asked(host=host)["status"] == 403


def test_a_page_opened_to_a_network_is_answered_by_any_name() -> None:
    assert asked(host="ward-3.hospital", hosts=None)["status"] == 200


@pytest.mark.parametrize(
    ("origin", "answer"),
    [
        ("http://127.0.0.1:8765", "websocket.accept"),
        ("https://evil.example", "websocket.close"),
        ("null", "websocket.close"),
        ("http://127.0.0.1:9999", "websocket.close"),
    ],
)
def test_only_our_own_page_opens_a_line(origin: str, answer: str) -> None:
    assert asked("websocket", origin=origin)["type"] == answer


def test_a_message_that_is_too_large_ends_the_line() -> None:
    assert asked("websocket", body=b"x" * 100)["heard"] == "websocket.receive"
    assert asked("websocket", body=b"x" * (MAX_MESSAGE_BYTES + 1))["heard"] == "websocket.disconnect"
    assert asked(body=b"x" * (MAX_MESSAGE_BYTES + 1))["status"] == 413


def test_browsers_are_told_to_load_nothing_from_elsewhere() -> None:
    headers = {name.decode(): value.decode() for name, value in asked()["headers"]}
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
