"""A second, slow way to every number: plain pandas over a semantic model. Shares no code with the compiler.

It knows one idea: widen each measured table by look-ups (never by joins that could repeat rows), keep the rows that
the query asks for, aggregate each measure alone, and put the groups side by side.
"""

from __future__ import annotations

import math
from decimal import Decimal

import pandas as pd

from semantic_layer.model import DerivedMetric, PopulationRateMetric, RatioMetric, SimpleMetric
from semantic_layer.query import Combine, Compare

MISSING = None


class Evaluator:
    """Evaluate `SemanticQuery`s (metrics, dimensions, grain, window, filters, share, having) over data frames.

    `frames` maps a dataset's source to its rows; keys have one column each.
    """

    def __init__(self, model, frames):
        self.model, self.frames = model, frames

    def wide(self, dataset):
        """Rows of one dataset with every reachable dimension as a column `<entity>.<dimension>`."""
        frame = self.frames[dataset.source].reset_index(drop=True)
        columns = {dimension.qualified: frame[dimension.expr] for dimension in dataset.dimensions}
        columns |= {f"column:{name}": frame[name] for name in frame.columns}
        for key in dataset.entities:
            target = next((d for d in self.model.datasets if d.primary and d.primary.name == key.name), None)
            if key.type != "foreign" or target is None:
                continue
            far = self.wide(target)
            index = far[f"column:{target.primary.columns[0]}"]
            for name in far.columns:
                if not name.startswith("column:"):
                    lookup = {k: v for k, v in zip(index, far[name], strict=True) if not pd.isna(k)}
                    columns[name] = frame[key.columns[0]].map(
                        lambda k, found=lookup: None if pd.isna(k) else found.get(k)
                    )
        return pd.DataFrame(columns, index=frame.index).astype(object)

    def rows(self, dataset, query, predicates, time=None):
        """The rows of `dataset` that count: not after as-of, in the window, under the filters."""
        frame = self.wide(dataset)
        default = time or dataset.default_time
        frame["@time"] = None
        if default:
            frame["@time"] = frame[default if "." in default else f"{dataset.prefix}.{default}"]
            day = pd.to_datetime(frame["@time"], errors="coerce")
            keep = day.isna() | (day <= pd.Timestamp(query.as_of))
            if query.window:
                keep &= day.notna()
                keep &= day >= pd.Timestamp(query.window.start) if query.window.start else True
                keep &= day < pd.Timestamp(query.window.end) if query.window.end else True
            frame = frame[keep]
        for predicate in predicates:
            if len(frame):
                frame = frame[[holds(predicate, row) for row in frame.to_dict("records")]]
        return frame

    def group(self, query, row):
        """The group a row belongs to."""
        time = ()
        if query.grain:
            time = (None if pd.isna(row["@time"]) else floor(pd.Timestamp(row["@time"]), query.grain),)
        return time + tuple(clean(row[d.name]) for d in query.dimensions)

    def simple(self, name, query, predicates):
        """Group -> value of one simple metric."""
        metric = self.model.metric(name)
        measure = self.model.measure(metric.measure)
        dataset = self.model.dataset(measure.dataset)
        grouped: dict = {}
        for row in self.rows(dataset, query, predicates, measure.time).to_dict("records"):
            if query.grain and pd.isna(row["@time"]):
                continue
            grouped.setdefault(self.group(query, row), []).append(row.get(f"column:{measure.expr}"))
        found = {key: aggregate(measure.agg, values) for key, values in grouped.items()}
        if not query.dimensions and not query.grain:
            found.setdefault((), aggregate(measure.agg, []))
        return found, measure.null_semantics

    def repeat_rate(self, metric, query, predicates):
        """Group -> share of buyers with enough events, both counted in the query's window."""
        events = self.model.measure(self.model.metric(metric.among.metric).measure)
        dataset = self.model.dataset(events.dataset)
        key = next(k for k in dataset.entities if k.name == metric.entity).columns[0]
        counts: dict = {}
        for row in self.rows(dataset, query, predicates).to_dict("records"):
            if not pd.isna(row[f"column:{key}"]) and not pd.isna(row[f"column:{events.expr}"]):
                who = (self.group(query, row), row[f"column:{key}"])
                counts[who] = counts.get(who, 0) + 1
        found: dict = {}
        for (group, _), n in counts.items():
            base, hits = found.get(group, (0, 0))
            found[group] = (base + (n >= metric.among.at_least), hits + (n >= metric.success.at_least))
        return {group: hits / base if base else None for group, (base, hits) in found.items()}

    def values(self, name, query, groups=None):
        """Group -> value of any supported metric."""
        metric = self.model.metric(name)
        match metric:
            case SimpleMetric():
                found, absent = self.simple(name, query, query.filters)
                keys = groups if groups is not None else found
                return {k: found.get(k) if found.get(k) is not None or absent != "absent_is_zero" else 0 for k in keys}
            case RatioMetric(numerator=above, denominator=below):
                keys = self.groups([above.metric, below.metric], query) if groups is None else groups
                n, d = self.values(above.metric, query, keys), self.values(below.metric, query, keys)
                return {k: divide(n[k], d[k]) for k in keys}
            case DerivedMetric(expr=expr, metrics=inputs):
                keys = self.groups([i.metric for i in inputs], query) if groups is None else groups
                parts = {i.key: self.values(i.metric, query, keys) for i in inputs}
                return {k: arithmetic(expr, {name: column[k] for name, column in parts.items()}) for k in keys}
            case PopulationRateMetric():
                found = self.repeat_rate(metric, query, query.filters)
                if not query.dimensions and not query.grain:
                    found.setdefault((), None)
                return {k: found.get(k) for k in (groups if groups is not None else found)}
        raise AssertionError(f"the evaluator does not know {type(metric).__name__}")

    def groups(self, names, query):
        """Every group that at least one metric has rows for."""
        keys: dict = {}
        for name in names:
            keys |= dict.fromkeys(self.values(name, query))
        return list(keys)

    def evaluate(self, query):
        """Group -> tuple of metric values, in the order of the query."""
        names = [ref.name for ref in query.metrics]
        keys = self.groups(names, query)
        columns = [self.values(name, query, keys) for name in names]
        return {key: tuple(column[key] for column in columns) for key in keys}


def holds(predicate, row) -> bool:
    match predicate:
        case Combine(how, inner):
            found = [holds(p, row) for p in inner]
            return {"any_of": any(found), "all_of": all(found), "none_of": not any(found)}[how]
        case Compare(field, op, values):
            value = clean(row[field])
            if op in ("is_null", "not_null"):
                return (value is None) == (op == "is_null")
            if op in ("ne", "not_in", "not_contains"):
                positive = {"ne": "eq", "not_in": "in", "not_contains": "contains"}[op]
                return not holds(Compare(field, positive, values), row)
            if value is None:
                return False
            return {
                "eq": lambda: value == values[0],
                "in": lambda: value in values,
                "lt": lambda: value < values[0],
                "le": lambda: value <= values[0],
                "gt": lambda: value > values[0],
                "ge": lambda: value >= values[0],
                "between": lambda: values[0] <= value <= values[1],
                "contains": lambda: str(values[0]).lower() in str(value).lower(),
                "starts_with": lambda: str(value).lower().startswith(str(values[0]).lower()),
                "ends_with": lambda: str(value).lower().endswith(str(values[0]).lower()),
            }[op]()
    raise AssertionError(f"the evaluator does not know {predicate}")


def aggregate(agg, values):
    known = pd.Series([float(v) if isinstance(v, Decimal) else v for v in values if not pd.isna(v)], dtype=object)
    if agg == "count":
        return len(known)
    if agg == "count_distinct":
        return known.nunique()
    if not len(known):
        return None
    return float(getattr(known.astype(float), {"avg": "mean"}.get(agg, agg))())


def divide(above, below):
    return None if above is None or not below else float(above) / float(below)


def arithmetic(expr, values):
    """Evaluate `a - b`, `a + b` or `(a - b) / a` by hand; any missing input makes the result missing."""
    if any(value is None for value in values.values()):
        return None
    left, rest = expr.split("/") if "/" in expr else (expr, None)
    sign = "-" if "-" in left else "+"
    first, second = (values[name.strip(" ()")] for name in left.split(sign))
    result = first - second if sign == "-" else first + second
    return result if rest is None else divide(result, values[rest.strip()])


def floor(day, grain):
    return {
        "day": lambda: day.normalize(),
        "week": lambda: day.normalize() - pd.Timedelta(days=day.weekday()),
        "month": lambda: day.normalize().replace(day=1),
        "quarter": lambda: day.normalize().replace(month=3 * ((day.month - 1) // 3) + 1, day=1),
        "year": lambda: day.normalize().replace(month=1, day=1),
    }[grain]().date()


def clean(value):
    if value is None or (isinstance(value, float) and math.isnan(value)) or value is pd.NaT:
        return None
    return value
