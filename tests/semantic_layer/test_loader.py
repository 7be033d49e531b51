"""Every mistake in a model is reported once, at its line, with the rule and what to write instead."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from semantic_layer import loader, strict_yaml
from semantic_layer.errors import ModelError
from semantic_layer.loader import load_model, load_model_with_warnings, load_texts, load_texts_with_warnings
from semantic_layer.loading import definitions
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
    params: {shares: [0.5, 0.5]}
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
    "a role that is an entity": ("        type: foreign", "        type: foreign\n        role: order", "name", "leads to 'order' twice", "role"),
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
    "an unknown datatype": ("type: geography", "type: geography\n        datatype: Text", ".datatype", "cannot be 'Text'", "DateTime"),
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
    "a finer measure that is none": ("agg: count", "agg: count\n        finer: lines", "finer", "'lines'", "orders"),
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
    "a rank by nothing": ("over: customer", "over: customer\n    rank_by: best", ".rank_by", "'best'", "Define"),
    "a default count of nothing": ("default_count: orders", "default_count: order_number", "default_count", "'order_number'", "Define"),
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
    "a role that is an entity": "      - name: customer",
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


def first_difference(text: str, new: str) -> int:
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
    lines = text.splitlines()
    expected = PLACES.get(case)
    if expected is None:
        assert mistake.line >= first_difference(text, new)
        assert lines[mistake.line - 1] in new.splitlines() or lines[mistake.line - 1].strip() in new or new in lines[mistake.line - 1]
    else:
        assert lines[mistake.line - 1] == expected
    assert mistake.file == "tiny.yaml"
    assert path in mistake.path
    assert rule in mistake.rule
    assert remedy in mistake.remedy
