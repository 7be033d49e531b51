"""Things that are named without being counted, grouped or ranked.

Rule: "revenue of customers in East" says nothing more than "revenue in East", so the thing is accepted; a thing
alone is counted; what the things did ("who bought last month") chooses among them.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.conditions.conditions import entity_of
from assistant.parser.conditions.rows_with import narrow_to_rows_with
from assistant.parser.conditions.sets import buyers
from assistant.parser.conditions.tallies import tally_after
from assistant.parser.draft import Draft, Item, Measured, refuse
from assistant.parser.figures.averages import choose_average, is_of_named_rows
from assistant.parser.figures.roles import order_metric, reaches
from assistant.parser.figures.things import is_attached
from semantic_layer.model import SimpleMetric
from semantic_layer.nicknames import person
from semantic_layer.query import Compare, Members, MetricRef, Predicate
from semantic_layer.wordforms import has_han, singular


def read_entities(draft: Draft) -> None:
    """Bind entities that are still free."""
    _read_extents(draft)
    _read_modifiers(draft)
    _read_buyers(draft)
    for name in draft.owners:
        narrow_to_rows_with(draft, name)
    free = [item for item in draft.free() if item.named("entity")]
    if not free:
        return
    if not draft.metrics:
        _count(draft, free[0])
    for item in free:
        name = item.named("entity")[0].name
        if not _says_whose(draft, item):
            continue
        _refuse_average_per(draft, name, item)
        _refuse_elsewhere(draft, name, item)
        narrow_to_rows_with(draft, name)
        item.take(f"entity:{name}", "entity")


def _read_modifiers(draft: Draft) -> None:
    """ "Customer revenue", "loan amount": one thing before a number says whose it is, and is not counted as well."""
    for measured in list(draft.metrics):
        item = measured.item
        entity = entity_of(draft, item) if item is not None else None
        if item is None or entity is None or has_han(item.text) or not _is_one(item.text):
            continue
        number = next((m.item for m in draft.metrics if m.item is not None and m.item.index == item.index + 1), None)
        if number is not None and not number.named("entity"):
            draft.metrics.remove(measured)
            _refuse_elsewhere(draft, entity, item)
            narrow_to_rows_with(draft, entity)
            item.take(f"entity:{entity}", "entity")


def _is_one(text: str) -> bool:
    """ "loan" and "total loan", but neither "loans" nor "number of loans" nor "loan count"."""
    return singular(text) == text and not {"number", "count"} & set(text.split())


def _refuse_elsewhere(draft: Draft, entity: str, item: Item) -> None:
    """ "Loan amount" beside the amount of transactions only: the number is not of the thing that was named."""
    if any(isinstance(f, Compare) and f.field.startswith(f"{entity}.") for f in draft.filters):
        return  # a thing chosen by its value: visits in the ward "North"
    home = draft.model.dataset_of_entity(entity)
    if home is not None and any(chosen.dataset == home.name for chosen in draft.sets):
        return  # what the members did or never did is said twice: "took a maths exam but never an art exam"
    names = [m.ref.name for m in draft.metrics if draft.model.has_metric(m.ref.name)]
    if not all(reaches(draft.model, name, [f"{entity}."]) for name in names):
        raise refuse("not_supported", construction=item.text)


def _read_extents(draft: Draft) -> None:
    """ "How high was the revenue": the figure itself; of a thing nobody knows which figure is meant."""
    if any(measured.item is not None and not measured.item.named("entity") for measured in draft.metrics):
        for item in list(draft.cued("extent")):
            item.operate("how much")


def _says_whose(draft: Draft, item: Item) -> bool:
    """ "Revenue of customers", "客户的销售额", "华东客户": the thing belongs to a number or a filter beside it."""
    if draft.metrics and draft.metrics[-1].item is item:
        return True
    verb = draft.right(item)
    own = tuple(f"value:{m.name}." for m in item.named("entity"))
    if draft.metrics and verb is not None and verb.kind == "value" and verb.bound_to.startswith(own):
        return True  # 绩效A的有多少人: the thing whose value follows
    if draft.metrics and verb is not None and verb.has("spent", "sold", "bought") and verb.kind == "operator":
        return True
    if not has_han(item.text):
        return item.index > 0 and is_attached(draft, item)
    left, right = draft.left(item), draft.right(item)
    numbers = [measured.item for measured in draft.metrics]
    leads = right is not None and (
        right in numbers or right.has("agg_avg", "agg_sum", "agg_median", "trend", "high", "low")
    )
    return leads or (left is not None and left.kind in ("value", "number", "negation"))


def _count(draft: Draft, item: Item) -> None:
    """ "Customers in East": how many they are, by the model's own default."""
    names = list(dict.fromkeys(m.name for m in item.named("entity")))
    name = draft.choose(item, "ambiguous_dimension", names)
    metric = draft.model.entity(name).default_count
    if metric is None:
        raise refuse("not_supported", construction=item.text)
    if money := _money_of(draft, item):
        chosen = draft.choose(item, "ambiguous_metric", (*money, metric))
        draft.metrics.append(Measured(MetricRef(chosen), item))
        return
    draft.metrics.append(Measured(MetricRef(metric), item))
    draft.assume("default_count", f"metric:{metric}")


def _money_of(draft: Draft, item: Item) -> tuple[str, ...]:
    """ "销售环比增长": sales without a word for their number are as much money as rows, where the model has such."""
    if item.text not in ("销售", "sales"):
        return ()
    said = (*draft.vocabulary.meanings("销售额"), *draft.vocabulary.meanings("revenue"))
    return tuple(dict.fromkeys(m.name for m in said if m.kind == "metric"))


def _refuse_average_per(draft: Draft, entity: str, item: Item) -> None:
    """ "Average spend of customers" may mean per customer, which is another number than per row."""
    for measured in list(draft.metrics):
        is_average = measured.ref.agg in ("avg", "median") and measured.ref.per is None
        if not is_average or not draft.model.has_metric(measured.ref.name):
            continue
        metric = draft.model.metric(measured.ref.name)
        if isinstance(metric, SimpleMetric):
            own = draft.model.dataset(draft.model.measure(metric.measure).dataset).primary
            if own is not None and (own.name == entity or is_of_named_rows(draft, measured)):
                continue
            if not choose_average(draft, measured, entity):
                raise refuse("not_supported", construction=f"{draft.called(measured.ref.name)} / {item.text}")


def _read_buyers(draft: Draft) -> None:
    """ "Customers who bought last month": members with at least one order, in that period and with those filters."""
    cue = next(draft.cued("bought"), None)
    orders = order_metric(draft.vocabulary)
    if cue is None or orders is None:
        return
    heads = [
        i
        for i in draft.items
        if entity_of(draft, i)
        and (not i.taken or i.kind in ("entity", "metric") or _is_listed(draft, i))
        and not _is_order(draft, i)
    ]
    entity = entity_of(draft, heads[0]) if heads else person_by_value(draft)
    if entity is None:
        return
    tally = tally_after(draft, cue)
    for other in draft.cued("bought"):
        other.operate("bought")
    if any(measured.ref.name == orders for measured in draft.metrics) and not draft.denied:
        return  # "how many orders did they place": the verb of the metric itself
    own = [f for f in draft.filters if _is_about(f, entity) or _says_where(draft, f, entity, cue)]
    bought = tuple(f for f in draft.filters if f not in own)
    draft.filters = own
    if tally is None:
        buyers(draft, entity, bought)
    elif draft.denied or ((denied := draft.left(cue)) is not None and denied.has("never", "not")):
        raise refuse("not_supported", construction=cue.text)
    else:
        tally.take(orders)
        draft.members.append(Members(entity, MetricRef(orders), tally.op, tally.values, None, bought))


def _is_listed(draft: Draft, item: Item) -> bool:
    """ "Which customers bought in May": those who are asked for are groups without a number."""
    return not draft.metrics and item.bound_to == f"entity:{person(draft.model)}"


def read_member_windows(draft: Draft) -> None:
    """The period of a question also bounds its conditions on members.

    A count of those members is then not cut by the same period again: "customers with 3 orders last month" need
    not have signed up last month. A condition with a period of its own keeps it.
    """
    if draft.window is None or not draft.members:
        return
    dated = all(member.window is not None for member in draft.members)
    draft.members = [m if m.window is not None else replace(m, window=draft.window) for m in draft.members]
    counts = {draft.model.entity(member.entity).default_count for member in draft.members}
    only_counted = all(measured.ref.name in counts for measured in draft.metrics)
    if only_counted and draft.grain is None and not draft.compare:
        if dated:  # a third period beside those of what they did
            raise refuse("not_supported", construction=draft.words_of_time() or draft.text)
        draft.window = None


def _is_order(draft: Draft, item: Item) -> bool:
    entity = entity_of(draft, item)
    return entity is not None and draft.model.entity(entity).default_count == order_metric(draft.vocabulary)


def _is_about(predicate: Predicate, entity: str) -> bool:
    return isinstance(predicate, Compare) and predicate.field.startswith(f"{entity}.")


def _says_where(draft: Draft, predicate: Predicate, entity: str, verb: Item) -> bool:
    """ "Customers in Shanghai who never bought": who never bought are looked for there, not purchases in Shanghai.

    Beside the verb ("never bought in Shanghai") the value is that of the purchase.
    """
    denial, home = draft.left(verb), draft.model.dataset_of_entity(entity)
    if denial is None or not denial.has("never") or home is None or not isinstance(predicate, Compare):
        return False
    after = draft.left(denial) if has_han(verb.text) else draft.right(verb)
    beside = after is not None and after.bound_to.startswith(f"value:{predicate.field}=")
    return not beside and draft.reach.has(home.name, predicate.field)


def person_by_value(draft: Draft) -> str | None:
    """ "VIPs who bought nothing", "customer ids that bought": people named by what they are, or by their own number."""
    buyer = person(draft.model)
    home = draft.model.dataset_of_entity(buyer) if buyer else None
    keys = {f"{buyer}.{column}" for column in (home.primary.columns if home and home.primary else ())}
    owned = [m.name for item in draft.items for m in item.named("value")]
    owned += [m.name for item in draft.items for m in item.named("dimension") if m.name in keys]
    return buyer if buyer and any(name.startswith(f"{buyer}.") for name in owned) else None
