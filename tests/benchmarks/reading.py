"""How long reading takes on a large model: `uv run python -m tests.benchmarks.reading` (`--values`, `--questions`).

Rule: beside our figures stand two alternatives of the same run: the nearest names by rapidfuzz for each question over
the metrics and groupings alone (no value), and DuckDB parsing the SQL that the question becomes.
"""

from __future__ import annotations

import argparse
import resource
import time
from statistics import median, quantiles

import duckdb
from rapidfuzz import fuzz, process

from assistant.parser import Parser
from assistant.plan import Compute
from assistant.question import Question
from semantic_layer.compiler import compile_query
from semantic_layer.query import Who
from semantic_layer.vocabulary import Vocabulary
from tests.benchmarks import large
from tools.arguments import QueryMetricsArgs


def spent(action):
    """Milliseconds of one call: by the clock, and of processor time, which other programs disturb less."""
    begun, processor = time.perf_counter(), time.process_time()
    action()
    return (time.perf_counter() - begun) * 1000, (time.process_time() - processor) * 1000


def line(name, taken):
    """Print what was taken, the clock first; the processor's milliseconds come back."""
    clock, processor = ([one[place] for one in taken] for place in (0, 1))
    for unit, times in (("", clock), ("  in processor time", processor)):
        parts = quantiles(times, n=100)
        print(f"{name + unit:58} median {median(times):8.2f} ms   p95 {parts[94]:8.2f} ms   p99 {parts[98]:8.2f} ms")
    return processor


def misspelt(text):
    """The question with a letter of its longest word left out, so that the names are searched for what comes near."""
    longest = max(text.split(), key=len)
    return text.replace(longest, longest[:2] + longest[3:], 1)


def compiled(plan, model, calendar):
    """The SQL of a plan, None when it computes nothing."""
    arguments = plan.outcome.calls[0].arguments if isinstance(plan.outcome, Compute) else None
    if not isinstance(arguments, QueryMetricsArgs):
        return None
    return compile_query(arguments.to_query(calendar.as_of, Who()), model, calendar).sql


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--values", type=int, default=large.VALUES)
    options.add_argument("--questions", type=int, default=200)
    given = options.parse_args()
    model, values = large.model(), large.values(given.values)
    calendar = large.calendar(model)
    begun = time.perf_counter()
    parser = Parser(model, Vocabulary.build(model, values), calendar)
    asked = large.questions(values, given.questions)
    parser.read(Question.of(asked[0]))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(large.metrics())} metrics, {len(values)} groupings, {sum(map(len, values.values())):,} values")
    del values  # a workspace does not keep them either
    print(f"built in {time.perf_counter() - begun:.1f} s, {memory:.0f} MiB in the whole process")

    plans = {}
    mine = [spent(lambda text=text: plans.update({text: parser.read(Question.of(text))})) for text in asked]
    answered = sum(isinstance(plan.outcome, Compute) for plan in plans.values())
    mine = line("reading a question", mine)
    print(f"{answered} of {len(plans)} understood")

    names = [*large.metrics(), *large.dimensions()]
    nearest = [
        spent(lambda text=text: process.extract(text, names, scorer=fuzz.partial_ratio, limit=5)) for text in asked
    ]
    nearest = line(f"rapidfuzz over {len(names)} names, no values", nearest)
    statements = [sql for sql in (compiled(plan, model, calendar) for plan in plans.values()) if sql]
    with duckdb.connect() as connection:
        parsed = [
            spent(lambda sql=sql: connection.execute("SELECT json_serialize_sql(?)", [sql]).fetchone())
            for sql in statements
        ]
    parsed = line("DuckDB parsing the SQL of the answers", parsed)
    print(f"reading is {median(mine) / median(nearest):.1f} x rapidfuzz, {median(mine) / median(parsed):.1f} x DuckDB")

    for name, texts in (
        ("reading with an unknown word", [f"{text} frobnicate" for text in asked[:100]]),
        ("reading with a misspelt word", [misspelt(text) for text in asked[:100]]),
    ):
        line(name, [spent(lambda text=text: parser.read(Question.of(text))) for text in texts])


if __name__ == "__main__":
    main()
