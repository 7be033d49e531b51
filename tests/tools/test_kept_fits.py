"""What was learned is used again for the same data, day, arguments and rights, and for nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from semantic_layer.model import Policy
from semantic_layer.query import Compare, Who
from tests.tools.conftest import build_model
from tools.arguments import ChurnRiskArgs
from tools.catalog import ToolCall, run_tool
from tools.churn import risk as churn
from tools.customers import kept_fits
from tools.customers.base import BaseScope
from tools.customers.kept_fits import KeptFits
from tools.roles import order_role

ORDERS = [("ann", "2025-01-10", 5.0), ("bob", "2025-02-10", 7.0)]


def scope_of(ctx, as_of=date(2025, 4, 1), filters=()):
    return BaseScope(order_role("churn_risk", ctx, filters), as_of)


class Fit:
    """Counts how often something was learned."""

    def __init__(self):
        self.made = 0

    def __call__(self):
        self.made += 1
        return self.made


def test_the_same_question_of_the_same_data_takes_the_fit_that_is_there(world):
    ctx, kept, fit = world(ORDERS, as_of="2025-04-01"), KeptFits(lambda _: 1), Fit()
    assert [kept.of("risk", scope_of(ctx), ctx, fit) for _ in range(3)] == [1, 1, 1]


def test_a_changed_row_another_day_another_argument_and_another_condition_are_learned_from_anew(world):
    ctx, kept, fit = world(ORDERS, as_of="2025-04-01"), KeptFits(lambda _: 1), Fit()
    kept.of("risk", scope_of(ctx), ctx, fit)

    changed = world([*ORDERS[:1], ("bob", "2025-02-10", 7.5)], as_of="2025-04-01")
    assert kept.of("risk", scope_of(changed), changed, fit) == 2
    assert kept.of("risk", scope_of(ctx, date(2025, 3, 31)), ctx, fit) == 3
    assert kept.of("drivers", scope_of(ctx), ctx, fit) == 4
    east = (Compare("customer.region", "eq", ("east",)),)
    assert kept.of("risk", scope_of(ctx, filters=east), ctx, fit) == 5
    assert kept.of("risk", scope_of(ctx), ctx, fit) == 1  # the first one is still there


def test_no_fit_is_used_across_policies_or_persons(world):
    kept, fit = KeptFits(lambda _: 1), Fit()
    free = world(ORDERS, as_of="2025-04-01")
    limited = build_model(policies=(Policy(name="east", dataset="customers", rows="region = 'east'"),))
    bound = world(ORDERS, as_of="2025-04-01", model=limited)
    somebody = replace(free, who=Who("somebody"))

    found = [kept.of("risk", scope_of(ctx), ctx, fit) for ctx in (free, bound, somebody, free)]

    assert found[0] != found[1] != found[2] != found[0]
    assert kept.of("risk", scope_of(bound), bound, fit) != found[0]


def test_another_definition_in_the_model_is_learned_from_anew(world):
    ctx, kept, fit = world(ORDERS, as_of="2025-04-01"), KeptFits(lambda _: 1), Fit()
    kept.of("risk", scope_of(ctx), ctx, fit)
    other = replace(ctx, model=replace(ctx.model, settings={"horizons": {"churn_days": 30}}))
    assert kept.of("risk", scope_of(other), other, fit) == 2


def test_few_and_small_fits_are_kept_and_the_longest_unused_goes_first(world, monkeypatch):
    monkeypatch.setattr(kept_fits, "MOST", 2)
    monkeypatch.setattr(kept_fits, "MOST_BYTES", 100)
    ctx, kept, fit = world(ORDERS, as_of="2025-04-01"), KeptFits(lambda found: 1000 if found == 5 else 1), Fit()
    scope = scope_of(ctx)
    for name in ("a", "b", "a", "c"):
        kept.of(name, scope, ctx, fit)
    assert kept.of("a", scope, ctx, fit) == 1  # used again before c came
    assert kept.of("b", scope, ctx, fit) == 4
    assert [kept.of("large", scope, ctx, fit) for _ in range(2)] == [5, 6]  # the first was larger than the bound


def test_a_refusal_is_no_fit(world):
    ctx, kept = world(ORDERS, as_of="2025-04-01"), KeptFits(lambda _: 1)

    def refuse():
        raise ValueError("too few")

    with pytest.raises(ValueError, match="too few"):
        kept.of("risk", scope_of(ctx), ctx, refuse)
    assert kept.of("risk", scope_of(ctx), ctx, lambda: "made") == "made"


def test_a_second_question_about_churn_learns_nothing_and_says_the_same(demo, monkeypatch):
    churn.JUDGED.clear()
    churn.TODAY.clear()
    learned = []
    real = churn.rules
    monkeypatch.setattr(churn, "rules", lambda *args: learned.append(args) or real(*args))
    call = ToolCall(tool="churn_risk", arguments=ChurnRiskArgs())

    first, again = run_tool(call, demo.tools), run_tool(call, demo.tools)

    assert len(learned) == 1
    assert (first.tables, first.findings, first.caveats, first.lineage) == (
        again.tables, again.findings, again.caveats, again.lineage,
    )  # fmt: skip
    run_tool(ToolCall(tool="churn_risk", arguments=ChurnRiskArgs(as_of=date(2026, 9, 1))), demo.tools)
    assert len(learned) == 2
