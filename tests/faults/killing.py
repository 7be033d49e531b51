"""Kill the program with no warning while it works, at moments drawn by a seed, and look at what is left.

Three kinds of work: an import over earlier data, a segment run that is kept, and a file of questions. After each kill a
new process must answer at once and rightly, and the chain of records must verify. `python -m tests.faults.killing 120`
runs that many and prints how long a restart took.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from assistant.records.audit import Audit
from assistant.workspace import ensure_demo, open_workspace
from semantic_layer.engines.publish import current_file
from tools.segments.runs import list_runs

WORK = {
    "import": """
from assistant.cli import main
import assistant.onboarding.keeping, semantic_layer.engines.duckdb, semantic_layer.inference
print("ready", flush=True)
main(["init", "--data", sys.argv[2], "--out", sys.argv[1], "--yes"])
""",
    "segments": """
from datetime import date
from pathlib import Path
from assistant.workspace import open_workspace
from tools.segments.runs import ensure_run
context = open_workspace(Path(sys.argv[1]))
print("ready", flush=True)
for name in ("customer.rfm", "customer.lifecycle", "customer.value_tier"):
    ensure_run(context.model.segmentation(name), date.fromisoformat(sys.argv[2]), context.tools)
""",
    "asking": """
from pathlib import Path
from assistant.answer import answer
from assistant.question import Question
from assistant.workspace import open_workspace
context = open_workspace(Path(sys.argv[1]))
print("ready", flush=True)
for text in ("revenue by channel", "orders by month", "top 5 products by revenue", "各渠道的销售额"):
    answer(Question.of(text), context)
""",
}
DATES = [f"2026-{month:02}-{day:02}" for month in range(3, 10) for day in (1, 11, 21)]


@dataclass
class Seen:
    """What the kills showed."""

    restarts: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)  # of the restarts, which a busy machine does not lengthen
    survived: dict[str, int] = field(default_factory=dict)  # kills that came after the work was done, by kind
    before: int = 0
    after: int = 0
    torn: int = 0
    unfinished: int = 0

    def told(self):
        slow = sorted(self.restarts)
        return (
            f"{len(slow)} kills: restart p50 {median(slow):.2f} s, p95 {slow[int(len(slow) * 0.95)]:.2f} s, "
            f"max {slow[-1]:.2f} s "
            f"(processor p50 {median(self.cpu):.2f} s, max {max(self.cpu):.2f} s); "
            f"data before {self.before}, after {self.after}; "
            f"torn lines {self.torn}, unfinished questions {self.unfinished}; ended first {self.survived}"
        )


class World:
    """A demo, and a folder that is imported over and over; `length` is how long each work takes undisturbed."""

    def __init__(self, folder, shop=None):
        self.folder = folder
        self.shop = shop or ensure_demo(folder / "home", scale=0.05)
        self.model = folder / "model"
        self.sources = [self._source(n) for n in (1, 2)]
        self.total, self.length = None, {}
        run = self.measured("import", self.sources[0])
        assert run == 0
        self.total = 1
        assert self.measured("segments", DATES[0]) == self.measured("asking") == 0
        self.members = {run.segmentation: run.customers for run in self._runs(DATES[0])}
        assert len(self.members) == 3

    def _source(self, n):
        folder = self.folder / f"files{n}"
        folder.mkdir()
        rows = "".join(f"{i},{n},2026-01-{i % 28 + 1:02}\n" for i in range(20_000))
        (folder / "sales.csv").write_text(f"id,amount,day\n{rows}", encoding="utf-8")
        return folder

    def argument(self, kind, chance):
        if kind == "import":
            return self.sources[2 - self.total]
        return chance.choice(DATES) if kind == "segments" else ""

    def start(self, kind, argument=""):
        where = self.model if kind == "import" else self.shop
        command = [sys.executable, "-c", f"import sys{WORK[kind]}", str(where), str(argument)]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment(self))
        assert child.stdout.readline().strip() == b"ready"
        return child

    def measured(self, kind, argument=""):
        child = self.start(kind, argument)
        begun = time.perf_counter()
        child.stdout.read()
        code = child.wait()
        self.length[kind] = time.perf_counter() - begun
        return code

    def kill(self, kind, chance, seen):
        """Let the work run for a random part of its time, kill it, and look."""
        argument = self.argument(kind, chance)
        child = self.start(kind, argument)
        time.sleep(chance.uniform(0, self.length[kind] * 1.05))
        if child.poll() is not None:
            seen.survived[kind] = seen.survived.get(kind, 0) + 1
        child.kill()
        child.stdout.close()
        child.wait()
        self.look(kind, argument, seen)

    def look(self, kind, argument, seen):
        question, where = ("total amount", self.model) if kind == "import" else ("revenue by channel", self.shop)
        begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-m", "assistant.cli", "ask", question, "--model", str(where), "--json"]
        done = subprocess.run(command, capture_output=True, env=environment(self), check=False)
        seen.restarts.append(time.perf_counter() - begun)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        seen.cpu.append(used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime)
        assert done.returncode == 0, (kind, done.stderr.decode(), done.stdout.decode()[:300])
        rows = json.loads(done.stdout)["rows"]
        if kind == "import":
            assert rows in ([[20_000]], [[40_000]]), rows  # before or after, nothing between
            now = int(rows[0][0] // 20_000)
            seen.before, seen.after = seen.before + (now == self.total), seen.after + (now != self.total)
            self.total = now
        else:
            self.revenue = getattr(self, "revenue", rows)
            assert rows == self.revenue
        if kind == "segments":
            assert {run.segmentation: run.customers for run in self._runs(DATES[0])} == self.members
            for run in self._runs(argument):  # all customers of that day, or no run at all
                assert run.customers == self._whole(run.segmentation, argument)
            seen.after += bool(self._runs(argument))
        found = Audit(where / ".wenshu" / "audit.jsonl").verify()
        assert found.is_sound, found
        seen.torn, seen.unfinished = max(seen.torn, found.torn), max(seen.unfinished, len(found.unfinished))
        current_file(where / "data", "data")

    def _runs(self, day):
        context = open_workspace(self.shop)
        try:
            return [
                run
                for segmentation in context.model.segmentations
                for run in list_runs(segmentation, context.tools)
                if run.as_of.isoformat() == day
            ]
        finally:
            context.tools.engine.close()

    def _whole(self, segmentation, day):
        """How many customers the run has, computed in a copy that nobody killed."""
        known = self.__dict__.setdefault("_known", {})
        if day not in known:
            copy = self.folder / "copy"
            shutil.copytree(self.shop, copy, ignore=shutil.ignore_patterns("runs", ".wenshu"))
            command = [sys.executable, "-c", f"import sys{WORK['segments']}", str(copy), day]
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=environment(self))
            mine, self.shop = self.shop, copy
            known[day] = {run.segmentation: run.customers for run in self._runs(day)}
            self.shop = mine
            shutil.rmtree(copy)
        return known[day][segmentation]


def environment(world):
    return {**os.environ, "WENSHU_HOME": str(world.folder / "home"), "PYTHONPATH": str(Path(__file__).parents[2])}


def kills(folder, count, seed=0, shop=None):
    """Kill `count` times, each kind of work in turn. `shop`: a demo that may be used up."""
    chance, world, seen = random.Random(seed), World(folder, shop), Seen()
    for n in range(count):
        world.kill(list(WORK)[n % len(WORK)], chance, seen)
    return seen


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.faults.killing", description=__doc__)
    parser.add_argument("count", type=int, help="how many times")
    parser.add_argument("seed", type=int, nargs="?", default=0, help="draws the moments")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        print(kills(Path(place), given.count, given.seed).told())
