"""A plan in one line, for tables of questions."""

from __future__ import annotations

from assistant.plan import Clarify, Compute, Plan, Refuse
from semantic_layer.query import (
    Combination,
    Combine,
    Compare,
    EntitySet,
    Exists,
    Members,
    MetricRef,
    Predicate,
    Reference,
)
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
    if q.rows:
        parts.append(f"of each {q.rows}")
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
    parts += [f"having {h.by} {h.op} {','.join(map(str, h.values))}{than(h.than)}" for h in q.having]
    if q.streak:
        parts.append(f"streak {q.streak.by} {q.streak.direction} {q.streak.n} {q.streak.grain}")
    parts += [f"vs {c.to}" + (f" {c.window.rule}" if c.window else "") for c in q.compare]
    if q.share:
        parts.append(f"share {q.share.of}")
    if q.cumulate:
        parts.append(f"{q.cumulate.how}" + (f" {q.cumulate.n}" if q.cumulate.n else ""))
    if q.top:
        parts.append(
            f"top {q.top.n} {q.top.by} {q.top.direction}"
            + (f" skip {q.top.skip}" if q.top.skip else "")
            + (f" per {','.join(q.top.per)}" if q.top.per else "")
        )
    parts += [f"order {o.by} {o.direction}" for o in q.order]
    if q.limit:
        parts.append(f"limit {q.limit}")
    if q.chart:
        parts.append(f"as {q.chart}")
    return " ".join(parts)


SIGNS = {"divide": "/", "add": "+", "subtract": "-", "multiply": "*"}


def metric(ref: MetricRef) -> str:
    name = ref.name + "".join(f"[{predicate(p)}]" for p in ref.filters)
    name += "".join(f"[among {members(m)}]" for m in ref.members)
    name = f"{name} per {ref.per}" if ref.per else name
    name = f"{name} over {ref.over}" if ref.over else name
    name = f"{ref.agg}{ref.percentile or ''}({name})" if ref.agg else name
    return name + (combined(ref.combine) if ref.combine else "")


def combined(c: Combination) -> str:
    inner = f"({metric(c.other)})" if c.other.combine else metric(c.other)
    return f" {SIGNS[c.how]}{'%' if c.as_share else ''} {inner}" + (combined(c.then) if c.then else "")


def than(reference: Reference | None) -> str:
    if reference is None:
        return ""
    spread = f" {reference.spread:+g}sd" if reference.spread else ""
    return f" than {reference.agg}{spread}" + (f" per {','.join(reference.per)}" if reference.per else "")


def members(m: Members | EntitySet) -> str:
    if isinstance(m, EntitySet):
        has = "".join(f" has {predicate(p)}" for p in m.has)
        never = "".join(f" never {predicate(p)}" for p in m.never)
        return f"{m.entity} set {m.dataset}{has}{never}" + (f" in {m.window.rule}" if m.window else "")
    inside = "".join(f" if {predicate(p)}" for p in m.filters) + (f" in {m.window.rule}" if m.window else "")
    return f"{m.entity} with {metric(m.metric)} {m.op} {','.join(map(str, m.values))}{than(m.than)}{inside}"


def predicate(p: Predicate) -> str:
    match p:
        case Compare(field, op, values, part):
            name = f"{field}.{part}" if part else field
            return f"{name} {op}" + (f" {','.join(map(str, values))}" if values else "") + than(p.than)
        case Combine(how, predicates):
            return f"{how}({'; '.join(map(predicate, predicates))})"
        case Exists():
            inner = f" {predicate(p.predicate)}" if p.predicate else ""
            return f"{'no' if p.negated else 'exists'} {p.dataset}{inner}"
