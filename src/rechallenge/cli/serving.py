"""`rechallenge serve`: the page on this machine."""

from __future__ import annotations

import errno
import os
import socket
import sys
from typing import Annotated

import typer

from rechallenge.cli.commands import app
from rechallenge.cli.outcome import FAILED, say
from rechallenge.cli.words import METAVAR, language_code, language_of

LOOPBACK = ("127.0.0.1", "::1", "localhost")
PORT = 8765


@app.command()
def serve(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port of the page; 0 takes a free one.")] = PORT,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; anything but the default opens it to the network.")
    ] = "127.0.0.1",
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

    It answers this machine alone, and loads nothing from the network. The course being written is kept in the browser.

    \b
      rechallenge serve
      rechallenge serve --port 9000 --lang fr
    """  # noqa: D301
    language = language_of(lang)
    listening = _listening(host, port)
    if listening is None:
        say(language.text("web.serve.port", port=port))
        raise typer.Exit(FAILED)
    address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"
    # the first line on standard output, for whoever starts it from a program
    print(address, flush=True)
    say(language.text("web.serve.at", address=address))
    if host not in LOOPBACK:
        say(language.text("web.serve.open"))
    import uvicorn

    from rechallenge.web.app import build
    from rechallenge.web.guard import MAX_MESSAGE_BYTES

    page = build(lang, hosts=None if host not in LOOPBACK else frozenset({*LOOPBACK, "[::1]"}), quick_only=quick)
    if browser:
        _open(address)
    config = uvicorn.Config(page, log_level="warning", ws_max_size=MAX_MESSAGE_BYTES, timeout_graceful_shutdown=1, server_header=False)
    uvicorn.Server(config).run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket | None:
    """Open the port, or return None when it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError as error:
        made.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            return None
        raise
    made.listen(128)
    return made


def _open(address: str) -> None:
    if sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        import webbrowser

        webbrowser.open(address)
