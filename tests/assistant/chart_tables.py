"""Small results for tests of charts, and what is in the specs that are drawn from them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from altair.vegalite.v6.schema.core import load_schema
from jsonschema.validators import validator_for

from assistant.charts.offer import Drawn, choose_chart
from semantic_layer.model import Format, Unit
from semantic_layer.result import Column, ResultTable

NONE, TEXT = Unit("none"), Format("text")
REGION = Column("order.region", "dimension", NONE, TEXT, "order.region")
CHANNEL = Column("order.channel", "dimension", NONE, TEXT, "order.channel")
PERIOD = Column("period", "period", NONE, Format("date"), "order.sold_on", "month")
REVENUE = Column("revenue", "metric", Unit("currency", "CNY"), Format("currency", 2), "revenue")
ORDERS = Column("orders", "metric", Unit("count", "order"), Format("integer"), "orders")
RATE = Column("rate", "metric", Unit("share"), Format("percent", 1), "rate")
BEFORE = Column("revenue__previous", "base", REVENUE.unit, REVENUE.format, "revenue", compared_to="previous")
CHANGE = Column("revenue__previous_change", "change", REVENUE.unit, REVENUE.format, "revenue", compared_to="previous")


def months(n: int) -> list[date]:
    return [date(2020 + i // 12, i % 12 + 1, 1) for i in range(n)]


def table(columns, rows, **rest):
    return ResultTable(tuple(columns), tuple(map(tuple, rows)), **rest)


def chart(shop, columns, rows, *, context=None, asked=None, language="en", **rest):
    made = choose_chart(Drawn(table(columns, rows, **rest), context), asked, shop.wording(language))
    if made.spec:
        check_spec(made.spec)
    return made


def check_spec(spec) -> None:
    """Raise where the spec is no valid Vega-Lite."""
    _vega_lite().validate(dict(spec))


@cache
def _vega_lite():
    schema = load_schema()
    return validator_for(schema)(schema)


def values(spec) -> list[dict]:
    """All rows of all data in a spec."""
    return [row for view in walk(spec) if "data" in view for row in view["data"]["values"]]


def walk(spec) -> Iterator[dict]:
    if isinstance(spec, dict):
        yield spec
        for value in spec.values():
            yield from walk(value)
    elif isinstance(spec, list):
        for value in spec:
            yield from walk(value)


def layers(spec) -> list[dict]:
    """The marks of one view, with their encodings."""
    return spec.get("layer", [spec])


def marks(spec, kind) -> list[dict]:
    """The layers of all views that draw one kind of mark."""
    return [view for view in walk(spec) if isinstance(view.get("mark"), dict) and view["mark"].get("type") == kind]


LUMINANCE = (0.2126, 0.7152, 0.0722)


def contrast(a, b) -> float:
    """The contrast of two colours, 1 to 21."""
    light, dark = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * part for weight, part in zip(LUMINANCE, linear, strict=True))
