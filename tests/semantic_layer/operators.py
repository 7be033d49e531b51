"""What every operator of a query means, in plain Python over lists of rows. Shares no code with the compiler.

`widened` gives the rows of a table with the attributes they point to (by look-up, so rows never repeat); `number` is
one metric over the rows that a condition keeps; everything else is written out of these two.
"""

from __future__ import annotations

import datetime as dt
from statistics import mean, median

from tests.semantic_layer.random_world_two import TYPES

ONE_DAY = dt.timedelta(days=1)

# metric -> (table, how, column, value where there is nothing)
MEASURES = {
    "customers": ("customers", "count", "customer_id", 0),
    "revenue": ("orders", "sum", "amount", 0),
    "orders": ("orders", "count", "order_id", 0),
    "buyers": ("orders", "count_distinct", "customer_id", 0),
    "mean_amount": ("orders", "avg", "amount", None),
    "largest": ("orders", "max", "amount", None),
    "line_revenue": ("order_lines", "sum", "net", 0),
    "lines": ("order_lines", "count", "line_no", 0),
    "pieces": ("shipments", "sum", "pieces", 0),
    "visits": ("visits", "count", "visit_id", 0),
}
RATIOS = {"aov": ("revenue", "orders")}


def widened(world, table):
    """The rows of a table, each with `@time` and every attribute it can look up as `<entity>.<dimension>`."""
    return [_wide(world, table, row) for row in world[table]]


def _wide(world, table, row):
    wide = {**row, "@time": row.get("day", row.get("signup_day"))}
    match table:
        case "customers":
            return wide | {f"customer.{name}": row[name] for name in ("region", "city", "signup_day")}
        case "orders":
            own = {f"order.{name}": row[name] for name in ("day", "ship_day", "channel", "amount")}
            return wide | own | _person(world, row["customer_id"]) | _person(world, row["referrer_id"], "referrer")
        case "order_lines":
            product = _found(world["products"], product_id=row["product_id"])
            wide |= {"product.category": product.get("category")} | _attributes(
                world, "orders", order_id=row["order_id"]
            )
            return wide | {"@time": wide["order.day"]}
        case "shipments":
            line = {"order_id": row["order_id"], "line_no": row["line_no"]}
            return wide | _attributes(world, "order_lines", **line) | {"shipment.day": row["day"]}
        case "visits":
            own = {"visit.source": row["source"], "visit.day": row["day"]}
            return wide | own | _person(world, row["customer_id"])
    raise AssertionError(f"no table {table}")


def _found(rows, **key):
    """The row with this key; an empty row where the key is missing or points nowhere."""
    if None in key.values():
        return {}
    return next((row for row in rows if all(row[name] == value for name, value in key.items())), {})


def _attributes(world, table, **key):
    """The qualified attributes behind a key: all None where nothing is found."""
    row = _found(world[table], **key) or dict.fromkeys(TYPES[table])
    return {name: value for name, value in _wide(world, table, row).items() if "." in name}


def _person(world, key, role="customer"):
    row = _found(world["customers"], customer_id=key)
    return {f"{role}.{name}": row.get(name) for name in ("region", "city", "signup_day")}


def aggregate(how, values):
    known = [value for value in values if value is not None]
    if how == "count":
        return len(known)
    if how == "count_distinct":
        return len(set(known))
    if not known:
        return None
    return {"sum": sum, "avg": mean, "min": min, "max": max, "median": median}[how](known)


def quantile(values, part):
    """The continuous percentile: straight lines between the sorted values."""
    known = sorted(value for value in values if value is not None)
    if not known:
        return None
    place = part * (len(known) - 1)
    below = int(place)
    above = min(below + 1, len(known) - 1)
    return known[below] + (known[above] - known[below]) * (place - below)


def divide(above, below):
    return None if above is None or not below else above / below


def everything(_row):
    return True


def number(world, metric, keep=everything):
    """One metric over the rows that `keep` accepts."""
    if metric in RATIOS:
        return divide(*(number(world, part, keep) for part in RATIOS[metric]))
    table, how, column, nothing = MEASURES[metric]
    value = aggregate(how, [row[column] for row in widened(world, table) if keep(row)])
    return nothing if value is None else value


def groups(world, metrics, by, keep=everything):
    """The groups for which any of the metrics has a row."""
    tables = {MEASURES[part][0] for metric in metrics for part in RATIOS.get(metric, (metric,))}
    return {by(row) for table in sorted(tables) for row in widened(world, table) if keep(row)}


def grouped(world, metrics, by, keep=everything):
    """Group -> values of the metrics."""
    return {
        group: tuple(number(world, metric, lambda row: keep(row) and by(row) == group) for metric in metrics)  # noqa: B023
        for group in groups(world, metrics, by, keep)
    }


def by(*names):
    """The group of a row under these attributes."""
    return lambda row: tuple(row[name] for name in names)


def within(start=None, end=None):
    """Rows of `[start, end)`. A row without a time lies in no window, but is there where no window is asked for."""

    def keep(row):
        time = row["@time"]
        if time is None:
            return start is None and end is None
        return (start is None or start <= time) and (end is None or time < end)

    return keep


def until(as_of):
    """Rows not later than as-of; a row without a time has not been ruled out."""
    return lambda row: row["@time"] is None or row["@time"] <= as_of


def both(*conditions):
    return lambda row: all(condition(row) for condition in conditions)


# Time


def floor(day, grain):
    if grain == "week":
        return day - dt.timedelta(days=day.weekday())
    month = {"month": day.month, "quarter": 3 * ((day.month - 1) // 3) + 1, "year": 1}
    return day if grain == "day" else day.replace(month=month[grain], day=1)


def following(start, grain):
    """The first day of the next period."""
    return floor(
        start + dt.timedelta(days={"day": 1, "week": 7, "month": 31, "quarter": 93, "year": 366}[grain]), grain
    )


def before(start, grain):
    """The first day of the period before."""
    return floor(start - ONE_DAY, grain)


def periods(first, as_of, grain):
    found = [floor(first, grain)]
    while following(found[-1], grain) <= as_of:
        found.append(following(found[-1], grain))
    return found


def compared_month(start, as_of):
    """The days of a month and of its counterpart: of a month that as-of cuts only the complete days, on both sides."""
    end, earlier = following(start, "month"), before(start, "month")
    if as_of >= end:
        return (start, end), (earlier, start)
    return (start, as_of), (earlier, min(earlier + (as_of - start), start))


# Levels


def level(rows, pick, start, end, carry=None):
    """Levels per item in `[start, end)` (or the last of the `carry` days before `end`), then added."""
    found = []
    for item in {(row["sku"], row["store"]) for row in rows}:
        mine = sorted(
            (row["day"], row["qty"]) for row in rows if (row["sku"], row["store"]) == item and row["day"] < end
        )
        inside = [qty for day, qty in mine if start is None or day >= start]
        if carry is not None:
            recent = [qty for day, qty in mine if carry == "unlimited" or (end - day).days <= carry]
            inside = recent[-1:]
        if inside:
            picks = {
                "last": inside[-1],
                "first": inside[0],
                "avg": mean(inside),
                "min": min(inside),
                "max": max(inside),
            }
            found.append(picks[pick])
    return sum(found) if found else None


# Rates


def forward(orders, t0, horizon, lookback=None):
    """Who bought in `[t0 - lookback, t0)`, and who of them bought again in `[t0, t0 + horizon)`."""
    days = dt.timedelta
    begin = dt.date.min if lookback is None else t0 - days(lookback)
    bought = {row["customer_id"] for row in orders if begin <= row["day"] < t0} - {None}
    again = {row["customer_id"] for row in orders if t0 <= row["day"] < t0 + days(horizon)}
    return bought, bought & again


def conversions(visits, orders, window, as_of):
    """Visit -> orders it owns, of the visits whose window is over; and how many visits are not."""
    days = dt.timedelta(days=window)
    owned = {row["visit_id"]: 0 for row in visits if row["customer_id"] is not None and row["day"] <= as_of}
    complete = {row["visit_id"] for row in visits if row["visit_id"] in owned and row["day"] + days <= as_of}
    for order in orders:
        candidates = [
            (row["day"], row["visit_id"])
            for row in visits
            if row["visit_id"] in owned
            and row["customer_id"] == order["customer_id"]
            and row["day"] <= order["day"] < row["day"] + days
        ]
        if candidates and order["day"] <= as_of:
            owned[max(candidates)[1]] += 1
    return {visit: n for visit, n in owned.items() if visit in complete}, len(owned) - len(complete)


# Policies


def visible(world, allowed, *, null_keys):
    """The world as somebody sees it who may see only the customers that `allowed` accepts.

    A row is there only if every customer it leads to is; a missing or broken pointer follows `null_keys`.
    """
    known = {row["customer_id"]: allowed(row) for row in world["customers"]}

    def sees(key):
        return known.get(key, null_keys == "visible")

    seen = dict(world)
    seen["customers"] = [row for row in world["customers"] if known[row["customer_id"]]]
    seen["visits"] = [row for row in world["visits"] if sees(row["customer_id"])]
    seen["orders"] = [row for row in world["orders"] if sees(row["customer_id"]) and sees(row["referrer_id"])]
    orders = {row["order_id"] for row in world["orders"]}, {row["order_id"] for row in seen["orders"]}

    def follows(key, every, shown):
        return key in shown if key in every else null_keys == "visible"

    seen["order_lines"] = [row for row in world["order_lines"] if follows(row["order_id"], *orders)]
    lines = [{(row["order_id"], row["line_no"]) for row in where["order_lines"]} for where in (world, seen)]
    seen["shipments"] = [row for row in world["shipments"] if follows((row["order_id"], row["line_no"]), *lines)]
    return seen


def top(found, n, direction="desc"):
    """The first n known groups with a value, ties in the order of the groups; all first ones for n = 1."""
    sign = -1 if direction == "desc" else 1
    ranked = sorted((sign * value, group) for group, value in found.items() if group is not None and value is not None)
    if n == 1:
        return [group for value, group in ranked if value == ranked[0][0]]
    return [group for _, group in ranked[:n]]
