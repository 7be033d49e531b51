"""Many people at once: `uv run python -m tests.benchmarks.load --users 50 --questions 6`.

Prints throughput, how long a question took (from asking to the sealed answer, waiting included), errors, peak memory,
and how much longer light questions take beside a heavy one than alone. `--steady 600` asks one question a second for
so many seconds and prints memory, open files and threads every minute. Nothing is asserted: machines differ.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles

from assistant.answer import answer
from assistant.question import Question
from assistant.workspace import ensure_demo, open_workspace

LIGHT = (
    "revenue by channel", "orders by month", "top 5 products by revenue", "各渠道的销售额", "上月客单价",
    "revenue last month compared with the month before",
    "how many customers bought last quarter",
    "各城市的订单数前三名", "average order value by channel", "revenue by category in 2026",
)  # fmt: skip
LIGHT_ROUNDS = 4
HEAVY = ("cluster customers", "who is about to churn?", "customer lifetime value by segment", "basket analysis")


def asked(text, context):
    """Seconds of the clock and the status of one question."""
    begun = time.perf_counter()
    try:
        status = answer(Question.of(text), context).status
    except Exception as error:  # noqa: BLE001  (what is counted here)
        status = type(error).__name__
    return time.perf_counter() - begun, status


def used():
    """Seconds of processor time of this process and its children."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)


def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 2**20)


def p95(seconds):
    return quantiles(seconds, n=20)[-1] if len(seconds) > 1 else seconds[0]


def crowd(context, users, questions):
    """`users` threads, each asks `questions` one after the other without a pause."""

    def person(number):
        return [asked(LIGHT[(number + n) % len(LIGHT)], context) for n in range(questions)]

    begun, processor = time.perf_counter(), used()
    with ThreadPoolExecutor(users) as people:
        found = [one for person_s in people.map(person, range(users)) for one in person_s]
    wall, cpu, seconds = time.perf_counter() - begun, used() - processor, [one for one, _ in found]
    print(
        f"{users} users, {len(found)} questions: {len(found) / wall:.1f} a second, p50 {median(seconds):.2f} s, "
        f"p95 {p95(seconds):.2f} s, max {max(seconds):.2f} s; processor {cpu / len(found) * 1000:.0f} ms a question "
        f"({cpu / wall:.1f} cores); {dict(Counter(status for _, status in found))}; peak memory {peak_mb():.0f} MB"
    )


def beside(context, people):
    """Light questions alone, then beside so many people who ask heavy ones without a pause."""

    def lights():
        return [asked(text, context)[0] for text in LIGHT * LIGHT_ROUNDS]

    lights()
    alone, ended, heavy = lights(), threading.Event(), Counter()

    def asks_heavily():
        while not ended.is_set():
            for text in HEAVY:
                heavy[asked(text, context)[1]] += 1

    threads = [threading.Thread(target=asks_heavily) for _ in range(people)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    together = lights()
    ended.set()
    for thread in threads:
        thread.join()
    print(
        f"light questions: alone p50 {median(alone):.3f} s, p95 {p95(alone):.3f} s; beside {people} with heavy ones "
        f"p50 {median(together):.3f} s ({median(together) / median(alone):.2f} x), p95 {p95(together):.3f} s "
        f"({p95(together) / p95(alone):.2f} x); heavy: {dict(heavy)}",
        flush=True,
    )


def steady(context, seconds):
    """One question a second."""
    began = time.monotonic()
    for n in range(seconds):
        asked(LIGHT[n % len(LIGHT)], context)
        if n % 60 == 0:
            pages = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
            files = len(list(Path("/proc/self/fd").iterdir()))
            print(f"{n:6} s  {pages:.0f} MB  {files} files  {threading.active_count()} threads", flush=True)
        time.sleep(max(0.0, began + n + 1 - time.monotonic()))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--questions", type=int, default=6)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--steady", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        context = open_workspace(ensure_demo(Path(home), scale=options.scale))
        if options.steady:
            steady(context, options.steady)
            return
        for text in (*LIGHT, *HEAVY):
            seconds, status = asked(text, context)
            print(f"  {seconds:6.2f} s  {status:9} {text}")
        for people in (1, 3):
            beside(context, people)
        crowd(context, options.users, options.questions)
        context.tools.engine.close()


if __name__ == "__main__":
    main()
