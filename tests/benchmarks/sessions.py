"""Many people at once: `uv run python -m tests.benchmarks.sessions` (`--at-once 50`, `--sessions 1,50,200`).

A person here is a websocket that speaks the page's own protocol, so that the server does all that it does for a
browser. Memory is the resident set of the server: of one that has made everything ready and answered every question
once, then after that many people have opened the page and asked one question each, all still connected. Then so many
ask at the same moment; every one of them must get a card, and nobody an error. With `--come-and-go` each person leaves
before the next one comes, and what a session held is given up `STAYS_S` seconds later.

Rule: it ends with 1 where somebody got no answer.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from assistant.workspace import ensure_demo
from tests.ui.browser.conftest import start, stop

QUESTIONS = (
    "revenue by channel last month",
    "orders by month this year",
    "上个月各渠道的销售额",
    "Share of orders by channel",
)
WAIT_S = 180
LIKE_A_BROWSER = {  # answers the server's pings also while nobody reads, and sends none
    "subprotocols": ["streamlit"], "max_size": None, "max_queue": None, "ping_interval": None, "open_timeout": WAIT_S,
}  # fmt: skip
STAYS_S = 5
CALM_S = 4


@dataclass
class Person:
    """One connection: what it was shown so far."""

    socket: object
    box: str = ""
    texts: list = field(default_factory=list)
    has_failed: bool = False

    async def open(self):
        message = BackMsg()
        message.rerun_script.query_string = "lang=en"
        await self._run(message)

    async def ask(self, text):
        """Send a question the way the page does; seconds until the script has ended, and whether a card was drawn."""
        self.texts.clear()
        message = BackMsg()
        state = message.rerun_script.widget_states.widgets.add()
        state.id = self.box
        state.chat_input_value.data = text
        begun = time.perf_counter()
        await self._run(message)
        has_card = any(text.startswith("#### ") for text in self.texts)
        return time.perf_counter() - begun, has_card and not self.has_failed

    async def _run(self, message):
        await self.socket.send(message.SerializeToString())
        async with asyncio.timeout(WAIT_S):
            while not self._heard(ForwardMsg.FromString(await self.socket.recv())):
                pass

    def _heard(self, message):
        """Whether the script has ended."""
        kind = message.WhichOneof("type")
        if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            if element.WhichOneof("type") == "chat_input":
                self.box = element.chat_input.id
            elif element.WhichOneof("type") == "markdown":
                self.texts.append(element.markdown.body)
            elif element.WhichOneof("type") == "exception":
                self.has_failed = True
        return kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY


def resident(site):
    """MiB of the server process."""
    status = Path(f"/proc/{site.drawing()}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024


async def visitor(site):
    """Somebody who has just opened the page."""
    person = Person(await connect(f"ws{site.address[4:]}/_stcore/stream", **LIKE_A_BROWSER))
    await person.open()
    return person


async def made_ready(site):
    """Wait until the server does nothing, and let somebody ask every question."""
    person, before = await visitor(site), -1.0
    while site.spent() > before + 0.1:
        before = site.spent()
        await asyncio.sleep(CALM_S)
    print(f"   made ready: {resident(site):6.0f} MiB resident", flush=True)
    for text in QUESTIONS:
        await person.ask(text)
    await person.socket.close()
    print(f"each question: {resident(site):6.0f} MiB resident", flush=True)


async def come_and_go(site, sizes):
    """One after the other; 1 where somebody got no answer."""
    unanswered = 0
    for number in range(1, sizes[-1] + 1):
        person = await visitor(site)
        _, is_answered = await person.ask(QUESTIONS[number % len(QUESTIONS)])
        unanswered += not is_answered
        await person.socket.close()
        if number in sizes:
            print(f"{number:4} came, went: {resident(site):6.0f} MiB resident, {unanswered} unanswered", flush=True)
    return 1 if unanswered else 0


async def joined(site, people, wanted):
    """Connect until `wanted` people have asked one question each."""
    while len(people) < wanted:
        people.append(person := await visitor(site))
        await person.ask(QUESTIONS[len(people) % len(QUESTIONS)])


async def measure(site, sizes, at_once):
    people = []
    for size in sizes:
        await joined(site, people, size)
        print(f"{size:4} sessions: {resident(site):6.0f} MiB resident", flush=True)
    before, begun = site.spent(), time.perf_counter()
    asked = [person.ask(QUESTIONS[number % len(QUESTIONS)]) for number, person in enumerate(people[:at_once])]
    found = await asyncio.gather(*asked)
    took, used = time.perf_counter() - begun, site.spent() - before
    waited = [seconds for seconds, _ in found]
    answered = Counter(is_answered for _, is_answered in found)
    print(
        f"{len(found)} at once: {answered[True]} answered, {answered[False]} not; all within {took:.1f} s, "
        f"median {median(waited):.1f} s, processor {used:.1f} s ({used / len(found) * 1000:.0f} ms each)"
    )
    print(f"{len(people):4} sessions afterwards: {resident(site):6.0f} MiB resident")
    for person in people:
        await person.socket.close()
    return 1 if answered[False] else 0


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sessions", default="1,50,200", help="how many, in rising order")
    options.add_argument("--at-once", type=int, default=50)
    options.add_argument("--come-and-go", action="store_true", help="one after the other")
    options.add_argument("--home", type=Path, help="a folder in which the demo is, or will be, built")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = given.home or Path(folder)
        ensure_demo(home)
        site = start(home, STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL=str(STAYS_S))
        sizes = [int(size) for size in given.sessions.split(",")]
        try:
            asyncio.run(made_ready(site))
            how = come_and_go(site, sizes) if given.come_and_go else measure(site, sizes, given.at_once)
            return asyncio.run(how)
        finally:
            stop(site)


if __name__ == "__main__":
    sys.exit(main())
