"""Does a sentence about the answer say what the query already holds?

Rule: every word of the sentence is a name that the query uses, a number, order or period that it holds, the definition
of its metric as the model has it, or a word about tables and queries that chooses nothing. One word that is none of
these, and the sentence does not agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.parser.text.cover import best_covers
from assistant.parser.text.normalise import NormalText
from assistant.parser.text.pieces import Piece
from assistant.parser.text.recognise import Recogniser
from assistant.parser.told.definitions import is_definition, names_in
from semantic_layer.meanings import Meaning
from semantic_layer.model import DerivedMetric, RatioMetric, SemanticModel, SimpleMetric
from semantic_layer.query import Combine, Compare, Members, MetricRef, Predicate, every_member
from semantic_layer.wordforms import normal_form
from tools.arguments import QueryMetricsArgs

# Words about tables and queries. They choose nothing: what they join, filter or group is named beside them.
_CRAFT = frozenset([
    "accordingly", "aggregate", "aggregated", "aggregating", "apply", "applying", "calculate", "calculating",
    "called", "clause", "column", "columns", "combine", "combining", "compute", "computing", "data", "dataset",
    "date", "dates", "definition", "dimension", "dimensions", "expression", "field", "fields", "filtering",
    "grouping", "having", "join", "joined", "joining", "logic", "map", "mapping", "measure", "measures",
    "metric", "metrics", "model", "named", "order", "ordering", "plot", "query", "range", "respectively",
    "result", "results", "semantic", "sorting", "sql", "statement", "sum", "table", "tables", "tabulate",
    "作为", "使用", "关联", "分组", "列", "口径", "叫做", "名为", "字段", "应用", "度量", "指标", "排列",
    "排序", "日期", "条件", "汇总", "筛选", "结果", "统计", "维度", "聚合", "范围", "表", "计算", "过滤",
    "这个", "进行", "采用",
])  # fmt: skip
_PLAIN = frozenset(
    {
        "filler", "is", "and", "or", "comma", "group", "which", "how_many", "list", "chart_word", "chart_table",
        "about", "only", "tool_word", "rows_word", "possessing", "filter_word", "axis", "rank", "agg_sum", "computed",
        "unit_word", "what_is", "respectively", "of_total",
    }
)  # fmt: skip
_DEFINED = re.compile(
    r",?\s*\b(?:which|that)?\s*(?:is |was )?(?:defined|calculated|computed) as\b|=(?=[^=']*$)|定义为|等于"
)


def agrees(query: QueryMetricsArgs, told: NormalText, recogniser: Recogniser) -> bool:
    """Say whether `told` says nothing but what `query` holds."""
    model = recogniser.vocabulary.model
    defined = _DEFINED.search(told.text)
    named = _cut(told, 0, defined.start()) if defined else told
    pieces = _cover(named, recogniser)
    if pieces is None or not all(_holds(query, piece, model) for piece in pieces):
        return False
    return defined is None or _is_defined(_cut(told, defined.end(), len(told.text)), pieces, recogniser)


def parts_said(told: NormalText, recogniser: Recogniser) -> tuple[str, ...]:
    """Return the metrics that a definition in the sentence names."""
    defined = _DEFINED.search(told.text)
    return names_in(recogniser.vocabulary, told.text[defined.end() :]) if defined else ()


def _cut(text: NormalText, start: int, end: int) -> NormalText:
    return NormalText(text.raw, text.text[start:end], text.origins[start:end])


def _cover(text: NormalText, recogniser: Recogniser) -> tuple[Piece, ...] | None:
    """The pieces of a text whose other words are all of the craft."""
    cover = best_covers(text.text, recogniser.pieces(text), k=1)[0]
    gaps = [text.text[start:end] for start, end in cover.gaps]
    return cover.pieces if all(gap in _CRAFT for gap in gaps) else None


def _holds(query: QueryMetricsArgs, piece: Piece, model: SemanticModel) -> bool:
    if piece.repaired_from is not None:
        return False
    if piece.meanings:
        return any(_uses(query, meaning, model) for meaning in piece.meanings)
    if piece.literal is not None:
        return piece.literal in {normal_form(str(value)) for _, value in _values(query)}
    if piece.number is not None:
        return float(piece.number.value) in _numbers(query)
    if piece.condition is not None:
        return piece.condition.than is None and {float(v) for v in piece.condition.values} <= _numbers(query)
    if piece.time is not None:
        return _times(query, piece)
    return bool(piece.cues & _PLAIN) or _operates(query, piece, model)


def _uses(query: QueryMetricsArgs, meaning: Meaning, model: SemanticModel) -> bool:
    match meaning.kind:
        case "metric":
            return meaning.name in {name for ref in _refs(query) for name in inputs_of(model, ref.name)}
        case "dimension" | "segmentation":
            fields = {*(ref.name for ref in query.dimensions), *(field for field, _ in _values(query))}
            return meaning.name in fields or _is_axis(query, meaning, model) or _is_key(query, meaning, model)
        case "value":
            return (meaning.name, meaning.value) in _values(query)
        case "entity":
            dataset = model.dataset_of_entity(meaning.name)
            return dataset is not None and dataset.name in _datasets(query, model)
        case _:
            return False


def _is_axis(query: QueryMetricsArgs, meaning: Meaning, model: SemanticModel) -> bool:
    """The column of the time that the answer is split by or restricted to."""
    timed = query.grain is not None or query.window is not None
    return timed and model.has_dimension(meaning.name) and model.dimension(meaning.name).type == "time"


def _is_key(query: QueryMetricsArgs, meaning: Meaning, model: SemanticModel) -> bool:
    """A copy of the key of something that the answer has rows for."""
    if not model.has_dimension(meaning.name):
        return False
    shown = {ref.name.partition(".")[2] for ref in query.dimensions}
    return model.dimension(meaning.name).type == "identifier" and meaning.name.partition(".")[2] in shown


def _datasets(query: QueryMetricsArgs, model: SemanticModel) -> frozenset[str]:
    names = {*(ref.name for ref in query.dimensions), *(field for field, _ in _values(query))}
    own = {model.dimension(name).dataset for name in names if model.has_dimension(name)}
    inputs = {name for ref in _refs(query) for name in inputs_of(model, ref.name)}
    simple = [m for n in inputs if model.has_metric(n) and isinstance(m := model.metric(n), SimpleMetric)]
    return frozenset(own | {model.measure(metric.measure).dataset for metric in simple})


def inputs_of(model: SemanticModel, name: str) -> frozenset[str]:
    """Return the names of a metric and of all metrics it is computed from."""
    if not model.has_metric(name):
        return frozenset({name})
    metric = model.metric(name)
    below: tuple[str, ...] = ()
    match metric:
        case RatioMetric():
            below = (metric.numerator.metric, metric.denominator.metric)
        case DerivedMetric():
            below = tuple(item.metric for item in metric.metrics)
    return frozenset({name}).union(*(inputs_of(model, other) for other in below))


def _refs(query: QueryMetricsArgs) -> Iterator[MetricRef]:
    for ref in query.metrics:
        yield from ref.sides
    for member in every_member(query.metrics, query.members):
        if isinstance(member, Members):
            yield from member.metric.sides


def _predicates(query: QueryMetricsArgs) -> Iterator[Predicate]:
    yield from query.filters
    for ref in _refs(query):
        yield from ref.filters
    for member in every_member(query.metrics, query.members):
        yield from member.filters if isinstance(member, Members) else (*member.has, *member.never)


def _values(query: QueryMetricsArgs) -> frozenset[tuple[str, object]]:
    return frozenset(pair for predicate in _predicates(query) for pair in _compared(predicate))


def _compared(predicate: Predicate | None) -> Iterator[tuple[str, object]]:
    match predicate:
        case Compare(op=op) if op in ("eq", "in"):
            yield from ((predicate.field, value) for value in predicate.values)
        case Combine(how="all_of" | "any_of"):
            for inner in predicate.predicates:
                yield from _compared(inner)


def _numbers(query: QueryMetricsArgs) -> frozenset[float]:
    """Every figure of the conditions, ranks and moving windows of a query."""
    found = [value for item in query.having for value in item.values]
    members = every_member(query.metrics, query.members)
    found += [value for member in members if isinstance(member, Members) for value in member.values]
    found += [v for p in _predicates(query) if isinstance(p, Compare) for v in p.values if isinstance(v, int | float)]
    found += [query.top.n] if query.top else []
    found += [query.limit] if query.limit else []
    found += [query.cumulate.n] if query.cumulate and query.cumulate.n else []
    return frozenset(map(float, found))


def _times(query: QueryMetricsArgs, piece: Piece) -> bool:
    grains = {query.grain, *(ref.grain for ref in query.dimensions)}
    rule = query.window.rule if query.window else None
    return any(t.grain in grains if t.kind == "grain" else t.kind == "window" and t.rule == rule for t in piece.times)


def _operates(query: QueryMetricsArgs, piece: Piece, model: SemanticModel) -> bool:
    cues = piece.cues
    orders = {item.direction for item in (*((query.top,) if query.top else ()), *query.order)}
    aggregates = {ref.agg for ref in _refs(query)}
    said = {f"agg_{agg}" for agg in aggregates if agg}
    shares = query.share is not None or any(
        (ref.combine is not None and ref.combine.as_share)
        or (model.has_metric(ref.name) and model.metric(ref.name).unit.kind == "share")
        for ref in _refs(query)
    )
    members = any(every_member(query.metrics, query.members)) or bool(query.having)
    return bool(
        (cues & {"high", "top", "sort_desc"} and "desc" in orders)
        or (cues & {"low", "bottom", "sort_asc"} and "asc" in orders)
        or cues & said
        or (cues & {"share", "account_for"} and shares)
        or ("cumulative" in cues and query.cumulate and query.cumulate.how in ("running", "to_date"))
        or (cues & {"moving_sum", "moving_average"} and query.cumulate and query.cumulate.n)
        or ("lacking" in cues and members)
        or ("period_word" in cues and query.window is not None)
    )


def _is_defined(formula: NormalText, named: tuple[Piece, ...], recogniser: Recogniser) -> bool:
    names = {m.name for piece in named for m in piece.named("metric")}
    return len(names) == 1 and is_definition(recogniser.vocabulary, names.pop(), formula.text)
