"""The doors of a served page: its token, its time-outs, and what it writes where others could look."""

from __future__ import annotations

import asyncio
import http.client
import io
import sys
import time
from pathlib import Path

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from rechallenge.cli import serving
from rechallenge.web import session as session_module
from rechallenge.web import waiting
from rechallenge.web.session_tasks import without_text
from rechallenge.web.waiting import PatientProtocol
from tests.web.alone import alone
from tests.web.conftest import Served


def got(server: Served, path: str, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", path, headers=headers)
    return connection.getresponse()


def test_without_the_token_there_is_neither_page_nor_file_nor_line(served: Served) -> None:
    assert got(served, "/").status == 403
    assert got(served, "/page/vega.js").status == 403
    with pytest.raises(InvalidStatus), connect(f"ws://127.0.0.1:{served.port}/websocket/", open_timeout=60):
        pass


def test_with_it_there_is_the_page_and_with_its_cookie_the_line(served: Served) -> None:
    entered = got(served, "/?" + served.entry.partition("?")[2])
    cookie = (entered.headers["set-cookie"] or "").partition(";")[0]
    assert entered.status == 303
    assert got(served, "/", cookie=cookie).status == 200
    with connect(f"ws://127.0.0.1:{served.port}/websocket/", additional_headers={"Cookie": cookie}, open_timeout=60) as line:
        assert "sessionId" in str(line.recv(timeout=60))


def test_a_refusal_is_told_in_the_language_of_the_browser(served: Served) -> None:
    assert "jeton" in got(served, "/", **{"accept-language": "fr"}).read().decode()
    assert "token" in got(served, "/", **{"accept-language": "en"}).read().decode()


def test_no_other_account_sees_the_token_in_the_list_of_processes(served: Served) -> None:
    if sys.platform != "linux":
        pytest.skip("there is no /proc")
    token = served.entry.partition("token=")[2].encode()
    assert token
    assert token not in Path(f"/proc/{served.process.pid}/cmdline").read_bytes()


def test_a_browser_is_opened_by_a_file_of_the_user_and_not_with_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[tuple[str, str]] = []

    def browse(address: str) -> None:
        path = Path(address.removeprefix("file://"))
        assert (path.parent.stat().st_mode & 0o077) == 0
        opened.append((address, path.read_text()))

    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr("webbrowser.open", browse)
    with serving._opened("http://127.0.0.1:1/?token=secret"):
        pass
    ((address, text),) = opened
    assert "secret" not in address
    assert "http://127.0.0.1:1/?token=secret" in text
    assert not Path(address.removeprefix("file://")).exists()


def test_what_failed_is_logged_without_a_word_of_the_record() -> None:
    record = "Anne " + "Dupont"
    try:
        raise ValueError(record)
    except ValueError as error:
        text = without_text(error)
    assert record not in text
    assert "ValueError" in text
    assert "test_doors.py" in text


def test_the_page_logs_no_exception_by_itself() -> None:
    source = Path(session_module.__file__).read_text()
    assert "print_exc" not in source
    assert "format_exc" not in source


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "HEAD_S", 0.3)


async def answered(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await asyncio.sleep(0.5 if scope["path"] == "/slow" else 0)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


async def talked(*parts: bytes, pause: float) -> tuple[bytes, float]:
    """What a server answers to a request sent in parts, and after how many seconds it closes."""
    listening = serving._listening("127.0.0.1", 0)
    config = uvicorn.Config(answered, http=PatientProtocol, log_level="critical", lifespan="off", timeout_keep_alive=1)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve(sockets=[listening]))
    reader, writer = await asyncio.open_connection("127.0.0.1", listening.getsockname()[1])
    began, said = time.monotonic(), io.BytesIO()
    try:
        for part in parts:
            writer.write(part)
            await asyncio.sleep(pause)
        said.write(await asyncio.wait_for(reader.read(), 20))
    except ConnectionError:
        pass
    seconds = time.monotonic() - began
    writer.close()
    server.should_exit = True
    await running
    return said.getvalue(), seconds


WHOLE = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize(
    "parts",
    [[b""], [b"GET / HT"], [WHOLE[:-2]], [WHOLE + b"GET /"], [WHOLE, WHOLE[:10]], [WHOLE[place : place + 1] for place in range(20)]],
    ids=["nothing", "a beginning", "no end", "a second one", "a second one, later", "a letter at a time"],
)
def test_who_does_not_end_a_request_is_let_go(parts: list[bytes]) -> None:
    _, seconds = alone(talked(*parts, pause=0.1))
    assert seconds < 5


@pytest.mark.usefixtures("short")
def test_who_waits_for_a_slow_answer_is_not() -> None:
    said, _ = alone(talked(WHOLE.replace(b"/ ", b"/slow "), pause=0.0))
    assert said.endswith(b"ok")
