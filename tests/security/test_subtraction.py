"""Groups that a policy withholds, looked for by subtraction: in every table that a tool shows, whatever the tool.

The same call is run once by who sees everything and once under a policy that the smallest group of its table is too
small for. Whoever knows every total of the table (each line of it, and all) must not get at the size of a withheld
group, nor of several that are few together. What can be had is found from the figures alone, by linear algebra.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from assistant.workspace import open_workspace
from semantic_layer.engines.errors import EngineError
from semantic_layer.errors import QueryError
from semantic_layer.model import Policy
from semantic_layer.query import Compare, DimensionRef, MetricRef, SemanticQuery
from semantic_layer.result import Column
from semantic_layer.run import run_query
from tests.security.rights_world import ANN, DAY, build, decide
from tools.catalog import CATALOG, ToolCall, run_tool, tool
from tools.complements import lines_of, with_complements
from tools.errors import NotAllowed, ToolError
from tools.rights import is_withheld
from tools.tables import CUSTOMERS

GIVEN = {
    "metric": "revenue", "a": "customer.rfm", "b": "customer.lifecycle", "segmentation": "customer.lifecycle",
    "bought": Compare("product.category", "eq", ("snacks",)), "item": Compare("product.category", "eq", ("beverages",)),
}  # fmt: skip
GROUPS = ("customer.source", "customer.gender", "city.region")
# Customers of whom one stands in several rows: such rows add up to nothing that could be asked for.
OVERLAPPING = {"tags", "alerts", "lifecycle_curve", "paths", "profile", "basket_pairs", "referral"}
# Rows of single customers or of no customer, and tools that write or that only say what there is.
OTHERS = {
    "query_metrics", "describe", "run_sql", "export_segment", "snapshot", "merge_accounts", "duplicates", "sample_size",
    "data_quality", "what_if", "forecast", "anomalies", "explain_change", "pareto", "churn_risk", "churn_drivers",
}  # fmt: skip
RICH = {"name": "rich", "all_of": [{"field": "monetary", "op": "ge", "values": [12000]}]}
OFTEN = {"name": "often", "all_of": [{"field": "frequency", "op": "ge", "values": [40]}]}
ABOVE = {"name": "top", "all_of": [{"field": "monetary", "op": "gt", "quantile": 0.9999}]}
SETTINGS = {
    "rule_segment": ({"rules": (RICH,)}, {"rules": (OFTEN, RICH)}),
    "campaign_effect": (
        {"filters": (Compare("campaign.campaign_name", "eq", ("double_11_2024",)),)},
        {"filters": (Compare("campaign.campaign_name", "eq", ("double_12_2024",)),)},
    ),
    "segments": ({"action": "describe", "segmentation": "customer.lifecycle"},),
    "tiers": ({}, {"kind": "potential"}),
    "cohort_retention": ({"grain": "quarter"},),
    "churn_rate": ({"definition": "own_gap"},),
    "ab_test": ({"filters": (Compare("experiment.experiment_name", "eq", ("coupon_2026_08",)),)},),
    "profile": ({"filters": (Compare("customer.rfm", "eq", ("champions",)),)},),
    "new_and_returning": ({}, {"grain": "quarter"}),
    "segment_migration": ({}, {"source": "active"}),
}
NOT_SPLIT = {"age", "step", "period"}  # the same people again at another time


def calls():
    for spec in CATALOG:
        if spec.name in OTHERS:
            continue
        fields = spec.arguments.model_fields
        needed = {name: GIVEN.get(name) for name, field in fields.items() if field.is_required()}
        for setting in SETTINGS.get(spec.name, ({},)):
            for by in (None, *GROUPS) if "by" in fields else (None,):
                yield spec.name, {**needed, **setting, **({"by": by} if by else {})}


CALLS = list(calls())
NAMES = [f"{name}-{arguments.get('by', '')}-{number}" for number, (name, arguments) in enumerate(CALLS)]


def run(demo, name, arguments, k=None):
    policies = (
        () if k is None else (Policy(name="enough", dataset="customers", min_group_entity="customer", min_group_k=k),)
    )
    context = replace(demo.tools, model=replace(demo.model, policies=policies))
    return run_tool(ToolCall.parse(name, arguments), context)


def sizes_of(table):
    """The rows of a table by the values of what splits it, each with how many customers it is of."""
    names = [item.name for item in table.columns]
    column = next((n for n in ("customers", "base_customers") if n in names), None)
    if column is None or table.columns[names.index(column)].unit != CUSTOMERS:
        return {}, ()
    split = [i for i, item in enumerate(table.columns) if is_split(item)]
    found = {}
    for row in table.rows:
        if row[names.index(column)] is None:
            continue
        key = tuple(row)[: len(names)] if not split else tuple(row[i] for i in (*split, *again(table)))
        found.setdefault(key, int(str(row[names.index(column)] or 0)))
    return found, tuple(range(len(split)))


def names_shown(finding, table):
    """Whether each group that a sentence names stands in the table, where rows of it are withheld."""
    if not is_withheld(table):
        return True
    for place in table.of_kind("dimension"):
        shown = {row[place] for row in table.rows}
        named = [fact.value for _, fact in finding.facts if fact.source and fact.source == table.columns[place].source]
        if any(value not in shown for item in named for value in (item if isinstance(item, tuple) else (item,))):
            return False
    return True


def is_split(column: Column):
    return (column.kind == "dimension" or column.name == "cohort") and column.name not in NOT_SPLIT


def again(table):
    """Where the same people stand again at another age; of the steps of a way the first one holds all of them."""
    return [i for i, item in enumerate(table.columns) if item.name in ("age", "period")]


def told(hidden, sizes, split, k):
    """What somebody who knows every total gets at by them and what is shown, and not by the totals alone."""
    anyway = known_of_few(sizes, sizes, split, k)
    return [item for item in known_of_few(hidden, sizes, split, k) if item not in anyway]


def known_of_few(hidden, sizes, split, k):
    """Withheld groups of a few whose size is determined, and lines of which a few together are missing."""
    few, equations = [], []
    for size in range(len(split)):
        for chosen in combinations(split, size):
            lines = {}
            for key in sizes:
                lines.setdefault((*(key[i] for i in chosen), *key[len(split) :]), []).append(key)
            for line in lines.values():
                if sum(sizes[key] for key in line) < k:
                    continue  # its total is withheld as well, wherever it is asked for
                missing = [key for key in line if hidden.get(key)]
                if 0 < sum(hidden[key] for key in missing) < k:
                    few.append(missing)
                if missing:
                    equations.append([1.0 if key in missing else 0.0 for key in hidden])
    if not equations:
        return few
    _, values, rows = np.linalg.svd(np.array(equations))
    free = np.abs(rows[np.count_nonzero(values > 1e-9) :]).max(axis=0, initial=0.0)  # may vary while every total stays
    return few + [[key] for place, (key, n) in enumerate(hidden.items()) if 0 < n < k and free[place] <= 1e-9]


@pytest.mark.parametrize(
    ("name", "arguments"), CALLS, ids=[f"{n}-{a.get('by', '')}-{i}" for i, (n, a) in enumerate(CALLS)]
)
def test_no_withheld_group_of_a_table_is_had_by_subtraction(demo, name, arguments):
    full = run(demo, name, arguments)
    for number, item in enumerate(full.tables):
        everything, split = sizes_of(item.table)
        levels = sorted({n for n in everything.values() if n > 0})[:3]
        for k in (n + 1 for n in levels):
            try:
                limited = run(demo, name, arguments, k)
            except (NotAllowed, ToolError, QueryError):
                continue
            if number >= len(limited.tables) or limited.tables[number].name != item.name:
                continue
            shown, _ = sizes_of(limited.tables[number].table)
            assert all(not 0 < n < k for _, n in limited.lineage.row_counts)
            assert not (is_withheld(limited.main) and limited.lineage.row_counts)
            assert all(names_shown(finding, limited.main) for finding in limited.findings), (name, k)
            hidden = {key: n for key, n in everything.items() if key not in shown}
            assert all(n >= k for n in shown.values()), (name, k)
            if name not in OVERLAPPING and split:
                assert told(hidden, everything, split, k) == [], (name, item.name, k)


# Whose groups have borders that move with the customers looked at: one may enter a group because another one left.
RELATIVE = {"rfm_segments", "rfm_duration", "tiers", "cluster_customers", "combine_segments", "tree_segments", "alerts"}
CONDITIONS = (Compare("customer.gender", "eq", ("female",)), Compare("customer.source", "ne", ("walk_in",)))
NEEDS_ITS_OWN = {"segments", "ab_test", "profile", "campaign_effect"}  # conditions of which it cannot do without
FEWER = [
    (name, arguments)
    for name, arguments in CALLS
    if "by" not in arguments and "filters" in tool(name).arguments.model_fields
    and name not in RELATIVE | NEEDS_ITS_OWN
]  # fmt: skip


def cells(demo, name, arguments, k=None):
    """The sizes of every row that is shown; none where the call is refused."""
    try:
        result = run(demo, name, arguments, k)
    except (NotAllowed, ToolError, QueryError, EngineError):
        return {}
    return {(item.name, key): n for item in result.tables for key, n in sizes_of(item.table)[0].items()}


@pytest.mark.parametrize(("name", "arguments"), FEWER, ids=[f"{n}-{i}" for i, (n, _) in enumerate(FEWER)])
def test_no_row_differs_by_a_few_from_that_of_the_same_analysis_with_a_condition_fewer(demo, name, arguments):
    asked, *fewer = ({**arguments, "filters": chosen} for chosen in (CONDITIONS, CONDITIONS[:1], CONDITIONS[1:]))
    everything, others = cells(demo, name, asked), [cells(demo, name, item) for item in fewer]
    apart = {abs(n - other[key]) for other in others for key, n in everything.items() if key in other} - {0}
    k = min(apart, default=4) + 1
    shown = cells(demo, name, asked, k)
    for item in fewer if shown else ():
        other = cells(demo, name, item, k)
        assert {key: n for key, n in shown.items() if 0 < abs(n - other.get(key, n)) < k} == {}, (name, k)


def test_every_tool_is_either_looked_at_or_named_with_a_reason():
    assert {name for name, _ in CALLS} | OTHERS == {spec.name for spec in CATALOG}
    assert not OTHERS & OVERLAPPING


@pytest.mark.parametrize("seed", range(80))
def test_no_grid_of_random_sizes_tells_of_a_few(seed):
    chance = np.random.default_rng(seed)
    shape = tuple(int(n) for n in chance.integers(2, 6, size=int(chance.integers(1, 4))))
    keys = [tuple(int(i) for i in key) for key in np.ndindex(shape) if chance.random() < 0.8]
    sizes = {key: int(n) for key, n in zip(keys, chance.choice([0, 1, 3, 7, 9, 20, 50], size=len(keys)), strict=True)}
    people = [sizes[key] for key in keys]
    split = tuple(range(len(shape)))
    small = {i for i, n in enumerate(people) if n < 5}
    hidden = with_complements(people, lines_of(keys, (), split), small, 5)
    assert small <= hidden
    assert told({keys[i]: people[i] for i in hidden}, sizes, split, 5) == []


def test_what_two_rules_share_and_what_lies_beyond_a_quantile_is_of_nobody_or_of_enough(demo):
    both = run(demo, "rule_segment", {"rules": (OFTEN, RICH)})
    shared = next(dict(item.params)["customers"] for item in both.caveats if item.code == "rule_overlaps")
    with pytest.raises(NotAllowed):
        run(demo, "rule_segment", {"rules": (OFTEN, RICH)}, shared + 1)
    told = run(demo, "rule_segment", {"rules": (OFTEN, RICH)}, shared)
    assert [dict(item.params)["customers"] for item in told.caveats if item.code == "rule_overlaps"] == [shared]
    assert run(demo, "rule_segment", {"rules": (ABOVE,)}).tables[-1].name == "levels"
    with pytest.raises(NotAllowed):
        run(demo, "rule_segment", {"rules": (ABOVE,)}, 5)


def smallest_lifecycle(demo):
    found = run(demo, "segment_actions", {"segmentation": "customer.lifecycle"}).main
    rows = (row for row in found.records() if row["customers"])
    return min((int(str(row["customers"])), str(row["customer.lifecycle"])) for row in rows)


def test_a_withheld_segment_is_told_as_withheld_and_never_as_empty(demo):
    n, code = smallest_lifecycle(demo)
    result = run(demo, "segment_actions", {"segmentation": "customer.lifecycle", "segment": code}, n + 1)
    assert result.main.rows == ()
    assert [item.kind for item in result.findings] == ["withheld"]
    assert [item.code for item in result.main.left_out] == ["suppressed_groups"]


@pytest.mark.parametrize(("name", "arguments"), CALLS, ids=NAMES)
def test_a_table_of_which_nothing_is_left_is_told_as_withheld(demo, name, arguments):
    try:
        result = run(demo, name, arguments, 10**9)
    except (NotAllowed, QueryError, EngineError):
        return
    except ToolError as error:
        assert type(error).__name__ not in {"EmptyWindow"} or is_empty_for_all(demo, name, arguments), error
        return
    if not result.main.rows:
        assert [item.kind for item in result.findings] == ["withheld"], name


def is_empty_for_all(demo, name, arguments):
    try:
        return not run(demo, name, arguments).main.rows
    except ToolError:
        return True


def test_a_group_that_is_alone_in_each_line_is_not_what_a_table_leaves_of_the_whole(tmp_path):
    """Canaryville is the only city of the south: neither its city nor its region has another cell that could go."""
    folder = build(tmp_path / "town")
    decide(folder, "small groups")
    tools = open_workspace(folder, who=ANN, as_of=DAY).tools
    by = (DimensionRef("customer.city"), DimensionRef("customer.region"))
    query = SemanticQuery(metrics=(MetricRef("revenue"),), dimensions=by, as_of=DAY, who=ANN)
    grid = run_query(query, tools.model, tools.engine, tools.calendar)[0]
    assert [(row[0], float(str(row[2]))) for row in grid.rows] == [("Oslo", 600.0)]
    whole = run_query(replace(query, dimensions=()), tools.model, tools.engine, tools.calendar)[0]
    assert float(str(whole.rows[0][0])) == 1200 + 77777  # what is missing is that of eight
