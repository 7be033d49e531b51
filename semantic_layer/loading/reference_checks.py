"""The checks that several definitions share.

Rule: an expression names columns of its own dataset, bare; a filter of a metric names dimensions, with their prefix.
A key whose shape is wrong already is not spoken of again.
"""

from __future__ import annotations

from collections.abc import Collection
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from semantic_layer import expressions
from semantic_layer.expressions import ExpressionError, Name
from semantic_layer.loading.fields import Fields, did_you_mean
from semantic_layer.loading.known_names import KnownNames
from semantic_layer.model import Dataset, Format, Unit


def expect(fields: Fields, key: str, kind: str, name: str | None, known: Collection[str]) -> bool:
    """Note an unknown name; True when it is known. A missing name was noted before."""
    if not name or key in fields.bad:
        return False
    if name not in known:
        fields.say(key, f"There is no {kind} {name!r}.", did_you_mean(name, known))
        return False
    return True


def check_timezone(fields: Fields, name: str | None) -> None:
    try:
        ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        fields.say("timezone", f"There is no time zone {name!r}.", "Write it as Asia/Shanghai or UTC.")


def check_time(fields: Fields, key: str, name: str, dataset: str, known: KnownNames) -> None:
    """Check that `name` is a time dimension of the dataset or of what each of its rows belongs to."""
    found = known.time_dimension(dataset, name)
    if found is None:
        own = [item.name for item in known.datasets[dataset].dataset.dimensions if item.type == "time"]
        times = [qualified for qualified, item in known.dimensions.items() if item.type == "time"]
        fields.say(key, f"There is no time dimension {name!r}.", did_you_mean(name, [*own, *times]))
    elif found.type != "time":
        fields.say(key, f"{name!r} is of type {found.type}, not time.", "Name a time dimension.")
    elif "." in name and name.split(".")[0] not in known.reached(dataset):
        fields.say(key, f"{name!r} cannot be reached from {dataset!r}.", "Name a time of the rows themselves.")


def check_own(fields: Fields, key: str, text: str, dataset: Dataset, *, rows: bool = False) -> None:
    """Check an expression over the dataset's own columns; `rows` also allows `:who.attribute`."""
    for name in _names(fields, key, text, rows=rows):
        if name.prefix:
            rule = f"'{name}' is not a column of this dataset: an expression names its own columns only."
            fields.say(key, rule, f"Write {name.column!r}, or make a dimension where that column is.")
        elif name.column in dataset.exclude:
            fields.say(key, f"The column {name.column!r} is excluded.", "Remove it from 'exclude', or from here.")


def check_filter(fields: Fields, key: str, text: str | None, known: KnownNames, facts: Collection[str]) -> None:
    """Check the filter of a metric: dimensions that every row of its facts reaches."""
    for name in _names(fields, key, text, rows=False) if text else ():
        qualified = str(name)
        if not name.prefix:
            near = [full for full in known.dimensions if full.endswith(f".{name.column}")]
            hint = f"Write {near[0]!r}." if near else "Write it as entity.dimension."
            fields.say(key, f"{name.column!r} is not a dimension: the filter of a metric names dimensions.", hint)
        elif qualified not in known.dimensions and qualified not in known.segmentations:
            fields.say(key, f"There is no dimension {qualified!r}.", did_you_mean(qualified, known.dimensions))
        else:
            for fact in sorted(facts):
                if name.prefix not in known.reached(fact):
                    remedy = "Filter by a dimension of the rows themselves, or of what they belong to."
                    fields.say(key, f"{qualified!r} cannot be reached from {fact!r}.", remedy)


def _names(fields: Fields, key: str, text: str, *, rows: bool) -> tuple[Name, ...]:
    if not text or key in fields.bad:
        return ()
    try:
        return expressions.names(text, rows=rows)
    except ExpressionError as error:
        fields.say(key, error.rule, error.remedy)
        return ()


def check_format(fields: Fields, unit: Unit, format_: Format) -> None:
    """Only a share is written in percent."""
    if format_.kind == "percent" and unit.kind != "share" and not fields.bad & {"unit", "format"}:
        remedy = "Write unit: share, or another format such as decimal(1)."
        fields.say("format", f"A value in {unit} cannot be written in percent.", remedy)


def check_percentile(fields: Fields, agg: str, percentile: float | None) -> None:
    """A percentile says which, between 0 and 1; nothing else does."""
    if agg == "percentile" and "percentile" not in fields:
        fields.say("percentile", "A percentile says which one.", "Add for example 'percentile: 0.9'.")
    elif agg != "percentile" and "percentile" in fields and "agg" not in fields.bad:
        fields.say("percentile", "'percentile' belongs to 'agg: percentile'.", "Remove it, or change 'agg'.")
    elif percentile is not None and not 0 < percentile < 1:
        fields.say("percentile", "A percentile lies between 0 and 1.", "Write 0.9 for the 90th.")
