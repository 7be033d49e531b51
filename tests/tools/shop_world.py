"""A small shop with lines, products, web events and referrals, checkable by head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa

from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.model import (
    Dataset,
    Dimension,
    DimensionValue,
    Entity,
    EntityKey,
    Policy,
    Role,
    SemanticModel,
    Text,
)
from tests.tools.conftest import build_model
from tools.context import ToolContext

Bought = tuple[int, str | None, str, Sequence[str]]  # order, customer, moment, things; an amount below 0 by "-" first
Event = tuple[str, str, str]  # customer, moment, kind
KINDS = ("visit", "view", "cart")
GROUPS = {"pasta": "food", "sauce": "food", "rice": "food", "tea": "drinks", "soap": "home"}


def _dimension(name: str, dataset: str, prefix: str, type_: str = "categorical", **more: object) -> Dimension:
    return Dimension(name=name, type=type_, dataset=dataset, prefix=prefix, expr=name, **more)


def shop_model(*, without: Sequence[str] = (), policies: tuple[Policy, ...] = (), times: bool = True) -> SemanticModel:
    """The model of the shop; `without` names roles to leave out, `times` says whether orders have a time of day."""
    base = build_model(policies=policies)
    orders, customers = base.datasets
    kinds = tuple(DimensionValue(code, Text(code, code), order=i) for i, code in enumerate(KINDS))
    lines = Dataset(
        name="lines", source="lines", role="fact", grain=("line",), time_basis="none",
        entities=(
            EntityKey("line", "primary", ("line_id",)), EntityKey("order", "foreign", ("order_id",)),
            EntityKey("product", "foreign", ("product_id",)),
        ),
    )  # fmt: skip
    products = Dataset(
        name="products", source="products", role="dimension", grain=("product",), time_basis="none",
        entities=(EntityKey("product", "primary", ("product_id",)),),
        dimensions=(
            _dimension("item", "products", "product", hierarchy="goods", level=2),
            _dimension("kind", "products", "product", hierarchy="goods", level=1),
        ),
    )  # fmt: skip
    events = Dataset(
        name="events", source="events", role="fact", grain=("event",), time_basis="event", default_time="at",
        entities=(EntityKey("event", "primary", ("event_id",)), EntityKey("customer", "foreign", ("customer_id",))),
        dimensions=(
            _dimension("at", "events", "event", "time", grain="second"),
            _dimension("kind", "events", "event", "ordinal", values=kinds, closed=True),
            _dimension("device", "events", "event"),
        ),
    )  # fmt: skip
    referrals = Dataset(
        name="referrals", source="referrals", role="fact", grain=("referral",), time_basis="event",
        default_time="day",
        entities=(
            EntityKey("referral", "primary", ("referral_id",)),
            EntityKey("customer", "foreign", ("referrer",), default_role=True),
        ),
        dimensions=(_dimension("day", "referrals", "referral", "time", grain="day"),),
    )  # fmt: skip
    at = (("at", "moment"),) if times else ()
    order = Role("order", "orders", (*dict(base.role("order").columns).items(), *at))
    roles = (
        order, base.role("customer"),
        Role("product", "lines", (("order", "order_id"), ("product", "product_id"))),
        Role("interaction", "events", (("customer", "customer_id"), ("time", "at"), ("kind", "kind"))),
        Role("referral", "referrals", (("referrer", "referrer"), ("referee", "referee"), ("time", "day"))),
    )  # fmt: skip
    return replace(
        base,
        entities=(*base.entities, *(Entity(name=name) for name in ("line", "product", "event", "referral"))),
        datasets=(orders, customers, lines, products, events, referrals),
        roles=tuple(role for role in roles if role.name not in without),
    )


def make_shop(
    home: Path,
    bought: Sequence[Bought] = (),
    *,
    as_of: str = "2025-07-01",
    events: Sequence[Event] = (),
    referred: Sequence[tuple[str, str, str]] = (),  # referrer, referee, day
    regions: dict[str, str] | None = None,
    devices: dict[str, str] | None = None,
    model: SemanticModel | None = None,
) -> ToolContext:
    """A context over these rows. Every order is worth 10, one whose things begin with "-" is a return of 10."""
    names = {name for _, name, _, _ in bought if name} | {name for name, _, _ in events}
    names |= {name for referrer, referee, _ in referred for name in (referrer, referee)} | set(regions or {})
    things = list(GROUPS)
    orders, lines = [], []
    for number, name, moment, held in bought:
        when = datetime.fromisoformat(moment)
        sign = -1 if held and held[0] == "-" else 1
        orders.append({
            "order_id": number, "customer_id": name, "order_date": when.date(), "moment": when, "amount": 10.0 * sign,
        })  # fmt: skip
        for thing in held:
            if thing != "-":
                product = things.index(thing) if thing in things else 99
                lines.append({"line_id": len(lines), "order_id": number, "product_id": product})
    tables = {
        "orders": (orders, {"order_id": "int64", "customer_id": "string", "order_date": "date32", "moment": "ts",
                            "amount": "float64"}),
        "customers": ([{"customer_id": n, "region": (regions or {}).get(n), "registered": date(2020, 1, 1)}
                       for n in sorted(names)],
                      {"customer_id": "string", "region": "string", "registered": "date32"}),
        "lines": (lines, {"line_id": "int64", "order_id": "int64", "product_id": "int64"}),
        "products": ([{"product_id": i, "item": thing, "kind": GROUPS[thing]} for i, thing in enumerate(things)],
                     {"product_id": "int64", "item": "string", "kind": "string"}),
        "events": ([{"event_id": i, "customer_id": name, "at": datetime.fromisoformat(at), "kind": kind,
                     "device": (devices or {}).get(name)} for i, (name, at, kind) in enumerate(events)],
                   {"event_id": "int64", "customer_id": "string", "at": "ts", "kind": "string", "device": "string"}),
        "referrals": ([{"referral_id": i, "referrer": a, "referee": b, "day": date.fromisoformat(day)}
                       for i, (a, b, day) in enumerate(referred)],
                      {"referral_id": "int64", "referrer": "string", "referee": "string", "day": "date32"}),
    }  # fmt: skip
    types = {"ts": pa.timestamp("us")}

    def fill(connection) -> None:
        for name, (rows, columns) in tables.items():
            schema = pa.schema([(c, types.get(t) or getattr(pa, t)()) for c, t in columns.items()])
            connection.register("incoming", pa.Table.from_pylist(list(rows), schema=schema))
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")
            connection.unregister("incoming")

    used = model or shop_model()
    end = date.fromisoformat(as_of)
    calendar = Calendar(used.calendar, end, date(2025, 1, 1), end)
    return ToolContext(used, DuckDBEngine.memory(fill), calendar, home)
