"""How far columns of numbers reach, as the engine says, and the ranges that are made of it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.model import (
    CalendarSpec,
    Dataset,
    Dimension,
    EntityKey,
    Policy,
    SemanticModel,
    Text,
)
from semantic_layer.number_ranges import MANY, NumberRange, load_ranges
from semantic_layer.query import Who

ROWS = [
    {"id": 1, "weight": 10.5, "doors": 2, "name": "a", "salary": 100},
    {"id": 2, "weight": 40.0, "doors": 4, "name": "b", "salary": 300},
    {"id": 3, "weight": None, "doors": 4, "name": "c", "salary": 200},
]


def _model(**rest: object) -> SemanticModel:
    def column(name: str, datatype: str, **more: object) -> Dimension:
        kind = "identifier" if name == "id" else "ordinal"
        return Dimension(name=name, type=kind, dataset="cars", prefix="car", expr=name, datatype=datatype, **more)  # type: ignore[arg-type]

    cars = Dataset(
        name="cars",
        source="cars",
        role="fact",
        grain=("car",),
        time_basis="none",
        entities=(EntityKey("car", "primary", ("id",)),),
        dimensions=(
            column("id", "Integer"),
            column("weight", "Decimal"),
            column("doors", "Integer"),
            column("name", "String"),
            column("salary", "Integer", personal=True),
        ),
    )
    return SemanticModel("m", "1", ("en", "zh"), CalendarSpec(), (), (cars,), **rest)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def engine():
    engine = DuckDBEngine.memory({"cars": ROWS})
    yield engine
    engine.close()


def test_only_columns_of_numbers_that_people_may_see_have_a_range(engine):
    assert load_ranges(_model(), engine, Who()) == {
        "car.weight": NumberRange(10.5, 40.0, 2),
        "car.doors": NumberRange(2.0, 4.0, 2),
    }


def test_a_column_that_is_masked_for_a_person_has_no_range_for_that_person(engine):
    policy = Policy(name="p", dataset="cars", hide=("doors",), applies_to=("guest",))

    assert "car.doors" not in load_ranges(_model(policies=(policy,)), engine, Who(roles=("guest",)))
    assert "car.doors" in load_ranges(_model(policies=(policy,)), engine, Who())


@given(
    low=st.floats(-1e6, 1e6, allow_nan=False),
    span=st.floats(0.01, 1e6, allow_nan=False),
    n=st.one_of(st.none(), st.integers(1, 60)),
)
def test_ranges_rise_in_equal_steps_and_hold_every_value(low, span, n):
    reach = NumberRange(low, low + span, 100)

    edges = reach.edges(n=n)

    steps = [b - a for a, b in pairwise(edges)]
    assert min(steps) > 0
    assert max(steps) - min(steps) <= 1e-6 * max(abs(edges[0]), abs(edges[-1]), 1)
    assert edges[0] <= reach.low + 1e-6
    assert edges[-1] > reach.high - 1e-6
    assert n is None or len(edges) == n + 1


def test_one_value_has_no_ranges_and_few_values_are_not_wide():
    assert NumberRange(5, 5, 1).edges() == ()
    assert NumberRange(0, 10, 11).edges(width=0.001) == ()
    assert not NumberRange(0, 10, MANY).is_wide
    assert NumberRange(0, 10, MANY + 1).is_wide


def test_ranges_are_kept_until_the_model_changes(engine, tmp_path):
    first = load_ranges(_model(), engine, Who(), cache=tmp_path)
    (file,) = tmp_path.glob("ranges-*.json")
    file.write_text(file.read_text().replace("10.5", "9.5"))
    assert load_ranges(_model(), engine, Who(), cache=tmp_path)["car.weight"].low == 9.5 != first["car.weight"].low
    load_ranges(_model(description=Text("other")), engine, Who(), cache=tmp_path)
    assert len(list(tmp_path.glob("ranges-*.json"))) == 2
