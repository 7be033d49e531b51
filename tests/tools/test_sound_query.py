"""Arguments of a query that fit their types and mean nothing are refused by name, however deep they stand."""

from __future__ import annotations

import pytest

from tools.arguments import QueryMetricsArgs
from tools.errors import BadParameter
from tools.metrics.sound_query import RULES, ensure_sound

REVENUE = {"name": "revenue"}
LONG_AGO = {**REVENUE, "offset": {"n": -9999, "grain": "year"}}


def checked(ctx, **arguments):
    ensure_sound(QueryMetricsArgs.model_validate(arguments), ctx)


@pytest.fixture(scope="module")
def ctx(tmp_path_factory):
    from tests.assistant import tiny

    return tiny.world(tmp_path_factory.mktemp("shop")).tools


@pytest.mark.parametrize(
    ("arguments", "name", "value"),
    [
        ({"window": {"rule": "foo"}}, "rule", "foo"),
        ({"window": {"rule": "last:0:month"}}, "rule", "last:0:month"),
        ({"window": {"rule": "last:99999999999:year"}}, "rule", "last:99999999999:year"),
        ({"compare": [{"to": "window", "window": {"rule": "between:2026-09-09:2026-09-01"}}]}, "rule", None),
        ({"window": {"start": "0001-01-01"}}, "start", None),
        ({"members": [{"entity": "order", "dataset": "sails"}]}, "dataset", "sails"),
        ({"filters": [{"kind": "exists", "dataset": "sails"}]}, "dataset", "sails"),
        ({"metrics": [{**REVENUE, "offset": {"n": 10**12, "grain": "year"}}]}, "offset", 10**12),
        ({"metrics": [{**REVENUE, "combine": {"how": "divide", "other": LONG_AGO}}]}, "offset", -9999),
        ({"window": {"rule": "holiday:nonsense:2026"}}, "rule", None),
        ({"window": {"rule": "on:9:month:2026-09"}}, "rule", None),
        ({"window": {"rule": "month:2026-13"}}, "rule", None),
    ],
)
def test_what_means_nothing_is_refused_with_what_is_allowed(ctx, arguments, name, value):
    with pytest.raises(BadParameter) as refused:
        checked(ctx, **arguments)
    assert refused.value.params["name"] == name and refused.value.params["allowed"]
    assert value is None or refused.value.params["value"] == value


@pytest.mark.parametrize(
    "window",
    [
        *({"rule": rule} for rule in RULES.split(", ")),
        {"start": "2026-09-01", "end": "2026-10-01", "rule": "between"},
        {"end": "2026-10-01", "rule": "until"},
        {},
    ],
)
def test_what_means_something_passes(ctx, window):
    checked(ctx, metrics=[REVENUE], window=window)
    checked(
        ctx,
        metrics=[{**REVENUE, "offset": {"n": 3, "grain": "quarter"}}],
        filters=[{"kind": "exists", "dataset": "sales"}],
    )
