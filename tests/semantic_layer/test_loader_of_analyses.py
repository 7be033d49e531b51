"""What a model agrees on for its analyses is checked when it is loaded: weights, actions, rules, lengths, segmentations."""

# ruff: noqa: E501  (the table of mistakes is read row by row)
from __future__ import annotations

import pytest

from semantic_layer.errors import ModelError
from semantic_layer.loader import load_texts
from semantic_layer.loading.rule_levels import Condition, Level, contradiction, taken_by

BASE = """\
version: 1
model: tiny
calendar: {timezone: UTC, week: {start: monday, numbering: iso}}
entities:
  - {name: order, default_count: orders}
  - {name: customer}
datasets:
  - name: orders
    source: orders
    role: fact
    grain: [order]
    time_basis: event
    default_time: order_date
    entities:
      - {name: order, type: primary, columns: [order_id]}
      - {name: customer, type: foreign, columns: [customer_id]}
    dimensions:
      - {name: order_date, type: time, grain: day}
      - {name: status, type: categorical, closed: true, values: [{code: done}, {code: open}]}
    measures:
      - {name: amount, agg: sum, additivity: additive, unit: currency(CNY), format: currency(2), null_semantics: absent_is_zero, create_metric: true}
      - {name: orders, agg: count, expr: order_id, additivity: additive, unit: count(order), format: integer, null_semantics: absent_is_zero, create_metric: true}
  - name: customers
    source: customers
    role: dimension
    grain: [customer]
    time_basis: none
    entities:
      - {name: customer, type: primary, columns: [customer_id]}
    dimensions:
      - {name: region, type: geography}
      - {name: age, type: ordinal, datatype: Integer}
      - {name: phone, type: text, personal: true}
metrics:
  - name: comes_back
    type: population_rate
    entity: customer
    among: {metric: orders, at_least: 1}
    success: {metric: orders, at_least: 1}
    horizon: 30 days
    judged_forward: true
    direction: up_is_good
    unit: share
    format: percent(1)
roles:
  customer: {dataset: customers, columns: {customer: customer_id}}
  order: {dataset: orders, columns: {customer: customer_id, order: order_id, time: order_date, amount: amount}}
horizons: {repurchase_days: 30, churn_days: 90}
default_metric: orders
default_segmentation: tier
audit: required
maps:
  - name: halves
    bins: 2
    segments:
      - {code: old, labels: {en: old, zh: 旧}, r: [1]}
      - {code: fresh, labels: {en: fresh, zh: 新}, r: [2]}
weights:
  - name: ours
    version: 1
    indicators:
      - {metric: monetary, weight: 0.5}
      - {metric: orders, weight: 0.5, direction: up}
  - name: ours
    version: 2
    since: 2026-01-01
    indicators: [{metric: customer.age, weight: 1}]
rules:
  - {name: age_is_known, dataset: customers, kind: completeness, expr: age is not null, labels: {en: age, zh: 年龄}}
  - {name: amount_is_sound, dataset: orders, kind: range, expr: amount >= 0, labels: {en: amount, zh: 金额}}
segmentations:
  - name: scored
    entity: customer
    dataset: seg_scored
    tool: rfm_segments
    params: {map: halves, bins: 2}
    values: [{code: old}, {code: fresh}]
  - name: stage
    entity: customer
    dataset: seg_stage
    tool: lifecycle_stages
    params: {new_days: 20, active_days: 30, silent_days: 90}
    values: [{code: churned}]
  - name: tier
    entity: customer
    dataset: seg_tier
    tool: tiers
    params: {kind: value, shares: [0.2, 0.3, 0.5]}
    values: [{code: high}, {code: mid}, {code: low}]
  - name: cloud
    entity: customer
    dataset: seg_cloud
    tool: cluster_customers
    params: {k: 3, features: [frequency, monetary]}
    values: []
  - name: style
    entity: customer
    dataset: seg_style
    tool: rule_segment
    params:
      rules:
        - name: vip
          all_of:
            - {field: frequency, op: ge, values: [10]}
            - {field: monetary, op: ge, quantile: 0.8}
        - name: often
          all_of:
            - {field: frequency, op: ge, values: [5]}
          none_of:
            - {field: customer.region, op: in, values: [north]}
      otherwise: rest
    values: [{code: vip}, {code: often}, {code: rest}]
actions:
  customer.tier:
    high: {version: 1, action: {en: call, zh: 致电}, follow_metric: orders}
tags:
  - {name: frequent, class: behaviour, rule: frequency >= 5, conflicts_with: [rare], labels: {en: frequent, zh: 高频}}
  - {name: rare, class: behaviour, rule: frequency = 1, labels: {en: rare, zh: 低频}}
watches:
  - {name: drop, metric: orders, where: {order.status: [done]}, condition: falls, by_share: 0.1, schedule: daily, labels: {en: drop, zh: 下降}}
"""

# what is written -> what is written instead -> key path, rule, remedy (parts of them)
BROKEN: dict[str, tuple[str, str, str, str, str]] = {
    "a default metric of nothing": ("default_metric: orders", "default_metric: ordres", "default_metric", "no metric 'ordres'", "'orders'"),
    "a default segmentation of nothing": ("default_segmentation: tier", "default_segmentation: teir", "default_segmentation", "no segmentation 'teir'", "customer"),
    "an audit of another kind": ("audit: required", "audit: demanded", "audit", "cannot be 'demanded'", "required"),
    "a length that is missing": ("{repurchase_days: 30, churn_days: 90}", "{repurchase_days: 30}", "horizons.churn_days", "missing", "Add"),
    "lost before coming back": ("churn_days: 90", "churn_days: 20", "horizons.churn_days", "less than", "after the time"),
    "a length that is none": ("churn_days: 90", "churn_days: soon", "horizons.churn_days", "whole number", "number"),
    "an unknown length": ("churn_days: 90", "churn_days: 90, lost_days: 9", "horizons.lost_days", "unknown", "churn_days"),
    "a weight below 0": ("weight: 0.5}\n", "weight: -0.5}\n", "weights[0].indicators[0].weight", "below 0", "direction: down"),
    "weights that are all 0": ("[{metric: customer.age, weight: 1}]", "[{metric: customer.age, weight: 0}]", "weights[1].indicators", "All weights are 0", "above 0"),
    "no weights at all": ("[{metric: customer.age, weight: 1}]", "[]", "weights[1].indicators", "need an indicator", "weight: 1"),
    "a weight that is a word": ("weight: 0.5}\n", "weight: much}\n", "weights[0].indicators[0].weight", "number", "0.9"),
    "a weight of an unknown metric": ("metric: monetary", "metric: monetry", "weights[0].indicators[0].metric", "'monetry'", "'monetary'"),
    "a weight of a text": ("metric: monetary", "metric: customer.region", "weights[0].indicators[0].metric", "no number", "Name a number"),
    "a weight of a person": ("metric: monetary", "metric: customer.phone", "weights[0].indicators[0].metric", "personal", "who somebody is"),
    "a weight of an order": ("metric: monetary", "metric: order.status", "weights[0].indicators[0].metric", "no single", "attribute of the customer"),
    "a weight of the future": ("metric: monetary", "metric: comes_back", "weights[0].indicators[0].metric", "later", "frequency"),
    "an indicator twice": ("metric: orders, weight: 0.5", "metric: monetary, weight: 0.5", "weights[0].indicators[1].metric", "twice", "one entry"),
    "a direction that is none": ("direction: up}", "direction: upp}", "weights[0].indicators[1].direction", "cannot be 'upp'", "'up'"),
    "two versions from one day": ("    since: 2026-01-01\n", "", "weights[1]", "same day", "since"),
    "a day that is none": ("since: 2026-01-01", "since: 2026-13-01", "weights[1].since", "not a date", "2026-01-31"),
    "a rule of an unknown dataset": ("dataset: customers, kind", "dataset: custmers, kind", "rules[0].dataset", "'custmers'", "'customers'"),
    "a rule of an unknown kind": ("kind: range", "kind: ranges", "rules[1].kind", "cannot be 'ranges'", "'range'"),
    "a rule that cannot be read": ("expr: amount >= 0", "expr: amount >=", "rules[1].expr", "not one SQL", "without statements"),
    "a rule over another dataset": ("expr: amount >= 0", "expr: customer.age > 1", "rules[1].expr", "own columns", "'age'"),
    "a rule without a column": ("expr: amount >= 0", "expr: 1 = 1", "rules[1].expr", "same for every row", "column"),
    "a rule named twice": ("name: amount_is_sound", "name: age_is_known", "rules[1].name", "twice", "name of its own"),
    "a rule in one language": ("labels: {en: amount, zh: 金额}", "labels: {en: amount}", "rules[1].labels.zh", "missing", "Add"),
    "an unknown tool": ("tool: tiers", "tool: tier", "segmentations[2].tool", "No tool 'tier'", "'tiers'"),
    "an unknown parameter": ("{kind: value, shares", "{kinds: value, shares", "segmentations[2].params.kinds", "unknown", "'kind'"),
    "shares that do not add up": ("shares: [0.2, 0.3, 0.5]", "shares: [0.2, 0.3, 0.6]", "segmentations[2].params.shares", "three tiers", "add up to 1"),
    "two shares": ("shares: [0.2, 0.3, 0.5]", "shares: [0.5, 0.5]", "segmentations[2].params.shares", "three tiers", "add up to 1"),
    "a share below 0": ("shares: [0.2, 0.3, 0.5]", "shares: [-0.2, 0.7, 0.5]", "segmentations[2].params.shares", "three tiers", "above 0"),
    "shares that are words": ("shares: [0.2, 0.3, 0.5]", "shares: [few, some, many]", "segmentations[2].params.shares", "list of numbers", "0.2"),
    "needs without weights": ("kind: value", "kind: demand", "segmentations[2].params.kind", "'demand'", "weights"),
    "an unknown kind of tier": ("kind: value", "kind: valu", "segmentations[2].params.kind", "cannot be 'valu'", "'value'"),
    "a label for no tier": ("{code: mid}", "{code: middle}", "segmentations[2].values[1].code", "no segment 'middle'", "'mid'"),
    "a label for no stage": ("{code: churned}", "{code: churnd}", "segmentations[1].values[0].code", "no segment 'churnd'", "'churned'"),
    "a label for no rule": ("{code: often}", "{code: oftn}", "segmentations[4].values[1].code", "no segment 'oftn'", "'often'"),
    "a label for no segment of a map": ("{code: old}, {code: fresh}]", "{code: old}, {code: frsh}]", "segmentations[0].values[1].code", "no segment 'frsh'", "'fresh'"),
    "an unknown map": ("{map: halves", "{map: halvs", "segmentations[0].params.map", "no map 'halvs'", "'halves'"),
    "scores that a map does not have": ("{map: halves, bins: 2}", "{map: halves, bins: 4}", "segmentations[0].params.bins", "2 x 2 x 2 scores", "as many"),
    "two ways to begin scores": ("{map: halves, bins: 2}", "{map: halves, bins: 2, cuts: {r: [9], f: [9], m: [9]}, frozen_run: 2026-01-01}", "segmentations[0].params.frozen_run", "both", "Keep one"),
    "borders that do not rise": ("{map: halves, bins: 2}", "{map: halves, bins: 2, cuts: {r: [9], f: [9, 3], m: [9]}}", "segmentations[0].params.cuts.f", "do not rise", "above the one before"),
    "lengths that fall": ("silent_days: 90", "silent_days: 30", "segmentations[1].params.silent_days", "not above", "increase"),
    "new for longer than active": ("new_days: 20", "new_days: 40", "segmentations[1].params.new_days", "above active_days", "increase"),
    "a k of one": ("k: 3", "k: 1", "segmentations[3].params.k", "from 2 to 8", "number"),
    "an unknown feature": ("features: [frequency, monetary]", "features: [frequncy, monetary]", "segmentations[3].params.features", "'frequncy'", "'frequency'"),
    "a feature twice": ("features: [frequency, monetary]", "features: [monetary, monetary]", "segmentations[3].params.features", "twice", "each once"),
    "a feature that is a text": ("features: [frequency, monetary]", "features: [customer.region]", "segmentations[3].params.features", "no number", "number"),
    "a feature of the future": ("features: [frequency, monetary]", "features: [comes_back]", "segmentations[3].params.features", "later", "have done"),
    "an unknown method": ("{k: 3,", "{k: 3, method: kmean,", "segmentations[3].params.method", "cannot be 'kmean'", "'kmeans'"),
    "a rule of no field": ("field: monetary", "field: monetry", "rules[0].all_of[1].field", "'monetry'", "'monetary'"),
    "a rule of itself": ("field: customer.region", "field: customer.style", "rules[1].none_of[0].field", "this very rule", "another field"),
    "a rule about a person": ("field: customer.region", "field: customer.phone", "rules[1].none_of[0].field", "personal", "who somebody is"),
    "an unknown comparison": ("{field: frequency, op: ge, values: [5]}", "{field: frequency, op: gte, values: [5]}", "rules[1].all_of[0].op", "cannot be 'gte'", "ge, gt"),
    "two limits": ("{field: frequency, op: ge, values: [5]}", "{field: frequency, op: ge, values: [5, 6]}", "rules[1].all_of[0].values", "one value", "values: [5]"),
    "a quantile above 1": ("quantile: 0.8", "quantile: 80", "rules[0].all_of[1].quantile", "between 0 and 1", "0.8"),
    "a quantile and a value": ("quantile: 0.8", "quantile: 0.8, values: [3]", "rules[0].all_of[1].quantile", "alone", "Remove"),
    "a quantile of a text": ("{field: customer.region, op: in, values: [north]}", "{field: customer.region, op: ge, quantile: 0.5}", "rules[1].none_of[0].quantile", "no number", "values"),
    "a rule without a condition": ("          all_of:\n            - {field: frequency, op: ge, values: [5]}\n          none_of:\n            - {field: customer.region, op: in, values: [north]}\n", "", "params.rules[1]", "needs a condition", "all_of"),
    "a rule named like the rest": ("otherwise: rest", "otherwise: vip", "params.otherwise", "rule as well", "another name"),
    "a rule that contradicts itself": ("{field: monetary, op: ge, quantile: 0.8}", "{field: frequency, op: lt, values: [3]}", "rules[0].all_of", "holds for nobody", "Correct one"),
    "an action for no segmentation": ("  customer.tier:\n", "  customer.teir:\n", "actions.customer.teir", "'customer.teir'", "'customer.tier'"),
    "an action for no segment": ("    high: {version: 1,", "    hihg: {version: 1,", "customer.tier.hihg", "'hihg'", "'high'"),
    "an action without a version": ("{version: 1, action", "{action", "customer.tier.high.version", "missing", "Add"),
    "an action in one language": ("action: {en: call, zh: 致电}", "action: {en: call}", "high.action.zh", "missing", "Add"),
    "an action that follows nothing": ("follow_metric: orders", "follow_metric: ordres", "high.follow_metric", "'ordres'", "'orders'"),
    "an action for later": ("follow_metric: orders", "follow_up_days: 9999", "high.follow_up_days", "from 1 to 730", "number"),
    "an unknown tag": ("conflicts_with: [rare]", "conflicts_with: [rar]", "tags[0].conflicts_with", "'rar'", "'rare'"),
    "a tag of an unknown metric": ("rule: frequency >= 5", "rule: frequncy >= 5", "tags[0].rule", "'frequncy'", "'frequency'"),
    "a bad schedule": ("schedule: daily", "schedule: dayly", "watches[0].schedule", "cannot be 'dayly'", "'daily'"),
    "a watch of an unknown value": ("{order.status: [done]}", "{order.status: [don]}", "watches[0].where", "no value 'don'", "'done'"),
    "a fall by more than all": ("by_share: 0.1", "by_share: 10", "watches[0].by_share", "more than all", "0.1"),
    "a share that is no number": ("by_share: 0.1", "by_share: nan", "watches[0].by_share", "number", "0.9"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_mistake_is_reported_once_with_line_rule_and_remedy(case):
    old, new, path, rule, remedy = BROKEN[case]
    assert old in BASE
    text = BASE.replace(old, new, 1)
    with pytest.raises(ModelError) as caught:
        load_texts({"tiny.yaml": text})
    (mistake,) = caught.value.mistakes
    assert (path in mistake.path, rule in mistake.rule, remedy in mistake.remedy) == (True, True, True), str(mistake)
    pairs = zip(BASE.splitlines(), text.splitlines(), strict=False)
    first = next(number for number, (before, now) in enumerate(pairs, 1) if before != now)
    assert mistake.file == "tiny.yaml" and abs(mistake.line - first) <= 6


def test_the_table_of_mistakes_begins_from_a_model_that_loads():
    model = load_texts({"tiny.yaml": BASE})
    defaults = {"default_metric", "default_segmentation", "audit"}
    assert set(model.settings) == {"horizons", "maps", "weights", "rules", "actions", *defaults}
    assert model.settings["horizons"] == {"repurchase_days": 30, "churn_days": 90}


def test_all_mistakes_of_the_analyses_are_reported_at_once():
    wrong = [
        "a weight below 0",
        "shares that do not add up",
        "an action for no segment",
        "an unknown tag",
        "a bad schedule",
    ]
    text = BASE
    for case in wrong:
        text = text.replace(*BROKEN[case][:2], 1)
    with pytest.raises(ModelError) as caught:
        load_texts({"tiny.yaml": text})
    assert [mistake.line for mistake in caught.value.mistakes] == sorted(
        mistake.line for mistake in caught.value.mistakes
    )
    assert len(caught.value.mistakes) == len(wrong)


def test_a_rule_that_an_earlier_one_always_takes_first_is_never_reached():
    text = BASE.replace("op: ge, values: [5]", "op: ge, values: [12]").replace(
        "            - {field: monetary, op: ge, quantile: 0.8}\n", ""
    )
    with pytest.raises(ModelError) as caught:
        load_texts({"tiny.yaml": text})
    assert [str(mistake).split(": ", 2)[2] for mistake in caught.value.mistakes] == [
        "The rule 'often' is never reached: whoever meets it meets 'vip' first. Put it before 'vip', or narrow that one."
    ]


def level(*conditions: tuple, narrowed: bool = False) -> Level:
    return Level("x", tuple(Condition(*item) for item in conditions), narrowed)


OFTEN = ("frequency", "ge", (5,))
REACHED = {
    "a lower ladder below": ([level(("frequency", "ge", (10,))), level(OFTEN)], False),
    "the same rule again": ([level(OFTEN), level(OFTEN)], True),
    "a narrower one behind": ([level(OFTEN), level(("frequency", "gt", (5,)))], True),
    "an equal border that counts before": ([level(("frequency", "gt", (5,))), level(OFTEN)], False),
    "one value of many": ([level(("frequency", "le", (3,))), level(("frequency", "in", (1, 2)))], True),
    "one value outside": ([level(("frequency", "le", (3,))), level(("frequency", "in", (1, 4)))], False),
    "a second field behind": ([level(OFTEN), level(OFTEN, ("monetary", "ge", (100,)))], True),
    "a second field before": ([level(OFTEN, ("monetary", "ge", (100,))), level(OFTEN)], False),
    "a narrowed rule before": ([level(OFTEN, narrowed=True), level(OFTEN)], False),
    "a narrowed rule behind": ([level(OFTEN), level(OFTEN, narrowed=True)], True),
    "another direction": ([level(OFTEN), level(("frequency", "le", (9,)))], False),
    "a quantile is no number": ([level(("monetary", "ge", (0,))), level(("monetary", "ge", (), 0.8))], False),
    "an upper part of an upper part": ([level(("monetary", "ge", (), 0.5)), level(("monetary", "ge", (), 0.8))], True),
}  # fmt: skip


@pytest.mark.parametrize("case", REACHED)
def test_only_what_is_certain_is_called_unreachable(case):
    levels, is_taken = REACHED[case]
    assert (taken_by(levels, len(levels) - 1) is not None) == is_taken


@pytest.mark.parametrize(
    ("one", "other", "excludes"),
    [
        (("frequency", "ge", (5,)), ("frequency", "lt", (5,)), True),
        (("frequency", "ge", (5,)), ("frequency", "le", (5,)), False),
        (("frequency", "gt", (5,)), ("frequency", "le", (5,)), True),
        (("frequency", "in", (1, 2)), ("frequency", "ge", (3,)), True),
        (("frequency", "in", (1, 4)), ("frequency", "ge", (3,)), False),
        (("a", "eq", ("x",)), ("a", "eq", ("y",)), True),
        (("a", "eq", ("x",)), ("b", "eq", ("y",)), False),
        (("monetary", "ge", (), 0.8), ("monetary", "le", (), 0.2), True),
    ],
)
def test_conditions_that_exclude_each_other_are_found(one, other, excludes):
    assert (contradiction(level(one, other)) is not None) == excludes
    assert (contradiction(level(other, one)) is not None) == excludes
