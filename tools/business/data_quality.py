"""How far the data can be trusted: what the model promises and its rules demand, counted row by row.

Rule: nothing is repaired and nothing is hidden. Every broken rule is listed with its rows, their share of the rows and,
where the data set has a sum, of the value; a kept rule is listed too, so that silence never stands for quality. Values
of rows are not shown. The report covers all rows, so it is refused to whom a policy shows only some.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlglot import exp

from semantic_layer.checks import DataDefect, check_data
from semantic_layer.compiler.checks import fields_of
from semantic_layer.errors import nearest
from semantic_layer.expressions import names
from semantic_layer.model import Dataset, Role, SemanticModel, SimpleMetric, Text
from semantic_layer.policy import View
from semantic_layer.query import Exists
from semantic_layer.result import ResultTable, Value
from tools import trees
from tools.business.quality_rules import QualityRule, read_rules
from tools.business_arguments import DataQualityArgs
from tools.context import ToolContext
from tools.errors import BadParameter, CoversAll, NotAllowed
from tools.filled import known_of
from tools.result import Fact, Finding, Lineage, NamedTable, ToolResult
from tools.roles import RoleSource
from tools.tables import DATE, INTEGER, NONE, PERCENT, SHARE, fact
from tools.trees import named

_KINDS = {
    "missing_table": "consistency", "missing_column": "consistency", "duplicate_keys": "uniqueness",
    "grain_violation": "uniqueness", "null_keys": "completeness", "null_foreign_keys": "completeness",
    "orphan_keys": "reference", "unlisted_codes": "range", "overlapping_intervals": "consistency",
    "bridge_weights": "consistency", "last_complete_day": "freshness",
}  # fmt: skip
_STATES = {"error": "broken", "warning": "doubtful", "note": "noted"}
_ORDER = {"broken": 0, "doubtful": 1, "kept": 2, "noted": 3}


@dataclass(frozen=True)
class Line:
    """One rule and how the data keep it."""

    dataset: Dataset
    text: Text
    kind: str
    state: str
    rows: int
    share: float | None
    value_share: float | None = None
    day: Value = None


def data_quality(arguments: DataQualityArgs, ctx: ToolContext) -> ToolResult:
    """Every rule with the rows that break it, the broken ones first.

    Raises
    ------
    BadParameter
        There is no such data set.
    CoversAll
        A condition or a period was asked for: what the model promises holds for all rows or for none.
    NotAllowed
        A policy shows this person only a part of the rows.
    """
    if View(ctx.model, ctx.who).policed:
        raise NotAllowed("The report covers all rows.", policy="rows")
    _refuse_conditions(arguments)
    known = [dataset.name for dataset in ctx.model.datasets]
    if arguments.dataset is not None and arguments.dataset not in known:
        raise BadParameter(
            "dataset", arguments.dataset, ", ".join(nearest(arguments.dataset, known)) or ", ".join(known)
        )
    found = [
        line for line in (*_promises(ctx), *_rules(ctx), *_fills(ctx)) if arguments.dataset in (None, line.dataset.name)
    ]
    lines = sorted(found, key=lambda line: (_ORDER[line.state], -(line.share or 0.0), line.dataset.name, line.text.en))
    return ToolResult(
        "data_quality",
        (NamedTable("main", _table(lines, ctx.model)),),
        _findings(lines),
        (),
        Lineage(
            as_of=ctx.as_of,
            parameters=(("dataset", arguments.dataset), ("rules", len(lines))),
            row_counts=(("broken", sum(line.state == "broken" for line in lines)),),
        ),
    )


def _refuse_conditions(arguments: DataQualityArgs) -> None:
    for predicate in arguments.filters:
        raise CoversAll(predicate.dataset if isinstance(predicate, Exists) else next(fields_of(predicate), ""))
    if arguments.window is not None:
        raise CoversAll("period")


def _promises(ctx: ToolContext) -> Iterator[Line]:
    """What the model takes for granted of its tables: keys, references, closed lists, the last day."""
    for defect in check_data(ctx.model, ctx.engine):
        dataset = ctx.model.dataset(defect.dataset)
        if _is_hidden((defect.subject,), dataset, ctx):
            continue
        yield Line(
            dataset,
            _text(defect, dataset, ctx.model),
            _KINDS.get(defect.code, "consistency"),
            _STATES[defect.severity],
            defect.rows,
            defect.rows_share,
            defect.value_share,
            defect.day,
        )


def _is_hidden(columns: Iterable[str], dataset: Dataset, ctx: ToolContext) -> bool:
    """Whether a line would tell of a column that does not exist for this person."""
    view, wanted = View(ctx.model, ctx.who), set(columns)
    own = (item for item in dataset.dimensions if wanted & {item.name, item.qualified, item.expr})
    return any(not view.has_field(item.qualified) for item in own)


_PROMISES = {
    "missing_table": Text("The table {name} exists", "表 {name} 存在"),
    "missing_column": Text("The column {name} exists", "列 {name} 存在"),
    "duplicate_keys": Text("No two rows share a key of {name}", "{name}的主键不重复"),
    "null_keys": Text("Every row has a key of {name}", "每行都有{name}主键"),
    "null_foreign_keys": Text("Every row names its {name}", "每行都有对应的{name}"),
    "orphan_keys": Text("Every {name} that is named exists", "所引用的{name}都存在"),
    "unlisted_codes": Text("{name} holds listed codes only", "{name}的取值都在清单内"),
    "grain_violation": Text("{name} identifies a row", "{name}可唯一确定一行"),
    "overlapping_intervals": Text("Intervals of {name} do not overlap", "{name}的有效区间不重叠"),
    "bridge_weights": Text("Weights of {name} add up to 1", "{name}的权重之和为 1"),
    "last_complete_day": Text("Last complete day of {name}", "{name}的最后一个完整日"),
}


def _text(defect: DataDefect, dataset: Dataset, model: SemanticModel) -> Text:
    """What should hold, in words, with the thing or column by its label."""
    promise, labels = _PROMISES.get(defect.code, Text("{name}", "{name}")), _labels(defect.subject, dataset, model)
    return Text(promise.en.format(name=labels.en), promise.zh.format(name=labels.zh))


def _labels(subject: str, dataset: Dataset, model: SemanticModel) -> Text:
    own = next((d.labels for d in dataset.dimensions if d.name == subject), None)
    found = model.entity(subject).labels if model.has_entity(subject) else own
    return Text(found.en or subject, found.zh or found.en or subject) if found is not None else Text(subject, subject)


def _rules(ctx: ToolContext) -> Iterator[Line]:
    for rule in read_rules(ctx.model):
        if _is_hidden(map(str, names(rule.expr)), ctx.model.dataset(rule.dataset), ctx):
            continue
        rows, broken = _counted(rule, ctx)
        state = "broken" if broken else "kept"
        yield Line(
            ctx.model.dataset(rule.dataset), rule.labels, rule.kind, state, broken, broken / rows if rows else None
        )


def _fills(ctx: ToolContext) -> Iterator[Line]:
    """A line for each source from which missing values are taken: what it gave is not recorded itself."""
    for dimension in ctx.model.dimensions():
        if not dimension.fill or not View(ctx.model, ctx.who).has_field(dimension.qualified):
            continue
        known = known_of(dimension, ctx)
        name = Text(dimension.labels.en or dimension.name, dimension.labels.zh or dimension.labels.en or dimension.name)
        for source, rows in zip(dimension.fill, known.added, strict=True):
            text = Text(
                f"{name.en} is recorded itself, not filled in from {source.labels.en}",
                f"{name.zh}有直接记录，而非由{source.labels.zh}补全",
            )
            state = "doubtful" if rows else "kept"
            share = rows / known.rows if known.rows else None
            yield Line(ctx.model.dataset(dimension.dataset), text, "completeness", state, rows, share)


def _counted(rule: QualityRule, ctx: ToolContext) -> tuple[int, int]:
    """Rows of the data set, and those that break the rule."""
    rows = RoleSource("data_quality", Role("rule", rule.dataset, ()), ctx).rows()
    broken = trees.count_if(exp.Not(this=exp.Paren(this=rows.condition(rule.expr))))
    select, steps = rows.select((named(exp.Count(this=exp.Star()), "rows"), named(broken, "broken")))
    sql = trees.render(trees.with_steps(select, steps), ctx.engine.dialect)
    total, failed = ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows[0]
    return int(str(total)), int(str(failed))


def _affected(dataset: Dataset, model: SemanticModel) -> list[str]:
    """Metrics that are measured on the data set."""
    simple = (metric for metric in model.metrics if isinstance(metric, SimpleMetric) and not metric.hidden)
    return [metric.name for metric in simple if model.measure(metric.measure).dataset == dataset.name]


def _table(lines: list[Line], model: SemanticModel) -> ResultTable:
    columns = (
        fact("dataset_en"),
        fact("dataset_zh"),
        fact("rule_en"),
        fact("rule_zh"),
        fact("quality_kind"),
        fact("quality_state"),
        fact("broken_rows", NONE, INTEGER),
        fact("broken_share", SHARE, PERCENT),
        fact("broken_value", SHARE, PERCENT),
        fact("metrics_affected", NONE, INTEGER),
        fact("day", NONE, DATE),
    )
    rows = tuple(
        (
            line.dataset.labels.en or line.dataset.name,
            line.dataset.labels.zh or line.dataset.name,
            line.text.en,
            line.text.zh,
            line.kind,
            line.state,
            line.rows if line.state != "noted" else None,
            line.share,
            line.value_share,
            len(_affected(line.dataset, model)),
            line.day,
        )
        for line in lines
    )
    return ResultTable(columns, rows)


def _findings(lines: list[Line]) -> tuple[Finding, ...]:
    counted = {state: sum(line.state == state for line in lines) for state in _ORDER}
    facts = tuple((state, Fact(n, NONE, INTEGER)) for state, n in counted.items())
    worst = next((line for line in lines if line.state == "broken"), None)
    if worst is None:
        return (Finding("quality_kept", facts),)
    said = (
        ("rule_en", Fact(worst.text.en)),
        ("rule_zh", Fact(worst.text.zh)),
        ("dataset_en", Fact(worst.dataset.labels.en or worst.dataset.name)),
        ("dataset_zh", Fact(worst.dataset.labels.zh or worst.dataset.name)),
        ("rows", Fact(worst.rows, NONE, INTEGER)),
        ("share", Fact(worst.share, SHARE, PERCENT)),
    )
    return (Finding("quality_broken", facts), Finding("quality_worst", said))
