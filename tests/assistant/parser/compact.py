"""A plan in one line, for tables of questions."""

from __future__ import annotations

from assistant.plan import Clarify, Compute, Plan, Refuse
from semantic_layer.query import Combine, Compare, EntitySet, Exists, Members, MetricRef, Predicate
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall


def compact(plan: Plan) -> str:
    match plan.outcome:
        case Compute(calls):
            return " ; ".join(map(call, calls))
        case Clarify(code, options, _):
            return f"? {code}: " + " | ".join(" ; ".join(map(call, option.calls)) for option in options)
        case Refuse(code, params, _, _):
            return f"! {code}" + "".join(f" {value}" for _, value in params)


def call(tool_call: ToolCall) -> str:
    arguments = tool_call.arguments
    if isinstance(arguments, QueryMetricsArgs):
        return query(arguments)
    given = arguments.model_dump(exclude_defaults=True)
    if "filters" in given:
        given["filters"] = [predicate(p) for p in arguments.filters]
    if "window" in given:
        given["window"] = arguments.window.rule
    return " ".join([tool_call.tool, *(f"{name}={value}" for name, value in sorted(given.items()))])


def query(q: QueryMetricsArgs) -> str:
    parts = [", ".join(map(metric, q.metrics)) or "list"]
    if q.dimensions:
        parts.append("by " + ", ".join(ref.key for ref in q.dimensions))
    if q.grain:
        parts.append(f"per {'fiscal ' if q.fiscal else ''}{q.grain}")
    if q.time.name != "metric_time":
        parts.append(f"on {q.time.name}")
    if q.window:
        parts.append(f"in {q.window.rule}")
    parts += [f"if {predicate(p)}" for p in q.filters]
    parts += [f"among {members(m)}" for m in q.members]
    parts += [f"having {h.by} {h.op} {','.join(map(str, h.values))}" for h in q.having]
    parts += [f"vs {c.to}" + (f" {c.window.rule}" if c.window else "") for c in q.compare]
    if q.share:
        parts.append(f"share {q.share.of}")
    if q.cumulate:
        parts.append(f"{q.cumulate.how}" + (f" {q.cumulate.n}" if q.cumulate.n else ""))
    if q.top:
        parts.append(
            f"top {q.top.n} {q.top.by} {q.top.direction}" + (f" per {','.join(q.top.per)}" if q.top.per else "")
        )
    parts += [f"order {o.by} {o.direction}" for o in q.order]
    if q.chart:
        parts.append(f"as {q.chart}")
    return " ".join(parts)


def metric(ref: MetricRef) -> str:
    return f"{ref.agg}({ref.name})" if ref.agg else ref.name


def members(m: Members | EntitySet) -> str:
    if isinstance(m, EntitySet):
        return f"{m.entity} set"
    inside = "".join(f" if {predicate(p)}" for p in m.filters) + (f" in {m.window.rule}" if m.window else "")
    return f"{m.entity} with {metric(m.metric)} {m.op} {','.join(map(str, m.values))}{inside}"


def predicate(p: Predicate) -> str:
    match p:
        case Compare(field, op, values):
            return f"{field} {op}" + (f" {','.join(map(str, values))}" if values else "")
        case Combine(how, predicates):
            return f"{how}({'; '.join(map(predicate, predicates))})"
        case Exists():
            return f"exists {p.dataset}"
