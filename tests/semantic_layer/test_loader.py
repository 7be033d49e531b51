"""Every mistake in a model is reported once, at its line, with the rule and what to write instead."""

# ruff: noqa: E501  (the table of mistakes is read row by row)
from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from semantic_layer import loader, strict_yaml
from semantic_layer.errors import ModelError
from semantic_layer.loader import load_model, load_model_with_warnings, load_texts, load_texts_with_warnings
from semantic_layer.loading.units import FORMATS, UNITS
from semantic_layer.model import (
    CumulativeMetric,
    DerivedMetric,
    Format,
    Input,
    PopulationRateMetric,
    SemiAdditive,
    SimpleMetric,
    Unit,
)

TRAPS = Path(__file__).with_name("trap_model.yaml").read_text(encoding="utf-8")
BASE = """\
version: 1
model: tiny
calendar:
  timezone: UTC
  week: {start: monday, numbering: iso}
entities:
  - name: order
    default_count: orders
  - name: customer
    label_dimension: nick
  - name: day_part
datasets:
  - name: orders
    source: main.orders
    role: fact
    grain: [order]
    time_basis: event
    default_time: order_date
    entities:
      - name: order
        type: primary
        columns: [order_id]
      - name: customer
        type: foreign
        columns: [customer_id]
    dimensions:
      - name: order_date
        type: time
        grain: day
      - name: status
        type: categorical
        values:
          - code: done
            labels: {en: done, zh: 完成}
          - code: open
        closed: true
    measures:
      - name: amount
        agg: sum
        expr: price * quantity
        additivity: additive
        unit: currency(CNY)
        format: currency(2)
        null_semantics: absent_is_zero
      - name: orders
        agg: count
        expr: order_id
        additivity: additive
        unit: count(order)
        format: integer
        null_semantics: absent_is_zero
        create_metric: true
      - name: tax
        agg: sum
        additivity: additive
        unit: currency(USD)
        format: currency(2)
        null_semantics: absent_is_zero
        create_metric: true
  - name: customers
    source: main.customers
    role: dimension
    grain: [customer]
    time_basis: none
    entities:
      - name: customer
        type: primary
        columns: [customer_id]
    dimensions:
      - name: nick
        type: text
      - name: region
        type: geography
  - name: stock
    source: main.stock
    role: snapshot
    grain: [day_part, stock_date]
    time_basis: snapshot
    default_time: stock_date
    entities:
      - name: day_part
        type: natural
        columns: [part]
    dimensions:
      - name: stock_date
        type: time
        grain: day
    measures:
      - name: level
        agg: sum
        expr: qty
        additivity: semi_additive
        semi:
          pick: last
          per: [day_part]
        unit: quantity(piece)
        format: integer
        null_semantics: absent_is_unknown
metrics:
  - name: revenue
    type: simple
    measure: amount
    filter: order.status = 'done'
    direction: up_is_good
  - name: aov
    type: ratio
    numerator: revenue
    denominator: orders
    direction: up_is_good
    unit: currency(CNY)
    format: currency(2)
  - name: double_revenue
    type: derived
    expr: revenue + revenue
    metrics: [revenue]
    direction: up_is_good
    unit: currency(CNY)
    format: currency(2)
  - name: week_revenue
    type: cumulative
    metric: revenue
    window: 7 days
    direction: up_is_good
  - name: growth
    type: comparison
    metric: revenue
    to: previous
    as: rate
    direction: up_is_good
    unit: share
    format: percent(1)
  - name: repurchase
    type: population_rate
    entity: customer
    among: {metric: orders, at_least: 1}
    success: {metric: orders, at_least: 1}
    horizon: 30 days
    direction: up_is_good
    unit: share
    format: percent(1)
  - name: usual_orders
    type: nested
    metric: orders
    over: customer
    agg: median
    direction: neutral
segmentations:
  - name: tier
    entity: customer
    dataset: seg_tier
    tool: tiers
    params: {shares: [0.2, 0.3, 0.5]}
    values:
      - code: high
policies:
  - name: own_region
    dataset: customers
    rows: region = :who.region
"""

# what is written -> what is written instead -> key path, rule, remedy (parts of them); the mistake stands on the
# first changed line unless a line with the fourth text is named.
BROKEN: dict[str, tuple[str, str, str, str, str]] = {
    "an unknown key at the top": ("model: tiny", "model: tiny\nmetric: []", "metric", "'metric' is unknown", "'metrics'"),
    "an unknown key of a measure": ("expr: qty", "exprr: qty", ".measures[0].exprr", "unknown", "'expr'"),
    "an unknown key of the calendar": ("timezone: UTC", "timezone: UTC\n  weak: x", "calendar.weak", "unknown", "'week'"),
    "an unknown key of a key": ("columns: [part]", "columns: [part]\n        roles: x", ".entities[0].roles", "unknown", "'role'"),
    "an unknown language of a label": ("{en: done, zh: 完成}", "{en: done, cn: 完成}", "labels.cn", "unknown", "en"),
    "a comma that splits a label": ("{en: done, zh: 完成}", "{en: done, 100, zh: 完成}", "labels.100", "unknown", "quotes"),
    "no version": ("version: 1\n", "", "version", "'version' is missing", "Add 'version'"),
    "no time zone": ("timezone: UTC", "last_n: rolling", "calendar.timezone", "missing", "Add"),
    "an unknown time zone": ("timezone: UTC", "timezone: Asia/Shangai", "calendar.timezone", "Asia/Shangai", "Asia/Shanghai"),
    "half a week rule": ("{start: monday, numbering: iso}", "{start: monday}", "week.numbering", "missing", "Add"),
    "an unknown first weekday": ("start: monday", "start: mondy", "week.start", "cannot be 'mondy'", "'monday'"),
    "a spine that is none": ("timezone: UTC", "timezone: UTC\n  spine: {dataset: stock, column: stock_date}", "spine.dataset", "not a spine", "role spine"),
    "a grain of one's own": ("timezone: UTC", "timezone: UTC\n  custom_grains: [x]", "custom_grains", "cannot", "spine"),
    "an impossible as-of date": ("timezone: UTC", "timezone: UTC\n  as_of: {default: 2026-13-01}", "as_of.default", "not a date", "2026-01-31"),
    "a value of a text that is a list": ("model: tiny", "model: [tiny]", "model", "one text", "single"),
    "an empty key": ("source: main.stock", "source:", "source", "no value", "remove the key"),
    "a name with a blank": ("name: double_revenue", "name: double revenue", "name", "not a name", "underscores"),
    "a flag that is none": ("closed: true", "closed: yes", ".closed", "true or false", "true"),
    "an unknown state": ("name: growth", "name: growth\n    state: done", ".state", "cannot be 'done'", "confirmed"),
    "an unknown role": ("role: dimension", "role: dimensions", ".role", "cannot be 'dimensions'", "'dimension'"),
    "no role": ("    role: dimension\n", "", "datasets[1].role", "missing", "Add 'role'"),
    "no time basis": ("    time_basis: none\n", "", "datasets[1].time_basis", "missing", "Add"),
    "an unknown time basis": ("time_basis: none", "time_basis: nothing", ".time_basis", "cannot be", "none"),
    "a source that is no table": ("source: main.stock", "source: drop table x", ".source", "neither a table nor", "SELECT"),
    "a grain of nothing": ("grain: [customer]", "grain: []", "grain", "empty", "identifies"),
    "a grain that nobody knows": ("grain: [customer]", "grain: [custmer]", "grain", "'custmer'", "'customer'"),
    "a snapshot without its day": ("grain: [day_part, stock_date]", "grain: [day_part]", "grain", "snapshot", "time dimension"),
    "an interval without ends": ("time_basis: none", "time_basis: interval", "valid", "interval", "from"),
    "a weight without a bridge": ("role: dimension", "role: dimension\n    bridge: {weight: w}", "bridge", "role bridge", "Remove"),
    "a bridge to nowhere": ("role: dimension", "role: bridge", "entities", "joins two entities", "second"),
    "an unknown entity": ("        type: natural", "        type: foreign", "entities[0].name", "no target", "natural"),
    "an entity that nobody defined": ("  - name: day_part\n", "", ".entities[0].name", "no entity 'day_part'", "order"),
    "a foreign key of the wrong width": ("        columns: [customer_id]\n    dimensions:\n      - name: order_date", "        columns: [customer_id, shop_id]\n    dimensions:\n      - name: order_date", "columns", "1 columns", "as many"),
    "two ways to one entity": ("      - name: customer\n        type: foreign", "      - {name: customer, type: foreign, columns: [payer_id]}\n      - name: customer\n        type: foreign", "entities[2].name", "twice", "role"),
    "a role that is an entity": ("        type: foreign", "        type: foreign\n        role: order", "entities[1].role", "name of something else", "another word"),
    "two primary keys": ("        type: foreign", "        type: primary", "entities", "one primary", "unique"),
    "columns that are no list": ("columns: [part]", "columns: part", "columns", "list of texts", "[a, b]"),
    "an unknown default time": ("default_time: order_date", "default_time: order_dat", "default_time", "'order_dat'", "'order_date'"),
    "a default time that is no time": ("default_time: order_date", "default_time: status", "default_time", "categorical", "time"),
    "a default time out of reach": ("default_time: stock_date", "default_time: order.order_date", "default_time", "cannot be reached", "rows"),
    "a measure without its time": ("    default_time: stock_date\n", "", "measures[0].time", "has no time", "default_time"),
    "a time without a grain": ("        type: time\n        grain: day\n      - name: status", "        type: time\n      - name: status", "dimensions[0].grain", "needs a grain", "grain: day"),
    "a grain without a time": ("type: geography", "type: geography\n        grain: day", ".grain", "time dimension", "Remove"),
    "an unknown grain": ("        grain: day\n      - name: status", "        grain: daily\n      - name: status", ".grain", "cannot be 'daily'", "'day'"),
    "an unknown type": ("type: geography", "type: geo", ".type", "cannot be 'geo'", "geography"),
    "a closed list of nothing": ("type: geography", "type: geography\n        closed: true", ".closed", "lists its codes", "values"),
    "a code that is listed twice": ("code: open", "code: done", "values[1].code", "twice", "Remove"),
    "an unknown datatype": ("type: geography", "type: geography\n        datatype: Text", ".datatype", "cannot be 'Text'", "'Time'"),
    "an adjective of another dataset": ("type: geography", "type: geography\n        adjectives: [{word: far, filter: order.status = 'x'}]", "adjectives", "own columns", "'status'"),
    "an unknown aggregate": ("agg: count", "agg: counts", ".agg", "cannot be 'counts'", "'count'"),
    "no additivity": ("        additivity: semi_additive\n", "", "measures[0].additivity", "missing", "Add"),
    "an aggregate in an expression": ("expr: price * quantity", "expr: sum(price)", ".expr", "is an aggregate", "agg"),
    "a sub-query in an expression": ("expr: price * quantity", "expr: (select max(x) from y)", ".expr", "sub-query", "dataset"),
    "a function that is not listed": ("expr: price * quantity", "expr: read_csv(price)", ".expr", "'read_csv'", "Listed"),
    "a column of another dataset": ("expr: price * quantity", "expr: customer.region", ".expr", "own columns", "'region'"),
    "an expression that is none": ("expr: price * quantity", "expr: price price", ".expr", "not one SQL", "statements"),
    "an excluded column": ("    role: fact", "    role: fact\n    exclude: [price]", "expr", "excluded", "exclude"),
    "a filter that does not parse": ("expr: price * quantity", "expr: price\n        filter: price >", ".filter", "not one SQL", "Write"),
    "a count of what": ("        expr: order_id\n", "", "measures[1].expr", "A count needs", "key"),
    "a distinct count that adds up": ("agg: count", "agg: count_distinct", "additivity", "not additive", "non_additive"),
    "an average that adds up": ("agg: sum\n        expr: price", "agg: avg\n        expr: price", "additivity", "avg is not additive", "non_additive"),
    "a level that says nothing of time": ("        semi:\n          pick: last\n          per: [day_part]\n", "", "semi", "how its level is picked", "pick"),
    "a level that is additive": ("additivity: semi_additive", "additivity: additive", "semi", "belongs to", "semi_additive"),
    "a level of nobody": ("per: [day_part]", "per: [day_prt]", "semi.per", "'day_prt'", "'day_part'"),
    "a level that is carried oddly": ("pick: last", "pick: last\n          carry_forward: a while", "carry_forward", "days", "30 days"),
    "an unknown pick": ("pick: last", "pick: latest", "semi.pick", "cannot be 'latest'", "'last'"),
    "an unknown unit": ("unit: quantity(piece)", "unit: quantities(piece)", ".unit", "not a unit", "'quantity'"),
    "a currency that is none": ("unit: currency(CNY)\n        format", "unit: currency(Yuan)\n        format", ".unit", "not a unit", "currency(CNY)"),
    "a share of something": ("unit: quantity(piece)", "unit: share(piece)", ".unit", "not a unit", "share"),
    "a count of an unknown entity": ("unit: count(order)", "unit: count(odrer)", ".unit", "'odrer'", "'order'"),
    "an unknown format": ("format: integer\n        null_semantics: absent_is_unknown", "format: int\n        null_semantics: absent_is_unknown", ".format", "not a format", "integer"),
    "percent of no share": ("unit: quantity(piece)\n        format: integer", "unit: quantity(piece)\n        format: percent(1)", ".format", "percent", "share"),
    "a percentile of what": ("agg: count", "agg: count\n        percentile: 0.9", "percentile", "belongs to", "Remove"),
    "a finer measure that is none": ("agg: count", "agg: count\n        finer: lines", "finer", "'lines'", "Define"),
    "a metric of unknown type": ("type: simple", "type: sample", ".type", "'sample'", "'simple'"),
    "no direction": ("    direction: neutral\n", "", "metrics[6].direction", "missing", "Add"),
    "an unknown measure": ("measure: amount", "measure: amuont", ".measure", "'amuont'", "'amount'"),
    "an unknown input": ("numerator: revenue", "numerator: revenu", ".numerator", "'revenu'", "'revenue'"),
    "no input": ("    numerator: revenue\n", "", "metrics[1].numerator", "missing", "Add"),
    "a filter without a prefix": ("filter: order.status = 'done'", "filter: status = 'done'", ".filter", "not a dimension", "'order.status'"),
    "a filter of an unknown dimension": ("filter: order.status = 'done'", "filter: order.state = 'done'", ".filter", "'order.state'", "'order.status'"),
    "a filter out of reach": ("measure: amount\n    filter: order.status = 'done'", "measure: level\n    filter: order.status = 'done'\n    unit: currency(CNY)\n    format: currency(2)", ".filter", "cannot be reached from 'stock'", "rows"),
    "mixed currencies": ("metrics: [revenue]", "metrics: [revenue, tax]", ".metrics", "CNY and USD", "Convert"),
    "a ratio of two currencies": ("denominator: orders", "denominator: tax", ".denominator", "CNY and USD", "Convert"),
    "a sum of unlike things": ("expr: revenue + revenue\n    metrics: [revenue]", "expr: revenue + orders\n    metrics: [revenue, orders]", ".expr", "currency(CNY) to count(order)", "one unit"),
    "an expression over no input": ("expr: revenue + revenue", "expr: revenue + taxes", ".expr", "'taxes' is not an input", "revenue"),
    "an input listed twice": ("metrics: [revenue]", "metrics: [revenue, revenue]", ".metrics", "listed twice", "alias"),
    "a metric without a unit": ("    denominator: orders\n    direction: up_is_good\n    unit: currency(CNY)\n", "    denominator: orders\n    direction: up_is_good\n", "metrics[1].unit", "missing", "Add"),
    "a window and to date": ("window: 7 days", "window: 7 days\n    to_date: month", ".to_date", "not both", "Remove"),
    "an odd window": ("window: 7 days", "window: a week", ".window", "span of time", "7 days"),
    "an odd comparison": ("to: previous", "to: yesterday", ".to", "'yesterday'", "previous"),
    "points of no share": ("as: rate", "as: points", ".as", "points", "rate"),
    "an unknown horizon": ("horizon: 30 days", "horizon: soon", ".horizon", "number of days", "30 days"),
    "a look-back without a horizon": ("horizon: 30 days", "lookback: 30 days", ".lookback", "needs a horizon", "horizon"),
    "a population out of reach": ("    entity: customer\n    among", "    entity: day_part\n    among", ".entity", "do not belong", "day_part"),
    "a condition below one": ("among: {metric: orders, at_least: 1}", "among: {metric: orders, at_least: 0}", "among.at_least", "from 1", "number"),
    "an aggregate over nothing": ("over: customer", "over: customers", ".over", "'customers'", "'customer'"),
    "a rank by nothing": ("over: customer", "over: customer\n    rank_by: best", ".rank_by", "'best'", "revenue"),
    "a default count of nothing": ("default_count: orders", "default_count: order_number", "default_count", "'order_number'", "'orders'"),
    "a label of nothing": ("label_dimension: nick", "label_dimension: nik", "label_dimension", "'customer.nik'", "'customer.nick'"),
    "a segment of an unknown entity": ("    entity: customer\n    dataset", "    entity: client\n    dataset", ".entity", "'client'", "customer"),
    "a segmentation without a tool": ("    tool: tiers\n", "", "segmentations[0].tool", "missing", "Add"),
    "a policy for nothing": ("dataset: customers\n    rows", "dataset: customer\n    rows", ".dataset", "'customer'", "'customers'"),
    "a policy of another person": ("region = :who.region", "region = :me.region", ".rows", "attribute", ":who.attribute"),
    "a policy over another table": ("region = :who.region", "order.status = :who.status", ".rows", "own columns", "status"),
    "a mask of nothing": ("    rows: region", "    mask: [{dimension: phone, with: hash}]\n    rows: region", "mask", "'phone'", "region"),
    "a mask with something": ("    rows: region", "    mask: [{dimension: nick, with: stars}]\n    rows: region", "mask[0].with", "'stars'", "hash"),
    "a role for no dataset": ("model: tiny", "model: tiny\nroles:\n  customer: {dataset: clients, columns: {key: id}}", "roles.customer.dataset", "'clients'", "customers"),
    "a definition written twice": ("- name: week_revenue", "- name: growth", "name", "'growth' is defined twice", "Rename"),
    "a metric that a measure makes already": ("- name: usual_orders", "- name: orders", "name", "'orders' is defined twice", "Rename"),
    "an alias": ("model: tiny", "model: *tiny", "model", "alias", "Write the value out"),
    "an anchor": ("model: tiny", "model: &tiny x", "model", "anchor", "Write the value out"),
    "a tag": ("model: tiny", "model: !!str tiny", "model", "tag", "the field decides"),
    "a key written twice": ("agg: count", "agg: count\n        agg: sum", ".agg", "written twice", "Keep one"),
    "a list where a mapping belongs": ("calendar:\n  timezone: UTC\n  week: {start: monday, numbering: iso}", "calendar: [UTC]", "calendar", "must be a mapping", "{key: value}"),
    "a mapping where a list belongs": ("metrics: [revenue]", "metrics: {a: revenue}", "metrics", "must be a list", "metrics: ["),
}  # fmt: skip
# Where the mistake is not at the first changed line: the line on which it is.
PLACES = {
    "no version": "model: tiny",
    "no time zone": "  last_n: rolling",
    "no role": "  - name: customers",
    "no time basis": "  - name: customers",
    "an interval without ends": "  - name: customers",
    "a bridge to nowhere": "    entities:",
    "an unknown entity": "      - name: day_part",
    "an entity that nobody defined": "      - name: day_part",
    "two primary keys": "    entities:",
    "a measure without its time": "      - name: level",
    "a time without a grain": "      - name: order_date",
    "no additivity": "      - name: level",
    "a count of what": "      - name: orders",
    "a distinct count that adds up": "        additivity: additive",
    "an average that adds up": "        additivity: additive",
    "a level that says nothing of time": "      - name: level",
    "a level that is additive": "        semi:",
    "an excluded column": "        expr: price * quantity",
    "no direction": "  - name: usual_orders",
    "no input": "  - name: aov",
    "a metric without a unit": "  - name: aov",
    "a segmentation without a tool": "  - name: tier",
    "a sum of unlike things": "    expr: revenue + orders",
}


def mistakes(text: str) -> list[str]:
    with pytest.raises(ModelError) as caught:
        load_texts({"tiny.yaml": text})
    return [str(mistake) for mistake in caught.value.mistakes]


def first_difference(text: str) -> int:
    pairs = zip(BASE.splitlines(), text.splitlines(), strict=False)
    return next(number for number, (old, now) in enumerate(pairs, 1) if old != now)


@pytest.mark.parametrize("case", BROKEN)
def test_a_mistake_is_reported_once_with_line_rule_and_remedy(case):
    old, new, path, rule, remedy = BROKEN[case]
    assert old in BASE
    text = BASE.replace(old, new, 1)
    with pytest.raises(ModelError) as caught:
        load_texts({"tiny.yaml": text})
    assert len(caught.value.mistakes) == 1, str(caught.value)
    (mistake,) = caught.value.mistakes
    line = text.splitlines()[mistake.line - 1]
    if case in PLACES:
        assert line == PLACES[case]
    else:
        assert mistake.line >= first_difference(text)
        assert line.strip() in new or new in line
    assert mistake.file == "tiny.yaml"
    assert path in mistake.path
    assert rule in mistake.rule
    assert remedy in mistake.remedy


def test_the_table_of_mistakes_begins_from_a_model_that_loads():
    model = load_texts({"tiny.yaml": BASE})
    assert [metric.name for metric in model.metrics][:3] == ["orders", "tax", "revenue"]
    assert model.calendar.spine is None


def test_all_mistakes_of_all_files_are_reported_at_once():
    head, rest = BASE.split("metrics:\n", 1)
    files = {
        "a.yaml": head.replace("agg: count", "agg: cuont").replace("role: dimension", "role: dim"),
        "b.yaml": "metrics:\n" + rest.replace("measure: amount", "measure: amuont"),
        "c.yaml": "tags: [1\n",
    }
    with pytest.raises(ModelError) as caught:
        load_texts(files)
    places = [(mistake.file, mistake.rule.split(" ")[0]) for mistake in caught.value.mistakes]
    assert places == [("a.yaml", "'agg'"), ("a.yaml", "'role'"), ("c.yaml", "This")]
    del files["c.yaml"]  # names are judged only when every file could be read
    with pytest.raises(ModelError) as caught:
        load_texts(files)
    assert [mistake.file for mistake in caught.value.mistakes] == ["a.yaml", "a.yaml", "b.yaml"]
    assert "a.yaml:46: datasets[0].measures[1].agg: 'agg' cannot be 'cuont'." in str(caught.value)


def test_a_cycle_between_metrics_is_named_on_each_of_them():
    text = BASE.replace("    metric: revenue\n    window: 7 days", "    metric: growth\n    window: 7 days").replace(
        "    metric: revenue\n    to: previous", "    metric: week_revenue\n    to: previous"
    )
    assert [line.split(": ", 2)[2] for line in mistakes(text)] == [
        "The metric is computed from itself: week_revenue -> growth -> week_revenue. "
        "Compute it from measures or other metrics.",
        "The metric is computed from itself: growth -> week_revenue -> growth. "
        "Compute it from measures or other metrics.",
    ]


def test_a_single_key_stands_once_in_the_folder():
    with pytest.raises(ModelError) as caught:
        load_texts({"a.yaml": BASE, "b.yaml": "model: other\nmetrics: []\n"})
    assert [str(mistake) for mistake in caught.value.mistakes] == [
        "b.yaml:1: model: 'model' is written in a.yaml as well. Keep one of the two."
    ]


def test_a_second_document_and_a_deep_file_are_refused():
    assert "second document" in mistakes(BASE + "---\nmodel: x\n")[0]
    deep = BASE.replace("params: {shares: [0.2, 0.3, 0.5]}", "params: {a: " + "[" * 30 + "]" * 30 + "}")
    assert "deeper than 20 levels" in mistakes(deep)[0]


def test_a_file_that_is_no_mapping_is_refused():
    with pytest.raises(ModelError) as caught:
        load_texts({"a.yaml": BASE, "b.yaml": "- name: x\n"})
    assert [(mistake.file, mistake.rule) for mistake in caught.value.mistakes] == [
        ("b.yaml", "A model file is a mapping of keys.")
    ]


def test_a_folder_is_read_file_by_file_and_unreadable_files_are_named(tmp_path):
    with pytest.raises(ModelError, match="has no YAML file"):
        load_model(tmp_path)
    (tmp_path / "model.yaml").write_text("\ufeff" + BASE, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a model", encoding="utf-8")
    assert load_model(tmp_path).name == "tiny"
    (tmp_path / "latin.yaml").write_bytes("model: Müller".encode("latin-1"))
    (tmp_path / "large.yaml").write_bytes(b"#" * (strict_yaml.MAX_BYTES + 1))
    with pytest.raises(ModelError) as caught:
        load_model(tmp_path)
    assert {(mistake.file, mistake.rule) for mistake in caught.value.mistakes} == {
        ("large.yaml", "The file is larger than 1,000,000 bytes."),
        ("latin.yaml", "The file is not UTF-8 text."),
    }


def test_scalars_stay_texts_until_a_typed_field_asks():
    text = BASE.replace(
        "          - code: done\n            labels: {en: done, zh: 完成}\n          - code: open\n",
        "".join(f"          - code: {code}\n" for code in ("NO", "1.10", "010", "12", "'12'", "true", "2.5", "null")),
    )
    values = load_texts({"m.yaml": text}).dimension("order.status").values
    assert [value.code for value in values] == ["NO", "1.10", "010", 12, "12", True, 2.5, None]
    typed = text.replace("type: categorical", "type: categorical\n        datatype: String")
    typed = typed.replace("          - code: '12'\n", "")
    values = load_texts({"m.yaml": typed}).dimension("order.status").values
    assert [value.code for value in values] == ["NO", "1.10", "010", "12", "true", "2.5", "null"]


def test_create_metric_makes_a_metric_that_says_what_its_measure_says():
    model = load_texts({"m.yaml": TRAPS})
    orders = model.metric("orders")
    assert isinstance(orders, SimpleMetric)
    assert (orders.measure, str(orders.unit), str(orders.format)) == ("orders", "count(order)", "integer")
    assert (orders.labels.zh, orders.null_semantics, orders.direction) == ("订单数", "absent_is_zero", "neutral")
    assert model.metric("refund").direction == "down_is_good"


def test_a_metric_inherits_what_it_does_not_say():
    model = load_texts({"m.yaml": BASE})
    revenue, week = model.metric("revenue"), model.metric("week_revenue")
    assert (revenue.unit, revenue.format) == (Unit("currency", "CNY"), Format("currency", 2))
    assert revenue.null_semantics == "absent_is_zero"
    assert (week.unit, week.format) == (revenue.unit, revenue.format)
    assert str(model.metric("usual_orders").unit) == "count(order)"


def test_the_trap_model_loads_with_every_key_in_its_place():
    model, warnings = load_texts_with_warnings({"m.yaml": TRAPS})
    assert warnings == ()
    assert model.languages == ("en", "zh")
    assert model.calendar.fiscal_year is not None and model.calendar.fiscal_year.start_month == 4
    assert model.calendar.spine is not None and model.calendar.spine.range == "window"
    assert model.dimension("order.ship_date").expr == "ship_date"
    assert model.dataset("order_lines").default_time == "order.order_date"
    assert model.dataset("order_lines").entities[0].columns == ("order_id", "line_no")
    assert model.measure("stock_level").semi == SemiAdditive("last", ("sku",), "none")
    assert model.measure("stock_carried").semi == SemiAdditive("last", ("sku",), "unlimited")
    assert model.measure("cost").expr == "cost"
    repurchase, repeat = model.metric("repurchase_rate"), model.metric("repeat_rate")
    assert isinstance(repurchase, PopulationRateMetric) and repurchase.horizon_days == 30
    assert isinstance(repeat, PopulationRateMetric) and repeat.horizon_days is None and not repeat.horizon_auto
    assert model.segmentation("customer.value_tier").params == {"kind": "value", "shares": [0.2, 0.3, 0.5]}
    role = model.role("order")
    assert role is not None and role.column("time") == "order_date"


def test_inputs_windows_and_settings_are_kept_as_written():
    text = BASE.replace("metrics: [revenue]", "metrics: [{name: revenue, offset: 1 year, alias: revenue}]")
    text = text.replace("horizon: 30 days", "horizon: auto\n    lookback: 90 days")
    text = text.replace("          pick: last", "          pick: last\n          carry_forward: 7 days")
    text = text.replace("timezone: UTC", "timezone: UTC\n  as_of: {default: 2026-01-31}\n  recent_days: 14")
    model = load_texts({"m.yaml": text + "horizons: {repurchase_days: 45, churn_days: 100}\n"})
    derived, rate, week = (model.metric(name) for name in ("double_revenue", "repurchase", "week_revenue"))
    assert isinstance(derived, DerivedMetric)
    assert derived.metrics == (Input("revenue", offset="1 year", alias="revenue"),)
    assert isinstance(rate, PopulationRateMetric)
    assert (rate.horizon_auto, rate.horizon_days, rate.lookback_days) == (True, None, 90)
    assert isinstance(week, CumulativeMetric) and week.window == "7 days"
    assert model.measure("level").semi == SemiAdditive("last", ("day_part",), 7)
    assert (model.calendar.as_of, model.calendar.recent_days) == (date(2026, 1, 31), 14)
    assert model.settings == {"horizons": {"repurchase_days": 45, "churn_days": 100}}


def test_a_measure_of_two_datasets_is_named_with_its_dataset():
    text = BASE.replace("      - name: level\n", "      - name: amount\n")
    assert mistakes(text) == [
        "tiny.yaml:102: metrics[0].measure: Several datasets have a measure 'amount'. Write 'orders.amount'."
    ]
    model = load_texts({"m.yaml": text.replace("measure: amount", "measure: orders.amount")})
    assert str(model.metric("revenue").unit) == "currency(CNY)"


def test_a_second_role_gives_its_dimensions_a_prefix_of_their_own():
    text = BASE.replace(
        "    dimensions:\n      - name: order_date",
        "      - {name: customer, type: foreign, columns: [payer_id], role: payer}\n"
        "    dimensions:\n      - name: order_date",
        1,
    ).replace("filter: order.status = 'done'", "filter: payer.region = 'East'")
    assert load_texts({"m.yaml": text}).dimension("payer.region").qualified == "customer.region"


def test_a_word_that_names_two_objects_is_a_warning():
    text = BASE.replace("- name: growth\n", "- name: growth\n    synonyms: {en: [Region]}\n")
    model, warnings = load_texts_with_warnings({"m.yaml": text})
    assert model.name == "tiny"
    assert [warning.rule for warning in warnings] == [
        "The word 'region' names dimension customer.region and metric growth."
    ]
    hidden = text.replace("type: geography", "type: geography\n        hidden: true")
    assert load_texts_with_warnings({"m.yaml": hidden})[1] == ()


def test_an_entity_shares_its_word_with_what_stands_for_it(tmp_path):
    text = BASE.replace("- name: nick\n", "- name: nick\n        labels: {en: customer}\n")
    (tmp_path / "m.yaml").write_text(text, encoding="utf-8")
    assert load_model_with_warnings(tmp_path)[1] == ()


def test_units_and_formats_of_the_model_are_all_readable():
    assert set(UNITS) == set(get_args(get_type_hints(Unit)["kind"]))
    assert set(FORMATS) == set(get_args(get_type_hints(Format)["kind"]))
    units = ("count(order)", "quantity(kg)", "share", "ratio", "points", "duration(hours)", "score", "none")
    for unit in units:
        text = BASE.replace("unit: quantity(piece)", f"unit: {unit}")
        assert str(load_texts({"m.yaml": text}).measure("level").unit) == unit
    for form in ("integer", "decimal(2)", "currency(0)", "duration", "date", "text"):
        text = BASE.replace("unit: quantity(piece)\n        format: integer", f"unit: none\n        format: {form}")
        assert str(load_texts({"m.yaml": text}).measure("level").format) == form


def test_the_loader_reads_nothing_but_yaml_files(tmp_path):
    (tmp_path / "model.yaml").write_text(BASE, encoding="utf-8")
    (tmp_path / "folder.yaml").mkdir()
    assert loader.load_model(tmp_path).version == "1"


def large_model() -> str:
    datasets, metrics = [], []
    for number in range(50):
        measures = "".join(
            f"      - {{name: m{number}_{place}, agg: sum, expr: price * {place + 1}, additivity: additive, "
            "unit: currency(CNY), format: currency(2), null_semantics: absent_is_zero, create_metric: true}\n"
            for place in range(5)
        )
        dimensions = "".join(
            f"      - {{name: d{place}, type: categorical, labels: {{en: thing {number} {place}, zh: 东西{number}之{place}}}}}\n"
            for place in range(8)
        )
        datasets.append(
            f"  - name: t{number}\n    source: main.t{number}\n    role: fact\n    grain: [e{number}]\n"
            f"    time_basis: none\n    entities: [{{name: e{number}, type: primary, columns: [id]}}]\n"
            f"    dimensions:\n{dimensions}    measures:\n{measures}"
        )
        metrics += [
            f"  - {{name: r{number}_{place}, type: ratio, numerator: m{number}_{place}, denominator: m{number}_0, "
            f"direction: neutral, unit: ratio, format: decimal(2), labels: {{en: rate {number} {place}, zh: 率{number}之{place}}}}}\n"
            for place in range(5)
        ]
    entities = "".join(f"  - {{name: e{number}}}\n" for number in range(50))
    head = "version: 1\nmodel: big\ncalendar: {timezone: UTC}\nentities:\n"
    return head + entities + "datasets:\n" + "".join(datasets) + "metrics:\n" + "".join(metrics)


def test_fifty_datasets_and_five_hundred_metrics_load_in_half_a_second():
    text = large_model()
    times = []
    for _ in range(3):
        start = time.process_time()
        model = load_texts({"big.yaml": text})
        times.append(time.process_time() - start)
    assert (len(model.datasets), len(model.metrics)) == (50, 500)
    assert min(times) <= 0.5
