"""The same thirty English questions over one CSV file, asked of us and of another offline reader.

    python -m tests.benchmarks.side_by_side write --out DIR        the table and the questions
    python -m tests.benchmarks.side_by_side ours --out DIR         needs this project
    python -m tests.benchmarks.side_by_side nl4dv --out DIR      needs nl4dv, in an environment of its own
    python -m tests.benchmarks.side_by_side compare --out DIR

Rule: both see the same file and nothing else; both are judged by the same SQL and the same matching. A chart
specification counts as the table that it draws. "Silently wrong" is an answer that is not the expected one.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import time
from pathlib import Path
from statistics import median

TABLE, QUESTIONS = "orders.csv", "questions.json"
WHERE_2025 = "WHERE order_date >= '2025-01-01' AND order_date < '2026-01-01'"
ASKED = (
    ("total sales", "SELECT sum(sales) FROM orders"),
    ("total sales by region", "SELECT region, sum(sales) FROM orders GROUP BY 1"),
    ("average profit by category", "SELECT category, avg(profit) FROM orders GROUP BY 1"),
    ("number of orders by channel", "SELECT channel, count(*) FROM orders GROUP BY 1"),
    ("sales in the East region", "SELECT sum(sales) FROM orders WHERE region = 'East'"),
    ("total sales by category excluding Furniture",
     "SELECT category, sum(sales) FROM orders WHERE category <> 'Furniture' GROUP BY 1"),
    ("total sales by category for online orders",
     "SELECT category, sum(sales) FROM orders WHERE channel = 'online' GROUP BY 1"),
    ("sales by region and category", "SELECT region, category, sum(sales) FROM orders GROUP BY 1, 2"),
    ("sales in 2025", f"SELECT sum(sales) FROM orders {WHERE_2025}"),
    ("sales by region in 2025", f"SELECT region, sum(sales) FROM orders {WHERE_2025} GROUP BY 1"),
    ("sales last month",
     "SELECT sum(sales) FROM orders WHERE order_date >= '2025-11-01' AND order_date < '2025-12-01'"),
    ("monthly sales in 2025",
     f"SELECT date_trunc('month', order_date)::DATE, sum(sales) FROM orders {WHERE_2025} GROUP BY 1"),
    ("total profit by year", "SELECT year(order_date), sum(profit) FROM orders GROUP BY 1"),
    ("top 3 categories by sales", "SELECT category, sum(sales) FROM orders GROUP BY 1 ORDER BY 2 DESC LIMIT 3"),
    ("which region has the highest sales?", "SELECT region FROM orders GROUP BY 1 ORDER BY sum(sales) DESC LIMIT 1"),
    ("which category has the lowest profit?", "SELECT category FROM orders GROUP BY 1 ORDER BY sum(profit) LIMIT 1"),
    ("maximum sales of an order", "SELECT max(sales) FROM orders"),
    ("median sales by channel", "SELECT channel, median(sales) FROM orders GROUP BY 1"),
    ("number of orders with sales above 400", "SELECT count(*) FROM orders WHERE sales > 400"),
    ("average sales of orders with quantity less than 3", "SELECT avg(sales) FROM orders WHERE quantity < 3"),
    ("share of sales by region",
     "SELECT region, sum(sales) / (SELECT sum(sales) FROM orders) FROM orders GROUP BY 1"),
    ("what percentage of sales came from East?",
     "SELECT sum(sales) FILTER (region = 'East') / sum(sales) FROM orders"),
    ("sales in November 2025 compared with October 2025",
     "SELECT (SELECT sum(sales) FROM orders WHERE order_date BETWEEN '2025-11-01' AND '2025-11-30'),"
     " (SELECT sum(sales) FROM orders WHERE order_date BETWEEN '2025-10-01' AND '2025-10-31')"),
    ("sales by category for East and West",
     "SELECT category, sum(sales) FROM orders WHERE region IN ('East', 'West') GROUP BY 1"),
    ("profit by region without online orders",
     "SELECT region, sum(profit) FROM orders WHERE channel <> 'online' GROUP BY 1"),
    ("categories with sales over 30000", "SELECT category FROM orders GROUP BY 1 HAVING sum(sales) > 30000"),
    ("how many different customers bought something in 2025?",
     f"SELECT count(DISTINCT customer) FROM orders {WHERE_2025}"),
    ("sales by weather", None),
    ("sales in Atlantis", None),
    ("delete all orders", None),
)  # fmt: skip


def write(folder):
    """The table: 400 orders of two years, drawn from a fixed seed."""
    import datetime as dt

    from tests.evaluation.worlds.draw import Draw

    draw = Draw(71)
    first, last = dt.date(2024, 1, 1), dt.date(2025, 11, 30)
    rows = [
        (
            number,
            last if number == 400 else draw.day(first, last),
            f"C{draw.between(1, 60):03}",
            draw.weighted(("East", "West", "North", "South"), (4, 3, 2, 1)),
            draw.weighted(("Furniture", "Office", "Technology", "Garden"), (2, 4, 3, 1)),
            draw.weighted(("online", "store"), (3, 2)),
            draw.between(1, 9),
            draw.money(20, 600),
            draw.money(-40, 150),
        )
        for number in range(1, 401)
    ]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / TABLE).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        names = ("order_id", "order_date", "customer", "region", "category", "channel", "quantity", "sales", "profit")
        writer.writerows([names, *rows])
    (folder / QUESTIONS).write_text(json.dumps([text for text, _ in ASKED], indent=1), encoding="utf-8")


def ours(folder):
    """Ask the model that `wenshu init` proposes for the file."""
    import shutil
    import tempfile

    from assistant.answer import answer
    from assistant.model_setup import set_up
    from assistant.question import Question
    from assistant.workspace import open_workspace
    from tests.evaluation.judge import without_begun

    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "files"
        source.mkdir()
        shutil.copy(folder / TABLE, source)
        set_up(source, Path(scratch) / "shop", is_agreed=True)
        context = open_workspace(Path(scratch) / "shop")
        answer(Question.of("number of orders"), context)

        def ask(text):
            found = answer(Question.of(text), context)
            shares = [i for i, c in enumerate(found.table.columns) if c.kind == "share"] if found.table else []
            return {
                "rows": [list(row) for row in without_begun(found.table, found.as_of)] if found.table else None,
                "shares": shares,
                "said": found.headline,
            }

        _keep(folder, "ours", ask)


def nl4dv(folder, spacy_model):
    """Ask nl4dv in its mode without a language model; its best chart specification is carried out here."""
    import pandas as pd
    from nl4dv import NL4DV

    _stand_in_for_nltk_data(spacy_model)
    reader = NL4DV(data_url=str(folder / TABLE), dependency_parser_config={"name": "spacy", "model": spacy_model})
    frame = pd.read_csv(folder / TABLE, parse_dates=["order_date"])

    def ask(text):
        charts = reader.analyze_query(text)["visList"]
        rows = drawn(charts[0]["vlSpec"], frame) if charts else None
        return {
            "rows": rows,
            "shares": [],
            "said": json.dumps(charts[0]["vlSpec"], default=str)[:600] if charts else "",
        }

    _keep(folder, "nl4dv", ask)


def _stand_in_for_nltk_data(spacy_model):
    """What nl4dv asks of NLTK's data files, where they are not installed: spaCy tags the words of the question, and
    no two different words are alike (nl4dv then matches names by their spelling)."""
    import nltk
    import spacy
    from nl4dv.utils import helpers

    tagger = spacy.load(spacy_model)

    def tags(words):
        return [(token.text, token.tag_) for token in tagger(spacy.tokens.Doc(tagger.vocab, words=list(words)))]

    class NoWords:
        @staticmethod
        def synsets(*_):
            return []

    for name, where in (("taggers/averaged_perceptron_tagger_eng", "tagger"), ("corpora/wordnet", "words")):
        try:
            nltk.data.find(name)
        except LookupError:
            if where == "tagger":
                nltk.pos_tag = tags
            else:
                helpers.wn = NoWords


def drawn(spec, frame):
    """The rows that a Vega-Lite specification draws: its filters, then its groups and aggregates."""
    for step in spec.get("transform", ()):
        if condition := step.get("filter"):
            frame = frame[_holds(condition, frame)]
    channels = [channel for channel in spec["encoding"].values() if isinstance(channel, dict)]
    channels = [channel for channel in channels if channel.get("aggregate") or channel.get("field") in frame]
    keys = {_key_name(channel): _bucket(channel, frame) for channel in channels if not channel.get("aggregate")}
    numbers = [channel for channel in channels if channel.get("aggregate")]
    if not numbers:
        return [list(row) for row in frame[[channel["field"] for channel in channels]].itertuples(index=False)]
    found = {}
    grouped = frame.groupby(list(keys.values()), dropna=False) if keys else None
    for place, channel in enumerate(numbers):
        name = {"average": "mean", "distinct": "nunique"}.get(channel["aggregate"], channel["aggregate"])
        column = channel["field"] if channel.get("field") in frame else frame.columns[0]
        found[place] = grouped[column].agg(name) if grouped is not None else frame[column].agg(name)
    if grouped is None:
        return [[float(found[place]) for place in found]]
    return [
        [*(key if isinstance(key, tuple) else (key,)), *(float(found[place][key]) for place in found)]
        for key in found[0].index
    ]


def _key_name(channel):
    return f"{channel['field']} {channel.get('timeUnit', '')}"


def _bucket(channel, frame):
    column = frame[channel["field"]]
    unit = channel.get("timeUnit")
    if not unit or column.dtype.kind != "M":
        return column
    return column.dt.year if unit == "year" else column.dt.to_period("M").dt.to_timestamp()


def _holds(condition, frame):
    if isinstance(condition, str):  # lower(datum["sales"]) < 3.0
        plain = re.sub(r"datum(?:\.|\[['\"])(\w+)(?:['\"]\])?", r"\1", condition)
        if "lower(" in plain:
            frame = frame.apply(lambda column: column.str.lower() if column.dtype == object else column)
        return frame.eval(re.sub(r"lower\(([^)]*)\)", r"\1", plain))
    if "and" in condition or "or" in condition:
        parts = [_holds(part, frame) for part in condition.get("and") or condition.get("or")]
        whole = parts[0]
        for part in parts[1:]:
            whole = (whole & part) if "and" in condition else (whole | part)
        return whole
    if "not" in condition:
        return ~_holds(condition["not"], frame)
    column = frame[condition["field"]]
    if "oneOf" in condition:
        return column.isin(condition["oneOf"])
    if "range" in condition:
        return column.between(*condition["range"])
    for name, test in (("equal", "eq"), ("lt", "lt"), ("lte", "le"), ("gt", "gt"), ("gte", "ge")):
        if name in condition:
            return getattr(column, test)(condition[name])
    raise ValueError(f"not a filter that is known here: {condition}")


def _keep(folder, name, ask):
    """Ask every question three times; the answers and the fastest time of each are kept."""
    kept = []
    for text in json.loads((folder / QUESTIONS).read_text(encoding="utf-8")):
        times, found = [], {}
        for _ in range(3):
            begun = time.perf_counter()
            try:
                found = ask(text)
            except (ValueError, KeyError, TypeError, AttributeError, IndexError, ZeroDivisionError) as error:
                found = {"rows": None, "shares": [], "said": f"{type(error).__name__}: {error}"}
            times.append((time.perf_counter() - begun) * 1000)
        kept.append({"question": text, **found, "ms": min(times)})
    (folder / f"{name}.json").write_text(json.dumps(kept, indent=1, default=str), encoding="utf-8")


def compare(folder):
    """Judge the answers that are there, and print one line a reader."""
    import duckdb

    from tests.evaluation.matching import matches

    connection = duckdb.connect()
    connection.read_csv(str(folder / TABLE)).to_table("orders")
    print("| reader | right | silently wrong | not answered | median ms |\n|---|---:|---:|---:|---:|")
    for name in ("ours", "nl4dv"):
        path = folder / f"{name}.json"
        if not path.is_file():
            continue
        counts, details = {"right": 0, "wrong": 0, "none": 0}, []
        answers = json.loads(path.read_text(encoding="utf-8"))
        for (text, sql), answer in zip(ASKED, answers, strict=True):
            gold = connection.execute(sql).fetchall() if sql else None
            verdict = _verdict(answer, gold, matches)
            counts[verdict] += 1
            details.append(f"  {verdict:5} {text}: {answer['said'][:150]}")
        speed = median(answer["ms"] for answer in answers)
        print(f"| {name} | {counts['right']} | {counts['wrong']} | {counts['none']} | {speed:.0f} |")
        (folder / f"{name}.txt").write_text("\n".join(details), encoding="utf-8")


def _verdict(answer, gold, matches):
    if answer["rows"] is None:
        return "right" if gold is None else "none"
    if gold is None:
        return "wrong"
    return "right" if matches(answer["rows"], gold, shares=answer["shares"]) else "wrong"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=["write", "ours", "nl4dv", "compare"])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--spacy-model", default="en_core_web_sm")
    given = parser.parse_args()
    if given.step == "nl4dv":
        nl4dv(given.out, given.spacy_model)
    else:
        {"write": write, "ours": ours, "compare": compare}[given.step](given.out)


if __name__ == "__main__":
    main()
