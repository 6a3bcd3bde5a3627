"""Sessions of the page without a browser: each speaks the protocol of its script, at the pace of someone who works on a course."""

from __future__ import annotations

import asyncio
import copy
import http.client
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from tests.web.conftest import Served

ANSWER_S = 300.0
"""How long a session waits for what it asked, on a machine at work; it is no promise of the page."""


def cookie(server: Served) -> str:
    """What a browser shows once it has come in by the address with the token."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", "/?" + server.entry.partition("?")[2])
    return (connection.getresponse().headers["set-cookie"] or "").partition(";")[0]


@dataclass
class Visitor:
    """One session: what it asked, and what came of it."""

    line: ClientConnection
    answers: dict[int, asyncio.Future[Any]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    drug: str = ""
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self) -> None:
        """Hear what the page is told."""
        async for text in self.line:
            for name, content in json.loads(text).get("custom", {}).items():
                if name == "answers":
                    self.drug = content["controls"]["drugs"][0]["exposure"]
                    self.answered.set()
                number = {"answered": "number", "tried": "serial"}.get(name)
                if number is not None and (awaited := self.answers.pop(content[number], None)) is not None:
                    awaited.set_result(content)

    async def ask(self, number: int, name: str, *arguments: object, pushed: bool = False) -> Any:
        """Ask for something, and wait for its answer, or for what is pushed later under the same number (less than 0)."""
        awaited = self.answers[-number if pushed else number] = asyncio.get_running_loop().create_future()
        began = time.monotonic()
        await self.line.send(json.dumps({"method": "call", "args": [number, name, list(arguments)], "tag": number}))
        content = await asyncio.wait_for(awaited, ANSWER_S)
        self.seconds.append(time.monotonic() - began)
        if "failed" in content or "wrong" in content:
            self.wrong.append(f"{name}: {content}")
        return content.get("value")


async def visit(server: Served, shown: str, seed: int, more: Callable[[int], bool], pause_s: float) -> Visitor:
    """Open the page, write in the course and try regimens, with pauses, as long as there is `more` to do."""
    chance = random.Random(seed)
    address = f"ws://127.0.0.1:{server.port}/websocket/"
    async with connect(address, additional_headers={"Cookie": shown}, max_size=None, open_timeout=ANSWER_S, ping_timeout=None) as line:
        visitor = Visitor(line)
        await line.send(json.dumps({"method": "init", "data": {}}))
        hearing = asyncio.create_task(visitor.listen())
        first = (await visitor.ask(1, "hello", "en"))["first"]
        await visitor.ask(2, "ask", first["document"], first["original"])
        await asyncio.wait_for(visitor.answered.wait(), ANSWER_S)
        number = 2
        while more(number - 2):
            number += 1
            await asyncio.sleep(chance.uniform(0.5, 1.5) * pause_s)
            if chance.random() < 0.7:
                document = copy.deepcopy(first["document"])
                document["patient"]["age"] = f"{chance.randrange(40, 90)} a"
                await visitor.ask(number, "check", document, 600)
            else:
                given = {"do": "give", "day": 0, "dose": chance.choice((50, 100, 150)), "every": 1}
                await visitor.ask(number, "whatif", 0, {"drugs": {visitor.drug: given}}, -number, pushed=True)
        hearing.cancel()
    return visitor


async def crowd(server: Served, number: int, more: Callable[[int], bool], pause_s: float) -> list[Visitor]:
    """Let so many sessions work side by side."""
    shown = cookie(server)
    return await asyncio.gather(*(visit(server, shown, seed, more, pause_s) for seed in range(number)))
