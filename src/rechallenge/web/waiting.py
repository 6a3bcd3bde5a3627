"""Connections that wait for too long: who begins a request and does not end it is let go."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_S = 10.0
"""A browser sends the head of a request at once; one over the network of a hospital within a second."""


class PatientProtocol(H11Protocol):
    """The protocol of uvicorn, which itself waits for the end of a head for ever."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request, and not for long."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Wait for the rest of what has begun."""
        super().data_received(data)
        if self._answering():
            self._wait_no_more()
        elif self._deadline is None:
            self._wait()

    def on_response_complete(self) -> None:
        """Let the shorter time between two requests begin."""
        self._wait_no_more()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._wait_no_more()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self, event: Any) -> None:
        """Hand over: a WebSocket has pings of its own."""
        self._wait_no_more()
        super().handle_websocket_upgrade(event)

    def _answering(self) -> bool:
        upgraded = self not in self.connections
        return upgraded or (self.cycle is not None and not self.cycle.response_complete)

    def _wait(self) -> None:
        self._deadline = self.loop.call_later(HEAD_S, self.transport.close)

    def _wait_no_more(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
