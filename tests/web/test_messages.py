"""Whatever a browser sends, each request is answered in time, and none harms the session: odd documents, odd types, odd texts."""

from __future__ import annotations

import asyncio
import copy
import json
import os
import random
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rechallenge.course.cases import case_path
from rechallenge.web.app import REQUESTS
from rechallenge.web.jobs import Jobs
from rechallenge.web.record import opened
from rechallenge.web.requests import Requests
from rechallenge.web.session import PageSession
from tests.web.alone import Idle, alone

NUMBER = int(os.environ.get("RECHALLENGE_FUZZ", "150"))
"""Messages of one run."""
SLOW_S = 2.0
SEED = 20

ODD: list[Any] = [
    None, True, 0, -1, 1e308, float("nan"), float("inf"), 10**30, "", " ", "\x00", "\u202e", "😀", "\ud83d", "a" * 3000, "1e999 d", "-5 d",
    "0..0 d", "30..10 d", "9999-12-31", "½ mg", "{found}", "%s", "__class__", "../../etc/passwd", "<script>", [], {}, [[[[[[[[]]]]]]]],
    {"a": {"b": {"c": {}}}}, [None], [{}], {"": ""}, {"__proto__": {}}, "crp pain " * 300, "stop of stop of anakinra", "1 1 1 1", "1/0",
    "1e-320 mg/L",
]  # fmt: skip


WELL_FORMED = {"check": [dict, int], "save": [dict, str], "open": [str], "paste": [str, str]}
"""Types of what a page sends, with which nothing may fail."""


def changed(value: Any, chance: random.Random) -> Any:
    """Change one place of a document."""
    if not isinstance(value, (dict, list)) or not value or chance.random() < 0.15:
        return chance.choice(ODD)
    made = copy.copy(value)
    place = chance.choice(list(made) if isinstance(made, dict) else range(len(made)))
    if chance.random() < 0.1 and isinstance(made, dict):
        made[str(chance.choice(ODD))] = made.pop(place)
    else:
        made[place] = changed(made[place], chance)
    return made


def message(document: dict[str, Any], text: str, chance: random.Random) -> tuple[str, list[Any]]:
    """A request that a page might make, with something changed."""
    for _ in range(chance.randrange(4)):
        document = changed(document, chance)
    lines = text.split("\n")
    lines[chance.randrange(len(lines))] = str(chance.choice(ODD))
    usual: dict[str, list[Any]] = {
        "check": [document, 600],
        "save": [document, "\n".join(lines)],
        "open": ["\n".join(lines)],
        "paste": ["observations", f"day\tCRP\n0\t{chance.choice(ODD)}"],
        "ask": [document, text],
        "whatif": [0, {"drugs": document}, 1],
        "search": [{"max_dose": chance.choice(ODD)}],
        "report": [[0, 1]],
        "forget": [0],
        "hello": ["en"],
        "example": ["index"],
    }
    name = chance.choice([*usual, "check", "check", *REQUESTS])
    arguments = usual.get(name, [])
    return name, changed(arguments, chance) if arguments and chance.random() < 0.3 else arguments


def plain(value: Any) -> Any:
    """As it comes through JSON and Shiny, which makes tuples of lists."""
    if isinstance(value, dict):
        return {str(name): plain(inner) for name, inner in value.items()}
    return tuple(map(plain, value)) if isinstance(value, (list, tuple)) else value


def test_each_message_is_answered_in_time_and_none_by_a_fault_of_the_program() -> None:
    text = case_path("index").read_text(encoding="utf-8")
    document = opened(text).document

    async def scenario() -> list[str]:
        chance, wrong = random.Random(SEED), list[str]()
        heard: dict[int, dict[str, Any]] = {}

        async def push(name: str, content: dict[str, Any]) -> None:
            if name == "answered":
                json.dumps(content)
                heard[content["number"]] = content

        async def close() -> None: ...

        with ThreadPoolExecutor(2) as pool:
            session = PageSession(Jobs(Idle()), push, pool)
            requests = Requests({name: getattr(session, name) for name in REQUESTS}, push, lambda: session.language, close)
            for number in range(NUMBER):
                name, arguments = message(document, text, chance)
                began = time.process_time()
                await requests.call(number, name, plain(arguments) if isinstance(arguments, list) else [arguments])
                while number not in heard:
                    await asyncio.sleep(0.001)
                seconds, failed = time.process_time() - began, heard.pop(number).get("failed", "")
                # a handler that is given what no page gives it says so, as any function of Python does
                if seconds > SLOW_S or (failed and not failed.startswith(("TypeError", "AttributeError", "ValueError"))):
                    wrong.append(f"{name} {seconds:.1f} s {failed[:200]} {str(arguments)[:300]}")
                if failed and WELL_FORMED.get(name) == ([type(each) for each in arguments] if isinstance(arguments, list) else []):
                    wrong.append(f"{name}: {failed[:200]} {str(arguments)[:300]}")
            requests.end()
        return wrong

    found = alone(scenario())
    assert not found, "\n".join(found)
