"""A metric that takes long: each visit is written as a long text, whose letters are counted.

It is slow by many small steps, as a large table is, so that a stop is heard between two of them.
"""

from __future__ import annotations

LETTERS = "a" * 16
TERMS = 48
MEASURE = """\
      - {{name: effort, agg: sum, expr: "{sum}", additivity: additive, unit: count(web_event), format: integer,
         null_semantics: absent_is_zero}}
"""
METRIC = """\
  - {name: effort, type: simple, measure: effort, direction: neutral, labels: {en: effort, zh: 费力值}}
"""


def add_slow_metric(folder, times=3):
    """Add the metric `effort` to the model in `folder`; each of `times` makes it sixteen times slower."""
    text = "concat(cast(event_id as varchar), 'a')"
    for _ in range(times):
        text = f"replace({text}, 'a', '{LETTERS}')"
    terms = (f"length(concat({text}, '{n}'))" for n in range(TERMS))
    _insert(folder / "marketing.yaml", "    measures:\n", MEASURE.format(sum=" + ".join(terms)))
    metrics = folder / "metrics.yaml"  # at its end: the page of metrics computes the first ones
    metrics.write_text(metrics.read_text("utf-8").rstrip("\n") + "\n" + METRIC, "utf-8")


def _insert(file, after, lines):
    before = file.read_text("utf-8")
    assert after in before
    file.write_text(before.replace(after, after + lines, 1), "utf-8")
