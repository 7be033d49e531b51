"""How many: members of an entity, values of a dimension.

Rule: a count needs a word that asks for one beside the thing that is counted; an entity is counted by the metric
the model states for it.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item, Measured, refuse
from assistant.parser.figures.roles import simple_metrics
from assistant.parser.figures.verbs import count_of
from assistant.parser.rows.labels import labels_of
from semantic_layer.model import Dataset
from semantic_layer.nicknames import HOW_MANY_PEOPLE
from semantic_layer.query import Compare, MetricRef
from semantic_layer.vocabulary import is_numeric
from semantic_layer.wordforms import has_han

OWN_NUMBER = "number of its own"  # what "how many" asks for where the column holds the number


def _counting_word(draft: Draft, item: Item) -> Item | None:
    """ "how many X", "number of X", "X数量", "X有多少": the word that asks for a count of `item`."""
    left, right = draft.left(item), draft.right(item)
    if left and not left.taken and left.has("how_many", "agg_distinct"):
        by = draft.left(left)
        return None if by is not None and by.has("group") and item.named("dimension") else left
    if left and not left.taken and left.has("agg_sum") and item.named("entity"):
        return left
    if right and not right.taken and right.has("how_many", "agg_distinct") and not _asks_for_next(draft, right):
        return None if _counts_others(draft, right, item) else right
    return None


def _counts_others(draft: Draft, word: Item, item: Item) -> bool:
    """各部门人数, 每个部门有多少人: the word itself says what is counted, and that is not the thing before it."""
    if word.text in HOW_MANY_PEOPLE:
        return not {m.name for m in word.named("entity")} & {m.name for m in item.named("entity")}
    own = {draft.model.entity(m.name).default_count for m in item.named("entity")}
    return bool(word.named("metric")) and not any(m.name in own for m in word.named("metric"))


def _asks_for_next(draft: Draft, word: Item) -> bool:
    """In "华东 多少 客户" the counting word belongs to 客户, not to what stands before it."""
    following = draft.items[word.index + 1] if word.index + 1 < len(draft.items) else None
    counted = word.text.startswith(("多少", "几", "how", "number", "count", "有多少", "有几"))
    return counted and following is not None and bool(following.named("entity") or following.named("dimension"))


def counts_entity(draft: Draft, item: Item) -> bool:
    if not (item.named("entity") or item.named("dimension") or item.named("segmentation")):
        return False
    if item.named("entity") and item.has("how_many"):  # 人数
        before = draft.left(item)
        return before is None or before.taken or not before.named("entity") or item.text in HOW_MANY_PEOPLE
    if has_own_number(draft, item):
        return False
    if item.named("entity") and _is_compared(draft, item):
        return not any(other.named("metric") for other in draft.items if other is not item)
    return _counting_word(draft, item) is not None


def has_own_number(draft: Draft, item: Item) -> bool:
    """ "How many staff does the Munich depot have": the number that stands at the member that is named."""
    cue = _counting_word(draft, item)
    if cue is None or item.named("entity") or not cue.text.startswith(("how", "有多少", "多少", "number")):
        return False
    for name in {m.name for m in item.named("dimension")}:
        dimension = draft.dimension(name)
        if dimension is None or not is_numeric(dimension) or dimension.type == "identifier":
            continue
        owners = [e.name for e in draft.model.entities if name.startswith(f"{e.name}.")]
        labels = {label for owner in owners for label in labels_of(draft.model, owner)}
        if any(isinstance(p, Compare) and p.op == "eq" and p.field in labels for p in draft.filters):
            cue.operate(OWN_NUMBER)
            return True
    return False


def _is_compared(draft: Draft, item: Item) -> bool:
    """ "Most orders", "订单最多": what is compared is a number; in 订单最多的客户 not that of customers."""
    left = draft.left(item)
    if left is not None and has_han(left.text) and (of := draft.left(left)) is not None and _is_number_of(draft, of):
        left = None
    beside = (left, draft.right(item))
    return any(o is not None and not o.taken and o.has("high", "low") and not o.has("sold") for o in beside)


def _is_number_of(draft: Draft, item: Item) -> bool:
    value = draft.left(item) if item.bound_to == "count" else item
    counted = any(measured.item is value for measured in draft.metrics)  # 迟到最多的员工, 迟到次数最多的员工
    return counted or bool(item.named("entity") or item.named("metric") or item.kind == "metric")


def read_count(draft: Draft, item: Item) -> None:
    cue = _counting_word(draft, item)
    if item.named("entity"):
        name = draft.choose(item, "ambiguous_dimension", [m.name for m in item.named("entity")])
        metric = count_of(draft, name)
        if metric is None:
            raise refuse("not_supported", construction=item.text)
        item.take(f"entity:{name}", "entity")
        draft.metrics.append(Measured(MetricRef(metric), item))
    elif cue and (name := _countable(draft, item, cue)):
        item.take(f"dimension:{name}", "dimension")
        draft.metrics.append(Measured(MetricRef(name, agg="count_distinct"), item))
    else:
        return
    for other in (cue, draft.left(item), draft.left(cue) if cue else None):
        if other and not other.taken and other.has("how_many", "agg_distinct", "agg_sum"):
            other.operate("count", "aggregation")


def key_in_rows(draft: Draft, item: Item) -> str | None:
    """ "Number of unique customers and total revenue": those that the rows of the other number name."""
    cue = draft.left(item)
    if cue is None or cue.taken or not cue.has("agg_distinct") or draft.listing is not None or draft.sets:
        return None
    others = [m.ref.name for m in draft.metrics] + [
        m.name for o in draft.items if o is not item and len(o.named("metric")) == 1 for m in o.named("metric")
    ]
    entity = item.named("entity")[0].name
    homes = {d.name for m, _, d in simple_metrics(draft.model) if m.name in others and not _is_own(d, entity)}
    if len(homes) != 1:
        return None
    dataset = draft.model.dataset(homes.pop())
    columns = {key.columns for key in dataset.entities if key.name == entity and key.type == "foreign"}
    found = [d.qualified for d in dataset.dimensions if (d.column,) in columns and not d.hidden]
    if len(found) != 1 or draft.model.entity(entity).state == "confirmed":
        return None
    for word in (cue, draft.left(cue)):
        if word and not word.taken and word.has("how_many", "agg_distinct"):
            word.operate("count", "aggregation")
    return found[0]


def _is_own(dataset: Dataset, entity: str) -> bool:
    return any(key.name == entity and key.type != "foreign" for key in dataset.entities)


def _countable(draft: Draft, item: Item, cue: Item) -> str:
    """The dimension whose values are counted: "how many categories"."""
    names = [m.name for m in item.named("dimension") if (d := draft.dimension(m.name)) and d.type != "time"]
    return draft.choose(item, "ambiguous_dimension", names) if names else ""


def is_countable_thing(draft: Draft, item: Item) -> bool:
    """A word that is a thing and the metric that counts it: "customers", "orders"."""
    counts = {draft.model.entity(m.name).default_count for m in item.named("entity")}
    return bool(item.named("entity")) and all(m.name in counts for m in item.named("metric"))
