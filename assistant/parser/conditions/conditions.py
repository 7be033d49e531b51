"""Conditions on metrics: of a group ("regions with revenue over 1m") or of members ("customers with 3 orders").

Rule: where the head noun is a thing that is counted or listed, the condition chooses members of it; where rows are
groups, it chooses groups. The two are different slots and never stand for each other.
"""

from __future__ import annotations

import re

from assistant.parser.conditions.open_tallies import choose_by_tally
from assistant.parser.conditions.pieces_of_things import counted_thing, has_pieces
from assistant.parser.conditions.references import reference_of
from assistant.parser.conditions.row_numbers import take_unit
from assistant.parser.conditions.scales import in_own_unit
from assistant.parser.draft import Draft, Group, Item, Measured, refuse
from assistant.parser.figures.aggregations import metric_of_condition
from assistant.parser.figures.counts import is_countable_thing
from assistant.parser.figures.roles import metrics_of_columns, money_metrics, order_metric, reaches
from assistant.parser.rows.member_rows import stand_in
from semantic_layer.model import Dataset, Dimension, RatioMetric, SimpleMetric
from semantic_layer.nicknames import person
from semantic_layer.query import Compare, Members, MetricFilter, MetricRef
from semantic_layer.vocabulary import is_numeric
from semantic_layer.wordforms import has_han

# Words of length that follow a number; "30 years old" has a word of age and is read before.
DURATIONS = frozenset(
    ("天", "日", "周", "星期", "个月", "月", "年", "小时", "分钟", "day", "days", "week", "weeks", "month", "months")
) | {"year", "years", "hour", "hours", "minute", "minutes"}
_HAVING = frozenset({"have", "has", "had", "having", "with", "made", "placed"})
_ASKS = re.compile(r"\b(?:what|how)\b")
_TIMES = re.compile(r"[次单笔回]")
_LENGTHS = tuple(word for word in DURATIONS if has_han(word))


def read_conditions(draft: Draft) -> None:
    """Bind every condition on a metric that is still free."""
    for item in list(draft.free()):
        if item.piece.condition is not None:
            _read_condition(draft, item)


def _read_condition(draft: Draft, item: Item) -> None:
    condition = item.piece.condition
    if condition is not None and _read_spent(draft, item):
        return
    target: tuple[str, Item | None] | None = counted_thing(draft, item)
    if target is None and not _is_about_rows(draft, item):
        target = _metric_beside(draft, item)
    if condition is None or target is None or not _fits_unit(draft, target[0], condition.unit):
        _read_amount_of_entity(draft, item)
        return
    metric, word = target
    head = _head(draft, item, word)
    values = in_own_unit(draft, item, metric, condition.values, condition.unit)
    item.compare_with(metric, values)
    if word:
        _take_aggregation(draft, word, metric)
        word.take(f"metric:{metric}", "metric")
        draft.condition_words.append(word)
    take_unit(draft, item)
    for other in draft.items:
        if other.has("bought") and abs(other.index - item.index) <= 3:
            other.operate("bought")
    if head is None:
        ref = metric_of_condition(draft, metric, word)
        if all(measured.ref.key != ref.key for measured in draft.metrics):
            draft.metrics.append(Measured(ref, word))
        draft.having.append(MetricFilter(ref.key, condition.op, values, reference_of(draft, item, ref)))
        return
    name = entity_of(draft, head) or ""
    ref = metric_of_condition(draft, metric, word)
    than = reference_of(draft, item, ref)
    draft.members.append(Members(name, ref, condition.op, values, than=than))
    if _is_listed(draft, head, word):
        _list_members(draft, head, name, metric, word)
    elif _is_asked_apart(draft, head, item):
        draft.metrics.append(Measured(ref, word))
    elif _is_only_chosen(draft, head, word):
        head.take(f"entity:{name}", "entity")


def _take_aggregation(draft: Draft, word: Item, metric: str) -> None:
    """ "An average grade over 4": a word that says what the metric does anyway."""
    cue = draft.left(word)
    definition = draft.model.metric(metric) if draft.model.has_metric(metric) else None
    if cue is None or cue.taken or not isinstance(definition, SimpleMetric):
        return
    own = draft.model.measure(definition.measure).agg
    if (cue.has("agg_avg") and own == "avg") or (cue.has("agg_sum") and own in ("sum", "count")):
        cue.operate(f"agg:{own}", "aggregation")


def _fits_unit(draft: Draft, metric: str, unit: str | None) -> bool:
    """Money is compared with money only, a percentage with a share or a ratio: "> 10%" says nothing of an amount."""
    kind = draft.model.metric(metric).unit.kind if draft.model.has_metric(metric) else "none"
    if unit == "percent":
        return kind not in ("currency", "count", "quantity", "duration")
    return kind in ("currency", "none") if unit == "currency" else True


def _read_spent(draft: Draft, item: Item) -> bool:
    """ "Spent more than 2,000", "消费超过2000元": what each customer spent."""
    verb = draft.left(item)
    if verb is None or verb.taken or not verb.has("spent"):
        verb = draft.right(item)
    condition = item.piece.condition
    if verb is None or verb.taken or not verb.has("spent") or condition is None or condition.unit == "percent":
        return False
    following = draft.right(item)
    is_money = condition.unit == "currency"
    beside = draft.items[item.index + 1] if item.index + 1 < len(draft.items) else item
    if beside.has("times_word", "unit_orders"):  # 消费3次以上 counts how often, and says nothing of money
        return False
    if following is not None and (
        following.has("times_word", "unit_orders") or (following.named("metric") and not is_money)
    ):
        return False
    head = _head(draft, item, None)
    entity = (entity_of(draft, head) if head else None) or person(draft.model)
    if entity is None:
        return False
    _choose_by_amount(draft, item, verb, entity)
    verb.operate("spent")
    metric = draft.members[-1].metric.name
    if head is not None and _is_listed(draft, head, None):
        _list_members(draft, head, entity, metric, None)
    elif head is None and (who := next(draft.cued("which"), None)):
        _list_members(draft, who, entity, metric, None)
    return True


def _is_listed(draft: Draft, head: Item, word: Item | None) -> bool:
    """ "Customers with 3 orders" lists them; "how many customers ..." and "revenue of customers ..." do not."""
    counted = not head.named("entity") or any(other.has("how_many", "share") for other in draft.items)
    others = any(o.named("metric") and o not in (head, word) and not o.taken for o in draft.items)
    grouped = any(other.has("group") for other in draft.free())
    listed = draft.listing is not None and draft.listing.head is head
    return not counted and not others and not grouped and (listed or not head.taken)


def _is_asked_apart(draft: Draft, head: Item, item: Item) -> bool:
    """ "Which customers had more than 3 orders, and what was their revenue": the number of orders is shown as well."""
    asked = draft.items[head.index - 1] if head.index else None
    later = [o for o in draft.items[item.index + 1 :] if o.has("which", "respectively") or _ASKS.search(o.text)]
    return bool(asked is not None and asked.has("which") and not asked.text.startswith("what") and later)


def _is_only_chosen(draft: Draft, head: Item, word: Item | None) -> bool:
    """ "Revenue, only stores with revenue over 3,000": the number that is asked for was said before."""
    before = draft.items[head.index - 1] if head.index else None
    return (
        before is not None
        and before.has("only")
        and any(o.named("metric") and o is not word and o.index < head.index for o in draft.items)
    )


def _list_members(draft: Draft, head: Item, entity: str, metric: str, word: Item | None) -> None:
    if draft.listing is None or draft.listing.head is not head:
        ref = stand_in(draft, entity, head)
        head.take(f"entity:{entity}", "entity")
        draft.groups.append(Group(ref, head, marked=False))
    draft.metrics.append(Measured(MetricRef(metric), word))
    if draft.grain is not None or not _belongs_to_one(draft, metric, entity):
        _hold_in_each_row(draft)


def _belongs_to_one(draft: Draft, metric: str, entity: str) -> bool:
    """Say whether each row behind a metric, or behind the sides of a ratio, belongs to one member."""
    definition = draft.model.metric(metric) if draft.model.has_metric(metric) else None
    sides = (definition.numerator, definition.denominator) if isinstance(definition, RatioMetric) else ()
    names = [side.metric for side in sides] or [metric]
    return all(reaches(draft.model, name, [f"{entity}."]) for name in names if draft.model.has_metric(name))


def _hold_in_each_row(draft: Draft) -> None:
    """ "Channels with monthly revenue over 1000": each month of a channel meets it or not, and not its whole time.

    So it is with a figure that is counted among the lines of orders, such as the return rate of a product.
    """
    chosen = draft.members.pop()
    draft.having.append(MetricFilter(draft.metrics[-1].ref.key, chosen.op, chosen.values, chosen.than))


def _head(draft: Draft, item: Item, word: Item | None) -> Item | None:
    """The thing whose members the condition chooses; None where the condition is about groups.

    English puts it before the condition ("customers with ..."), Chinese after ("...的客户").
    """
    heads = [other for other in draft.items if other is not word and _may_be_head(draft, other)]
    before = [other for other in heads if other.index < item.index]
    after = [other for other in heads if other.index > item.index]
    if has_han(item.text) or not before:
        chosen = after[0] if after and has_han(after[0].text) else _asked_among(draft, before)
    else:
        chosen = before[-1]
    return chosen if chosen is not None and entity_of(draft, chosen) else None


def _asked_among(draft: Draft, heads: list[Item]) -> Item | None:
    """ "哪些城市中司机的订单数超过50": cities are asked for, the drivers only say whose orders; else the nearest."""
    asked = (head for head in heads if (left := draft.left(head)) is not None and left.has("which"))
    return next(asked, heads[-1] if heads else None)


def _may_be_head(draft: Draft, item: Item) -> bool:
    if (item.taken and item.kind not in ("entity", "metric")) or _is_grouped(draft, item):
        return False
    names_rows = item.named("dimension") or item.named("segmentation") or entity_of(draft, item)
    return bool(names_rows) and not _is_condition_word(draft, item)


def _is_condition_word(draft: Draft, item: Item) -> bool:
    """ "订单数超过50" inside another condition: the word is what that condition is about."""
    following = draft.right(item)
    figure = bool(item.named("metric") or item.named("dimension"))
    ahead = figure and has_han(item.text) and following is not None and following.piece.condition is not None
    return ahead or any(item is word for word in draft.condition_words)


def entity_of(draft: Draft, item: Item) -> str | None:
    """The thing a word names, or counts: 客户 and 客户数 are about customers. A pure metric is about none."""
    if item.named("entity") and (not item.named("metric") or is_countable_thing(draft, item)):
        return item.named("entity")[0].name
    counted = {m.name for m in item.named("metric")}
    return next((e.name for e in draft.model.entities if e.default_count in counted), None)


def _is_grouped(draft: Draft, item: Item) -> bool:
    left = draft.left(item)
    return left is not None and left.has("group")


def _metric_beside(draft: Draft, item: Item) -> tuple[str, Item | None] | None:
    """The metric a condition is about: before it, after it, or meant by a unit ("3单", "3次")."""
    left, right = draft.left(item), draft.right(item, skip=_is_aggregation)
    unit = draft.items[item.index + 1] if item.index + 1 < len(draft.items) else None
    of_deed = left is not None and left.has("bought", "spent") and _TIMES.search(item.text)
    if of_deed and (orders := order_metric(draft.vocabulary)):
        return orders, None  # 下单3次以上的客户数: their number is not what is compared
    thing = draft.left(left) if left is not None and left.has("how_many") and has_han(left.text) else None
    if left is not None and thing is not None and thing.named("entity") and not thing.taken and not left.taken:
        counted = draft.model.entity(thing.named("entity")[0].name).default_count
        if counted:  # 工单数量超过10的客户
            left.operate("count", "aggregation")
            return counted, thing
    for other in (left, right):
        if (
            other
            and (not other.taken or other.kind == "metric")
            and other.named("metric")
            and not (other is right and left is not None and left.named("metric") and not left.named("entity"))
            and not (other is left and right is not None and _better_right(draft, left, right))
        ):
            metric = draft.choose(other, "ambiguous_metric", [m.name for m in other.named("metric")])
            if other is left and right is not None:
                _refuse_counted(draft, item, right, metric)
            return metric, other
    if left is not None and (column := _aggregated_column(draft, left)):
        return column, left
    if unit and not unit.taken and unit.has("times_word", "unit_orders") and (orders := order_metric(draft.vocabulary)):
        unit.operate("unit")
        return orders, None
    if right and not right.taken and right.named("entity"):
        counted = draft.model.entity(right.named("entity")[0].name).default_count
        measured = all(other.has("unit_word") for other in draft.between(item, right))
        if counted and measured and not item.text.endswith("的") and not _starts_list(item):
            return counted, right
    return None


def _refuse_counted(draft: Draft, item: Item, right: Item, metric: str) -> None:
    """ "Wards with a fee over 500 visits": the number belongs to the things behind it, not to the figure before."""
    if right.index != item.index + 1 or has_han(right.text) or right.has("unit_word") or right.taken:
        return
    after = draft.right(right)
    counts = {draft.model.entity(m.name).default_count for m in right.named("entity")} - {None}
    if counts and metric not in counts and (after is None or after.piece.condition is None):
        raise refuse("not_supported", construction=f"{item.text} {right.text}")


def _aggregated_column(draft: Draft, item: Item) -> str | None:
    """ "总行程距离超过100": a column that the wording adds up or averages is the figure of it."""
    cue = draft.left(item)
    if item.taken or cue is None or not cue.has("agg_sum", "agg_avg") or item.named("metric"):
        return None
    known = metrics_of_columns(draft.model, [meaning.name for meaning in item.named("dimension")])
    return known[0] if len(known) == 1 else None


def _is_aggregation(item: Item) -> bool:
    """ "Above-average total discount": the words between the condition and its number."""
    return not item.piece.meanings and item.has("filler", "agg_sum", "agg_avg", "agg_median", "agg_max", "agg_min")


def _is_about_rows(draft: Draft, item: Item) -> bool:
    """ "Orders over 1000", "1000以上的订单": the amount of each order; "with orders over 1000" is their number."""
    left, right = draft.left(item), draft.right(item)
    if left and left.named("entity") and not left.taken and not has_han(left.text):
        before = draft.items[left.index - 1] if left.index else None
        if before is not None and before.has("and") and draft.items[left.index - 2].piece.condition is not None:
            return False  # "where revenue is above 1m and orders over 500": one more condition of the same kind
        followed = right is not None and (right.named("metric") or right.named("entity"))
        return not followed and (
            before is None or before.text not in ("with", "have", "having", "has", "had", "where", "whose")
        )
    return False


def _better_right(draft: Draft, left: Item, right: Item) -> bool:
    """ "customers with at least 3 orders": a thing before the number, a metric after it."""
    having = any(set(word.text.split()) & _HAVING for word in draft.between(left, right))
    counted = having and entity_of(draft, left) is not None  # "number of customers that had at least 3 orders"
    return (bool(left.named("entity")) or counted) and bool(right.named("metric"))


def _starts_list(item: Item) -> bool:
    return item.text.endswith(("以上的", "以下的"))


def _read_amount_of_entity(draft: Draft, item: Item) -> None:
    """ "orders over 1000": the only number that a row of the entity has."""
    condition = item.piece.condition
    beside = [other for other in (draft.left(item), draft.right(item)) if other and other.named("entity")]
    if condition is None or not beside or condition.unit == "percent":
        return
    following = draft.items[item.index + 1] if item.index + 1 < len(draft.items) else None
    is_time = bool(following and following.text in DURATIONS) or any(unit in item.text for unit in _LENGTHS)
    if is_time:  # "silent for over 90 days" is about time, not about age
        raise refuse("not_supported", construction=f"{item.text} {following.text if following else ''}".strip())
    owner = beside[0]
    entity = owner.named("entity")[0].name
    if has_pieces(draft, item):  # 订单超过3笔 is no amount
        choose_by_tally(draft, item, owner, entity)
        return
    dataset = draft.model.dataset_of_entity(entity)
    numeric = [d for d in _figures(dataset) if not d.hidden] if dataset else []
    if condition.unit == "currency":  # years and pieces are whole numbers, money is not
        numeric = [d for d in numeric if d.datatype != "Integer"]
    if not numeric:
        _choose_by_amount(draft, item, owner, entity)
        return
    name = draft.choose(item, "ambiguous_dimension", [d.qualified for d in numeric])
    values = in_own_unit(draft, item, name, condition.values, condition.unit)
    take_unit(draft, item)
    item.compare_with(name, values)
    draft.filters.append(Compare(name, condition.op, values, than=reference_of(draft, item)))


def _figures(dataset: Dataset) -> list[Dimension]:
    """Columns that hold numbers; what identifies a row is none, whatever it is written with."""
    keys = {column for key in dataset.entities for column in key.columns}
    return [d for d in dataset.dimensions if is_numeric(d) and d.type != "identifier" and d.column not in keys]


def _choose_by_amount(draft: Draft, item: Item, word: Item, entity: str) -> None:
    """The size of an order, or what a customer spent, is what the model's core money metric gives for each."""
    condition = item.piece.condition
    amounts = money_metrics(draft.model, entity)
    if condition is None or not amounts:
        raise refuse("not_supported", construction=f"{word.text} {item.text}")
    amount = draft.choose(item, "ambiguous_metric", amounts)
    values = in_own_unit(draft, item, amount, condition.values, condition.unit)
    take_unit(draft, item)
    item.compare_with(amount, values)
    than = reference_of(draft, item, MetricRef(amount))
    draft.members.append(Members(entity, MetricRef(amount), condition.op, values, than=than))
    draft.assume("default_metric", f"metric:{amount}")
