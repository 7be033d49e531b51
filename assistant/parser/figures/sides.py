"""Parts of a question that are numbers of their own: "open shops" in "ratio of open shops to closed shops".

Rule: a part is read like a question by itself and must come out as one number with its conditions. Its words are
bound only when the whole construction holds; the number then stands in the question as one metric of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.parser.draft import Draft, Item, Unreadable, refuse
from assistant.parser.text.pieces import Piece
from semantic_layer.meanings import Meaning
from semantic_layer.model import DerivedMetric, Format, Metric, RatioMetric, SemanticModel, SimpleMetric, Text, Unit
from semantic_layer.query import Combination, Combine, Compare, EntitySet, Exists, Members, MetricRef, Predicate
from semantic_layer.wordforms import has_han
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall

Reader = Callable[[Draft], ToolCall]
Condition = Predicate | Members | EntitySet
_COUNT = Piece(0, 0, cues=frozenset({"how_many"}))


@dataclass(frozen=True)
class Side:
    """One number: the metric without conditions, the conditions in order, and its words as they were bound.

    `filters` are conditions on its rows, and on the members that these belong to.
    """

    ref: MetricRef
    filters: tuple[Condition, ...]
    words: tuple[tuple[Item, Item], ...]  # as they stand in the question, and as this part bound them

    def settle(self) -> None:
        """Bind the words of the question as this part reads them."""
        for item, read in self.words:
            item.take(read.bound_to, read.kind, read.status)


def read_side(draft: Draft, items: Sequence[Item], read: Reader, noun: Sequence[Item] = ()) -> Side | None:
    """Return the one number that `items` ask for, or None where they ask for anything else.

    Parameters
    ----------
    noun : sequence of Item
        What is counted where the part itself does not say: "female" in "female to male customers".
    """
    words = [(item, replace(item)) for item in items]
    asked = [copy for _, copy in words] + [replace(item) for item in noun]
    if _names_things(draft, asked):
        if has_han(asked[-1].text):
            asked.append(Item(_COUNT, 0, "数量"))
        else:
            asked.insert(0, Item(_COUNT, 0, "number of"))
    for index, item in enumerate(asked):
        item.index = index
    part = _empty(draft, asked)
    try:
        arguments = read(part).arguments
    except Unreadable:
        return None
    if not isinstance(arguments, QueryMetricsArgs) or len(arguments.metrics) != 1:
        return None
    if arguments != QueryMetricsArgs(metrics=arguments.metrics, filters=arguments.filters, members=arguments.members):
        return None
    chosen = _of_rows(draft, arguments)
    for copy in (*asked, *part.items):
        if not copy.taken and copy.piece.is_soft:
            copy.take("filler", "filler", "filler")
    if not all(copy.taken for copy in (*asked, *part.items)):
        return None
    draft.assumptions += [a for a in part.assumptions if a.code != "default_count" and a not in draft.assumptions]
    return Side(arguments.metrics[0], (*arguments.filters, *chosen), tuple(words))


def _of_rows(draft: Draft, arguments: QueryMetricsArgs) -> tuple[Condition, ...]:
    """The members of a question, those of the counted thing itself as conditions on its rows: "returned orders"."""
    name = arguments.metrics[0].name
    metric = draft.model.metric(name) if draft.model.has_metric(name) else None
    own = draft.model.dataset(draft.model.measure(metric.measure).dataset) if isinstance(metric, SimpleMetric) else None
    found: list[Condition] = []
    for member in arguments.members:
        is_plain = isinstance(member, EntitySet) and member.window is None and own is not None
        if not is_plain or own is None or own.primary is None or own.primary.name != member.entity:
            found.append(member)
            continue
        assert isinstance(member, EntitySet)
        if member.has or not member.never:
            found.append(Exists(member.dataset, _all(member.has)))
        found += [Exists(member.dataset, predicate, negated=True) for predicate in member.never]
    return tuple(found)


def under(ref: MetricRef, conditions: Iterable[Condition]) -> MetricRef:
    """The metric under further conditions of its own."""
    added = sorted(conditions, key=lambda item: (field_of(item), repr(item)))
    rows = [item for item in added if not isinstance(item, Members | EntitySet)]
    members = [item for item in added if isinstance(item, Members | EntitySet)]
    return replace(ref, filters=(*ref.filters, *rows), members=(*ref.members, *members))


def field_of(condition: Condition) -> str:
    """What a condition compares; all of it where it is no comparison."""
    if isinstance(condition, Compare):
        return f"{condition.field}.{condition.part}" if condition.part else condition.field
    return repr(condition)


def add_conditions(draft: Draft, conditions: Iterable[Condition]) -> None:
    """Let conditions hold for the whole question."""
    for condition in conditions:
        match condition:
            case Members():
                draft.members += [condition] if condition not in draft.members else []
            case EntitySet():
                draft.sets += [condition] if condition not in draft.sets else []
            case _:
                draft.filters += [condition] if condition not in draft.filters else []


def _all(predicates: tuple[Predicate, ...]) -> Predicate | None:
    if not predicates:
        return None
    return predicates[0] if len(predicates) == 1 else Combine("all_of", predicates)


def _empty(draft: Draft, items: list[Item]) -> Draft:
    """A draft with nothing filled, over the same model, for some of the words."""
    return Draft(draft.model, draft.vocabulary, draft.calendar, list(items), draft.choices, text=draft.text)


def names_number(draft: Draft, items: Sequence[Item]) -> bool:
    """True where the words hold something that can be counted or is a number."""
    return any(item.named("metric") or item.named("entity") for item in items)


def _names_things(draft: Draft, items: Sequence[Item]) -> bool:
    """ "Open shops": things without a word that asks for their number."""
    counted = {entity.default_count for entity in draft.model.entities}
    if any(item.has("how_many", "agg_distinct") for item in items):
        return False
    if any(m.name not in counted for item in items for m in item.named("metric") if not _is_condition(items, item)):
        return False
    return any(item.named("entity") for item in items)


def _is_condition(items: Sequence[Item], item: Item) -> bool:
    """ "Shops with a rating above 4": the number is compared, not asked for."""
    if not item.named("dimension"):
        return False
    at = next(index for index, other in enumerate(items) if other is item)
    near = items[max(0, at - 2) : at + 4]
    return any(other.piece.condition or other.piece.number for other in near)


def head_noun(draft: Draft, items: Sequence[Item]) -> list[Item]:
    """The word for what a part counts, or for the number it takes: "App与小程序的订单数"."""
    things = [item for item in items if item.named("entity")][:1]
    return things or [item for item in items if item.named("metric") and not item.named("dimension")][:1]


def owner_noun(draft: Draft, items: Sequence[Item]) -> list[Item]:
    """ "初诊与复诊的比例": values of one thing alone mean the number of these things."""
    named = [item for item in items if item.named("value")]
    fields = {m.name for item in named for m in item.named("value")}
    homes = {d.dataset for name in fields if (d := draft.dimension(name)) is not None}
    owners = {key.name for home in homes if (key := draft.model.dataset(home).primary) is not None}
    if not named or len(owners) != 1 or len(homes) != 1 or draft.model.entity(*owners).default_count is None:
        return []
    return [Item(Piece(*named[-1].place, meanings=(Meaning("entity", *owners),)), 0, named[-1].text)]


# -- one number for two ---------------------------------------------------------------------------------------


def stand_in(draft: Draft, first: int, last: int, ref: MetricRef, kept: Sequence[Item] = ()) -> str:
    """Put one word for `ref` in the place of the items `first` to `last`; those `kept` follow it. Return its name."""
    numbered = _with_own_key(draft, ref)
    draft.numbers[numbered.key] = numbered
    draft.model = replace(draft.model, metrics=(*draft.model.metrics, _metric(draft.model, numbered)))
    draft.vocabulary = replace(draft.vocabulary, model=draft.model)
    place = (draft.items[first].piece.start, draft.items[last].piece.end)
    piece = Piece(*place, meanings=(Meaning("metric", numbered.key),))
    word = Item(piece, first, draft.text[slice(*place)])
    draft.items[first : last + 1] = [word, *kept]
    for index, item in enumerate(draft.items):
        item.index = index
    return numbered.key


def name_again(draft: Draft, key: str, *cues: str) -> None:
    """ "Ordered by the ratio": the word alone stands for the number of that kind."""
    for item in draft.items:
        if not item.taken and item.has(*cues) and not item.piece.meanings:
            item.piece = replace(item.piece, cues=frozenset(), meanings=(Meaning("metric", key),))


def _with_own_key(draft: Draft, ref: MetricRef) -> MetricRef:
    """Two numbers that differ in their conditions only are two columns."""
    n, key = 1, ref.key
    while (known := draft.numbers.get(key)) is not None and replace(known, alias=None) != ref:
        n += 1
        key = f"{ref.key}_{n}"
    return ref if key == ref.key else replace(ref, alias=key)


def _metric(model: SemanticModel, ref: MetricRef) -> Metric:
    step = ref.combine
    base = model.metric(ref.name) if model.has_metric(ref.name) else None
    unit, shown = Unit("none"), Format("decimal", 2)
    if step is not None and step.as_share:
        unit, shown = Unit("share"), Format("percent", 1)
    elif base is not None and (step is None or step.how in ("add", "subtract")):
        unit, shown = base.unit, base.format
    return DerivedMetric(
        name=ref.key,
        labels=Text(ref.key, ref.key),
        direction=base.direction if base and step is None else "neutral",
        unit=unit,
        format=shown,
        expr="",
        metrics=(),
    )


def written_out(draft: Draft, refs: Sequence[MetricRef]) -> tuple[MetricRef, ...]:
    """The metrics of the answer with the model's names only."""
    for ref in refs:
        if ref.name in draft.numbers and (ref.agg or ref.per):
            raise refuse("not_supported", construction=draft.called(draft.numbers[ref.name].name))
    return tuple(draft.numbers.get(ref.name, ref) for ref in refs)


def model_ratio(model: SemanticModel, top: MetricRef, bottom: MetricRef) -> str | None:
    """The metric that the model itself defines as `top` over `bottom`."""
    if top != MetricRef(top.name) or bottom != MetricRef(bottom.name):
        return None
    for metric in model.metrics:
        if not isinstance(metric, RatioMetric) or metric.hidden:
            continue
        inputs = (metric.numerator, metric.denominator)
        plain = all(i.filter is None and i.offset is None for i in inputs)
        if plain and (metric.numerator.metric, metric.denominator.metric) == (top.name, bottom.name):
            return metric.name
    return None


def combined(a: MetricRef, how: str, b: MetricRef, *, as_share: bool = False) -> MetricRef:
    """`a` with one step of arithmetic; the steps of `a` itself come first."""
    step = Combination(how, b, as_share)  # type: ignore[arg-type]
    if a.combine is None:
        return replace(a, combine=step)
    last = a.combine
    if last.then is not None:
        raise refuse("not_supported", construction=a.key)
    return replace(a, combine=replace(last, then=step))


def is_sum(model: SemanticModel, name: str) -> bool:
    """True for numbers that add up over rows: sums and counts."""
    metric = model.metric(name) if model.has_metric(name) else None
    return isinstance(metric, SimpleMetric) and model.measure(metric.measure).agg in ("sum", "count", "count_distinct")
