"""`rechallenge serve`: the page on this machine."""

from __future__ import annotations

import errno
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Annotated

import typer

from rechallenge.cli.commands import app
from rechallenge.cli.outcome import FAILED, outcome, printable, say
from rechallenge.cli.words import METAVAR, language_code, language_of
from rechallenge.limits import CHARTS_GB, require

LOOPBACK = ("127.0.0.1", "::1", "localhost")
PORT = 8765
MOST_CONNECTIONS = 400
"""At once: a browser holds up to seven."""


@app.command()
def serve(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, metavar="N", help="Port of the page; 0 takes a free one.")] = PORT,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; anything but the default opens it to the network.")
    ] = "127.0.0.1",
    token: Annotated[
        bool,
        typer.Option("--token/--no-token", help="Ask for the token in the address; without it every account of this machine may look."),
    ] = True,
    lang: Annotated[
        str | None,
        typer.Option(
            "--lang",
            parser=language_code,
            metavar=METAVAR,
            help="Language; by default the one that the browser prefers.",
            show_default=False,
        ),
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Stop at the first answers, in seconds: an approximation, which says so.")] = False,
    browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser, where there is a desktop.")] = True,
) -> None:
    """Open the page: write a course, see the answers, move the sliders, make the report.

    It answers this machine alone, and loads nothing from the network. The course being written is kept in the browser. The address that is
    printed holds a token, which a browser needs once; other accounts of the machine do not have it.

    \b
      rechallenge serve
      rechallenge serve --port 9000 --lang fr
    """  # noqa: D301
    language = language_of(lang)
    with outcome("serve", language):
        require(CHARTS_GB)
        try:
            listening = _listening(host, port)
        except OSError as error:
            code = _WHY_NOT.get(type(error) if isinstance(error, socket.gaierror) else error.errno)
            if code is None:
                raise
            say(printable(language.text(code, port=port, host=host)))
            raise typer.Exit(FAILED) from None
    from rechallenge.web.token import page_token

    secret = page_token() if token else None
    address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"
    if secret is not None:
        address += f"?token={secret}"
    # the first line on standard output, for whoever starts it from a program
    print(address, flush=True)
    say(language.text("web.serve.at", address=address))
    if secret is None:
        say(language.text("web.serve.no_token"))
    if host not in LOOPBACK:
        say(language.text("web.serve.open"))
    import uvicorn

    from rechallenge.web.app import build
    from rechallenge.web.guard import MAX_MESSAGE_BYTES
    from rechallenge.web.waiting import PatientProtocol

    page = build(lang, hosts=_names(host), quick_only=quick, token=secret)
    config = uvicorn.Config(
        page,
        http=PatientProtocol,
        log_level="warning",
        ws_max_size=MAX_MESSAGE_BYTES,
        ws_ping_timeout=60.0,  # a browser on a machine at work may be slow to answer
        timeout_graceful_shutdown=1,
        server_header=False,
        limit_concurrency=MOST_CONNECTIONS,
    )
    with _opened(address) if browser else nullcontext():
        uvicorn.Server(config).run(sockets=[listening])


def _names(host: str) -> frozenset[str]:
    """Names under which the page may be asked for: those of this machine, and, opened to a network, its name there."""
    told = {name.strip() for name in os.environ.get("RECHALLENGE_HOSTS", "").split(",") if name.strip()}
    names = {"localhost", "127.0.0.1", "[::1]", *told}
    if host not in LOOPBACK:
        names |= {f"[{host}]" if ":" in host else host, socket.gethostname()}
    return frozenset(names)


_WHY_NOT: dict[object, str] = {
    errno.EADDRINUSE: "web.serve.port",
    errno.EACCES: "web.serve.port",
    errno.EADDRNOTAVAIL: "web.serve.host",
    errno.EAFNOSUPPORT: "web.serve.host",
    socket.gaierror: "web.serve.host",
}
"""Codes of what is told where a port cannot be opened."""


def _listening(host: str, port: int) -> socket.socket:
    """Open the port; OSError where it is taken, or where the address is none of this machine."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError:
        made.close()
        raise
    made.listen(128)
    return made


@contextmanager
def _opened(address: str) -> Iterator[None]:
    """Open a browser where there is a desktop: by a file of the user, since all accounts see with which address a program was started."""
    if not (sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        yield
        return
    import webbrowser
    from html import escape
    from tempfile import TemporaryDirectory

    with ExitStack() as opened:
        with suppress(OSError):  # where there is no room for the file, the address that was printed has to do
            path = Path(opened.enter_context(TemporaryDirectory(prefix="rechallenge-"))) / "open.html"
            path.write_text(f'<!doctype html><meta http-equiv="refresh" content="0; url={escape(address)}">', encoding="utf-8")
            webbrowser.open(path.as_uri())
        yield
