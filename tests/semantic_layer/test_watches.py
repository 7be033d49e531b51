"""Watches in a model file: what loads, what comes back from the writer, and every mistake with its line."""

from __future__ import annotations

import pytest

from semantic_layer.errors import ModelError
from semantic_layer.loader import load_texts
from semantic_layer.writer import dump_model

from .test_loader import BASE

HEAD = "watches:\n"
LABELS = "    labels: {en: a watch, zh: 监测}\n"
METRIC = "  - name: w\n    metric: orders\n    schedule: daily\n"
OUTSIDE = METRIC + "    condition: outside\n"


def load(text):
    return load_texts({"model.yaml": BASE, "watches.yaml": HEAD + text})


def test_a_watch_loads_and_is_written_back_as_it_was():
    text = OUTSIDE + "    grain: month\n    low: 5\n    high: 9.5\n    where: {order.status: [open, done]}\n" + LABELS
    model = load(text)
    item = model.watches[0]
    assert (item.metric, item.condition, item.low, item.high, item.grain) == ("orders", "outside", 5, 9.5, "month")
    assert item.where == (("order.status", ("open", "done")),)
    assert load_texts(dump_model(model)).watches == model.watches


def test_a_watch_of_customers_loads_and_is_written_back():
    model = load("  - name: w\n    customers: silent\n    days: 60\n    at_least: 5\n    schedule: weekly\n" + LABELS)
    assert (model.watches[0].customers, model.watches[0].days, model.watches[0].at_least) == ("silent", 60, 5)
    assert load_texts(dump_model(model)).watches == model.watches


@pytest.mark.parametrize(
    ("text", "line", "rule"),
    [
        (METRIC, 2, "'labels' is missing."),
        ("  - name: w\n    metric: orders\n" + LABELS, 2, "'schedule' is missing."),
        ("  - name: w\n    metric: ordres\n    schedule: daily\n" + LABELS, 3, "There is no metric 'ordres'."),
        (METRIC + "    customers: silent\n" + LABELS, 3, "A watch is of a metric or of customers."),
        ("  - name: w\n    schedule: daily\n" + LABELS, 2, "A watch is of a metric or of customers."),
        ("  - name: w\n    customers: lost\n    schedule: daily\n" + LABELS, 3, "'customers' cannot be 'lost'."),
        (METRIC.replace("daily", "hourly") + LABELS, 4, "'schedule' cannot be 'hourly'."),
        (OUTSIDE + LABELS, 5, "A band has a lower or an upper end."),
        (OUTSIDE + "    low: 9\n    high: 5\n" + LABELS, 6, "The lower end is not below the upper one."),
        (OUTSIDE + "    low: much\n    high: 5\n" + LABELS, 6, "'low' must be a number, not 'much'."),
        (METRIC + "    condition: falls\n" + LABELS, 5, "'falls' needs a share."),
        (METRIC + "    days: 90\n" + LABELS, 5, "'days' does not belong to a watch of a metric."),
        (METRIC + "    where: {order.colour: [red]}\n" + LABELS, 5, "There is no dimension 'order.colour'."),
        (METRIC + "    where: [a]\n" + LABELS, 5, "'where' must be a mapping."),
        (METRIC + "    wehre: {}\n" + LABELS, 5, "The key 'wehre' is unknown."),
        (METRIC + LABELS + METRIC + LABELS, 6, "The watch 'w' is defined twice."),
    ],
)
def test_a_mistake_has_its_file_line_and_rule(text, line, rule):
    with pytest.raises(ModelError) as error:
        load(text)
    mistakes = [(item.file, item.line, item.rule) for item in error.value.mistakes]
    assert mistakes == [("watches.yaml", line, rule)]
